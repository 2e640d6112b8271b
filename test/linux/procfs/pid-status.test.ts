import assert from 'node:assert/strict';
import process from 'node:process';
import {describe, it} from 'node:test';
import {parsePidStatus, readPidStatus} from '../../../source/linux/procfs/pid-status.ts';

const text = 'Name:\tUid:\\n\nUmask:\t0022\nState:\tS (sleeping)\nUid:\t1000\t33\t33\t33\nGid:\t4\t4\t4\t4\nCapEff:\t000001ffffffffff\nCapBnd:\t0\n';

describe('/proc/PID/status', () => {
	it('has user ids and capabilities', () => {
		assert.deepEqual(parsePidStatus(text), {realUid: 1000, effectiveUid: 33, capEff: 0x1_FF_FF_FF_FF_FFn});
	});

	it('is undefined where one of them is missing', () => {
		for (const bad of ['', text.replace('Uid:\t1000', 'Uid:\t'), text.replace('CapEff', 'Cap'), text.replace('000001ff', 'zzzz')]) {
			assert.equal(parsePidStatus(bad), undefined, bad);
		}
	});

	it('of this process is true', () => {
		const status = readPidStatus('/proc', process.pid)!;
		assert.equal(status.realUid, process.getuid!());
		assert.equal(status.effectiveUid, process.geteuid!());
	});

	it('of a process that is gone is undefined', () => {
		assert.equal(readPidStatus('/proc', 0x7F_FF_FF_FF), undefined);
	});
});
