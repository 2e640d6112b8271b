import {once} from 'node:events';
import net from 'node:net';
import {constants} from 'node:os';
import process from 'node:process';
import {describe, it, type TestContext} from 'node:test';
import {
	AF_INET,
	AF_INET6,
	EPOLLERR,
	EPOLLIN,
	IP_RECVERR,
	IPPROTO_ICMP,
	IPPROTO_ICMPV6,
	IPPROTO_IP,
	IPPROTO_IPV6,
	IPPROTO_TCP,
	IPV6_CHECKSUM,
	IPV6_RECVERR,
	loadLibc,
	MSG_ERRQUEUE,
	ReadySet,
	SO_ERROR,
	SO_TIMESTAMPNS,
	SOCK_CLOEXEC,
	SOCK_DGRAM,
	SOCK_NONBLOCK,
	SOCK_RAW,
	SOCK_STREAM,
	SOL_SOCKET,
} from '../../../source/linux/calls/libc.ts';
import {addressBytes, decodeSocketAddress, encodeSocketAddress} from '../../../source/linux/packet/address.ts';
import {SO_EE_ORIGIN_ICMP, SO_EE_ORIGIN_ICMP6} from '../../../source/linux/packet/control-message.ts';
import {destinationPortFilter, echoIdentifierFilter} from '../../../source/linux/packet/filter.ts';
import {describeIcmp, encodeEcho, parseEchoReply} from '../../../source/linux/packet/icmp.ts';
import {parseIpv4} from '../../../source/linux/packet/ipv4.ts';
import {
	encodeTcp,
	parseTcp,
	tcpChecksumOffset,
	tcpFlagBits,
} from '../../../source/linux/packet/tcp.ts';
import {requires} from '../../helpers/requirements.ts';

const libc = loadLibc();
const message = libc.createMessageBuffer();

/** Longer than anything on loopback takes; it ends a test that would fail. */
const patienceMicroseconds = 5_000_000;

const ends = {
	4: {
		domain: AF_INET, host: '127.0.0.1', echoProtocol: IPPROTO_ICMP, origin: SO_EE_ORIGIN_ICMP,
	},
	6: {
		domain: AF_INET6, host: '::1', echoProtocol: IPPROTO_ICMPV6, origin: SO_EE_ORIGIN_ICMP6,
	},
} as const;

/** A socket that keeps receive times and an error queue, closed after the test. */
function open(t: TestContext, version: 4 | 6, ...[type, protocol]: readonly [number, number]): number {
	const fd = libc.socket(ends[version].domain, type | SOCK_CLOEXEC, protocol);
	t.after(() => {
		libc.close(fd);
	});
	libc.setOption(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
	libc.setOption(fd, version === 4 ? IPPROTO_IP : IPPROTO_IPV6, version === 4 ? IP_RECVERR : IPV6_RECVERR, 1);
	return fd;
}

/** A port of loopback on which nobody answers, taken until the test ends: its socket neither listens nor receives. */
function reservePort(t: TestContext, version: 4 | 6, type: number): number {
	const {domain, host} = ends[version];
	const fd = libc.socket(domain, type | SOCK_CLOEXEC, 0);
	t.after(() => {
		libc.close(fd);
	});
	libc.bind(fd, encodeSocketAddress(host, 0));
	return decodeSocketAddress(libc.socketName(fd)).port;
}

/** A UDP port that was free a moment ago: a bound socket would take the datagrams. */
function unboundUdpPort(version: 4 | 6): number {
	const {domain, host} = ends[version];
	const fd = libc.socket(domain, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	libc.bind(fd, encodeSocketAddress(host, 0));
	const {port} = decodeSocketAddress(libc.socketName(fd));
	libc.close(fd);
	return port;
}

/** Waits for the next message. */
function receive(t: TestContext, fd: number, flags = 0): void {
	libc.waitReadable(fd, patienceMicroseconds);
	t.assert.ok(libc.receiveMessage(fd, message, flags), 'nothing came');
}

/** The last message was received by the kernel after this time, and not later than now. */
function assertReceivedSince(t: TestContext, sentMicroseconds: number): void {
	const received = message.timestampMicroseconds;
	t.assert.ok(received !== null && received >= sentMicroseconds - 1 && received <= libc.realtimeMicroseconds(), `sent ${sentMicroseconds}, received ${received}`);
}

/** What a raw socket received behind its IP header, which only IPv4 shows. */
function payloadOf(version: 4 | 6): Uint8Array {
	return version === 4 ? parseIpv4(message.data)!.payload : message.data;
}

for (const version of [4, 6] as const) {
	const {host, echoProtocol, origin} = ends[version];

	describe(`the kernel that runs this test, over IPv${version}`, () => {
		it('queues a port unreachable with who sent it and when', (t: TestContext) => {
			const fd = open(t, version, SOCK_DGRAM, 0);
			const port = unboundUdpPort(version);
			libc.connect(fd, encodeSocketAddress(host, port));
			const sentMicroseconds = libc.realtimeMicroseconds();
			libc.sendNow(fd, Uint8Array.of(1, 2, 3));
			receive(t, fd, MSG_ERRQUEUE);
			assertReceivedSince(t, sentMicroseconds);
			const error = message.extendedError!;
			t.assert.deepStrictEqual(error, {
				errno: constants.errno.ECONNREFUSED, origin, type: version === 4 ? 3 : 1, code: version === 4 ? 3 : 4, info: 0, offender: host,
			});
			t.assert.strictEqual(describeIcmp(version, error.type, error.code), 'port unreachable');
			// What it is about: our datagram, and where it went.
			t.assert.deepStrictEqual([...message.data], [1, 2, 3]);
			t.assert.strictEqual(message.sender?.port, port);
			t.assert.strictEqual(libc.receiveMessage(fd, message, MSG_ERRQUEUE), false);
		});

		it('refuses a connection', (t: TestContext) => {
			const fd = open(t, version, SOCK_STREAM | SOCK_NONBLOCK, 0);
			const port = reservePort(t, version, SOCK_STREAM);
			t.assert.strictEqual(libc.connect(fd, encodeSocketAddress(host, port)), false);
			libc.waitReadable(fd, patienceMicroseconds);
			const value = new Uint8Array(4);
			libc.getOption(fd, SOL_SOCKET, SO_ERROR, value);
			t.assert.strictEqual(value[0], constants.errno.ECONNREFUSED);
			// An RST is no ICMP error.
			t.assert.strictEqual(libc.receiveMessage(fd, message, MSG_ERRQUEUE), false);
		});

		it('answers an echo', requires({root: true}), (t: TestContext) => {
			const fd = open(t, version, SOCK_RAW, echoProtocol);
			const identifier = process.pid & 0xFF_FF;
			libc.attachFilter(fd, echoIdentifierFilter(version, identifier));
			libc.connect(fd, encodeSocketAddress(host, 0));
			// The filter drops the reply to the first, and the requests themselves.
			libc.sendNow(fd, encodeEcho({
				version, identifier: identifier ^ 1, sequence: 1, payload: new Uint8Array(),
			}));
			const sentMicroseconds = libc.realtimeMicroseconds();
			libc.sendNow(fd, encodeEcho({
				version, identifier, sequence: 2, payload: Uint8Array.of(7, 8, 9),
			}));
			receive(t, fd);
			assertReceivedSince(t, sentMicroseconds);
			const reply = parseEchoReply(payloadOf(version), version);
			t.assert.deepStrictEqual(reply && {...reply, payload: [...reply.payload]}, {identifier, sequence: 2, payload: [7, 8, 9]});
			t.assert.strictEqual(message.sender?.address, host);
			t.assert.strictEqual(libc.receiveMessage(fd, message, 0), false);
		});

		it('answers SYN with SYN-ACK or RST, and the filter lets only these in', requires({root: true}), async (t: TestContext) => {
			const server = net.createServer().listen(0, host);
			await once(server, 'listening');
			t.after(() => {
				server.close();
			});
			// A border: only a server on a path has an address of another type.
			const {port: openPort} = server.address() as net.AddressInfo;
			const closedPort = reservePort(t, version, SOCK_STREAM);
			const ourPort = reservePort(t, version, SOCK_STREAM);

			const fd = open(t, version, SOCK_RAW, IPPROTO_TCP);
			libc.attachFilter(fd, destinationPortFilter(version, ourPort, ourPort));
			libc.connect(fd, encodeSocketAddress(host, 0));
			const address = addressBytes(host);
			if (version === 6) {
				libc.setOption(fd, IPPROTO_IPV6, IPV6_CHECKSUM, tcpChecksumOffset);
			}

			const probe = (destinationPort: number, sequence: number) => {
				const sentMicroseconds = libc.realtimeMicroseconds();
				libc.sendNow(fd, encodeTcp({
					sourcePort: ourPort, destinationPort, sequence, acknowledgement: 0, flags: tcpFlagBits.S, window: 64_240, payload: new Uint8Array(),
				}, version === 4 ? {source: address, destination: address} : null));
				receive(t, fd);
				assertReceivedSince(t, sentMicroseconds);
				return parseTcp(payloadOf(version))!;
			};

			const accepted = probe(openPort, 0xFF_FF_FF_FF);
			t.assert.strictEqual(accepted.flags & 63, tcpFlagBits.S | tcpFlagBits.A);
			t.assert.strictEqual(accepted.acknowledgement, 0);
			t.assert.deepStrictEqual([accepted.sourcePort, accepted.destinationPort], [openPort, ourPort]);
			const refused = probe(closedPort, 41);
			t.assert.strictEqual(refused.flags & 63, tcpFlagBits.R | tcpFlagBits.A);
			t.assert.strictEqual(refused.acknowledgement, 42);
			t.assert.strictEqual(libc.receiveMessage(fd, message, 0), false);
		});

		it('marks a socket with an error as ready', (t: TestContext) => {
			const fd = open(t, version, SOCK_DGRAM, 0);
			libc.connect(fd, encodeSocketAddress(host, unboundUdpPort(version)));
			const epfd = libc.epollCreate();
			t.after(() => {
				libc.close(epfd);
			});
			libc.epollControl(epfd, 'add', fd, EPOLLIN);
			libc.sendNow(fd, Uint8Array.of(1));
			libc.waitReadable(epfd, patienceMicroseconds);
			const ready = new ReadySet();
			t.assert.strictEqual(libc.epollReady(epfd, ready), 1);
			t.assert.strictEqual(ready.events(0) & EPOLLERR, EPOLLERR);
			// The error is also the next call's, once.
			t.assert.throws(() => {
				libc.sendNow(fd, Uint8Array.of(2));
			}, {code: 'ECONNREFUSED'});
		});
	});
}
