import assert from 'node:assert/strict';
import {test} from 'node:test';
import {constants} from 'node:os';
import {SavedErrno} from '../../../source/linux/calls/saved-errno.ts';

test('errno is that of the call that failed, whatever sets it later', () => {
	let now: number = constants.errno.ENETUNREACH;
	const saved = new SavedErrno(() => now);
	const connect = saved.wrap((fd: number) => fd < 0 ? -1 : 0);
	assert.equal(connect(-1), -1);
	now = constants.errno.ENOENT;
	assert.equal(saved.value, constants.errno.ENETUNREACH);
	assert.equal(connect(3), 0);
	assert.equal(saved.value, constants.errno.ENETUNREACH, 'a call that succeeds has none');
});
