import {
	EPOLLERR,
	MSG_ERRQUEUE,
	SystemError,
	type Libc,
} from '../../linux/calls/libc.ts';
import type {MessageBuffer} from '../../linux/packet/message-buffer.ts';
import type {Destination} from '../targets/destination.ts';
import {SO_EE_ORIGIN_ICMP, SO_EE_ORIGIN_ICMP6, type ExtendedError} from '../../linux/packet/control-message.ts';
import {describeIcmp} from '../../linux/packet/icmp.ts';
import type {ProbeClock} from '../sockets/clock.ts';
import type {ChannelDependencies, ProbeAnswer} from './channel.ts';

/** Finds the probe that a received packet answers; undefined for a packet that answers none of ours. */
export type AnswerReader = {
	/** The probe of which an ICMP error quotes these bytes. */
	readonly quoted: (packet: Uint8Array) => number | undefined;
	readonly answer: (packet: Uint8Array) => Pick<ProbeAnswer, 'sequence' | 'kind' | 'detail'> | undefined;
};

/** A descriptor that can be read, and the memory to read into. */
type Ready = {
	readonly fd: number;
	readonly events: number;
	readonly message: MessageBuffer;
};

/** Reads all that a connected socket with time stamps has received, and first the ICMP errors about what it sent. */
export function readAnswers(dependencies: ChannelDependencies, ready: Ready, reader: AnswerReader): void {
	try {
		if ((ready.events & EPOLLERR) !== 0) {
			readErrors(dependencies, ready, reader);
		}

		const {libc, clock, destination, onAnswer} = dependencies;
		const {fd, message} = ready;
		while (libc.receiveMessage(fd, message, 0)) {
			const answer = reader.answer(message.data);
			if (answer !== undefined) {
				onAnswer({
					receivedAt: clock.received(message.timestampMicroseconds), from: destination.address, icmp: null, ...answer,
				});
			}
		}
	} catch (error) {
		// The error that an ICMP message left on the socket is reported once by recvmsg too; the queue has reported more.
		if (!(error instanceof SystemError)) {
			throw error;
		}
	}
}

function readErrors({libc, clock, destination, onAnswer}: ChannelDependencies, {fd, message}: Ready, {quoted}: AnswerReader): void {
	while (libc.receiveMessage(fd, message, MSG_ERRQUEUE)) {
		const error = message.extendedError === null ? undefined : icmpAnswer(message.extendedError, destination);
		const sequence = quoted(message.data);
		if (error !== undefined && sequence !== undefined) {
			onAnswer({sequence, receivedAt: clock.received(message.timestampMicroseconds), ...error});
		}
	}
}

/** Port unreachable: RFC 792 type 3 code 3, RFC 4443 type 1 code 4. Anything else says something about the path or its firewalls. */
const isPortUnreachable = (version: 4 | 6, type: number, code: number) => version === 4 ? type === 3 && code === 3 : type === 1 && code === 4;

/**
Returns the meaning of an ICMP error in a socket's error queue for a probe; undefined when it is an error of another origin. A firewall on
the path may say port unreachable as well: only from the target itself it means that its port is closed.
*/
export function icmpAnswer({origin, type, code, offender}: ExtendedError, {address, port}: Destination): Pick<ProbeAnswer, 'kind' | 'from' | 'icmp' | 'detail'> | undefined {
	if (origin !== SO_EE_ORIGIN_ICMP && origin !== SO_EE_ORIGIN_ICMP6) {
		return undefined;
	}

	const version = origin === SO_EE_ORIGIN_ICMP ? 4 : 6;
	const isRefusal = port !== 0 && offender === address && isPortUnreachable(version, type, code);
	return {
		kind: isRefusal ? 'refused' : 'rejected',
		from: offender,
		icmp: {type, code},
		detail: describeIcmp(version, type, code),
	};
}

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

	// The error may be what an ICMP message about an earlier packet has left on the socket: it is reported once, and nothing was sent.
	const sentAgainAt = clock.now();
	libc.sendNow(fd, packet);
	return sentAgainAt;
}
