/*
Sends known packets, and counts with PacketCounts. A request is a line of JSON on standard input; the answer is one on standard
output. Descriptors are kept until the process ends.
*/
import {closeSync, openSync} from 'node:fs';
import {constants} from 'node:os';
import process from 'node:process';
import readline from 'node:readline';
import {NetworkFacts} from '../../source/collectors/network-facts.ts';
import {
	PacketCounts,
	type CountedEndpoint,
	type EndpointCounts,
	type RefusedPeer,
} from '../../source/collectors/packet-counts.ts';
import {
	AF_INET,
	AF_INET6,
	CLONE_NEWNET,
	IPPROTO_IPV6,
	IPV6_V6ONLY,
	loadLibc,
	SO_BROADCAST,
	SO_REUSEADDR,
	SOCK_CLOEXEC,
	SOCK_DGRAM,
	SOCK_STREAM,
	SOL_SOCKET,
	SystemError,
} from '../../source/linux/calls/libc.ts';
import {encodeSocketAddress} from '../../source/linux/packet/address.ts';
import type {SourceStatus} from '../../source/model/snapshot.ts';
import {listenTcp} from './libc-sockets.ts';

// linux/udp.h, linux/in6.h
const SOL_UDP = 17;
const UDP_SEGMENT = 103;
const IPV6_HOPOPTS = 54;
const IPV6_DSTOPTS = 59;

export type Datagrams = {
	readonly to: string;
	readonly port: number;
	/** The index of the interface of a link-local or multicast address of IPv6. */
	readonly scope?: number;
	/** Bound there; any address and port unless told. */
	readonly from?: readonly [address: string, port: number];
	readonly count: number;
	readonly bytes: number;
	/** UDP_SEGMENT: each is sent as datagrams of so many bytes, of which the kernel makes one packet for as long as it can. */
	readonly segmentBytes?: number;
	/** Hop-by-hop and destination options, 8 bytes each. */
	readonly hasExtensionHeaders?: boolean;
};

export type Request =
	| {readonly do: 'bind'; readonly address: string; readonly port: number; readonly ipv6Only?: boolean}
	| {readonly do: 'listen'; readonly address: string; readonly port: number}
	| {readonly do: 'send'; readonly datagrams: Datagrams}
	| {readonly do: 'connect'; readonly address: string; readonly port: number; readonly count: number}
	/** In the namespace of that name: only its sockets are made there, the process stays where it is. */
	| {readonly do: 'open'; readonly namespace?: string}
	| {readonly do: 'watch'; readonly endpoints: readonly CountedEndpoint[]}
	| {readonly do: 'refused'}
	| {readonly do: 'close'};

export type Answer = {
	readonly counts?: ReadonlyArray<EndpointCounts | null>;
	readonly refused?: readonly RefusedPeer[];
	readonly status?: SourceStatus;
	/** Of `connect`: how many were refused. */
	readonly refusals?: number;
	readonly error?: string;
};

const libc = loadLibc();
let network: NetworkFacts | undefined;
let packetCounts: PacketCounts | undefined;

for await (const line of readline.createInterface({input: process.stdin})) {
	let answer: Answer;
	try {
		// A border: the test that asks is checked against the same type.
		answer = await obey(JSON.parse(line) as Request);
	} catch (error) {
		answer = {error: String(error)};
	}

	process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function obey(request: Request): Promise<Answer> {
	switch (request.do) {
		case 'bind': {
			bind(openUdp(request.address, request.ipv6Only), request.address, request.port);
			return {};
		}

		case 'listen': {
			listenTcp({host: request.address, port: request.port});
			return {};
		}

		case 'send': {
			send(request.datagrams);
			return {};
		}

		case 'connect': {
			return {refusals: Array.from({length: request.count}, () => isRefused(request.address, request.port)).filter(Boolean).length};
		}

		case 'open': {
			packetCounts = request.namespace === undefined ? open() : openIn(request.namespace);
			await network!.settled(10_000);
			return {status: packetCounts.status};
		}

		case 'watch': {
			packetCounts!.read();
			packetCounts!.watch(request.endpoints);
			return {counts: request.endpoints.map(endpoint => packetCounts!.counts(endpoint)), status: packetCounts!.status};
		}

		case 'refused': {
			return {refused: packetCounts!.takeRefused(), status: packetCounts!.status};
		}

		case 'close': {
			packetCounts!.close();
			network!.close();
			return {};
		}
	}
}

function open(): PacketCounts {
	network = new NetworkFacts();
	return new PacketCounts(network);
}

function openIn(namespace: string): PacketCounts {
	const here = openSync('/proc/self/ns/net', 'r');
	const there = openSync(`/run/netns/${namespace}`, 'r');
	libc.setns(there, CLONE_NEWNET);
	try {
		return open();
	} finally {
		libc.setns(here, CLONE_NEWNET);
		closeSync(here);
		closeSync(there);
	}
}

function openUdp(address: string, ipv6Only?: boolean): number {
	const fd = libc.socket(address.includes(':') ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	libc.setOption(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	libc.setOption(fd, SOL_SOCKET, SO_BROADCAST, 1);
	if (ipv6Only !== undefined) {
		libc.setOption(fd, IPPROTO_IPV6, IPV6_V6ONLY, Number(ipv6Only));
	}

	return fd;
}

function bind(fd: number, address: string, port: number): void {
	libc.bind(fd, encodeSocketAddress(address, port));
}

function send({to, port, scope, from, count, bytes, segmentBytes, hasExtensionHeaders = false}: Datagrams): void {
	const fd = openUdp(from?.[0] ?? to);
	if (from !== undefined) {
		bind(fd, ...from);
	}

	if (segmentBytes !== undefined) {
		libc.setOption(fd, SOL_UDP, UDP_SEGMENT, segmentBytes);
	}

	if (hasExtensionHeaders) {
		// The kernel fills the next header in; PadN covers the rest.
		const options = Uint8Array.of(0, 0, 1, 4, 0, 0, 0, 0);
		libc.setOption(fd, IPPROTO_IPV6, IPV6_HOPOPTS, options);
		libc.setOption(fd, IPPROTO_IPV6, IPV6_DSTOPTS, options);
	}

	libc.connect(fd, encodeSocketAddress(to, port, scope));
	const payload = new Uint8Array(bytes);
	for (let sent = 0; sent < count;) {
		try {
			sent += libc.send(fd, payload) === bytes ? 1 : NaN;
		} catch (error) {
			// The error of an earlier one, which nobody received.
			if (!(error instanceof SystemError && error.errno === constants.errno.ECONNREFUSED)) {
				throw error;
			}
		}
	}

	libc.close(fd);
}

function isRefused(address: string, port: number): boolean {
	const fd = libc.socket(address.includes(':') ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	try {
		libc.connect(fd, encodeSocketAddress(address, port));
		return false;
	} catch (error) {
		if (error instanceof SystemError && error.errno === constants.errno.ECONNREFUSED) {
			return true;
		}

		throw error;
	} finally {
		libc.close(fd);
	}
}
