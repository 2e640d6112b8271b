import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {parseHiddenProcesses, readHiddenProcesses} from '../../../source/linux/procfs/self-mountinfo.ts';

const line = (mountPoint: string, options: string, type = 'proc') => `22 1 0:21 / ${mountPoint} rw,nosuid,relatime shared:5 - ${type} proc ${options}\n`;

describe('/proc/self/mountinfo', () => {
	it('says what a proc hides, in either spelling', () => {
		assert.deepEqual(parseHiddenProcesses(line('/proc', 'rw,hidepid=invisible,gid=27'), '/proc'), {hidepid: 'invisible', groupId: 27});
		assert.deepEqual(parseHiddenProcesses(line('/proc', 'rw,hidepid=2'), '/proc'), {hidepid: '2', groupId: 0});
		assert.deepEqual(parseHiddenProcesses(line('/proc', 'rw,hidepid=ptraceable'), '/proc'), {hidepid: 'ptraceable', groupId: 0});
	});

	it('hides nothing where processes are listed, and elsewhere', () => {
		const listing = ['rw', 'rw,hidepid=noaccess', 'rw,hidepid=1'].map(options => line('/proc', options));
		for (const text of ['', ...listing, line('/chroot/proc', 'rw,hidepid=2'), line('/proc', 'rw,hidepid=2', 'tmpfs')]) {
			assert.equal(parseHiddenProcesses(text, '/proc'), null, text);
		}
	});

	it('counts what was mounted last', () => {
		assert.equal(parseHiddenProcesses(`${line('/proc', 'rw,hidepid=2')}${line('/proc', 'rw')}`, '/proc'), null);
		assert.equal(parseHiddenProcesses(`${line('/proc', 'rw')}${line('/proc', 'rw,hidepid=2')}`, '/proc')?.hidepid, '2');
	});

	it('need not be there', () => {
		assert.equal(readHiddenProcesses('/nonexistent'), null);
	});
});
