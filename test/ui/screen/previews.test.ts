/* The detail of the selected row below a table that leaves room for it. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {Detail, ViewMessage, ViewRows} from '../../../source/protocol/protocol.ts';
import {views} from '../../../source/model/snapshot.ts';
import type {UiState} from '../../../source/ui/state/state.ts';
import {previewedRows, previewHeight} from '../../../source/ui/views/preview.ts';
import {aGroup} from '../../builders/group.ts';
import {trafficCharts} from '../../builders/series.ts';
import {
	checkAlert,
	sampleAlertDetail,
	sampleAlerts,
	sampleAlertsView,
	sampleCounters,
	sampleErrorDetail,
} from './alert-samples.ts';
import {expected, frame} from './frames.ts';
import {sampleProbeDetail, sampleProbes} from './probe-samples.ts';
import {
	aLine,
	baseConnection,
	basePort,
	baseUi,
	messageFor,
	sampleConnections,
	sampleDetails,
	samplePorts,
	sampleProcess,
	sampleStates,
} from './samples.ts';
import {basePeer, sampleOutgoing} from './traffic-samples.ts';

type Previewed = {
	readonly content: ViewRows;
	readonly preview: Detail;
};

const group = aGroup({name: 'nginx(1201)', filter: 'pid:1201', connectionCount: 3});
const previews: readonly Previewed[] = [
	{content: {view: 'ports', rows: samplePorts}, preview: sampleDetails.port},
	{content: {view: 'connections', rows: sampleConnections.slice(0, 8)}, preview: {...sampleDetails.connection, row: baseConnection}},
	{
		content: {view: 'groups', rows: [group]},
		preview: {
			view: 'groups', row: group, processes: [sampleProcess], charts: trafficCharts(basePort.history), connections: sampleConnections.slice(0, 3),
		},
	},
	{
		content: {view: 'outgoing', rows: sampleOutgoing},
		preview: {
			view: 'outgoing', row: basePeer, charts: trafficCharts(basePeer.history), processes: [sampleProcess],
		},
	},
	{content: {view: 'states', rows: sampleStates}, preview: sampleDetails.state},
	{content: {view: 'probes', rows: sampleProbes.slice(0, 4)}, preview: sampleProbeDetail},
	{content: {view: 'errors', rows: sampleCounters, latest: sampleAlerts}, preview: sampleErrorDetail},
	{content: {view: 'alerts', rows: sampleAlertsView}, preview: sampleAlertDetail},
];
const about = [{...checkAlert, subject: {...checkAlert.subject, identity: sampleDetails.port.row.identity}}];

function shown({content, preview}: Previewed, [columns, rows]: readonly [number, number], more: Partial<ViewMessage> = {}): {readonly ui: UiState; readonly message: ViewMessage} {
	const ui: UiState = {
		...baseUi, columns, rows, view: content.view, tableRoom: {of: '', rows: content.rows.length, spareSince: null},
	};
	return {ui, message: messageFor(ui, content, {preview, about: preview.view === 'ports' ? about : [], ...more})};
}

for (const previewed of previews) {
	for (const size of [[120, 40], [200, 50]] as const) {
		const file = `preview-${previewed.content.view}-${size.join('x')}`;
		test(`frame ${file}`, async () => {
			const {ui, message} = shown(previewed, size);
			const lines = frame(ui, message);
			assert.deepEqual(lines, await expected(file, lines));
			assert.deepEqual(frame(ui, message, true), lines, 'colours change no cell');
		});
	}
}

test('on a small screen a few rows leave room', async () => {
	const {ui, message} = shown({content: {view: 'ports', rows: samplePorts.slice(0, 4)}, preview: sampleDetails.port}, [80, 24]);
	const lines = frame(ui, message);
	assert.deepEqual(lines, await expected('preview-ports-80x24', lines));
});

const [ports] = previews;

test('many rows leave none, and neither do many that were there a moment ago', () => {
	const {ui, message} = shown(ports!, [120, 40]);
	assert.ok(previewHeight(ui, message) > 0);
	assert.equal(previewHeight(ui, {...message, listed: 23}), 0);
	assert.equal(previewHeight({...ui, tableRoom: {...ui.tableRoom, rows: 23}}, message), 0);
	assert.equal(previewHeight(ui, {...message, preview: null}), 0);
	assert.equal(previewHeight(ui, null), 0);
	assert.equal(previewedRows({...ui, view: 'overview'}), 0, 'the Overview has panels of its own');
});

test('the preview keeps its place when a row has gone', () => {
	const {ui, message} = shown(ports!, [120, 40]);
	const border = (lines: readonly string[]) => lines.findIndex(line => line.startsWith('╭─ '));
	const fewer = messageFor(ui, {view: 'ports', rows: samplePorts.slice(1)}, {preview: sampleDetails.port, about});
	assert.equal(border(frame(ui, fewer)), border(frame(ui, message)));
	for (const size of [[120, 40], [200, 50]] as const) {
		const states = shown(previews.find(({content: {view}}) => view === 'states')!, size);
		const roomy = {...states.ui, tableRoom: {...states.ui.tableRoom, rows: sampleStates.length + 3}};
		const place = border(frame(states.ui, states.message));
		assert.equal(border(frame(roomy, states.message)), place + 3);
	}
});

test('a row that has gone meanwhile is said to have gone', () => {
	const {ui, message} = shown(ports!, [120, 40], {preview: 'gone'});
	assert.match(frame(ui, message).join('\n'), /╭─ Gone ─.*\n│ The socket was closed\./);
});

const tables = views.filter(view => view !== 'overview');
const anyTable = fc.record({
	view: fc.constantFrom(...tables),
	columns: fc.integer({min: 60, max: 240}),
	rows: fc.integer({min: 15, max: 80}),
	listed: fc.integer({min: 1, max: 90}),
	before: fc.integer({min: 0, max: 90}),
	isTyping: fc.boolean(),
});

test('the parts of a view take the whole room', () => {
	fc.assert(fc.property(
		anyTable,
		({view, columns, rows, listed, before, isTyping}) => {
			const {content, preview} = previews.find(candidate => candidate.content.view === view)!;
			const ui: UiState = {
				...baseUi, columns, rows, view, tableRoom: {of: '', rows: before, spareSince: null}, overlay: isTyping ? aLine('filter', '') : null,
			};
			const room = rows - 4 - (isTyping ? 1 : 0);
			const height = previewHeight(ui, messageFor(ui, content, {preview, listed}));
			const needed = 1 + Math.max(listed, before);
			assert.ok(height === 0 || (height >= 13 && height + needed <= room), `${height} lines of ${room}`);
			if (view !== 'errors' && listed <= previewedRows(ui) && before <= previewedRows(ui)) {
				assert.equal(height + needed, room);
			}
		},
	));
});

test('whole frames of any size have as many lines as the terminal, none too wide', () => {
	fc.assert(fc.property(fc.constantFrom(...previews), fc.integer({min: 60, max: 220}), fc.integer({min: 20, max: 60}), (previewed, columns, rows) => {
		const {ui, message} = shown(previewed, [columns, rows]);
		const lines = frame(ui, message, true);
		const top = lines.findIndex(line => line.startsWith('╭─ '));
		const height = previewHeight(ui, message);
		assert.equal(top, height === 0 ? -1 : rows - 1 - height);
		for (const line of top === -1 ? [] : lines.slice(top, rows - 1)) {
			assert.match(line, /^[│╭╰].*[│╮╯]$/);
		}
	}), {numRuns: 60});
});
