import assert from 'node:assert/strict';
import {constants} from 'node:os';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {SystemError} from '../../../source/linux/calls/libc.ts';
import {InetDiagRecord} from '../../../source/linux/netlink/inet-diag.ts';
import {encodeMessage, MalformedMessageError, NetlinkError} from '../../../source/linux/netlink/message.ts';
import {dumpSockets} from '../../../source/linux/netlink/sock-diag.ts';
import {withShorterTcpInfo} from '../../../scripts/fixtures/datagrams.ts';
import {thrownBy} from '../thrown-by.ts';
import {FakeKernel, withSequence} from './fake-kernel.ts';
import {anyRequest, dumpAll, readRecording} from './recordings.ts';

const recording = readRecording('linux-4.19-tcp');
const sockets = 12;
const done = recording.at(-1)!;
const isTyped = (error: unknown) => error instanceof NetlinkError || error instanceof MalformedMessageError || error instanceof SystemError;

function failing(errno: number): Uint8Array {
	const payload = new Uint8Array(20);
	new DataView(payload.buffer).setInt32(0, -errno, true);
	return encodeMessage({type: 2, flags: 0, sequence: 0}, payload);
}

/** 64 KiB of whole messages that mean nothing (NLMSG_NOOP): more may have been cut off behind them. */
const fullBuffer = Uint8Array.from({length: 64 * 1024}, (_, index) => index % 16 === 0 ? 16 : Number(index % 16 === 4));

describe('a dump', () => {
	it('yields after each datagram', () => {
		const counts: number[] = [];
		let count = 0;
		const dump = dumpSockets(new FakeKernel(recording), anyRequest, new InetDiagRecord(), () => {
			count++;
		});
		while (dump.next().done !== true) {
			counts.push(count);
		}

		assert.equal(counts.length, recording.length);
		assert.equal(counts.at(-1), sockets);
		assert.ok(counts[0]! < sockets);
	});

	it('has a sequence number of its own each time', () => {
		const kernel = new FakeKernel(recording, recording);
		dumpAll(kernel);
		dumpAll(kernel);
		const [first, second] = kernel.requests.map(request => new DataView(request.buffer).getUint32(8, true));
		assert.notEqual(first, second);
	});

	it('passes over messages of another sequence number', () => {
		const kernel = new FakeKernel(recording);
		kernel.queue.push(withSequence(recording[0]!, 0xFF_FF_FF_FF), withSequence(done, 0xFF_FF_FF_FF));
		assert.equal(dumpAll(kernel).records.length, sockets);
	});

	it('says when the table changed meanwhile', () => {
		assert.equal(dumpAll(new FakeKernel(recording)).interrupted, false);
		const flagged = Uint8Array.from(recording[0]!);
		flagged[6] = flagged[6]! | 0x10;
		const result = dumpAll(new FakeKernel([flagged, ...recording.slice(1)]));
		assert.equal(result.interrupted, true);
		assert.equal(result.records.length, sockets);
	});
});

describe('a dump that fails', () => {
	const cases = [
		{name: 'with EPERM', replies: [failing(1)], code: 'EPERM'},
		{name: 'midway, in its DONE', replies: [recording[0]!, encodeMessage({type: 3, flags: 0, sequence: 0}, Uint8Array.of(0xF4, 0xFF, 0xFF, 0xFF))], code: 'ENOMEM'},
		{name: 'with an overrun', replies: [encodeMessage({type: 4, flags: 0, sequence: 0}, new Uint8Array()), done], code: 'ENOBUFS'},
		{name: 'as recv fails', replies: [recording[0]!, new SystemError('recv', constants.errno.ENOBUFS), ...recording], code: 'ENOBUFS'},
		{name: 'for want of a reply', replies: [], code: 'EAGAIN'},
		{name: 'with a message that is cut', replies: [recording[0]!.slice(0, -8), done], code: undefined},
		{name: 'with nothing', replies: [new Uint8Array(), done], code: undefined},
		{name: 'with more than fits', replies: [fullBuffer, done], code: undefined},
	];
	for (const {name, replies, code} of cases) {
		it(`${name} throws a typed error and leaves the transport usable`, () => {
			const kernel = new FakeKernel(replies, recording);
			assert.throws(() => dumpAll(kernel), (error: unknown) => isTyped(error) && (error as {code?: string}).code === code);
			assert.equal(dumpAll(kernel).records.length, sockets);
		});
	}
});

describe('a dump that is given up', () => {
	it('is received to its end, for the kernel runs one dump at a time', () => {
		const kernel = new FakeKernel(recording, recording);
		const dump = dumpSockets(kernel, anyRequest, new InetDiagRecord(), () => undefined);
		dump.next();
		assert.ok(kernel.queue.length > 0);
		dump.return({interrupted: false});
		assert.equal(kernel.queue.length, 0);
		assert.equal(dumpAll(kernel).records.length, sockets);
	});

	it('by a throw in the callback is so too', () => {
		const kernel = new FakeKernel(recording, recording);
		const dump = dumpSockets(kernel, anyRequest, new InetDiagRecord(), () => {
			throw new RangeError('from the callback');
		});
		assert.throws(() => dump.next(), RangeError);
		assert.equal(kernel.queue.length, 0);
	});
});

describe('bytes that the kernel never sends', () => {
	/** Numbers that are numbers, or an error of ours. */
	function isEndured(datagram: Uint8Array): boolean {
		let areNumbers = true;
		const error = thrownBy(() => {
			const {records} = dumpAll(new FakeKernel([datagram, done]));
			areNumbers = records.every(record => Object.values(record).every(value => Number.isFinite(value)));
		});
		return areNumbers && (error === undefined || isTyped(error));
	}

	it('cut at every offset give typed errors', () => {
		const datagram = recording[0]!;
		for (let length = 0; length < datagram.length; length++) {
			assert.ok(isEndured(datagram.slice(0, length)), `at ${length}`);
		}
	});

	it('with tcp_info of every length are fine', () => {
		for (let length = 0; length <= 224; length++) {
			const shorter = recording.map(datagram => withShorterTcpInfo(datagram, length));
			assert.equal(dumpAll(new FakeKernel(shorter)).records.length, sockets);
		}
	});

	it('flipped anywhere give typed errors, and numbers that are numbers', () => {
		const flip = fc.record({at: fc.nat(), mask: fc.integer({min: 1, max: 255})});
		fc.assert(fc.property(fc.array(flip, {minLength: 1, maxLength: 8}), flips => {
			const datagram = Uint8Array.from(recording[0]!);
			for (const {at, mask} of flips) {
				datagram[at % datagram.length]! ^= mask;
			}

			assert.ok(isEndured(datagram));
		}), {numRuns: 1000});
	});

	it('at random give typed errors', () => {
		fc.assert(fc.property(fc.uint8Array({maxLength: 400}), bytes => {
			assert.ok(isEndured(bytes));
		}), {numRuns: 1000});
	});
});
