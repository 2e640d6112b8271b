/* Rows and details of errors and alerts with anything in them; colours. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {stripVTControlCharacters} from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import type {RowOf} from '../../../../source/protocol/protocol.ts';
import {
	eventKinds,
	type Alert,
	type AlertRow,
	type LogEvent,
	type Subject,
} from '../../../../source/model/alert.ts';
import {alertMark, alertWords} from '../../../../source/ui/text/alert-text.ts';
import {alertColumns} from '../../../../source/ui/views/alerts/columns.ts';
import type {CellContext} from '../../../../source/ui/tables/column.ts';
import {errorColumns, errorColumnsFor} from '../../../../source/ui/views/errors/columns.ts';
import {alertBlocks} from '../../../../source/ui/views/alerts/detail.ts';
import {errorBlocks} from '../../../../source/ui/views/errors/detail.ts';
import {layOut} from '../../../../source/ui/detail/blocks.ts';
import {latestLines} from '../../../../source/ui/views/errors/latest-lines.ts';
import {chooseColumns} from '../../../../source/ui/tables/layout.ts';
import {typedLines} from '../../../../source/ui/overlays/typed-line.ts';
import {
	growWanted,
	measureTable,
	tableLines,
	type TableInput,
	type TableRow,
} from '../../../../source/ui/tables/table.ts';
import {createTheme} from '../../../../source/ui/text/theme.ts';
import {
	baseAlert,
	baseEvent,
	sampleAlerts,
	sampleRule,
} from '../../screen/alert-samples.ts';
import {aLine, sampleTime} from '../../screen/samples.ts';
import {anyMoment, anyText, terminalWidth} from '../../arbitraries.ts';
import {aMoment} from '../../../builders/moment.ts';
import {aSeriesWindow} from '../../../builders/series.ts';

type ErrorCounter = RowOf<'errors'>;

const theme = createTheme(true);
const context: CellContext = {
	naming: 'columns', figures: 'session', grouping: 'process', commonScale: false, now: aMoment(sampleTime), utc: true, zone: 'UTC',
};

const count = fc.oneof(fc.nat(), fc.double({min: 0, max: 1e18, noNaN: true}));
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, {nil: null});
const weight = fc.constantFrom('information' as const, 'warning' as const, 'critical' as const);
const severity = fc.constantFrom('warning' as const, 'critical' as const);
const subject: fc.Arbitrary<Subject> = fc.record({kind: fc.constant('port' as const), identity: fc.constant('x'), text: anyText});

const anyCounter: fc.Arbitrary<ErrorCounter> = fc.record({
	name: anyText,
	title: anyText,
	meaning: anyText,
	weight,
	perSecond: orNull(count),
	sinceStart: count,
	sinceReset: orNull(count),
	total: count,
	history: fc.array(fc.double({min: 0, max: 1e9, noNaN: true}), {maxLength: 300}),
});

const anyAlert: fc.Arbitrary<Alert> = fc.record({
	identity: fc.constant('x'),
	source: anyText,
	origin: fc.constantFrom('rule' as const, 'detector' as const),
	severity,
	subject,
	message: anyText,
	explanation: fc.array(anyText, {maxLength: 4}),
	firstValue: anyText,
	value: anyText,
	worstValue: anyText,
	since: anyMoment,
	cleared: orNull(anyMoment),
	acknowledged: fc.boolean(),
});

const anyEvent: fc.Arbitrary<LogEvent> = fc.record({
	sequence: fc.nat(),
	kind: fc.constantFrom(...eventKinds),
	at: anyMoment,
	weight,
	subject,
	message: anyText,
	before: orNull(anyText),
	after: orNull(anyText),
	lastedSeconds: orNull(fc.nat(1e9)),
	lastedIsMinimum: fc.boolean(),
	count: fc.nat(),
	alert: orNull(anyAlert),
});

const anyAlertRow: fc.Arbitrary<AlertRow> = fc.oneof(
	anyAlert.map(alert => ({type: 'alert' as const, identity: 'x', alert})),
	anyEvent.map(event => ({type: 'event' as const, identity: 'x', event})),
);

/** Lines that are wider than they may be, or not as wide as they should be, or that could move the cursor. */
function faults(lines: readonly string[], width: number, isExact: boolean): readonly string[] {
	return lines.filter(line => {
		const plain = stripVTControlCharacters(line);
		const used = stringWidth(plain);
		return (isExact ? used !== width : used > width) || /\p{Control}/u.test(plain);
	});
}

function draw<Row extends TableRow>(input: Pick<TableInput<Row>, 'columns' | 'rows' | 'width'> & Partial<TableInput<Row>>): readonly string[] {
	const table = measureTable({
		selected: 0, sort: {key: 'rate', descending: true}, context, isStale: false, ...input,
	});
	return tableLines(table, growWanted(table, new Map()), theme);
}

test('any row of Errors and Alerts is a line of exactly the width', () => {
	fc.assert(fc.property(fc.array(anyCounter, {maxLength: 4}), terminalWidth, fc.boolean(), (counters, width, wasReset) => {
		const rows = counters.map(row => ({...row, identity: row.name}));
		const lines = draw({columns: errorColumnsFor(wasReset), rows, width});
		assert.deepEqual(faults(lines, width, true), []);
	}));
	fc.assert(fc.property(fc.array(anyAlertRow, {maxLength: 4}), terminalWidth, fc.boolean(), (rows, width, utc) => {
		const lines = draw({
			columns: alertColumns, rows, width, mark: alertMark, context: {...context, utc},
		});
		const latest = latestLines(rows, {
			width, now: aMoment(sampleTime), startedAtMilliseconds: sampleTime, utc, key: '8',
		}, theme);
		assert.deepEqual(faults([...lines, ...latest], width, true), []);
	}));
});

test('any detail, and any line of a rule, stays within the width', () => {
	fc.assert(fc.property(anyCounter, terminalWidth, (row, columns) => {
		const blocks = errorBlocks({view: 'errors', row, charts: {rate: aSeriesWindow(row.history)}}, {
			columns, allColumns: columns, about: [], zoom: 0, utc: true, keys: {}, startedAtMilliseconds: sampleTime - 1e8, resetAtMilliseconds: sampleTime, now: aMoment(sampleTime),
		});
		assert.deepEqual(faults(layOut(blocks, columns, theme), columns, false), []);
	}));
	fc.assert(fc.property(anyAlertRow, fc.array(anyEvent, {maxLength: 3}), anyText, terminalWidth, (row, related, filter, columns) => {
		const rule = {...sampleRule, filter, onAlert: filter === '' ? null : [filter]};
		const detail = {
			view: 'alerts', row, rule, related,
		} as const;
		const blocks = alertBlocks(detail, {utc: false, keys: {}, now: aMoment(sampleTime)});
		assert.deepEqual(faults(layOut(blocks, columns, theme), columns, false), []);
	}));
	fc.assert(fc.property(anyText, orNull(anyText), orNull(anyText), terminalWidth, (text, problem, note, width) => {
		const notice = note === null ? null : {text: note, kind: 'information' as const};
		const line = aLine('rule', text, {problem});
		const lines = typedLines(line, {columns: width, view: 'ports', notice}, [], theme);
		assert.equal(lines.length, 2);
		assert.deepEqual(faults(lines, width, true), []);
	}));
});

test('a wider terminal shows the columns of a narrower one, and more', () => {
	fc.assert(fc.property(terminalWidth, fc.nat(60), (width, wider) => {
		for (const columns of [errorColumns, errorColumnsFor(false), alertColumns] as const) {
			const ids = (cells: number) => chooseColumns(columns as Parameters<typeof chooseColumns>[0], cells).map(({id}) => id);
			const more = new Set(ids(width + wider));
			assert.ok(ids(width).every(id => more.has(id)));
		}
	}));
});

test('whether an alert is acknowledged is written, not only coloured', () => {
	const level = (row: AlertRow) => draw({
		columns: alertColumns, rows: [row], width: 80, mark: alertMark, selected: null,
	}).map(line => stripVTControlCharacters(line)).at(1)?.slice(0, 22);
	const fired: AlertRow = {type: 'alert', identity: 'x', alert: baseAlert};
	assert.equal(level(fired), '! 13:58:10    CRITICAL');
	assert.equal(level({...fired, alert: {...baseAlert, acknowledged: true}}), 'a 13:58:10    critical');
	assert.equal(level(sampleAlerts[3]!), '  14:02:17    critical');
});

test('what an event is about is not said twice', () => {
	const said = (message: string) => alertWords({type: 'event', identity: 'x', event: {...baseEvent, message}}).message;
	assert.equal(said(`${baseEvent.subject.text} is open`), 'is open');
	assert.equal(said(`${baseEvent.subject.text}: failed`), 'failed');
	assert.equal(said(baseEvent.subject.text), baseEvent.subject.text);
	assert.equal(said('watched port 5432 is CLOSED'), 'watched port 5432 is CLOSED');
});
