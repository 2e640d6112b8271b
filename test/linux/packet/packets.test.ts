import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {addressBytes} from '../../../source/linux/packet/address.ts';
import {internetChecksum, sumOfWords} from '../../../source/linux/packet/checksum.ts';
import {
	describeIcmp,
	encodeEcho,
	parseEchoReply,
	parseEchoRequest,
} from '../../../source/linux/packet/icmp.ts';
import {ipv4HeaderLength, parseIpv4} from '../../../source/linux/packet/ipv4.ts';
import {encodeTcp, parseTcp, tcpFlagBits} from '../../../source/linux/packet/tcp.ts';
import {encodeIpv4} from './encode-ipv4.ts';

const port = fc.nat(0xFF_FF);
const word = fc.nat(0xFF_FF_FF_FF);

describe('the Internet checksum', () => {
	it('is that of RFC 1071, section 3', () => {
		assert.equal(internetChecksum(Uint8Array.of(0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7)), ~0xDD_F2 & 0xFF_FF);
	});

	it('takes an odd byte as the upper half of a word', () => {
		assert.equal(internetChecksum(Uint8Array.of(0x12, 0x34, 0x56)), internetChecksum(Uint8Array.of(0x12, 0x34, 0x56, 0x00)));
	});

	it('folds every carry, and ends with all ones', () => {
		assert.equal(internetChecksum(new Uint8Array(65_535).fill(0xFF)), ~0xFF_00 & 0xFF_FF);
		assert.equal(internetChecksum(new Uint8Array()), 0xFF_FF);
	});

	it('goes on where another sum ended', () => {
		fc.assert(fc.property(fc.uint8Array({maxLength: 64}), fc.nat(32), (bytes, words) => {
			const split = Math.min(words * 2, bytes.length & ~1);
			const before = sumOfWords(bytes.subarray(0, split));
			assert.equal(internetChecksum(bytes.subarray(split), before), internetChecksum(bytes));
		}));
	});
});

describe('IPv4 packets', () => {
	it('are taken apart, with options or without', () => {
		for (const options of [0, 4, 40]) {
			const packet = encodeIpv4({protocol: 6, options, payload: Uint8Array.of(1, 2, 3)});
			assert.equal(ipv4HeaderLength(packet), 20 + options);
			// What lies behind the packet's own length is not of the packet.
			const padded = new Uint8Array(packet.length + 5);
			padded.set(packet);
			const parsed = parseIpv4(padded);
			assert.deepEqual(parsed && {
				...parsed, source: [...parsed.source], destination: [...parsed.destination], payload: [...parsed.payload],
			}, {
				source: [192, 0, 2, 1], destination: [192, 0, 2, 2], protocol: 6, timeToLive: 57, payload: [1, 2, 3],
			});
		}
	});

	it('are none when they are cut, of another version, or say what cannot be', () => {
		const packet = encodeIpv4({protocol: 6, options: 4, payload: new Uint8Array()});
		for (let length = 0; length < packet.length; length++) {
			assert.equal(parseIpv4(packet.subarray(0, length)), null);
		}

		assert.equal(parseIpv4(packet.with(0, 0x66)), null);
		assert.equal(parseIpv4(packet.with(0, 0x44)), null);
		assert.equal(parseIpv4(packet.with(3, 19)), null);
	});
});

describe('TCP segments', () => {
	const segment = {
		sourcePort: 40_000, destinationPort: 443, sequence: 0xFE_DC_BA_98, acknowledgement: 0, flags: tcpFlagBits.S, window: 64_240, payload: new Uint8Array(),
	};

	it('are laid out as RFC 9293 has them', () => {
		assert.deepEqual([...encodeTcp(segment, null)], [0x9C, 0x40, 0x01, 0xBB, 0xFE, 0xDC, 0xBA, 0x98, 0, 0, 0, 0, 0x50, 0x02, 0xFA, 0xF0, 0, 0, 0, 0]);
	});

	it('carry a checksum over the pseudo header, of both versions and any length', () => {
		fc.assert(fc.property(fc.uint8Array({maxLength: 33}), fc.constantFrom(['192.0.2.1', '198.51.100.2'], ['2001:db8::1', '2001:db8:ffff::2']), (payload, [from, to]) => {
			const source = addressBytes(from);
			const destination = addressBytes(to);
			const bytes = encodeTcp({...segment, payload}, {source, destination});
			const pseudo = Uint8Array.from([...source, ...destination, 0, 0, 0, bytes.length, 0, 0, 0, 6]);
			assert.equal(internetChecksum(bytes, sumOfWords(pseudo)), 0);
		}));
	});

	it('come back as they went', () => {
		const header = fc.record({
			sourcePort: port, destinationPort: port, sequence: word, acknowledgement: word, flags: fc.nat(63),
		});
		fc.assert(fc.property(header, fc.uint8Array({maxLength: 9}), (fields, payload) => {
			assert.deepEqual(parseTcp(encodeTcp({...fields, window: 1, payload}, null)), {...fields, headerBytes: 20});
		}));
	});

	it('are none when they are cut or their length cannot be', () => {
		const bytes = encodeTcp(segment, null);
		for (let length = 0; length < bytes.length; length++) {
			assert.equal(parseTcp(bytes.subarray(0, length)), null);
		}

		assert.equal(parseTcp(bytes.with(12, 0x40)), null);
		assert.equal(parseTcp(bytes.with(12, 0x60)), null);
	});
});

describe('ICMP messages', () => {
	it('ask for an echo', () => {
		const request = {identifier: 0x12_34, sequence: 0xAB_CD, payload: Uint8Array.of(1, 2, 3)};
		const ipv4 = encodeEcho({version: 4, ...request});
		assert.equal(internetChecksum(ipv4), 0);
		assert.deepEqual([...ipv4.with(2, 0).with(3, 0)], [8, 0, 0, 0, 0x12, 0x34, 0xAB, 0xCD, 1, 2, 3]);
		assert.deepEqual([...encodeEcho({version: 6, ...request})], [128, 0, 0, 0, 0x12, 0x34, 0xAB, 0xCD, 1, 2, 3]);
	});

	it('are quoted by an error', () => {
		for (const version of [4, 6] as const) {
			const bytes = encodeEcho({
				version, identifier: 0xFF_01, sequence: 0x80_02, payload: new Uint8Array(),
			});
			const {identifier, sequence} = parseEchoRequest(bytes, version)!;
			assert.deepEqual([identifier, sequence], [0xFF_01, 0x80_02]);
			assert.equal(parseEchoReply(bytes, version), null);
		}
	});

	it('answer with an echo reply, and nothing else is one', () => {
		for (const [version, type] of [[4, 0], [6, 129]] as const) {
			const reply = Uint8Array.of(type, 0, 9, 9, 0x12, 0x34, 0xAB, 0xCD, 7);
			const parsed = parseEchoReply(reply, version);
			assert.deepEqual(parsed && {...parsed, payload: [...parsed.payload]}, {identifier: 0x12_34, sequence: 0xAB_CD, payload: [7]});
			for (let length = 0; length < 8; length++) {
				assert.equal(parseEchoReply(reply.subarray(0, length), version), null);
			}

			assert.equal(parseEchoReply(reply.with(0, 8), version), null);
			assert.equal(parseEchoReply(reply.with(1, 1), version), null);
		}
	});

	it('are said in plain words', () => {
		assert.equal(describeIcmp(4, 3, 1), 'host unreachable');
		assert.equal(describeIcmp(4, 3, 4), 'fragmentation needed');
		assert.equal(describeIcmp(4, 3, 13), 'administratively prohibited');
		assert.equal(describeIcmp(4, 3, 15), 'precedence cut off');
		assert.equal(describeIcmp(4, 11, 0), 'TTL exceeded');
		assert.equal(describeIcmp(6, 1, 4), 'port unreachable');
		assert.equal(describeIcmp(6, 2, 0), 'packet too big');
		assert.equal(describeIcmp(6, 3, 0), 'hop limit exceeded');
		assert.equal(describeIcmp(4, 3, 16), 'ICMP type 3 code 16');
		assert.equal(describeIcmp(6, 200, 1), 'ICMPv6 type 200 code 1');
	});
});
