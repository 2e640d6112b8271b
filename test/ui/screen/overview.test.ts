/* The Overview, whole frames: of a busy machine, an idle one, and while nothing is known. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Overview} from '../../../source/model/overview.ts';
import type {RowOf} from '../../../source/protocol/protocol.ts';
import {hasNews} from '../../../source/ui/views/overview/changes-panel.ts';
import {aPortChart, anOverview, aWindow} from '../../builders/overview.ts';
import {aPort} from '../../builders/port.ts';
import {expected, frame, sizes} from './frames.ts';
import {sampleOverview} from './overview-samples.ts';
import {baseUi, messageFor, samplePorts} from './samples.ts';

function drawn(overview: Overview, rows: ReadonlyArray<RowOf<'overview'>>, [columns, lines]: readonly [number, number], selected = 1): readonly string[] {
	const ui = {
		...baseUi, columns, rows: lines, view: 'overview' as const, overview: {
			ports: rows.length, probes: overview.probeCount, alerts: overview.activeAlerts, hasNews: hasNews(overview.changes),
		},
	};
	return frame(ui, messageFor(ui, {view: 'overview', rows, overview}, {selected: rows.length === 0 ? null : selected}));
}

for (const size of [...sizes, [60, 15], [80, 50], [120, 24]] as const) {
	const name = `overview-${size.join('x')}`;
	test(`frame ${name}`, async () => {
		const lines = drawn(sampleOverview, samplePorts, size);
		assert.deepEqual(lines, await expected(name, lines));
	});
}

test('an idle machine without ports or probes is drawn whole', async () => {
	const lines = drawn(anOverview(), [], [120, 40]);
	assert.deepEqual(lines, await expected('overview-idle', lines));
});

test('what is full, dropped, leaked or lost is on the first screen at 80x24', () => {
	const sick = aPort({
		port: 24_099, acceptQueue: 6, acceptQueueLimit: 5, drops: 5900, connections: {CLOSE_WAIT: 9}, connectionCount: 9,
	});
	const text = drawn(sampleOverview, [sick], [80, 24], 0).join('\n');
	for (const sign of [/6\/5/, /5\.9k/, /close-wait +432/, /listen drops +9\/s/, /×/]) {
		assert.match(text, sign);
	}
});

test('a watched port that is closed says so', () => {
	const closed = aPort({
		port: 443, status: 'CLOSED', isBound: false, watched: true, owners: {status: 'none', holders: []},
	});
	const lines = drawn({...sampleOverview, port: aPortChart({identity: closed.identity})}, [closed], [120, 40], 0);
	assert.ok(lines.some(line => line.includes('443 tcp CLOSED')), lines.join('\n'));
	assert.ok(lines.some(line => /│ CLOSED {2}· {2}accept queue/.test(line)), lines.join('\n'));
});

test('at 120x40 the charts of a port are those in which something happened', () => {
	const full = aPort({port: 9000, acceptQueue: 6, acceptQueueLimit: 5});
	const port = aPortChart({
		identity: full.identity, receive: aWindow([0, 0]), send: aWindow([0, 0]), queue: aWindow([6, 6]), drops: aWindow([9, 9]),
	});
	const text = drawn({...sampleOverview, port}, [full], [120, 40], 0).join('\n');
	assert.match(text, /accept queue, .* peak 6 .*drops\/s, .* peak 9/);
});

test('at 120x40 the names of targets are whole', () => {
	const text = drawn({...sampleOverview, probes: sampleOverview.probes.map(({probe, charts}) => ({probe: {...probe, target: 'icmp://10.24.0.10'}, charts}))}, samplePorts, [120, 40]).join('\n');
	assert.match(text, /icmp:\/\/10\.24\.0\.10 .* loss {2}p95/);
});
