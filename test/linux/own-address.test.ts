import assert from 'node:assert/strict';
import {constants} from 'node:os';
import {describe, it} from 'node:test';
import {loadLibc, SystemError} from '../../source/linux/calls/libc.ts';
import {isOwnAddress, mayBind} from '../../source/linux/own-address.ts';

const loopback = {family: 4, address: '127.0.0.1', scopeId: 0} as const;
const other = {family: 4, address: '192.0.2.77', scopeId: 0} as const;

describe('an address of this machine', () => {
	it('is one that a socket may be bound to', () => {
		const libc = loadLibc();
		assert.equal(mayBind(libc, loopback), true);
		assert.deepEqual([other, {family: 6, address: '2001:db8::77', scopeId: 0} as const].map(address => isOwnAddress(libc, address, () => false)), [false, false]);
	});

	it('is a loopback address, where a socket may be bound to every one', () => {
		const libc = {socket: () => 3, bind: () => undefined, close: () => undefined};
		assert.equal(isOwnAddress(libc, other, () => true), false);
		assert.equal(isOwnAddress(libc, loopback, () => true), true);
		assert.equal(isOwnAddress(libc, other, () => false), true);
	});

	it('is none where the family is forbidden, and no descriptor stays open', () => {
		const closed: number[] = [];
		const libc = {
			socket: () => 3,
			bind() {
				throw new SystemError('bind', constants.errno.EADDRNOTAVAIL);
			},
			close(fd: number) {
				closed.push(fd);
			},
		};
		assert.equal(mayBind(libc, other), false);
		assert.deepEqual(closed, [3]);
		const socket = () => {
			throw new SystemError('socket', constants.errno.EAFNOSUPPORT);
		};

		assert.equal(mayBind({...libc, socket}, other), false);
		const exhausted = () => {
			throw new SystemError('socket', constants.errno.EMFILE);
		};

		assert.equal(mayBind({...libc, socket: exhausted}, other), null);
		assert.equal(isOwnAddress({...libc, socket: exhausted}, loopback, () => false), true);
		assert.deepEqual(closed, [3]);
	});
});
