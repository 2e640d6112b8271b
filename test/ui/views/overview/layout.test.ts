import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {overviewLayout, probeCharts} from '../../../../source/ui/views/overview/layout.ts';

const rooms = fc.record({width: fc.integer({min: 60, max: 300}), height: fc.integer({min: 11, max: 120})});
const counts = fc.record({
	ports: fc.nat(2000), probes: fc.nat(64), alerts: fc.nat(100), hasNews: fc.boolean(),
});

test('the parts take the whole room, and each has what it needs', () => {
	fc.assert(fc.property(rooms, counts, (room, things) => {
		const {topHeight, alertLines, changesLines, table, isFramed, portHeight, probeLines, right} = overviewLayout(room, things);
		const frame = isFramed ? 2 : 0;
		assert.equal(topHeight + alertLines + changesLines + table.height + frame + portHeight + probeLines, room.height);
		assert.equal(table.width + (isFramed ? 4 : 0) + (right?.width ?? 0), room.width);
		assert.ok(table.height >= 3, 'a heading and two rows');
		assert.ok(right === null || right.probesHeight + right.alertsHeight + right.changesHeight + topHeight === room.height);
		assert.ok(right === null || right.alertsHeight >= 5);
		assert.ok(portHeight === 0 || portHeight >= (isFramed ? 7 : 3));
	}));
});

test('alerts and probes that are there have lines at 80x24, those that are not take none', () => {
	const room = {width: 80, height: 20};
	const busy = overviewLayout(room, {
		ports: 30, probes: 5, alerts: 7, hasNews: false,
	});
	assert.deepEqual([busy.topHeight, busy.alertLines, busy.table.height, busy.probeLines], [5, 2, 8, 5]);
	const quiet = overviewLayout(room, {
		ports: 30, probes: 0, alerts: 0, hasNews: false,
	});
	assert.deepEqual([quiet.topHeight, quiet.alertLines, quiet.table.height, quiet.probeLines], [5, 0, 15, 0]);
});

test('few ports at 80x24 leave room for the charts of the selected one', () => {
	const room = {width: 80, height: 20};
	const filtered = overviewLayout(room, {
		ports: 1, probes: 3, alerts: 3, hasNews: false,
	});
	assert.deepEqual([filtered.table.height, filtered.portHeight], [4, 4]);
	assert.equal(overviewLayout(room, {
		ports: 5, probes: 3, alerts: 3, hasNews: false,
	}).portHeight, 0);
});

test('three probes have a chart each at 120x40, and of more each has a line at least where there is room', () => {
	const height = (probes: number) => overviewLayout({width: 120, height: 36}, {
		ports: 7, probes, alerts: 3, hasNews: false,
	}).right!.probesHeight;
	const charts = (probes: number) => probeCharts(probes, height(probes) - 2);
	assert.deepEqual([1, 2, 3].map(probes => charts(probes)), [{count: 1, height: 6}, {count: 2, height: 6}, {count: 3, height: 5}]);
	for (let probes = 1; probes <= 12; probes++) {
		const {count, height: each} = charts(probes);
		assert.ok((count * each) + probes - count <= height(probes) - 2, `${probes} probes`);
	}

	assert.equal(height(0), 0);
});
