import assert from 'node:assert/strict';
import {constants} from 'node:os';
import path from 'node:path';
import {describe, it} from 'node:test';
import {closeSocket, type SocketNow} from '../../source/collectors/connection-control.ts';
import {isNamedByContent, nameByContent} from '../../source/collectors/content-cookie.ts';
import {openSocketCollector} from '../../source/collectors/sockets.ts';
import {SocketTable} from '../../source/collectors/socket-table.ts';
import {CookieIndex} from '../../source/engine/sockets/row-index.ts';
import {findSocket, socketIdentity} from '../../source/engine/sockets/socket-identity.ts';
import {run, tableOf} from '../builders/socket-table.ts';
import {FakeKernel} from '../linux/netlink/fake-kernel.ts';
import {acknowledgement, socketAnswer} from '../linux/netlink/one-socket-answers.ts';

const table = tableOf([{
	cookie: 9, local: '10.0.0.1', localPort: 22, remote: '10.0.0.2', remotePort: 50_000,
}]);
const known = {
	idiag_state: 1, idiag_sport: 22, idiag_dport: 50_000, dst3: 0x0A_00_00_02,
};
const typeOf = (request: Uint8Array) => new DataView(request.buffer).getUint16(4, true);

function close(kernel: FakeKernel, check: (now: SocketNow) => string | null = () => null): string | null {
	const reason = closeSocket(table, 0, check, {procPath: '/proc', open: () => kernel});
	assert.equal(kernel.isClosed, true);
	return reason;
}

describe('a socket is closed', () => {
	it('once what the kernel has of it now has passed the check', () => {
		const kernel = new FakeKernel([socketAnswer({...known, idiag_state: 5, idiag_timer: 3})], [acknowledgement()]);
		const seen: SocketNow[] = [];
		assert.equal(close(kernel, now => {
			seen.push(now);
			return null;
		}), null);
		assert.deepEqual(seen, [{state: 'FIN_WAIT_2', timer: 3}]);
		assert.deepEqual(kernel.requests.map(request => typeOf(request)), [20, 21]);
		assert.deepEqual(kernel.requests.map(request => new DataView(request.buffer).getUint32(64, true)), [9, 9], 'with its cookie');
	});

	it('not where the check refuses, or it has another peer by now', () => {
		const refused = new FakeKernel([socketAnswer(known)]);
		assert.equal(close(refused, () => 'it changed'), 'it changed');
		const other = new FakeKernel([socketAnswer({...known, dst3: 0x0A_00_00_03})]);
		assert.equal(close(other), 'it has another peer now');
		assert.deepEqual([...refused.requests, ...other.requests].map(request => typeOf(request)), [20, 20]);
	});

	for (const [code, reason] of [
		['ENOENT', /^it is gone already$/],
		['ESTALE', /^it is gone already$/],
		['EPERM', /CAP_NET_ADMIN/],
		['EOPNOTSUPP', /cannot close connections.*CONFIG_INET_DIAG_DESTROY/],
		['EINVAL', /older than Linux 4.5/],
		['ENOMEM', /not enough memory/],
	] as const) {
		it(`not where the kernel says ${code}, in words`, () => {
			const refusal = acknowledgement(constants.errno[code]);
			const now = socketAnswer(known);
			assert.match(close(new FakeKernel([now], [refusal])) ?? '', reason);
		});
	}

	it('not where it is gone before, or nothing can be asked', () => {
		const gone = acknowledgement(constants.errno.ENOENT);
		assert.equal(close(new FakeKernel([gone])), 'it is gone already');
		assert.match(close(new FakeKernel()) ?? '', /EAGAIN|temporarily unavailable/);
		assert.equal(closeSocket(table, 0, () => null, {
			procPath: '/proc', open() {
				throw new Error('no netlink');
			},
		}), 'no netlink');
	});
});

describe('a socket from /proc/net', () => {
	it('is named by its content, one of the kernel by its cookie', () => {
		assert.equal(isNamedByContent(table, 0), false);
		const named = tableOf([{cookie: 0, localPort: 7}]);
		nameByContent(named, 0);
		assert.equal(isNamedByContent(named, 0), true);
		const read = new SocketTable();
		run(openSocketCollector('proc', path.join(import.meta.dirname, '../fixtures/procfs')).collect(read));
		assert.ok(read.count > 0);
		const index = new CookieIndex();
		index.build(read);
		assert.ok(Array.from({length: read.count}, (_, row) => row).every(row => isNamedByContent(read, row) && findSocket(read, index, socketIdentity(read, row)) === row), 'and found by that name');
	});
});
