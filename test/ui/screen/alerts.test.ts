/* The Errors and Alerts views, their details, the line of a rule, the badge. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {AlertDetail, ViewMessage, ViewRows} from '../../../source/protocol/protocol.ts';
import {visibleRows} from '../../../source/ui/views/shown-view.ts';
import type {UiState} from '../../../source/ui/state/state.ts';
import {
	baseCounter,
	checkAlert,
	sampleAlertDetail,
	sampleAlerts,
	sampleAlertsView,
	sampleConditions,
	sampleCounters,
	sampleErrorDetail,
	sampleRule,
} from './alert-samples.ts';
import {expected, frame, sizes} from './frames.ts';
import {
	aLine,
	baseSummary,
	baseUi,
	filteredUi,
	messageFor,
	samplePorts,
	sampleTime,
} from './samples.ts';

const alertCounts = {
	critical: 2, warning: 1, unacknowledged: 2, fired: 5,
};
const alarmed = {...baseSummary, alerts: alertCounts};
const errors: ViewRows = {view: 'errors', rows: sampleCounters, latest: sampleAlerts};
const alerts: ViewRows = {view: 'alerts', rows: sampleAlertsView};
const ports: ViewRows = {view: 'ports', rows: samplePorts};
const errorsUi: UiState = {...baseUi, view: 'errors'};
const alertsUi: UiState = {...baseUi, view: 'alerts'};

for (const [columns, rows] of sizes) {
	const size = {columns, rows};
	test(`frame errors-${columns}x${rows}`, async () => {
		const ui = {...errorsUi, ...size};
		const lines = frame(ui, messageFor(ui, errors, {selected: 1, summary: alarmed}));
		assert.deepEqual(lines, await expected(`errors-${columns}x${rows}`, lines));
	});

	test(`frame alerts-${columns}x${rows}`, async () => {
		const ui = {...alertsUi, ...size};
		const lines = frame(ui, messageFor(ui, alerts, {selected: 2, summary: alarmed}));
		assert.deepEqual(lines, await expected(`alerts-${columns}x${rows}`, lines));
	});
}

const line = aLine('rule', 'connections >  where sport:443', {cursor: 14});
const openedError: UiState = {...errorsUi, detail: 'x', rows: 30};
const openedAlert: UiState = {...alertsUi, detail: 'x', rows: 40};
const reset = {...alarmed, resetAtMilliseconds: sampleTime - 90_000};
const countedSince = sampleCounters.map((row, index) => ({...row, sinceReset: index * 1234}));
const ofCheck: AlertDetail = {...sampleAlertDetail, row: {type: 'alert', identity: checkAlert.identity, alert: checkAlert}, rule: null};
const ofEvent = (index: number): AlertDetail => ({...sampleAlertDetail, row: sampleAlerts[index]!, rule: null});
const special: Readonly<Record<string, readonly [UiState, ViewMessage]>> = {
	'errors-60x15': [{...errorsUi, columns: 60, rows: 15}, messageFor(errorsUi, errors)],
	'errors-reset': [errorsUi, messageFor(errorsUi, {view: 'errors', rows: countedSince, latest: sampleAlerts}, {summary: reset})],
	'errors-none': [errorsUi, messageFor(errorsUi, {view: 'errors', rows: [], latest: []}, {total: 120, matching: 0})],
	'alerts-60x15': [{...alertsUi, columns: 60, rows: 15}, messageFor(alertsUi, alerts)],
	'alerts-none': [alertsUi, messageFor(alertsUi, {view: 'alerts', rows: []})],
	'alerts-removing': [{
		...alertsUi, overlay: {
			kind: 'remove', what: 'rule', identity: sampleRule.name, text: sampleRule.name,
		},
	}, messageFor(alertsUi, alerts)],
	'detail-error': [openedError, messageFor(openedError, errors, {detail: sampleErrorDetail})],
	'detail-error-reset': [{...openedError, columns: 120}, messageFor(openedError, errors, {detail: {...sampleErrorDetail, row: {...baseCounter, sinceReset: 12}}, summary: reset})],
	'detail-alert': [openedAlert, messageFor(openedAlert, alerts, {detail: sampleAlertDetail})],
	'detail-alert-detector': [openedAlert, messageFor(openedAlert, alerts, {detail: ofEvent(2)})],
	'detail-alert-check': [openedAlert, messageFor(openedAlert, alerts, {detail: ofCheck})],
	'detail-alert-event': [openedAlert, messageFor(openedAlert, alerts, {detail: ofEvent(3)})],
	'detail-alert-gone': [openedAlert, messageFor(openedAlert, alerts, {detail: 'gone'})],
	'rule-editing': [{...alertsUi, overlay: aLine('rule', sampleRule.text, {replaces: sampleRule.name})}, messageFor(alertsUi, alerts, {selected: 2})],
	'detail-rule': [openedAlert, messageFor(openedAlert, alerts, {detail: {...sampleAlertDetail, row: sampleConditions[0]!}})],
	'detail-rule-session': [openedAlert, messageFor(openedAlert, alerts, {detail: {...sampleAlertDetail, row: sampleConditions[2]!, related: []}})],
	'detail-check': [openedAlert, messageFor(openedAlert, alerts, {
		detail: {
			view: 'alerts', row: sampleConditions[3]!, rule: null, related: [],
		},
	})],
	'rule-line': [{...baseUi, overlay: line}, messageFor(baseUi, ports)],
	'rule-problem': [{...baseUi, overlay: {...line, problem: 'a value is missing\u{1B}[2J'}}, messageFor(baseUi, ports)],
};

for (const [name, [ui, message]] of Object.entries(special)) {
	test(`frame ${name}`, async () => {
		const lines = frame(ui, message);
		assert.deepEqual(lines, await expected(name, lines));
	});
}

test('colours do not change a single cell', () => {
	for (const content of [errors, alerts]) {
		const ui: UiState = {...baseUi, columns: 120, view: content.view};
		assert.deepEqual(frame(ui, messageFor(ui, content, {summary: alarmed}), true), frame(ui, messageFor(ui, content, {summary: alarmed})));
	}
});

test('below the counters there are always lines for the log at 80x24, and few counters leave it more', () => {
	const asked = visibleRows(errorsUi);
	const shown = (count: number) => {
		const rows = Array.from({length: count}, (_, index) => ({...baseCounter, name: `TcpExt${index}`}));
		const latest = Array.from({length: 60}, () => sampleAlerts[3]!);
		const lines = frame(errorsUi, messageFor(errorsUi, {view: 'errors', rows, latest}));
		assert.equal(lines.filter(text => text.includes(baseCounter.title)).length, count);
		return lines.filter(text => text.includes('watched port 5432')).length;
	};

	assert.ok(asked >= 10, String(asked));
	assert.ok(shown(asked) >= 6);
	assert.equal(shown(2), 20 - 4 - 1, 'a heading, two counters, a blank line and the heading of the log');
});

test('what fires is in the header of every view, whatever the size, until nothing does', () => {
	const [first = ''] = frame(baseUi, messageFor(baseUi, ports, {summary: alarmed}));
	assert.match(first, / {2}2 critical 1 warning {3}/);
	for (const [columns, rows] of [[60, 15], ...sizes] as const) {
		for (const view of ['ports', 'connections', 'alerts'] as const) {
			for (const name of ['web-1', 'a-very-long-name-of-a-machine.in-a-domain.example.org']) {
				const ui: UiState = {
					...baseUi, columns, rows, view, paused: true,
				};
				const summary = {...alarmed, host: {...alarmed.host, name}};
				assert.match(frame(ui, messageFor(ui, ports, {summary}))[0] ?? '', /2 critical 1 warning|3 alerts/, `${columns} ${name}`);
			}
		}
	}

	assert.doesNotMatch(frame(baseUi, messageFor(baseUi, ports))[0] ?? '', /critical|warning|alert/);
});

test('a filter of words that finds nothing says so', () => {
	const ui = filteredUi(alertsUi, 'nginx over');
	const lines = frame(ui, messageFor(ui, {view: 'alerts', rows: []}, {total: 12}));
	assert.match(lines.join('\n'), /None of 12 rows matches the filter nginx over/);
});
