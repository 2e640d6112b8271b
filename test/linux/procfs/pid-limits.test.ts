import assert from 'node:assert/strict';
import process from 'node:process';
import {test} from 'node:test';
import {parseOpenFilesLimit, readOpenFilesLimit} from '../../../source/linux/procfs/pid-limits.ts';

const head = 'Limit                     Soft Limit           Hard Limit           Units     \nMax cpu time              unlimited            unlimited            seconds   \n';

test('the soft limit of open files, which may be none', () => {
	assert.equal(parseOpenFilesLimit(`${head}Max open files            1024                 524288               files     \n`), 1024);
	assert.equal(parseOpenFilesLimit(`${head}Max open files            unlimited            unlimited            files     \n`), Infinity);
	assert.equal(parseOpenFilesLimit(head), undefined);
	assert.equal(parseOpenFilesLimit(''), undefined);
});

test('our own is a number, and a process that is gone has none', () => {
	assert.ok(readOpenFilesLimit('/proc', process.pid)! > 0);
	assert.equal(readOpenFilesLimit('/proc', 2 ** 30), undefined);
});
