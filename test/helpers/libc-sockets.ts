/*
Sockets as C has them. Node.js gives no half-close by hand, no unaccepted connection, no SO_BINDTODEVICE;
and a hundred thousand of its own socket objects would be a benchmark of Node.js.
*/
import {constants as osConstants} from 'node:os';
import ipaddr from 'ipaddr.js';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const functions = {
	socket: libc.func('int socket(int, int, int)'),
	bind: libc.func('int bind(int, const uint8_t *, unsigned int)'),
	listen: libc.func('int listen(int, int)'),
	connect: libc.func('int connect(int, const uint8_t *, unsigned int)'),
	accept4: libc.func('int accept4(int, void *, void *, int)'),
	getsockname: libc.func('int getsockname(int, _Out_ uint8_t *, _Inout_ unsigned int *)'),
	setsockopt: libc.func('int setsockopt(int, int, int, const uint8_t *, unsigned int)'),
	shutdown: libc.func('int shutdown(int, int)'),
	send: libc.func('long send(int, const uint8_t *, unsigned long, int)'),
	recv: libc.func('long recv(int, void *, unsigned long, int)'),
	dup: libc.func('int dup(int)'),
	close: libc.func('int close(int)'),
};

// bits/socket.h, netinet/in.h, asm-generic/socket.h
const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o200_0000;
const SOL_SOCKET = 1;
const SO_REUSEADDR = 2;
const SO_REUSEPORT = 15;
const SO_SNDBUF = 7;
const SO_RCVBUF = 8;
const SO_RCVTIMEO = 20;
const SO_BINDTODEVICE = 25;
const IPPROTO_IPV6 = 41;
const IPPROTO_MPTCP = 262;
const IPV6_V6ONLY = 26;
const MSG_DONTWAIT = 0x40;
const SHUT_WR = 1;
const SHUT_RDWR = 2;

export type Family = 'ipv4' | 'ipv6';
export type Address = {
	readonly host: string;
	readonly port: number;
	/** The index of the interface of a link-local address. */
	readonly scope?: number;
};

/** What a call returned; -1 only for one of the errors that were expected. */
function check(returned: unknown, what: string, ...expected: readonly number[]): number {
	const errno = koffi.errno();
	const result = Number(returned);
	if (result < 0 && !expected.includes(errno)) {
		throw new Error(`${what}: errno ${errno}`);
	}

	return result;
}

function bytesOf(numbers: Int32Array | BigInt64Array): Uint8Array {
	return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** A `struct sockaddr_in` or `sockaddr_in6`. */
function encode({host, port, scope = 0}: Address): Uint8Array {
	const parsed = ipaddr.parse(host);
	const bytes = new Uint8Array(parsed.kind() === 'ipv4' ? 16 : 28);
	const view = new DataView(bytes.buffer);
	view.setUint16(0, parsed.kind() === 'ipv4' ? AF_INET : AF_INET6, true);
	view.setUint16(2, port);
	bytes.set(parsed.toByteArray(), parsed.kind() === 'ipv4' ? 4 : 8);
	if (parsed.kind() === 'ipv6') {
		view.setUint32(24, scope, true);
	}

	return bytes;
}

function familyOf(address: Address): Family {
	return ipaddr.parse(address.host).kind();
}

function create(family: Family, type: number, protocol = 0): number {
	return check(functions.socket(family === 'ipv4' ? AF_INET : AF_INET6, type | SOCK_CLOEXEC, protocol), 'socket');
}

function setInteger(descriptor: number, level: number, option: number, value: number): void {
	const bytes = bytesOf(Int32Array.of(value));
	check(functions.setsockopt(descriptor, level, option, bytes, bytes.length), `setsockopt ${option}`);
}

export type BindOptions = {
	/** SO_BINDTODEVICE. */
	readonly device?: string;
	/** IPV6_V6ONLY; the default takes IPv4 too. */
	readonly ipv6Only?: boolean;
	/** SO_REUSEPORT. */
	readonly reusePort?: boolean;
};

/** MPTCP instead of TCP. */
type ProtocolOptions = {readonly mptcp?: boolean};

function createTcp(address: Address, {mptcp = false}: ProtocolOptions): number {
	return create(familyOf(address), SOCK_STREAM, mptcp ? IPPROTO_MPTCP : 0);
}

function bind(descriptor: number, address: Address, {device, ipv6Only, reusePort}: BindOptions): void {
	if (device !== undefined) {
		const name = new TextEncoder().encode(`${device}\0`);
		check(functions.setsockopt(descriptor, SOL_SOCKET, SO_BINDTODEVICE, name, name.length), 'SO_BINDTODEVICE');
	}

	if (ipv6Only !== undefined) {
		setInteger(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, Number(ipv6Only));
	}

	if (reusePort === true) {
		setInteger(descriptor, SOL_SOCKET, SO_REUSEPORT, 1);
	}

	const bytes = encode(address);
	check(functions.bind(descriptor, bytes, bytes.length), `bind ${address.host} ${address.port}`);
}

/** A TCP listener. `accept` on it waits no longer than five seconds. */
export function listenTcp(address: Address, {backlog = 4096, mptcp = false, ...options}: BindOptions & ProtocolOptions & {readonly backlog?: number} = {}): number {
	const descriptor = createTcp(address, {mptcp});
	setInteger(descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
	// A struct timeval: seconds and microseconds.
	const patience = bytesOf(BigInt64Array.of(5n, 0n));
	check(functions.setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, patience, patience.length), 'SO_RCVTIMEO');
	bind(descriptor, address, options);
	check(functions.listen(descriptor, backlog), 'listen');
	return descriptor;
}

/** A bound TCP socket that neither listens nor connects. */
export function bindTcp(address: Address): number {
	const descriptor = create(familyOf(address), SOCK_STREAM);
	bind(descriptor, address, {});
	return descriptor;
}

/** A connected TCP socket; `from` shares its end with others (SO_REUSEPORT). */
export function connectTcp(address: Address, {from, ...options}: ProtocolOptions & {readonly from?: Address} = {}): number {
	const descriptor = createTcp(address, options);
	if (from !== undefined) {
		setInteger(descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
		bind(descriptor, from, {reusePort: true});
	}

	connect(descriptor, address);
	return descriptor;
}

/** A TCP socket that has begun to connect. */
export function beginConnectTcp(address: Address): number {
	const descriptor = create(familyOf(address), SOCK_STREAM | SOCK_NONBLOCK);
	const bytes = encode(address);
	check(functions.connect(descriptor, bytes, bytes.length), 'connect', osConstants.errno.EINPROGRESS);
	return descriptor;
}

export function accept(listener: number): number {
	return check(functions.accept4(listener, null, null, SOCK_CLOEXEC), 'accept4');
}

/** A bound UDP socket. */
export function bindUdp(address: Address, options: BindOptions = {}): number {
	const descriptor = create(familyOf(address), SOCK_DGRAM);
	bind(descriptor, address, options);
	return descriptor;
}

export function connect(descriptor: number, address: Address): void {
	const bytes = encode(address);
	check(functions.connect(descriptor, bytes, bytes.length), `connect ${address.host} ${address.port}`);
}

export function localPort(descriptor: number): number {
	const bytes = new Uint8Array(28);
	check(functions.getsockname(descriptor, bytes, [bytes.length]), 'getsockname');
	return new DataView(bytes.buffer).getUint16(2);
}

/**
Sends what fits without waiting.
@returns The number of bytes, 0 where the buffer is full.
*/
export function send(descriptor: number, bytes: Uint8Array): number {
	const sent = check(functions.send(descriptor, bytes, bytes.length, MSG_DONTWAIT), 'send', osConstants.errno.EAGAIN);
	return Math.max(0, sent);
}

/** Waits until so many bytes have come, and drops them. */
export function receiveAll(descriptor: number, count: number): void {
	const bytes = new Uint8Array(count);
	for (let left = count; left > 0;) {
		const received = check(functions.recv(descriptor, bytes, left, 0), 'recv');
		if (received === 0) {
			throw new Error(`the peer has closed, ${left} bytes are missing`);
		}

		left -= received;
	}
}

/** Makes the buffers as small as the kernel allows. */
export function shrinkBuffers(descriptor: number): void {
	setInteger(descriptor, SOL_SOCKET, SO_SNDBUF, 4096);
	setInteger(descriptor, SOL_SOCKET, SO_RCVBUF, 4096);
}

/** Sends FIN and keeps the descriptor. */
export function shutdownWrite(descriptor: number): void {
	check(functions.shutdown(descriptor, SHUT_WR), 'shutdown');
}

export function shutdownBoth(descriptor: number): void {
	check(functions.shutdown(descriptor, SHUT_RDWR), 'shutdown', osConstants.errno.ENOTCONN);
}

export function duplicate(descriptor: number): number {
	return check(functions.dup(descriptor), 'dup');
}

export function close(descriptor: number): void {
	check(functions.close(descriptor), 'close');
}
