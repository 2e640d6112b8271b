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
import {listInterfaces, physicalInterfaces} from '../../../source/linux/procfs/sys-class-net.ts';

describe('/sys/class/net', () => {
	it('has names, indices and devices', (t: TestContext) => {
		const root = mkdtempSync(path.join(os.tmpdir(), 'portop-net-'));
		t.after(() => {
			rmSync(root, {recursive: true});
		});
		for (const [name, index] of [['lo', '1'], ['eth0', '2'], ['veth1', '17'], ['odd', 'x']] as const) {
			mkdirSync(path.join(root, name));
			writeFileSync(path.join(root, name, 'ifindex'), `${index}\n`);
		}

		symlinkSync(root, path.join(root, 'eth0/device'));
		writeFileSync(path.join(root, 'bonding_masters'), 'bond0\n');
		t.assert.deepStrictEqual(new Map([...listInterfaces(root)].toSorted(([a], [b]) => a - b)), new Map([[1, 'lo'], [2, 'eth0'], [17, 'veth1']]));
		t.assert.deepStrictEqual([...physicalInterfaces(root)], ['eth0']);
	});

	it('may not be there', () => {
		assert.equal(listInterfaces('/nowhere').size, 0);
		assert.equal(physicalInterfaces('/nowhere').size, 0);
	});

	it('of this machine has what Node.js sees', () => {
		const names = new Set(listInterfaces().values());
		assert.ok(Object.keys(os.networkInterfaces()).every(name => names.has(name)));
	});
});
