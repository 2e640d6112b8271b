import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {
	addressBytes,
	addressText,
	decodeSocketAddress,
	encodeSocketAddress,
	parseSocketAddress,
} from '../../../source/linux/packet/address.ts';

describe('addresses', () => {
	it('are bytes in network order', () => {
		assert.deepEqual([...addressBytes('192.0.2.1')], [192, 0, 2, 1]);
		assert.deepEqual([...addressBytes('2001:db8::1')], [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
		assert.deepEqual([...addressBytes('::ffff:192.0.2.1')], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 1]);
		assert.deepEqual([...addressBytes('::1.2.3.4')], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]);
	});

	it('are written as RFC 5952 has it', () => {
		for (const text of ['0.0.0.0', '255.255.255.255', '::', '::1', '2001:db8::1:0:0:1', '2001:db8:0:1:1:1:1:1', '::ffff:192.0.2.1', 'fe80::abcd']) {
			assert.equal(addressText(addressBytes(text)), text);
		}

		assert.equal(addressText(addressBytes('2001:DB8:0:0:0:0:2:1')), '2001:db8::2:1');
	});

	it('come back from their text, whatever they are', () => {
		for (const length of [4, 16]) {
			fc.assert(fc.property(fc.uint8Array({minLength: length, maxLength: length}), bytes => {
				assert.deepEqual([...addressBytes(addressText(bytes))], [...bytes]);
			}));
		}
	});

	it('are refused when they are none, or carry a zone', () => {
		for (const text of ['', '1', '1.2.3', '0x7f.1', '256.0.0.1', '[::1]', 'fe80::1%lo', 'localhost', ':::']) {
			assert.throws(() => addressBytes(text), {name: 'TypeError'}, text);
		}

		assert.throws(() => addressText(new Uint8Array(5)), {name: 'RangeError'});
	});
});

describe('socket addresses', () => {
	it('are laid out as the kernel wants them', () => {
		assert.deepEqual([...encodeSocketAddress('127.0.0.1', 443)], [2, 0, 1, 0xBB, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
		const bytes = encodeSocketAddress('fe80::1', 80, 3);
		assert.equal(bytes.length, 28);
		assert.deepEqual([...bytes.subarray(0, 8)], [10, 0, 0, 80, 0, 0, 0, 0]);
		assert.deepEqual([...bytes.subarray(24)], [3, 0, 0, 0]);
	});

	it('come back as they went', () => {
		assert.deepEqual(decodeSocketAddress(encodeSocketAddress('192.0.2.1', 65_535)), {
			family: 4, address: '192.0.2.1', port: 65_535, scopeId: 0,
		});
		assert.deepEqual(decodeSocketAddress(encodeSocketAddress('fe80::1', 1, 7)), {
			family: 6, address: 'fe80::1', port: 1, scopeId: 7,
		});
	});

	it('are none when they are cut or of another family', () => {
		for (const address of ['192.0.2.1', '2001:db8::1']) {
			const bytes = encodeSocketAddress(address, 1);
			for (let length = 0; length < bytes.length; length++) {
				assert.equal(parseSocketAddress(bytes.subarray(0, length)), null);
			}
		}

		assert.equal(parseSocketAddress(new Uint8Array(28)), null);
		assert.throws(() => decodeSocketAddress(new Uint8Array(28)), {name: 'TypeError'});
	});
});
