import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {CellContext} from '../../../source/ui/tables/column.ts';
import {ownersCell, placeCell, userCell} from '../../../source/ui/tables/cells.ts';

test('owners: the first, how many others, or why none', () => {
	const holder = {pid: 7, name: 'a', fileDescriptor: 1};
	assert.equal(ownersCell({status: 'known', holders: [holder, {...holder, fileDescriptor: 2}]}).text, 'a(7)');
	assert.equal(ownersCell({status: 'known', holders: [holder, {...holder, pid: 8}, {...holder, pid: 9}]}).text, 'a(7) +2');
	assert.equal(ownersCell({status: 'pending', holders: []}).text, '…');
	assert.equal(ownersCell({status: 'denied', holders: []}).text, '?');
	assert.equal(ownersCell({status: 'none', holders: []}).text, '–');
});

test('users, units and containers: the first, and how many others', () => {
	const context = (naming: CellContext['naming']): CellContext => ({
		naming, figures: 'session', commonScale: false, grouping: 'process', now: {timeMilliseconds: 0, monotonicMilliseconds: 0}, utc: true, zone: 'UTC',
	});
	const shared = {userId: 0, user: 'root', otherUsers: [{userId: 33, user: 'www-data'}]};
	assert.equal(userCell(shared, context('columns')).text, 'root +1');
	assert.equal(userCell(shared, context('none')).text, '0 +1');
	assert.equal(userCell({...shared, otherUsers: []}, context('columns')).text, 'root');
	const place = {unit: 'web.service', container: null};
	assert.equal(placeCell({...place, otherPlaces: []}).text, 'web.service');
	assert.equal(placeCell({...place, otherPlaces: [{unit: 'api.service', container: null}, {unit: 'web.service', container: 'db'}]}).text, 'web.service +2');
	assert.equal(placeCell({unit: null, container: null, otherPlaces: []}).text, '–');
	// Two units in one container are one place.
	assert.equal(placeCell({unit: 'web.service', container: 'db', otherPlaces: [{unit: 'api.service', container: 'db'}]}).text, 'db');
});
