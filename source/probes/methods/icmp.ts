import {randomBytes} from 'node:crypto';
import {
	EPOLLERR,
	EPOLLIN,
	IPPROTO_ICMP,
	IPPROTO_ICMPV6,
	SOCK_CLOEXEC,
	SOCK_DGRAM,
	SOCK_NONBLOCK,
	SOCK_RAW,
} from '../../linux/calls/libc.ts';
import {decodeSocketAddress, encodeSocketAddress} from '../../linux/packet/address.ts';
import {echoIdentifierFilter} from '../../linux/packet/filter.ts';
import {encodeEcho, parseEchoReply, parseEchoRequest} from '../../linux/packet/icmp.ts';
import {parseIpv4} from '../../linux/packet/ipv4.ts';
import {missingRight, openIfAllowed, pingSocketRemedy} from '../sockets/raw-socket-rights.ts';
import {
	ChannelError,
	type Channel,
	type ChannelDependencies,
	type Method,
} from './channel.ts';
import {readAnswers, type AnswerReader, sendProbe} from './answers.ts';
import {
	applySettings,
	domainOf,
	socketAddressOf,
	stampReceipts,
} from './socket-settings.ts';

const lateSeconds = 10;

/** The payload of ping(8): 64 bytes with the ICMP header. */
const defaultPayloadBytes = 56;

/** Begins each payload, where it has room, so that another program's echo with our identifier is not taken for ours. */
const tokenBytes = 8;

const sequences = 0x1_00_00;

type EchoSocket = {
	readonly fd: number;
	readonly identifier: number;
	/** A raw IPv4 socket receives the IP header too. */
	readonly hasIpHeader: boolean;
};

/**
Probes by ICMP echo, from a socket of its own: an unprivileged one where the kernel allows it, else a raw one.
@throws ChannelError if neither may be opened.
*/
function openIcmpChannel(dependencies: ChannelDependencies): Channel {
	const {
		libc, poller, clock, destination, settings,
	} = dependencies;
	const {family: version} = destination;
	const payload = new Uint8Array(settings.payloadBytes ?? defaultPayloadBytes);
	const token = randomBytes(Math.min(tokenBytes, payload.length));
	payload.set(token);
	const message = libc.createMessageBuffer(payload.length + 128);
	const {fd, identifier, hasIpHeader} = openEchoSocket(dependencies);
	let last = 0;

	/** Returns the probe that a 16-bit sequence number stands for: the last one that had it. */
	const probeOf = (echoSequence: number) => last - (((last % sequences) - echoSequence + sequences) % sequences);

	const reader: AnswerReader = {
		quoted(packet) {
			const request = parseEchoRequest(packet, version);
			return request?.identifier === identifier ? probeOf(request.sequence) : undefined;
		},

		answer(bytes) {
			const packet = hasIpHeader ? parseIpv4(bytes)?.payload : bytes;
			const reply = packet === undefined ? null : parseEchoReply(packet, version);
			return reply?.identifier === identifier && token.every((byte, index) => reply.payload[index] === byte)
				? {sequence: probeOf(reply.sequence), kind: 'reply', detail: 'echo reply'}
				: undefined;
		},
	};

	poller.add(fd, EPOLLIN | EPOLLERR, 'patient', events => {
		readAnswers(dependencies, {fd, events, message}, reader);
	});

	return {
		send(sequence) {
			last = sequence;
			const echo = encodeEcho({
				version, identifier, sequence: sequence % sequences, payload,
			});
			return sendProbe(libc, clock, fd, echo);
		},

		forget() {
			// Nothing is kept per probe.
		},

		close() {
			poller.close(fd);
		},
	};
}

function openEchoSocket({libc, destination, settings}: ChannelDependencies): EchoSocket {
	const open = (type: number) => openIfAllowed(() =>
		libc.socket(domainOf(destination), type | SOCK_NONBLOCK | SOCK_CLOEXEC, destination.family === 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6));
	const unprivileged = open(SOCK_DGRAM);
	const isRaw = typeof unprivileged !== 'number';
	const fd = isRaw ? open(SOCK_RAW) : unprivileged;
	if (typeof fd !== 'number') {
		throw new ChannelError(`icmp ${missingRight('CAP_NET_RAW')}${isRaw ? pingSocketRemedy(unprivileged) : ''}; connect://HOST:PORT needs no privilege`);
	}

	try {
		applySettings(libc, fd, destination, settings);
		stampReceipts(libc, fd);
		if (isRaw) {
			const identifier = randomBytes(2).readUInt16BE();
			libc.attachFilter(fd, echoIdentifierFilter(destination.family, identifier));
			libc.connect(fd, socketAddressOf(destination));
			return {fd, identifier, hasIpHeader: destination.family === 4};
		}

		// The kernel chooses an identifier, and gives it as the port.
		libc.bind(fd, encodeSocketAddress(destination.family === 4 ? '0.0.0.0' : '::', 0));
		libc.connect(fd, socketAddressOf(destination));
		return {fd, identifier: decodeSocketAddress(libc.socketName(fd)).port, hasIpHeader: false};
	} catch (error) {
		libc.close(fd);
		throw error;
	}
}

export const icmpMethod: Method = {lateSeconds, open: openIcmpChannel};
