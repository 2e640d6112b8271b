import assert from 'node:assert/strict';
import {test} from 'node:test';
import {ownersCell} from '../../../source/ui/tables/cells.ts';

test('owners: the first, how many others, or why none', () => {
	const holder = {pid: 7, name: 'a', fileDescriptor: 1};
	assert.equal(ownersCell({status: 'known', holders: [holder, {...holder, fileDescriptor: 2}]}).text, 'a(7)');
	assert.equal(ownersCell({status: 'known', holders: [holder, {...holder, pid: 8}, {...holder, pid: 9}]}).text, 'a(7) +2');
	assert.equal(ownersCell({status: 'pending', holders: []}).text, '…');
	assert.equal(ownersCell({status: 'denied', holders: []}).text, '?');
	assert.equal(ownersCell({status: 'none', holders: []}).text, '–');
});
