import {Buffer} from 'node:buffer';
import {randomBytes} from 'node:crypto';
import {
	EPOLLERR,
	EPOLLIN,
	SOCK_CLOEXEC,
	SOCK_DGRAM,
	SOCK_NONBLOCK,
	SOL_SOCKET,
	SO_REUSEADDR,
} from '../../linux/calls/libc.ts';
import type {Channel, ChannelDependencies, Method} from './channel.ts';
import {readAnswers, type AnswerReader, sendProbe} from './answers.ts';
import {
	applySettings,
	demandSourcePort,
	domainOf,
	socketAddressOf,
	sourceOf,
	stampReceipts,
} from './socket-settings.ts';

/** Each probe holds a socket for so long after its timeout, which is seen in every table of sockets. */
const lateSeconds = 2;

/** Sockets that are open at once per target; the oldest goes first. */
const maxSockets = 256;

/** The largest answer that is read; the rest of a longer one does not matter. */
const answerBytes = 2048;

/**
Probes by UDP datagrams, each from a socket and a port of its own: what arrives there answers that probe and no other. A
fixed source port allows one probe at a time.
@throws ChannelError for a source port that cannot be had.
*/
function openUdpChannel(dependencies: ChannelDependencies): Channel {
	const {
		libc, poller, clock, destination, settings, onGiveUp,
	} = dependencies;
	demandSourcePort(libc, SOCK_DGRAM, destination, settings);
	const address = socketAddressOf(destination);
	const sockets = new Map<number, number>();
	const message = libc.createMessageBuffer(answerBytes);
	const most = settings.sourcePort === null ? maxSockets : 1;

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

	/** Returns the reader of one probe's socket: everything that arrives there belongs to this probe. */
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
				readAnswers(dependencies, {fd, events, message}, reader);
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

/** A request that the protocol of a port answers, and how its answer is recognised. */
export type UdpRequest = {
	readonly bytes: Uint8Array;
	/** Whether a datagram answers this very request. */
	readonly isAnswer: (datagram: Uint8Array) => boolean;
};

const ascii = (text: string) => [...text].map(character => character.codePointAt(0)!);

/** RFC 1035: the name servers of the root, type NS, class IN, recursion desired. Answered with the same identifier and QR set. */
function domainRequest(): UdpRequest {
	const identifier = randomBytes(2);
	return {
		bytes: Uint8Array.of(...identifier, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1),
		isAnswer: answer => answer.length >= 12 && answer[0] === identifier[0] && answer[1] === identifier[1] && (answer[2]! & 0x80) !== 0,
	};
}

/** RFC 5905: version 4, mode 3 (client). The server repeats our transmit time stamp, here a random number, as the originate one. */
function timeRequest(): UdpRequest {
	const transmitted = randomBytes(8);
	const bytes = new Uint8Array(48);
	bytes[0] = (4 << 3) | 3;
	bytes.set(transmitted, 40);
	return {
		bytes,
		isAnswer: answer => answer.length >= 48 && (answer[0]! & 0b111) === 4 && transmitted.every((byte, index) => answer[24 + index] === byte),
	};
}

/** RFC 3416 over RFC 1901: SNMPv2c, community public, GetRequest of sysUpTime.0, in BER. Answered with the same request-id. */
function managementRequest(): UdpRequest {
	const identifier = randomBytes(4);
	// A positive integer that needs all four bytes.
	identifier[0] = (identifier[0]! & 0x3F) | 0x40;
	const sysUpTime = [0x06, 8, 0x2B, 6, 1, 2, 1, 1, 3, 0];
	const binding = [0x30, sysUpTime.length + 2, ...sysUpTime, 0x05, 0];
	const bindings = [0x30, binding.length, ...binding];
	const pdu = [0x02, 4, ...identifier, 0x02, 1, 0, 0x02, 1, 0, ...bindings];
	const request = 0xA0;
	const message = [0x02, 1, 1, 0x04, 6, ...ascii('public'), request, pdu.length, ...pdu];
	const response = 0xA2;
	return {
		bytes: Uint8Array.of(0x30, message.length, ...message),
		isAnswer: answer => hasIdentifier(answer, response, identifier),
	};
}

/** Finds `[response, length, INTEGER, 4, request-id]` in a BER message; lengths of up to two bytes precede it. */
function hasIdentifier(answer: Uint8Array, response: number, identifier: Uint8Array): boolean {
	const at = Buffer.from(answer.buffer, answer.byteOffset, answer.length).indexOf(Buffer.from([0x02, 4, ...identifier]));
	return answer[0] === 0x30 && at > 2 && answer.subarray(Math.max(0, at - 4), at).includes(response);
}

const requests: ReadonlyMap<number, () => UdpRequest> = new Map([[53, domainRequest], [123, timeRequest], [161, managementRequest]]);

/**
Returns the minimal request of the protocol that has a well-known UDP port: DNS 53, NTP 123, SNMP 161, so that an open port
answers. undefined for other ports.
*/
export function protocolRequest(port: number): UdpRequest | undefined {
	return requests.get(port)?.();
}
