import {
	EPOLLERR,
	EPOLLIN,
	SOCK_CLOEXEC,
	SOCK_DGRAM,
	SOCK_NONBLOCK,
	SOL_SOCKET,
	SO_REUSEADDR,
} from '../../linux/calls/libc.ts';
import type {Channel, ChannelSite, Method} from './channel.ts';
import {readAnswers, type AnswerReader} from './read-answers.ts';
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
		libc, poller, clock, destination, settings, onGiveUp,
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

	/** What arrives on a probe's own socket concerns no other. */
	const readerOf = (sequence: number, {isAnswer}: UdpRequest): AnswerReader => ({
		quoted: () => sequence,
		answer: datagram => isAnswer(datagram) ? {sequence, kind: 'reply', detail: `${datagram.length} bytes`} : undefined,
	});

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
			const reader = readerOf(sequence, sent);
			poller.add(fd, EPOLLIN | EPOLLERR, 'patient', events => {
				readAnswers(site, {fd, events, message}, reader);
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
