import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {constants} from 'node:os';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {SystemError} from '../../../source/linux/calls/libc.ts';
import {InetDiagRecord} from '../../../source/linux/netlink/inet-diag.ts';
import {MalformedMessageError, NetlinkError} from '../../../source/linux/netlink/message.ts';
import {
	destroySocket,
	encodeDestroyRequest,
	encodeReadRequest,
	readSocket,
	type SocketId,
} from '../../../source/linux/netlink/one-socket.ts';
import {thrownBy} from '../thrown-by.ts';
import {FakeKernel, withSequence} from './fake-kernel.ts';
import {acknowledgement, socketAnswer} from './one-socket-answers.ts';

/** 10.0.0.1:22 ↔ 10.0.0.2:50000, with the cookie 5:0x01020304. */
const ipv4: SocketId = {
	protocol: 6,
	idiag_family: 2,
	idiag_sport: 22,
	idiag_dport: 50_000,
	src0: 0,
	src1: 0,
	src2: 0xFF_FF,
	src3: 0x0A_00_00_01,
	dst0: 0,
	dst1: 0,
	dst2: 0xFF_FF,
	dst3: 0x0A_00_00_02,
	idiag_if: 3,
	cookie_low: 0x01_02_03_04,
	cookie_high: 5,
};

/** [2001:db8::1]:22 ↔ [2001:db8::2]:50000. */
const ipv6: SocketId = {
	...ipv4, idiag_family: 10, src0: 0x20_01_0D_B8, src2: 0, src3: 1, dst0: 0x20_01_0D_B8, dst2: 0, dst3: 2,
};

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').replaceAll(/(.{8})/gv, '$1 ').trim();
const anyWords = '00000000 00000000 00000000';

describe('a request about one socket', () => {
	it('closes it, by its ends and its cookie, and asks for an acknowledgement', () => {
		// Length 72, type 21, REQUEST | ACK; family, protocol, every state; ports and addresses in network byte order.
		assert.equal(hex(encodeDestroyRequest(ipv4, 7)), [
			'48000000 15000500 07000000 00000000',
			'02060000 ffffffff',
			`0016c350 0a000001 ${anyWords} 0a000002 ${anyWords}`,
			'03000000 04030201 05000000',
		].join(' '));
	});

	it('has whole IPv6 addresses, also those of IPv4', () => {
		assert.equal(hex(encodeDestroyRequest(ipv6, 7).subarray(24)), '0016c350 20010db8 00000000 00000000 00000001 20010db8 00000000 00000000 00000002 03000000 04030201 05000000');
		const mapped = {...ipv4, idiag_family: 10};
		assert.equal(hex(encodeDestroyRequest(mapped, 7).subarray(28, 60)), '00000000 00000000 0000ffff 0a000001 00000000 00000000 0000ffff 0a000002');
	});

	it('reads it: of UDP the ends stand in each other\'s place', () => {
		assert.equal(hex(encodeReadRequest(ipv4, 7).subarray(0, 16)), '48000000 14000100 07000000 00000000');
		assert.equal(hex(encodeReadRequest(ipv4, 7).subarray(24, 32)), '0016c350 0a000001');
		assert.equal(hex(encodeReadRequest({...ipv4, protocol: 17}, 7).subarray(24, 48)), `c3500016 0a000002 ${anyWords} 0a000001`);
		assert.equal(hex(encodeDestroyRequest({...ipv4, protocol: 17}, 7).subarray(24, 32)), '0016c350 0a000001');
	});

	it('is never one that any cookie fits', () => {
		const any = {...ipv4, cookie_low: 0xFF_FF_FF_FF, cookie_high: 0xFF_FF_FF_FF};
		const kernel = new FakeKernel([acknowledgement()]);
		assert.throws(() => {
			destroySocket(kernel, any);
		}, MalformedMessageError);
		assert.deepEqual(kernel.requests, []);
		assert.equal(encodeDestroyRequest({...any, cookie_high: 0}, 1).length, 72);
	});
});

describe('the kernel\'s answer', () => {
	it('is an acknowledgement where it was closed', () => {
		const kernel = new FakeKernel([acknowledgement()]);
		destroySocket(kernel, ipv4);
		assert.equal(kernel.requests.length, 1);
	});

	for (const code of ['ENOENT', 'ESTALE', 'EPERM', 'EOPNOTSUPP', 'EINVAL'] as const) {
		it(`is ${code} where it refuses`, () => {
			const error = thrownBy(() => {
				destroySocket(new FakeKernel([acknowledgement(constants.errno[code])]), ipv4);
			});
			assert.ok(error instanceof NetlinkError);
			assert.equal(error.errno, constants.errno[code]);
		});
	}

	it('is that of this request: others are passed over', () => {
		const kernel = new FakeKernel([acknowledgement()]);
		kernel.queue.push(withSequence(acknowledgement(constants.errno.EPERM), 0xFF_FF_FF_FF));
		destroySocket(kernel, ipv4);
		assert.deepEqual(kernel.queue, []);
	});

	it('may not come: the error of recv() is passed on', () => {
		const error = thrownBy(() => {
			destroySocket(new FakeKernel(), ipv4);
		});
		assert.ok(error instanceof SystemError);
		assert.equal(error.code, 'EAGAIN');
	});

	it('is the socket as it is now', () => {
		const record = new InetDiagRecord();
		const answer = socketAnswer({
			idiag_state: 8, idiag_timer: 3, idiag_sport: 22, dst3: 9,
		});
		readSocket(new FakeKernel([answer]), ipv4, record);
		assert.deepEqual([record.idiag_state, record.idiag_timer, record.idiag_sport, record.dst3], [8, 3, 22, 9]);
		assert.throws(() => {
			readSocket(new FakeKernel([acknowledgement(constants.errno.ENOENT)]), ipv4, record);
		}, {code: 'ENOENT'});
		assert.throws(() => {
			readSocket(new FakeKernel([acknowledgement()]), ipv4, record);
		}, MalformedMessageError);
	});

	it('may be any bytes: only typed errors, and it always ends', () => {
		fc.assert(fc.property(fc.uint8Array({maxLength: 200}), fc.nat(90), fc.boolean(), (noise, length, isCut) => {
			const bytes = isCut ? socketAnswer({idiag_state: 1}).subarray(0, length) : noise;
			for (const asking of [() => {
				destroySocket(new FakeKernel([bytes]), ipv4);
			}, () => {
				readSocket(new FakeKernel([bytes]), ipv4, new InetDiagRecord());
			}]) {
				const error = thrownBy(asking);
				assert.ok(error === undefined || error instanceof NetlinkError || error instanceof MalformedMessageError || error instanceof SystemError, String(error));
			}
		}));
	});
});
