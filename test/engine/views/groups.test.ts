import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {ViewQueries} from '../../../source/engine/queries/view-queries.ts';
import {proposeEnd} from '../../../source/engine/queries/end-process.ts';
import {groupings, type ConnectionGroup, type Grouping} from '../../../source/model/group.ts';
import {parseFilter} from '../../../source/filter/parse.ts';
import {aProcess} from '../../builders/process.ts';
import {answerOf, aQuery, detailOf} from '../../builders/query.ts';
import {aSample, fixtureNames} from '../../builders/sample.ts';
import {tableOf} from '../../builders/socket-table.ts';

const nginx = aProcess({
	pid: 200, name: 'nginx', startTicks: 7, unit: 'nginx.service',
});
const job = aProcess({
	pid: 300, name: 'job', startTicks: 9, container: 'c0ffee',
});

/** A web server with three connections and one in TIME-WAIT, and a job with a connection to a database, by a link-local address. */
const sample = () => aSample({
	table: tableOf([
		{
			cookie: 1, state: 'LISTEN', local: '0.0.0.0', localPort: 443, inode: 1,
		},
		{
			cookie: 2, localPort: 443, remote: '10.0.0.2', remotePort: 50_000, inode: 2, direction: 'accepted', rttMicroseconds: 300,
		},
		{
			cookie: 3, localPort: 443, remote: '10.0.0.2', remotePort: 50_001, inode: 3, direction: 'accepted', rttMicroseconds: 100,
		},
		{
			cookie: 4, state: 'CLOSE_WAIT', localPort: 443, remote: '10.0.0.3', remotePort: 50_000, inode: 4, direction: 'accepted', rttMicroseconds: 200, seenAtStart: true,
		},
		{
			cookie: 5, state: 'TIME_WAIT', localPort: 443, remote: '10.0.0.3', remotePort: 50_001,
		},
		{
			cookie: 6, protocol: 'tcp6', local: [0xFE_80_00_00, 0, 0, 1], remote: [0xFE_80_00_00, 0, 0, 2], interfaceIndex: 3, localPort: 40_000, remotePort: 5432, inode: 6, direction: 'begun',
		},
	]),
	holders: [...[1, 2, 3, 4].map(inode => ({inode, process: nginx})), {inode: 6, process: job}],
});

function rowsBy(grouping: Grouping, filter = ''): readonly ConnectionGroup[] {
	const {content} = answerOf(sample(), aQuery('groups', {grouping, filter}));
	assert.equal(content.view, 'groups');
	return content.view === 'groups' ? content.rows : [];
}

const namesBy = (grouping: Grouping, filter = '') => rowsBy(grouping, filter).map(({name, connectionCount}) => [name, connectionCount]);

const traffic = (index: number) => ((index * 7) % 60) + (index < 30 ? 100 : 0);

describe('groups of connections', () => {
	it('are named by what their connections have in common, and those in TIME-WAIT are their listener\'s', () => {
		assert.deepEqual(Object.fromEntries(groupings.map(grouping => [grouping, namesBy(grouping)])), {
			process: [['nginx(200)', 4], ['job(300)', 1]],
			unit: [['nginx.service', 4], ['no unit', 1]],
			container: [['no container', 4], ['c0ffee', 1]],
			user: [['root', 5]],
			host: [['10.0.0.2', 2], ['10.0.0.3', 2], ['fe80::2%if3', 1]],
			port: [['443/tcp', 4], ['5432/tcp', 1]],
		});
	});

	it('have states, the median of the RTTs, and the age of the oldest', () => {
		const [web] = rowsBy('process');
		assert.deepEqual([web?.connections, web?.rttMedianMicroseconds, web?.rttP95Microseconds], [{ESTABLISHED: 2, CLOSE_WAIT: 1, TIME_WAIT: 1}, 200, 300]);
		assert.deepEqual([web?.unit, web?.user, web?.openedPerSecond, web?.receiveBitsPerSecond], ['nginx.service', 'root', null, null]);
		assert.equal(rowsBy('port')[1]?.service, 'postgresql');
	});

	it('are those of the connections that a filter chooses, of which totals are unknown', () => {
		assert.deepEqual(namesBy('process', 'state:close-wait'), [['nginx(200)', 1]]);
		assert.deepEqual(namesBy('host', 'nginx'), [['10.0.0.2', 2], ['10.0.0.3', 1]]);
		assert.deepEqual(rowsBy('process', 'dport:5432').map(({name, totals}) => [name, totals.sinceStart.opened]), [['job(300)', null]]);
		assert.equal(rowsBy('process')[0]?.totals.sinceStart.opened, 0);
		const {matching, total} = answerOf(sample(), aQuery('groups', {grouping: 'host', filter: 'port:443'}));
		assert.deepEqual([matching, total], [2, 6]);
	});

	it('lead to filters that leave only their connections', () => {
		const rows = groupings.flatMap(grouping => rowsBy(grouping));
		assert.deepEqual(rows.filter(({filter}) => filter === null).map(({name}) => name), ['no unit', 'no container']);
		// One in TIME-WAIT has no process by which it could be found.
		const ofOwner = new Set<Grouping>(['process', 'unit', 'user']);
		const named = rows.flatMap(row => row.filter === null ? [] : [{...row, filter: row.filter}]);
		for (const {name, grouping, filter, connectionCount} of named) {
			assert.ok(parseFilter(filter, {findService: service => fixtureNames.servicePorts(service)}).ok, name);
			const {matching} = answerOf(sample(), aQuery('connections', {filter}));
			assert.equal(matching, connectionCount - Number(ofOwner.has(grouping) && name !== 'job(300)'), name);
		}
	});

	it('are sorted by any figure, and the cursor follows a group', () => {
		const order = (key: 'name' | 'rtt' | 'connections', descending: boolean) => {
			const {content} = answerOf(sample(), aQuery('groups', {grouping: 'host', sort: {key, descending}}));
			return content.rows.map(row => 'name' in row ? row.name : '');
		};

		assert.deepEqual(order('name', true), ['fe80::2%if3', '10.0.0.3', '10.0.0.2']);
		assert.deepEqual(order('connections', false), ['fe80::2%if3', '10.0.0.2', '10.0.0.3']);
		const queries = new ViewQueries(null);
		const first = answerOf(sample(), aQuery('groups', {grouping: 'process'}), {by: 1}, queries);
		assert.equal(first.selected, 1);
		const sorted = answerOf(sample(), aQuery('groups', {grouping: 'process', sort: {key: 'name', descending: false}}), null, queries);
		assert.equal(sorted.selected, 0);
	});

	it('have a detail with the process and the connections; one that is gone has none', () => {
		const {processes, connections, row} = detailOf(sample(), 'groups', 'process|200 7');
		assert.deepEqual([processes.map(({pid}) => pid), connections.length, row.name], [[200], 4, 'nginx(200)']);
		const {detail} = answerOf(sample(), aQuery('groups', {detail: 'process|9 9'}));
		assert.equal(detail, 'gone');
	});

	it('have a detail with the busiest connections first, under a filter those that match', () => {
		const table = tableOf(Array.from({length: 60}, (_, index) => ({
			cookie: 10 + index, localPort: 443, remote: '10.0.0.2', remotePort: 50_000 + index, inode: 1, direction: 'accepted' as const,
		})));
		for (let row = 0; row < 60; row++) {
			table.columns.receiveBitsPerSecond[row] = (row * 7) % 60;
			table.columns.sendBitsPerSecond[row] = row < 30 ? 100 : -1;
		}

		const crowd = aSample({table, holders: [{inode: 1, process: nginx}]});
		const ports = (filter: string) => detailOf(crowd, 'groups', 'process|200 7', filter).connections.map(({remotePort}) => remotePort - 50_000);
		const byTraffic = Array.from({length: 60}, (_, index) => index).toSorted((a, b) => traffic(b) - traffic(a));
		assert.deepEqual(ports(''), byTraffic.slice(0, 20));
		assert.deepEqual(ports('dport:50020-50059'), byTraffic.filter(index => index >= 20).slice(0, 20));
	});

	it('end a process where they are one, and nothing else', () => {
		assert.deepEqual(proposeEnd(sample(), '/proc', 'groups', 'process|300 9').candidates.map(({process}) => process.pid), [300]);
		assert.match(proposeEnd(sample(), '/proc', 'groups', 'host|x').problem ?? '', /group by process/);
	});
});
