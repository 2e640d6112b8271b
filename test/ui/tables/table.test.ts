import assert from 'node:assert/strict';
import {test} from 'node:test';
import {stripVTControlCharacters} from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import type {RowOf, Sort} from '../../../source/protocol/protocol.ts';
import {ssStateNames} from '../../../source/model/socket.ts';
import type {CellContext, Column} from '../../../source/ui/tables/column.ts';
import {connectionColumns} from '../../../source/ui/views/connections/columns.ts';
import {outgoingColumns} from '../../../source/ui/views/outgoing/columns.ts';
import {portColumns, portColumnsFor} from '../../../source/ui/views/ports/columns.ts';
import {probeColumns} from '../../../source/ui/views/probes/columns.ts';
import {chooseColumns, columnWidths, type Wanted} from '../../../source/ui/tables/layout.ts';
import {
	growWanted,
	measureTable,
	tableLines,
	type TableInput,
	type TableRow,
} from '../../../source/ui/tables/table.ts';
import {themeNames, type ThemeName} from '../../../source/ui/text/theme-names.ts';
import {createTheme, plainTheme, type Theme} from '../../../source/ui/text/theme.ts';
import {sampleConnections, samplePorts, sampleTime} from '../screen/samples.ts';
import {
	anyConnection,
	anyPeer,
	anyPort,
	anyProbe,
	terminalWidth,
} from '../arbitraries.ts';
import {aMoment} from '../../builders/moment.ts';

const nothing: Wanted = new Map();
const context: CellContext = {
	naming: 'columns', figures: 'session', grouping: 'process', commonScale: false, now: aMoment(sampleTime), utc: true, zone: 'UTC',
};
const byState: Sort = {key: 'state', descending: false};

function draw<Row extends TableRow>(columns: ReadonlyArray<Column<Row>>, rows: readonly Row[], width: number, more: Partial<TableInput<Row>> = {}): readonly string[] {
	const table = measureTable({
		columns, rows, width, selected: 0, sort: byState, context, isStale: false, ...more,
	});
	return tableLines(table, growWanted(table, nothing), createTheme(true));
}

/** Lines that are not as wide as they should be, or that could move the cursor. */
function faults(lines: readonly string[], width: number): readonly string[] {
	return lines.filter(line => {
		const plain = stripVTControlCharacters(line);
		return stringWidth(plain) !== width || /\p{Control}/u.test(plain);
	});
}

test('any row at any width is a line of exactly that width', () => {
	fc.assert(fc.property(fc.array(anyPort, {maxLength: 5}), terminalWidth, fc.constantFrom('columns' as const, 'all' as const, 'none' as const), (rows, width, naming) => {
		assert.deepEqual(faults(draw(portColumns, rows, width, {context: {...context, naming}}), width), []);
	}));
	fc.assert(fc.property(fc.array(anyConnection, {maxLength: 5}), terminalWidth, fc.boolean(), (rows, width, isStale) => {
		const lines = draw(connectionColumns, rows, width, {isStale, context: {...context, naming: 'all'}});
		assert.deepEqual(faults(lines, width), []);
	}));
	fc.assert(fc.property(fc.array(anyPeer, {maxLength: 5}), terminalWidth, fc.constantFrom({}, {x: 'warning'} as const, {x: 'critical'} as const), (rows, width, firing) => {
		const lines = draw(outgoingColumns, rows.map(row => ({...row, identity: 'x'})), width, {selected: null, firing});
		assert.deepEqual(faults(lines, width), []);
	}));
	fc.assert(fc.property(fc.array(anyProbe, {maxLength: 5}), terminalWidth, fc.constantFrom('session' as const, 'lastMinute' as const), (rows, width, figures) => {
		const lines = draw(probeColumns, rows, width, {context: {...context, figures}});
		assert.deepEqual(faults(lines, width), []);
	}));
});

test('a state is never cut, nor the port of an address', () => {
	fc.assert(fc.property(anyConnection, terminalWidth, (row, width) => {
		const [, line = ''] = draw(connectionColumns, [row], width);
		const plain = stripVTControlCharacters(line);
		assert.ok(plain.includes(`${ssStateNames[row.state]} `), plain);
		assert.ok(plain.includes(`:${row.localPort === 0 ? '*' : row.localPort} `), plain);
		assert.ok(plain.includes(`:${row.remotePort === 0 ? '*' : row.remotePort} `), plain);
	}));
	fc.assert(fc.property(anyPort, terminalWidth, (row, width) => {
		const [, line = ''] = draw(portColumns, [row], width);
		assert.match(stripVTControlCharacters(line), new RegExp(String.raw`^▶.\s*${row.port} ${row.protocol} *${row.status} `));
	}));
});

test('an IPv4 address is whole at 80 columns', () => {
	const [row] = sampleConnections;
	assert.ok(row);
	const [, line] = draw(connectionColumns, [{
		...row, localAddress: '192.168.178.200', localPort: 60_001, remoteAddress: '203.100.113.255', remotePort: 65_535,
	}], 80);
	assert.match(line ?? '', /192\.168\.178\.200:60001 203\.100\.113\.255:65535/);
});

test('a wider terminal shows what a narrower one does, and more', () => {
	fc.assert(fc.property(terminalWidth, fc.nat(40), (width, wider) => {
		for (const columns of [portColumns, portColumnsFor({measuresPorts: false, portsDiffer: true}), outgoingColumns, connectionColumns, probeColumns] as const) {
			// The union of two tables: only the ids are looked at.
			const ids = (cells: number) => chooseColumns(columns as ReadonlyArray<Column<never>>, cells).map(({id}) => id);
			const more = new Set(ids(width + wider));
			assert.ok(ids(width).every(id => more.has(id)));
		}
	}));
});

const anyWanted = fc.dictionary(fc.constantFrom(...connectionColumns.map(({id}) => id)), fc.nat(200));

test('columns fill the line, and never beyond it', () => {
	fc.assert(fc.property(terminalWidth, anyWanted, (width, wanted) => {
		const chosen = chooseColumns(connectionColumns, width);
		const widths = columnWidths(chosen, width, new Map(Object.entries(wanted)));
		let total = 2 + chosen.length - 1;
		for (const [index, column] of chosen.entries()) {
			const cells = widths[index] ?? 0;
			assert.ok(cells >= column.minimum);
			assert.ok(cells <= column.maximum);
			total += cells;
		}

		assert.ok(total <= width);
	}));
});

test('columns grow with their content and stay when it goes', () => {
	const measure = (rows: typeof sampleConnections) => measureTable({
		columns: connectionColumns, rows, width: 120, selected: null, sort: byState, context, isStale: false,
	});
	const full = growWanted(measure(sampleConnections), nothing);
	const after = growWanted(measure(sampleConnections.slice(0, 1)), full);
	assert.equal(after, full);
	assert.ok((full.get('local') ?? 0) > 21);
});

test('the heading marks the sorted column without moving any', () => {
	const sorted = draw(connectionColumns, sampleConnections, 120, {sort: {key: 'receiveQueue', descending: true}})[0] ?? '';
	const other = draw(connectionColumns, sampleConnections, 120, {sort: {key: 'process', descending: false}})[0] ?? '';
	assert.match(stripVTControlCharacters(sorted), / ▼Recv-Q Send-Q /);
	assert.match(stripVTControlCharacters(other), / {2}Recv-Q Send-Q .* Process▲/);
	assert.equal(stripVTControlCharacters(sorted).indexOf('Peer'), stripVTControlCharacters(other).indexOf('Peer'));
});

test('marks: selected, new, vanished, closed', () => {
	const lines = draw(portColumns, samplePorts, 80, {
		selected: 1, mark: row => row.status === 'CLOSED' ? {symbol: '!', style: 'bad'} : null,
	});
	const gutters = lines.slice(1).map(line => stripVTControlCharacters(line).slice(0, 2));
	assert.deepEqual(gutters, ['  ', '▶ ', '  ', '+ ', '! ', '- ']);
	const fresh = draw(portColumns, samplePorts.map(row => ({...row, freshness: 'new' as const})), 80, {
		selected: null, mark: row => row.status === 'CLOSED' ? {symbol: '!', style: 'bad'} : null,
	});
	assert.deepEqual(fresh.slice(1).map(line => stripVTControlCharacters(line).slice(0, 2)), ['+ ', '+ ', '+ ', '+ ', '! ', '+ '], 'a new one that is closed is closed');
	assert.ok(lines[2]?.startsWith('\u{1B}[7m▶'), 'the selected row is inverse');
	assert.ok(lines[6]?.startsWith('\u{1B}[2m-'), 'the vanished row is dim');
	assert.ok(lines[5]?.includes('\u{1B}[31m\u{1B}[1mCLOSED'), 'CLOSED is bad');
});

function sgrCodes(text: string): readonly number[] {
	return text.split('\u{1B}[').slice(1).map(part => Number(/^\d+/.exec(part)?.[0]));
}

test('without colour the selection stays, and nothing is coloured', () => {
	const theme = createTheme(false);
	const table = measureTable({
		columns: portColumns, rows: samplePorts, width: 80, selected: 1, sort: byState, context, isStale: false,
	});
	const text = tableLines(table, nothing, theme).join('\n');
	assert.ok(text.includes('\u{1B}[7m▶'));
	assert.ok(sgrCodes(text).every(code => code < 30), 'no colour');
	assert.equal(plainTheme.bad('x'), 'x');
});

test('themes have basic colours that read on any background, and none where there shall be none', () => {
	const unreadable = (name: ThemeName) => new Set(name === 'dark' ? [30, 34, 38, 48] : [30, 33, 37, 38, 48]);
	const themeOf = (isColored: boolean, base: ThemeName) => createTheme(isColored, {base, looks: {}});
	const codes = (isColored: boolean, name: ThemeName) => sgrCodes(Object.values(themeOf(isColored, name)).map(style => style('x')).join(''));
	for (const name of themeNames) {
		assert.ok(codes(true, name).every(code => code < 90 && !unreadable(name).has(code)), name);
		assert.ok(codes(false, name).every(code => code < 30), `${name} without colours`);
		const styles = Object.entries(themeOf(false, name)).filter(([style]) => ['bad', 'alarm', 'selected', 'cursor', 'heading', 'accent'].includes(style));
		assert.deepEqual(styles.filter(([, style]) => style('x') === 'x'), [], `${name}: what matters is seen without colours`);
	}

	const samples = (theme: Theme) => Object.values(theme).map(style => style('x'));
	for (const background of ['dark', 'light'] as const) {
		assert.deepEqual(samples(createTheme(true, {base: 'default', looks: {}}, background)), samples(themeOf(true, background)), background);
	}

	assert.ok(codes(true, 'mono').every(code => code < 30));
	const faint = 2;
	assert.ok(!codes(true, 'high-contrast').includes(faint), 'nothing recedes');
	assert.ok(codes(true, 'default').includes(faint));
});

test('on a common scale the charts of a column can be compared, and its heading has the scale', () => {
	const rows = [1000, 2000].map((peak, index) => ({...samplePorts[0]!, identity: String(index), history: [peak / 2, peak]}));
	const traffic = portColumns.filter(({id}) => id === 'traffic');
	const lines = (commonScale: boolean) => draw<RowOf<'ports'>>(traffic, rows, 30, {context: {...context, commonScale}}).map(line => stripVTControlCharacters(line).replace('▶', '').trim());
	assert.deepEqual(lines(false), ['Traffic', '▄▇', '▄▇']);
	assert.deepEqual(lines(true), ['≤2.0k Traffic', '▂▄', '▄▇']);
});
