import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {
	encodeMessage,
	MalformedMessageError,
	MessageCursor,
	NetlinkError,
	NLMSG_DONE,
	NLMSG_ERROR,
	NLMSG_OVERRUN,
} from '../../../source/linux/netlink/message.ts';
import {thrownBy} from '../thrown-by.ts';
import {viewOf} from '../../../scripts/fixtures/datagrams.ts';

function cursorOver(bytes: Uint8Array): MessageCursor {
	const cursor = new MessageCursor(viewOf(bytes));
	cursor.reset(bytes.length);
	return cursor;
}

/** What a message of this type and payload is taken for. */
function failureOf(type: number, payload: readonly number[]): unknown {
	const cursor = cursorOver(encodeMessage({type, flags: 0, sequence: 1}, Uint8Array.from(payload)));
	assert.ok(cursor.next());
	return thrownBy(() => {
		cursor.throwIfFailed();
	});
}

/** The name of the error number that it carries. */
function codeOf(type: number, payload: readonly number[]): string | undefined {
	const error = failureOf(type, payload);
	return error instanceof NetlinkError ? error.code : undefined;
}

describe('messages', () => {
	const first = encodeMessage({type: 20, flags: 2, sequence: 0xFF_FF_FF_FE}, Uint8Array.of(1, 2, 3));
	const second = encodeMessage({type: 3, flags: 0x10, sequence: 7}, Uint8Array.of());

	it('are walked over one by one', () => {
		const cursor = cursorOver(Uint8Array.from([...first, ...second]));
		assert.ok(cursor.next());
		assert.deepEqual([cursor.type, cursor.flags, cursor.sequence, cursor.start, cursor.end], [20, 2, 0xFF_FF_FF_FE, 16, 19]);
		assert.ok(cursor.next());
		assert.deepEqual([cursor.type, cursor.flags, cursor.sequence, cursor.start, cursor.end], [3, 16, 7, 36, 36]);
		assert.deepEqual([cursor.next(), cursor.next()], [false, false]);
	});

	it('may lack the padding after the last', () => {
		const cursor = cursorOver(first.slice(0, 19));
		assert.ok(cursor.next());
		assert.ok(!cursor.next());
	});

	it('end where the datagram ends, not where the buffer does', () => {
		const buffer = Uint8Array.from([...first, ...second]);
		const cursor = new MessageCursor(viewOf(buffer));
		cursor.reset(first.length);
		assert.ok(cursor.next());
		assert.ok(!cursor.next());
	});

	it('are refused when cut, or shorter than their header', () => {
		for (const length of [1, 15, 16, 18]) {
			assert.throws(() => cursorOver(first.slice(0, length)).next(), MalformedMessageError);
		}

		for (const length of [0, 15]) {
			assert.throws(() => cursorOver(Uint8Array.from([length, 0, 0, 0, ...first.slice(4)])).next(), MalformedMessageError);
		}
	});
});

describe('failures', () => {
	it('carry the error number', () => {
		assert.equal(codeOf(NLMSG_ERROR, [0xFF, 0xFF, 0xFF, 0xFF]), 'EPERM');
		assert.equal(codeOf(NLMSG_DONE, [0xFE, 0xFF, 0xFF, 0xFF]), 'ENOENT');
		assert.equal(codeOf(NLMSG_OVERRUN, []), 'ENOBUFS');
		assert.equal(new NetlinkError(2).errno, 2);
	});

	it('are none at an error of 0, or a DONE without one', () => {
		assert.equal(failureOf(NLMSG_ERROR, [0, 0, 0, 0]), undefined);
		assert.equal(failureOf(NLMSG_DONE, [0, 0, 0, 0]), undefined);
		assert.equal(failureOf(NLMSG_DONE, []), undefined);
	});

	it('must be error numbers', () => {
		assert.ok(failureOf(NLMSG_ERROR, [1, 0, 0, 0]) instanceof MalformedMessageError);
		assert.ok(failureOf(NLMSG_ERROR, [0, 0, 0, 0x80]) instanceof MalformedMessageError);
		assert.ok(failureOf(NLMSG_ERROR, [0xFF, 0xFF]) instanceof MalformedMessageError);
	});
});
