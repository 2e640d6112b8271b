import {constants} from 'node:os';
import {
	after,
	before,
	describe,
	it,
	type TestContext,
} from 'node:test';
import {
	AF_INET,
	AF_INET6,
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
	SO_TIMESTAMPNS,
	SOCK_CLOEXEC,
	SOCK_NONBLOCK,
	SOCK_RAW,
	SOCK_STREAM,
	SOL_SOCKET,
} from '../../../source/linux/calls/libc.ts';
import {addressBytes, encodeSocketAddress} from '../../../source/linux/packet/address.ts';
import {destinationPortFilter, echoIdentifierFilter} from '../../../source/linux/packet/filter.ts';
import {describeIcmp, encodeEcho, parseEchoRequest} from '../../../source/linux/packet/icmp.ts';
import {
	encodeTcp,
	parseTcp,
	tcpChecksumOffset,
	tcpFlagBits,
} from '../../../source/linux/packet/tcp.ts';
import {enterNamespace} from '../../helpers/enter-namespace.ts';
import {createNamespace, type Namespace} from '../../helpers/namespace.ts';
import {requires} from '../../helpers/requirements.ts';

/** Turns echo requests and connections to port 81 away. */
const firewall = [
	'add table inet portop',
	'add chain inet portop input { type filter hook input priority 0; }',
	'add rule inet portop input icmp type echo-request reject with icmp type admin-prohibited',
	'add rule inet portop input icmpv6 type echo-request reject with icmpv6 type admin-prohibited',
	'add rule inet portop input tcp dport 81 reject with icmpx type host-unreachable',
].join('; ');

const patienceMicroseconds = 5_000_000;
const requirements = requires({root: true, tools: ['ip', 'nft']});

const hosts = {4: '127.0.0.1', 6: '::1'} as const;

describe('a firewall that rejects', requirements, () => {
	const libc = loadLibc();
	const message = libc.createMessageBuffer();
	let namespace: Namespace;

	before(async () => {
		namespace = await createNamespace();
		await namespace.run(['nft', firewall]);
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
	});

	/** Opens a socket in the namespace, which stays there while this thread comes back. */
	function open(t: TestContext, version: 4 | 6, ...[type, protocol]: readonly [number, number]): number {
		using _stay = enterNamespace(namespace);
		const fd = libc.socket(version === 4 ? AF_INET : AF_INET6, type | SOCK_CLOEXEC, protocol);
		t.after(() => {
			libc.close(fd);
		});
		libc.setOption(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
		libc.setOption(fd, version === 4 ? IPPROTO_IP : IPPROTO_IPV6, version === 4 ? IP_RECVERR : IPV6_RECVERR, 1);
		return fd;
	}

	/** Reads what the firewall said, in words; checks who said it and that it has a time. */
	function rejection(t: TestContext, fd: number, version: 4 | 6): string {
		libc.waitReadable(fd, patienceMicroseconds);
		t.assert.ok(libc.receiveMessage(fd, message, MSG_ERRQUEUE), 'nothing came');
		const {type, code, offender} = message.extendedError!;
		t.assert.strictEqual(offender, hosts[version]);
		t.assert.ok(message.timestampMicroseconds !== null);
		return describeIcmp(version, type, code);
	}

	for (const version of [4, 6] as const) {
		it(`quotes the echo request, over IPv${version}`, (t: TestContext) => {
			const fd = open(t, version, SOCK_RAW, version === 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
			// The filter is for what is received; errors come all the same.
			libc.attachFilter(fd, echoIdentifierFilter(version, 0x12_34));
			libc.connect(fd, encodeSocketAddress(hosts[version], 0));
			libc.sendNow(fd, encodeEcho({
				version, identifier: 0x12_34, sequence: 7, payload: Uint8Array.of(1, 2),
			}));
			t.assert.strictEqual(rejection(t, fd, version), 'administratively prohibited');
			const request = parseEchoRequest(message.data, version);
			t.assert.deepStrictEqual([request?.identifier, request?.sequence], [0x12_34, 7]);
		});

		it(`quotes the SYN, over IPv${version}`, (t: TestContext) => {
			const fd = open(t, version, SOCK_RAW, IPPROTO_TCP);
			libc.attachFilter(fd, destinationPortFilter(version, 40_000, 40_000));
			libc.connect(fd, encodeSocketAddress(hosts[version], 0));
			const address = addressBytes(hosts[version]);
			if (version === 6) {
				libc.setOption(fd, IPPROTO_IPV6, IPV6_CHECKSUM, tcpChecksumOffset);
			}

			libc.sendNow(fd, encodeTcp({
				sourcePort: 40_000, destinationPort: 81, sequence: 0xAA_BB_CC_DD, acknowledgement: 0, flags: tcpFlagBits.S, window: 1000, payload: new Uint8Array(),
			}, version === 4 ? {source: address, destination: address} : null));
			t.assert.strictEqual(rejection(t, fd, version), 'host unreachable');
			t.assert.deepStrictEqual(parseTcp(message.data), {
				sourcePort: 40_000, destinationPort: 81, sequence: 0xAA_BB_CC_DD, acknowledgement: 0, flags: tcpFlagBits.S, headerBytes: 20,
			});
		});

		it(`is told to a connect, over IPv${version}`, (t: TestContext) => {
			const fd = open(t, version, SOCK_STREAM | SOCK_NONBLOCK, 0);
			t.assert.strictEqual(libc.connect(fd, encodeSocketAddress(hosts[version], 81)), false);
			t.assert.strictEqual(rejection(t, fd, version), 'host unreachable');
			t.assert.strictEqual(message.extendedError?.errno, constants.errno.EHOSTUNREACH);
		});
	}
});
