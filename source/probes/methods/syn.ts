import {randomBytes} from 'node:crypto';
import {
	EPOLLERR,
	EPOLLIN,
	IPPROTO_TCP,
	IPV6_CHECKSUM,
	SOCK_CLOEXEC,
	SOCK_NONBLOCK,
	SOCK_RAW,
	SOL_RAW,
} from '../../linux/calls/libc.ts';
import {addressBytes, decodeSocketAddress} from '../../linux/packet/address.ts';
import {destinationPortFilter} from '../../linux/packet/filter.ts';
import {parseIpv4} from '../../linux/packet/ipv4.ts';
import {encodeTcp, parseTcp, tcpFlagBits} from '../../linux/packet/tcp.ts';
import {tcpFlags, type TcpFlag} from '../../model/probe.ts';
import {missingRight, openIfAllowed} from '../sockets/raw-socket-rights.ts';
import {
	ChannelError,
	type Channel,
	type ChannelDependencies,
	type Method,
	type ProbeAnswer,
} from './channel.ts';
import {readAnswers, type AnswerReader, sendProbe} from './answers.ts';
import {
	applySettings,
	domainOf,
	isThisMachine,
	socketAddressOf,
	sourceOf,
	stampReceipts,
} from './socket-settings.ts';

const lateSeconds = 10;

/** About the window that Linux offers in a first segment. */
const window = 64_240;

/** The offset of the checksum in the TCP header, which the kernel fills in for raw IPv6 segments: RFC 9293 section 3.1. */
const checksumOffset = 16;

/** Probes that are remembered per target; more than 100 a second for timeout and late window never are. */
const maxProbes = 8192;

type Sent = {
	readonly sequence: number;
	readonly sourcePort: number;
	/** The target's kernel has begun a connection, which ours resets. */
	isOpen: boolean;
};

/**
Probes by a raw TCP segment, a SYN unless other flags are chosen; the kernel itself resets what the target then opens.
Answers are matched by addresses, both ports, and the sequence number that they acknowledge.
@throws ChannelError without CAP_NET_RAW, SystemError if there is no route.
*/
function openSynChannel(dependencies: ChannelDependencies): Channel {
	const {
		libc, poller, clock, ports, halfOpen, destination, settings,
	} = dependencies;
	const {family} = destination;
	const isLocal = isThisMachine(libc, destination, settings);
	const fd = openRawSocket(dependencies, isLocal);
	const pseudo = family === 4
		? {source: addressBytes(decodeSocketAddress(libc.socketName(fd)).address), destination: addressBytes(destination.address)}
		: null;
	const flags = bitsOf(settings.tcpFlags);
	const payload = new Uint8Array(settings.payloadBytes ?? 0);
	// SYN and FIN take a sequence number of their own; a target that accepts the SYN may leave the payload for later.
	const controlLength = Number((flags & tcpFlagBits.S) !== 0) + Number((flags & tcpFlagBits.F) !== 0);
	const acknowledged = [...new Set([controlLength, controlLength + payload.length])];
	/** By the probe's TCP sequence number, oldest first. */
	const sent = new Map<number, Sent>();
	const numbers = new Map<number, number>();
	const message = libc.createMessageBuffer(2048);
	const start = randomBytes(4).readUInt32BE();

	const forget = (sequence: number) => {
		const number = numbers.get(sequence);
		if (number === undefined) {
			return;
		}

		if (isLocal && sent.get(number)?.isOpen === false) {
			halfOpen.takeBack();
		}

		numbers.delete(sequence);
		sent.delete(number);
	};

	/** Returns the probe that a segment answers. Without ACK it can only be a reset of ours, which takes its number from our acknowledgement. */
	const probeOf = ({flags: answered, sequence, acknowledgement, destinationPort}: ReturnType<typeof parseTcp> & object): Sent | undefined => {
		const isAcknowledgement = (answered & tcpFlagBits.A) !== 0;
		if (!isAcknowledgement && (answered & tcpFlagBits.R) === 0) {
			return undefined;
		}

		const candidates = isAcknowledgement ? acknowledged.map(length => (acknowledgement - length) >>> 0) : [sequence];
		return candidates.map(number => sent.get(number)).find(probe => probe?.sourcePort === destinationPort);
	};

	const reader: AnswerReader = {
		// At least the ports and the sequence number of our segment are quoted, RFC 792.
		quoted(packet) {
			if (packet.length < 8) {
				return undefined;
			}

			const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
			const probe = sent.get(view.getUint32(4));
			return probe?.sourcePort === view.getUint16(0) && view.getUint16(2) === destination.port ? probe.sequence : undefined;
		},

		answer(bytes) {
			const packet = family === 4 ? parseIpv4(bytes)?.payload : bytes;
			const segment = packet === undefined ? null : parseTcp(packet);
			const probe = segment?.sourcePort === destination.port ? probeOf(segment) : undefined;
			if (segment === null || probe === undefined) {
				return undefined;
			}

			probe.isOpen ||= (segment.flags & tcpFlagBits.R) === 0;
			return {sequence: probe.sequence, ...meaningOf(segment.flags)};
		},
	};

	poller.add(fd, EPOLLIN | EPOLLERR, 'patient', events => {
		readAnswers(dependencies, {fd, events, message}, reader);
	});

	return {
		send(sequence) {
			if (numbers.size >= maxProbes) {
				forget(numbers.keys().next().value!);
			}

			const sourcePort = settings.sourcePort ?? (isLocal ? ports.turn() : ports.rotate());
			// Far apart, so that no answer to one could be one to another.
			const number = (start + (sequence * 0x1_00_01)) >>> 0;
			const segment = encodeTcp({
				sourcePort,
				destinationPort: destination.port,
				sequence: number,
				acknowledgement: (flags & tcpFlagBits.A) === 0 ? 0 : number,
				flags,
				window,
				payload,
			}, pseudo);
			numbers.set(sequence, number);
			sent.set(number, {sequence, sourcePort, isOpen: false});
			if (isLocal) {
				// Before the kernel counts it; taken back if it never opens.
				halfOpen.add();
			}

			try {
				return sendProbe(libc, clock, fd, segment);
			} catch (error) {
				forget(sequence);
				throw error;
			}
		},

		forget,

		close() {
			for (const sequence of numbers.keys()) {
				forget(sequence);
			}

			poller.close(fd);
		},
	};
}

function openRawSocket({
	libc, ports, destination, settings,
}: ChannelDependencies, isLocal: boolean): number {
	const fd = openIfAllowed(() => libc.socket(domainOf(destination), SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
	if (typeof fd !== 'number') {
		throw new ChannelError(`syn ${missingRight('CAP_NET_RAW')}; connect://HOST:PORT needs no privilege`);
	}

	try {
		const {first, last} = settings.sourcePort === null ? ports.range : {first: settings.sourcePort, last: settings.sourcePort};
		libc.attachFilter(fd, destinationPortFilter(destination.family, first, last));
		applySettings(libc, fd, destination, settings);
		stampReceipts(libc, fd);
		if (destination.family === 6) {
			libc.setOption(fd, SOL_RAW, IPV6_CHECKSUM, checksumOffset);
		}

		if (isLocal) {
			libc.bind(fd, sourceOf(destination, 0, true));
		}

		// A raw socket's port is its protocol. Connected, it receives what the destination sends, and no other.
		libc.connect(fd, socketAddressOf({...destination, port: 0}));
		return fd;
	} catch (error) {
		libc.close(fd);
		throw error;
	}
}

const bitsOf = (flags: readonly TcpFlag[]): number => {
	let bits = 0;
	for (const flag of flags) {
		bits |= tcpFlagBits[flag];
	}

	return bits;
};

/** Returns the meaning of an answer's flags: a reset says that the port is closed, anything else that it is open. */
function meaningOf(bits: number): Pick<ProbeAnswer, 'kind' | 'detail'> {
	const names = tcpFlags.filter(flag => (bits & tcpFlagBits[flag]) !== 0).join('');
	return (bits & tcpFlagBits.R) === 0 ? {kind: 'reply', detail: names === 'SA' ? 'SYN-ACK' : `flags ${names}`} : {kind: 'refused', detail: 'RST'};
}

export const synMethod: Method = {lateSeconds, open: openSynChannel};
