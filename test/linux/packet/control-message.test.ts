import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {encodeSocketAddress} from '../../../source/linux/packet/address.ts';
import {parseControl} from '../../../source/linux/packet/control-message.ts';
import {writeLong} from '../../../source/linux/long.ts';

/** A `struct cmsghdr` with its payload, padded as CMSG_SPACE has it. */
function controlMessage([level, type]: readonly [number, number], payload: Uint8Array, longBytes = 8): Uint8Array {
	const length = longBytes + 8 + payload.length;
	const bytes = new Uint8Array(Math.ceil(length / longBytes) * longBytes);
	const view = new DataView(bytes.buffer);
	writeLong(view, 0, BigInt(length), longBytes);
	view.setInt32(longBytes, level, true);
	view.setInt32(longBytes + 4, type, true);
	bytes.set(payload, longBytes + 8);
	return bytes;
}

function timespec(seconds: number, nanoseconds: number, longBytes = 8): Uint8Array {
	const bytes = new Uint8Array(2 * longBytes);
	const view = new DataView(bytes.buffer);
	writeLong(view, 0, BigInt(seconds), longBytes);
	writeLong(view, longBytes, BigInt(nanoseconds), longBytes);
	return bytes;
}

/** A `struct sock_extended_err` and its offender. */
function extendedError(errno: number, [origin, type, code, info]: readonly [number, number, number, number], offender: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(16 + offender.length);
	const view = new DataView(bytes.buffer);
	view.setUint32(0, errno, true);
	bytes.set([origin, type, code], 4);
	view.setUint32(8, info, true);
	bytes.set(offender, 16);
	return bytes;
}

const concatenate = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap(part => [...part]));

const timestampType = [1, 35] as const;
const ipv4ErrorType = [0, 11] as const;
const ipv6ErrorType = [41, 25] as const;
const timeExceeded = extendedError(113, [2, 11, 0, 0], encodeSocketAddress('192.0.2.7', 0));
const tooBig = extendedError(90, [3, 2, 0, 1280], encodeSocketAddress('fe80::7', 0, 2));
const stamp = timespec(1_763_694_960, 123_456_750);
const both = concatenate(controlMessage(timestampType, stamp), controlMessage(ipv4ErrorType, timeExceeded));

describe('control messages', () => {
	it('say when a message came, and what it met', () => {
		assert.deepEqual(parseControl(both), {
			timestampMicroseconds: 1_763_694_960_123_456.75,
			extendedError: {
				errno: 113, origin: 2, type: 11, code: 0, info: 0, offender: '192.0.2.7',
			},
		});
		assert.deepEqual(parseControl(controlMessage(ipv6ErrorType, tooBig)).extendedError, {
			errno: 90, origin: 3, type: 2, code: 0, info: 1280, offender: 'fe80::7',
		});
	});

	it('name no offender when the error is our own', () => {
		const local = extendedError(90, [1, 0, 0, 1500], new Uint8Array(16));
		assert.deepEqual(parseControl(controlMessage(ipv4ErrorType, local)).extendedError, {
			errno: 90, origin: 1, type: 0, code: 0, info: 1500, offender: null,
		});
	});

	it('are found behind others that are not known, also with padding', () => {
		const other = controlMessage([0, 2], new Uint8Array(5));
		assert.equal(other.length, 24);
		assert.deepEqual(parseControl(concatenate(other, both)), parseControl(both));
		// Of the same number, but of another level.
		for (const stranger of [controlMessage([0, 35], stamp), controlMessage([41, 11], timeExceeded)]) {
			assert.deepEqual(parseControl(stranger), {timestampMicroseconds: null, extendedError: null});
		}
	});

	it('have shorter headers where a long has four bytes', () => {
		const shortStamp = timespec(1_763_694_960, 500_000, 4);
		const bytes = concatenate(controlMessage(timestampType, shortStamp, 4), controlMessage(ipv6ErrorType, tooBig, 4));
		const {timestampMicroseconds, extendedError: error} = parseControl(bytes, 4);
		assert.equal(timestampMicroseconds, 1_763_694_960_000_500);
		assert.equal(error?.info, 1280);
	});

	it('are nothing when there are none', () => {
		assert.deepEqual(parseControl(new Uint8Array()), {timestampMicroseconds: null, extendedError: null});
	});

	it('end wherever they are cut', () => {
		const whole = parseControl(both);
		for (let length = 0; length < both.length; length++) {
			const {timestampMicroseconds, extendedError: error} = parseControl(both.slice(0, length));
			assert.equal(timestampMicroseconds, length < 32 ? null : whole.timestampMicroseconds);
			assert.equal(error, null);
		}

		// A message whose own length cuts its structure short.
		for (let length = 0; length < timeExceeded.length; length++) {
			const error = parseControl(controlMessage(ipv4ErrorType, timeExceeded.subarray(0, length))).extendedError;
			assert.equal(error?.offender, length < 16 ? undefined : null);
		}
	});

	it('end whatever they contain', () => {
		fc.assert(fc.property(fc.uint8Array({maxLength: 128}), fc.constantFrom(4, 8), (bytes, longBytes) => {
			const {timestampMicroseconds} = parseControl(bytes, longBytes);
			assert.ok(Number.isFinite(timestampMicroseconds ?? 0));
		}));
		fc.assert(fc.property(fc.nat(both.length - 1), fc.nat(255), (offset, value) => {
			const {timestampMicroseconds} = parseControl(both.with(offset, value));
			assert.ok(Number.isFinite(timestampMicroseconds ?? 0));
		}));
	});
});
