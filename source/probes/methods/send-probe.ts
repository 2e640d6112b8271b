import {SystemError, type Libc} from '../../linux/calls/libc.ts';
import type {ProbeClock} from '../prober/clock.ts';

/**
Sends a probe's packet.
@returns When, in monotonic milliseconds, read just before the system call.
@throws SystemError if it could not be sent.
*/
export function sendProbe(libc: Libc, clock: ProbeClock, fd: number, packet: Uint8Array): number {
	const sentAt = clock.now();
	try {
		libc.sendNow(fd, packet);
		return sentAt;
	} catch (error) {
		if (!(error instanceof SystemError)) {
			throw error;
		}
	}

	// The error may be what an ICMP message about an earlier packet has left on the socket: it is told once, and nothing was sent.
	const sentAgainAt = clock.now();
	libc.sendNow(fd, packet);
	return sentAgainAt;
}
