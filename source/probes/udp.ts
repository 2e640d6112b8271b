import {
	EPOLLERR,
	EPOLLIN,
	MSG_ERRQUEUE,
	SOCK_CLOEXEC,
	SOCK_DGRAM,
	SOCK_NONBLOCK,
	SOL_SOCKET,
	SO_REUSEADDR,
	SystemError,
} from '../linux/libc.ts';
import type {Channel, ChannelSite, Method} from './channel.ts';
import {icmpAnswer} from './icmp-error.ts';
import {sendProbe} from './send-probe.ts';
import {
	applySettings,
	demandSourcePort,
	domainOf,
	socketAddressOf,
	sourceOf,
	stampReceipts,
} from './socket-settings.ts';
import {protocolRequest, type UdpRequest} from './udp-requests.ts';

/** Each probe holds a socket for so long after its timeout, which is seen in every table of sockets. */
const lateSeconds = 2;

/** Sockets that are open at once per target; the oldest goes first. */
const mostSockets = 256;

/** The largest answer that is read; the rest of a longer one does not matter. */
const answerBytes = 2048;

/**
Probes by UDP datagrams, each from a socket and a port of its own: what arrives there answers that probe and no other. A
fixed source port allows one probe at a time.
@throws ChannelError for a source port that cannot be had.
*/
function openUdpChannel(site: ChannelSite): Channel {
	const {
		libc, poller, clock, destination, settings, onAnswer, onGiveUp,
	} = site;
	demandSourcePort(libc, SOCK_DGRAM, destination, settings);
	const address = socketAddressOf(destination);
	const sockets = new Map<number, number>();
	const message = libc.createMessageBuffer(answerBytes);
	const most = settings.sourcePort === null ? mostSockets : 1;

	const request = (): UdpRequest => {
		const {data, payloadBytes} = settings;
		const ofProtocol = data === null && payloadBytes === null ? protocolRequest(destination.port) : undefined;
		return ofProtocol ?? {bytes: data ?? new Uint8Array(payloadBytes ?? 0), isAnswer: () => true};
	};

	const end = (sequence: number) => {
		const fd = sockets.get(sequence);
		if (fd === undefined) {
			return;
		}

		sockets.delete(sequence);
		poller.close(fd);
	};

	const readErrors = (sequence: number, fd: number) => {
		while (libc.receiveMessage(fd, message, MSG_ERRQUEUE)) {
			const error = message.extendedError === null ? undefined : icmpAnswer(message.extendedError, destination);
			if (error !== undefined) {
				onAnswer({sequence, receivedAt: clock.received(message.timestampMicroseconds), ...error});
			}
		}
	};

	const readAnswers = (sequence: number, fd: number, {isAnswer}: UdpRequest) => {
		while (libc.receiveMessage(fd, message, 0)) {
			if (isAnswer(message.data)) {
				onAnswer({
					sequence,
					kind: 'reply',
					receivedAt: clock.received(message.timestampMicroseconds),
					from: destination.address,
					icmp: null,
					detail: `${message.data.length} bytes`,
				});
			}
		}
	};

	const onReady = (sequence: number, fd: number, events: number, sent: UdpRequest) => {
		try {
			if ((events & EPOLLERR) !== 0) {
				readErrors(sequence, fd);
			}

			readAnswers(sequence, fd, sent);
		} catch (error) {
			// The error that an ICMP message left on the socket is told once by recvmsg too; the queue has said more.
			if (!(error instanceof SystemError)) {
				throw error;
			}
		}
	};

	const open = (sequence: number, sent: UdpRequest): number => {
		const fd = libc.socket(domainOf(destination), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		try {
			applySettings(libc, fd, destination, settings);
			stampReceipts(libc, fd);
			if (settings.sourcePort !== null) {
				libc.setOption(fd, SOL_SOCKET, SO_REUSEADDR, 1);
				libc.bind(fd, sourceOf(destination, settings.sourcePort, false));
			}

			libc.connect(fd, address);
			poller.add(fd, EPOLLIN | EPOLLERR, 'patient', events => {
				onReady(sequence, fd, events, sent);
			});
			return fd;
		} catch (error) {
			poller.close(fd);
			throw error;
		}
	};

	return {
		send(sequence) {
			const [oldest] = sockets.keys();
			if (oldest !== undefined && sockets.size >= most) {
				end(oldest);
				onGiveUp(oldest);
			}

			const sent = request();
			const fd = open(sequence, sent);
			sockets.set(sequence, fd);
			try {
				return sendProbe(libc, clock, fd, sent.bytes);
			} catch (error) {
				end(sequence);
				throw error;
			}
		},

		forget: end,

		close() {
			for (const sequence of sockets.keys()) {
				end(sequence);
			}
		},
	};
}

export const udpMethod: Method = {lateSeconds, open: openUdpChannel};
