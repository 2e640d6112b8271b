import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {loadLibc} from '../../../source/linux/calls/libc.ts';
import {SelfProbePorts} from '../../../source/probes/sockets/self-probe-ports.ts';
import {PortPool, probePortRange} from '../../../source/probes/sockets/port-pool.ts';

describe('probePortRange', () => {
	it('lies above the clients\' ports, or below them where there is no room', () => {
		assert.deepEqual(probePortRange({first: 32_768, last: 60_999}), {first: 61_000, last: 65_535});
		assert.deepEqual(probePortRange({first: 32_768, last: 65_535}), {first: 28_672, last: 32_767});
		assert.deepEqual(probePortRange({first: 2048, last: 65_535}), {first: 1024, last: 2047});
		assert.deepEqual(probePortRange({first: 1024, last: 65_535}), {first: 61_439, last: 65_535});
	});
});

describe('PortPool', () => {
	it('gives a port to one probe per destination at a time, and marks it as our own', () => {
		const own = new SelfProbePorts();
		const pool = new PortPool(loadLibc(), own);
		try {
			const first = pool.take('a');
			const second = pool.take('a');
			assert.notEqual(first, second);
			assert.ok([first, second].every(port => own.has(port) && port >= pool.range.first && port <= pool.range.last));
			assert.ok([first, second].includes(pool.take('b')), 'a port serves several destinations');
			pool.release('a', first);
			assert.equal(pool.take('a'), first);
		} finally {
			pool.close();
		}

		assert.equal(own.has(pool.range.first), false);
	});

	it('goes round its range', () => {
		const pool = new PortPool(loadLibc(), new SelfProbePorts(), {first: 61_000, last: 61_002});
		const ports = Array.from({length: 6}, () => pool.rotate());
		assert.deepEqual(ports.slice(0, 3).toSorted((a, b) => a - b), [61_000, 61_001, 61_002]);
		assert.deepEqual(ports.slice(3), ports.slice(0, 3));
	});
});
