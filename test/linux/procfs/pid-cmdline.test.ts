import assert from 'node:assert/strict';
import process from 'node:process';
import {describe, it} from 'node:test';
import {parsePidCmdline, readPidCmdline} from '../../../source/linux/procfs/pid-cmdline.ts';

describe('/proc/PID/cmdline', () => {
	it('is a list of arguments, which may be empty in between', () => {
		assert.deepEqual(parsePidCmdline('node\0--flag\0\0a b\0'), ['node', '--flag', '', 'a b']);
	});

	it('may be written over, with or without NULs at its end', () => {
		assert.deepEqual(parsePidCmdline('postgres: writer\0\0\0\0'), ['postgres: writer']);
		assert.deepEqual(parsePidCmdline('nginx: master'), ['nginx: master']);
	});

	it('is empty for a kernel thread', () => {
		assert.deepEqual(parsePidCmdline(''), []);
		assert.deepEqual(parsePidCmdline('\0\0'), []);
	});

	it('of this process is true', async () => {
		const words = await readPidCmdline('/proc', process.pid);
		assert.ok(words!.length > 1);
		assert.equal(await readPidCmdline('/proc', 0x7F_FF_FF_FF), undefined);
	});
});
