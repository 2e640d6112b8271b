/* The Overview, whole frames: of a busy machine, an idle one, and while nothing is known. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Overview} from '../../../source/model/overview.ts';
import type {RowOf} from '../../../source/protocol/protocol.ts';
import {hasNews} from '../../../source/ui/views/overview/changes-panel.ts';
import {anOverview} from '../../builders/overview.ts';
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
