import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {SelfProbePorts} from '../../../source/probes/sockets/self-probe-ports.ts';

describe('OwnPorts', () => {
	it('knows what another thread has added through the same memory', () => {
		const here = new SelfProbePorts();
		const there = new SelfProbePorts(here.memory);
		for (const port of [0, 61_000, 61_007, 65_535]) {
			there.add(port);
		}

		const known = Array.from({length: 65_536}, (_, port) => port).filter(port => here.has(port));
		assert.deepEqual(known, [0, 61_000, 61_007, 65_535]);
		there.clear();
		assert.equal(here.has(61_000), false);
	});
});
