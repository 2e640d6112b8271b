import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {destinationPortFilter, echoIdentifierFilter} from '../../../source/linux/packet/filter.ts';
import {encodeTcp} from '../../../source/linux/packet/tcp.ts';
import {encodeIpv4} from './encode-ipv4.ts';
import {interpretFilter} from './interpret-filter.ts';

const everything = 0xFF_FF_FF_FF;
const port = fc.nat(0xFF_FF);

/** As a raw socket of that version sees a payload. */
function received(version: 4 | 6, protocol: number, {options, payload}: {readonly options: number; readonly payload: Uint8Array}): Uint8Array {
	return version === 4 ? encodeIpv4({protocol, options, payload}) : payload;
}

function segmentTo(destinationPort: number, sourcePort = 1): Uint8Array {
	return encodeTcp({
		sourcePort, destinationPort, sequence: 0, acknowledgement: 0, flags: 18, window: 0, payload: new Uint8Array(),
	}, null);
}

for (const version of [4, 6] as const) {
	describe(`a filter of IPv${version} segments by their destination port`, () => {
		it('accepts both ends of its range, and nothing beside it', () => {
			const filter = destinationPortFilter(version, 40_000, 40_063);
			for (const [destination, kept] of [[39_999, 0], [40_000, everything], [40_063, everything], [40_064, 0]] as const) {
				const packet = received(version, 6, {options: 0, payload: segmentTo(destination, 40_000)});
				assert.equal(interpretFilter(filter, packet), kept);
			}
		});

		it('does so for every range, port and length of header', () => {
			fc.assert(fc.property(port, port, port, fc.nat(10), (one, other, destination, words) => {
				const [first, last] = [Math.min(one, other), Math.max(one, other)];
				const packet = received(version, 6, {options: words * 4, payload: segmentTo(destination)});
				assert.equal(interpretFilter(destinationPortFilter(version, first, last), packet), destination >= first && destination <= last ? everything : 0);
			}));
		});

		it('drops what is too short', () => {
			const filter = destinationPortFilter(version, 0, 0xFF_FF);
			const packet = received(version, 6, {options: 0, payload: segmentTo(1).subarray(0, 4)});
			assert.equal(interpretFilter(filter, packet), everything);
			for (let length = 0; length < packet.length; length++) {
				assert.equal(interpretFilter(filter, packet.subarray(0, length)), 0);
			}
		});
	});

	describe(`a filter of IPv${version} echo replies by their identifier`, () => {
		const reply = version === 4 ? 0 : 129;
		const filter = echoIdentifierFilter(version, 0xBE_EF);

		it('accepts its own only', () => {
			fc.assert(fc.property(fc.constantFrom(0, 3, 8, 11, 128, 129, 255), fc.constantFrom(0xBE_EF, 0xBE_EE, 0xEF_BE, 0), fc.nat(10), (type, identifier, words) => {
				const payload = Uint8Array.of(type, 0, 0, 0, identifier >> 8, identifier & 0xFF, 0xBE, 0xEF);
				const kept = interpretFilter(filter, received(version, 1, {options: words * 4, payload}));
				assert.equal(kept, type === reply && identifier === 0xBE_EF ? everything : 0);
			}));
		});

		it('drops what is too short', () => {
			const packet = received(version, 1, {options: 4, payload: Uint8Array.of(reply, 0, 0, 0, 0xBE, 0xEF)});
			assert.equal(interpretFilter(filter, packet), everything);
			for (let length = 0; length < packet.length; length++) {
				assert.equal(interpretFilter(filter, packet.subarray(0, length)), 0);
			}
		});
	});
}
