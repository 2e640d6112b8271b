import assert from 'node:assert/strict';
import {
	mkdirSync,
	mkdtempSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {listSysLinks} from '../../../source/linux/procfs/sys-class-net.ts';

describe('/sys/class/net', () => {
	it('has names, indices, devices, and what lies on what', (t: TestContext) => {
		const root = mkdtempSync(path.join(os.tmpdir(), 'portop-net-'));
		t.after(() => {
			rmSync(root, {recursive: true});
		});
		for (const [name, index, type] of [['lo', '1', '772'], ['eth0', '2', '1'], ['br0', '17', '1'], ['odd', 'x', '1']] as const) {
			mkdirSync(path.join(root, name));
			writeFileSync(path.join(root, name, 'ifindex'), `${index}\n`);
			writeFileSync(path.join(root, name, 'type'), `${type}\n`);
		}

		symlinkSync(root, path.join(root, 'eth0/device'));
		symlinkSync('../eth0', path.join(root, 'br0/lower_eth0'));
		writeFileSync(path.join(root, 'bonding_masters'), 'bond0\n');
		t.assert.deepStrictEqual(
			listSysLinks(root).map(({index, name, type, isOnBus, lower}) => [index, name, type, isOnBus, lower]).toSorted(([a], [b]) => Number(a) - Number(b)),
			[[1, 'lo', 'loopback', false, null], [2, 'eth0', 'other', true, null], [17, 'br0', 'other', false, 2]],
		);
	});

	it('may not be there', () => {
		assert.deepEqual(listSysLinks('/nowhere'), []);
	});

	it('of this machine has what Node.js sees', () => {
		const names = new Set(listSysLinks().map(({name}) => name));
		assert.ok(Object.keys(os.networkInterfaces()).every(name => names.has(name)));
	});
});
