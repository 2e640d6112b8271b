import {constants} from 'node:os';
import {
	EPOLLERR,
	EPOLLOUT,
	IPPROTO_TCP,
	MSG_ERRQUEUE,
	SOCK_CLOEXEC,
	SOCK_NONBLOCK,
	SOCK_STREAM,
	SOL_SOCKET,
	SO_ERROR,
	SO_LINGER,
	SO_REUSEADDR,
	SystemError,
	TCP_INFO,
	TCP_QUICKACK,
} from '../../linux/calls/libc.ts';
import {tcpInfoOffsets} from '../../linux/netlink/tcp-info.ts';
import type {
	Channel,
	ChannelDependencies,
	Method,
	ProbeAnswer,
} from './channel.ts';
import {icmpAnswer} from './answers.ts';
import {
	applySettings,
	demandSourcePort,
	destinationName,
	domainOf,
	isThisMachine,
	socketAddressOf,
	sourceOf,
	stampReceipts,
} from './socket-settings.ts';

const {ECONNREFUSED} = constants.errno;

/** The kernel sends a second SYN after its first timeout, 1 s (RFC 6298), and more later: nothing is gained by waiting long. */
const lateSeconds = 2;

/** Sockets that are open at once per target, with a fixed source port one; the oldest goes first. */
const maxSockets = 256;

/** The part of `struct tcp_info` that every kernel has. */
const tcpInfoBytes = 104;

/** An answer that came so much later than its own round-trip time was one to a repeated SYN, in milliseconds. */
const repetition = 500;

/**
Closing resets the connection. The handshake's last ACK, which is held back (TCP_QUICKACK off, tcp(7)), has not left by then:
the server's kernel has accepted, and its application never hears of it. Neither side keeps a TIME-WAIT. struct linger: on, 0 s.
*/
const resetOnClose = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0);

type Attempt = {
	readonly fd: number;
	readonly sentAt: number;
	/** The reserved source port, which has to be given back. */
	readonly reservedPort: number | null;
};

/**
Probes by connect(2): needs no privilege. The round-trip time of an accepted connection is the kernel's own measurement of
the handshake (tcpi_rtt); of a refused one it is the time until the refusal was seen. The connection
is reset before it reaches the application.
@throws SystemError if there is no route, ChannelError for a source port that cannot be had.
*/
function openConnectChannel(dependencies: ChannelDependencies): Channel {
	const {
		libc, poller, clock, ports, halfOpen, destination, settings, onAnswer, onGiveUp,
	} = dependencies;
	demandSourcePort(libc, SOCK_STREAM, destination, settings);
	const name = destinationName(destination);
	const address = socketAddressOf(destination);
	const isLocal = isThisMachine(libc, destination, settings);
	const most = settings.sourcePort === null ? maxSockets : 1;
	const attempts = new Map<number, Attempt>();
	const message = libc.createMessageBuffer(512);
	const integer = new Uint8Array(4);
	const info = new Uint8Array(new ArrayBuffer(tcpInfoBytes));

	const end = (sequence: number) => {
		const attempt = attempts.get(sequence);
		if (attempt === undefined) {
			return;
		}

		attempts.delete(sequence);
		poller.close(attempt.fd);
		if (attempt.reservedPort !== null) {
			ports.release(name, attempt.reservedPort);
		}
	};

	/** Makes room: a probe that still waits is lost then, because its answer would not be seen. */
	const endOldest = () => {
		const [oldest] = attempts.keys();
		if (oldest === undefined) {
			return;
		}

		end(oldest);
		onGiveUp(oldest);
	};

	const bindSource = (fd: number): number | null => {
		const reservedPort = isLocal && settings.sourcePort === null ? ports.take(name) : null;
		const port = reservedPort ?? settings.sourcePort;
		if (port !== null) {
			libc.setOption(fd, SOL_SOCKET, SO_REUSEADDR, 1);
			try {
				libc.bind(fd, sourceOf(destination, port, isLocal));
			} catch (error) {
				if (reservedPort !== null) {
					ports.release(name, reservedPort);
				}

				throw error;
			}
		}

		return reservedPort;
	};

	/** Returns the ICMP error that ended an attempt; undefined if it was none. */
	const icmpErrorOf = (fd: number) => {
		try {
			return libc.receiveMessage(fd, message, MSG_ERRQUEUE) && message.extendedError !== null ? icmpAnswer(message.extendedError, destination) : undefined;
		} catch {
			return undefined;
		}
	};

	/** Returns what the kernel measured, in milliseconds; 0 is nothing. */
	const readInfo = (fd: number) => {
		libc.getOption(fd, IPPROTO_TCP, TCP_INFO, info);
		const view = new DataView(info.buffer);
		return {rtt: view.getUint32(tcpInfoOffsets.tcpi_rtt, true) / 1000, wasRepeated: view.getUint32(tcpInfoOffsets.tcpi_total_retrans, true) > 0};
	};

	const accepted = (sequence: number, {fd, sentAt}: Attempt, now: number): ProbeAnswer | undefined => {
		const {rtt, wasRepeated} = readInfo(fd);
		// When the kernel sent its SYN again, the answer may be to that one: then the probe itself was lost. If the handshake
		// took as long by the peer's echo of our time stamp as by the clock, it was the first that was answered.
		if (wasRepeated && (rtt === 0 || now - sentAt - rtt > repetition)) {
			return undefined;
		}

		return {
			sequence, kind: 'reply', receivedAt: rtt === 0 ? now : sentAt + rtt, from: destination.address, icmp: null, detail: 'accepted',
		};
	};

	const failed = (sequence: number, {fd}: Attempt, now: number, errno: number): ProbeAnswer | undefined => {
		const icmp = icmpErrorOf(fd);
		if (icmp === undefined && readInfo(fd).wasRepeated) {
			return undefined;
		}

		const answer = icmp ?? (errno === ECONNREFUSED
			? {
				kind: 'refused' as const, from: destination.address, icmp: null, detail: 'RST',
			}
			: {
				kind: 'rejected' as const, from: null, icmp: null, detail: new SystemError('connect', errno).message,
			});
		return {sequence, receivedAt: icmp === undefined ? now : clock.received(message.timestampMicroseconds), ...answer};
	};

	const onReady = (sequence: number) => {
		const attempt = attempts.get(sequence);
		if (attempt === undefined) {
			return;
		}

		const now = clock.now();
		libc.getOption(attempt.fd, SOL_SOCKET, SO_ERROR, integer);
		const errno = new DataView(integer.buffer).getInt32(0, true);
		if (errno === 0 && isLocal) {
			halfOpen.add();
		}

		const answer = errno === 0 ? accepted(sequence, attempt, now) : failed(sequence, attempt, now, errno);
		end(sequence);
		if (answer === undefined) {
			onGiveUp(sequence);
		} else {
			onAnswer(answer);
		}
	};

	return {
		send(sequence) {
			if (attempts.size >= most) {
				endOldest();
			}

			const fd = libc.socket(domainOf(destination), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
			let reservedPort: number | null = null;
			try {
				applySettings(libc, fd, destination, settings);
				// ICMP errors have the time of their receipt then.
				stampReceipts(libc, fd);
				libc.setOption(fd, SOL_SOCKET, SO_LINGER, resetOnClose);
				libc.setOption(fd, IPPROTO_TCP, TCP_QUICKACK, 0);
				reservedPort = bindSource(fd);
				poller.add(fd, EPOLLOUT | EPOLLERR, 'prompt', () => {
					onReady(sequence);
				});
			} catch (error) {
				poller.close(fd);
				if (reservedPort !== null) {
					ports.release(name, reservedPort);
				}

				throw error;
			}

			const sentAt = clock.now();
			attempts.set(sequence, {fd, sentAt, reservedPort});
			try {
				libc.connect(fd, address);
			} catch (error) {
				end(sequence);
				throw error;
			}

			return sentAt;
		},

		forget: end,

		close() {
			for (const sequence of attempts.keys()) {
				end(sequence);
			}
		},
	};
}

export const connectMethod: Method = {lateSeconds, open: openConnectChannel};
