import assert from 'node:assert/strict';
import process from 'node:process';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {parsePidStat, readPidStat} from '../../../source/linux/procfs/pid-stat.ts';

const numbers = '1 100 100 34816 200 4194304 500 0 2 0 31 17 7 3 20 0 5 0 8765 12345678 321 18446744073709551615 1 1 0 0 0 0';
const line = (comm: string) => `4242 (${comm}) S ${numbers}\n`;
const expected = {
	pid: 4242, comm: 'nginx', state: 'S', ppid: 1, utime: 31, stime: 17, cutime: 7, cstime: 3, num_threads: 5, starttime: 8765, rss: 321, startcode: 1, startstack: 0,
};

describe('/proc/PID/stat', () => {
	it('has its fields by their number', () => {
		assert.deepEqual(parsePidStat(line('nginx')), expected);
	});

	it('may have any name', () => {
		for (const comm of ['', ' ', 'tmux: server', 'a) S 1 (b', ') ', '(sd-pam)', 'two\nlines', ') R 9 9 9']) {
			assert.deepEqual(parsePidStat(line(comm)), {...expected, comm}, comm);
		}

		fc.assert(fc.property(fc.string({maxLength: 15}), comm => {
			assert.deepEqual(parsePidStat(line(comm)), {...expected, comm});
		}));
	});

	it('is undefined when it is not in that format', () => {
		const text = line('nginx');
		for (const bad of ['', '\n', '4242 (nginx)', '4242 (nginx) S', text.replace('31', 'x'), text.replace('4242', ''), text.replace('31 17', '31  17')]) {
			assert.equal(parsePidStat(bad), undefined, bad);
		}
	});

	it('cut anywhere is undefined or has numbers only', () => {
		const text = line('nginx');
		for (let length = 0; length < text.length; length++) {
			const stat = parsePidStat(text.slice(0, length));
			assert.ok(stat === undefined || Object.values(stat).every(value => typeof value === 'string' || Number.isFinite(value)));
		}
	});

	it('of this process is true', () => {
		const stat = readPidStat('/proc', process.pid)!;
		assert.equal(stat.pid, process.pid);
		assert.equal(stat.ppid, process.ppid);
		assert.ok(stat.num_threads > 1);
		assert.ok(stat.rss > 1000);
		assert.ok(stat.starttime > 0);
	});

	it('of a process that is gone is undefined', () => {
		assert.equal(readPidStat('/proc', 0x7F_FF_FF_FF), undefined);
	});
});
