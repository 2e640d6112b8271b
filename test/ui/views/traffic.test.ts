/* Figures that may be more, that need a privilege, that are unknown; totals; the interfaces. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {stripVTControlCharacters} from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import type {Port} from '../../../source/model/port.ts';
import type {Counted, TrafficTotals} from '../../../source/model/traffic.ts';
import type {CellContext} from '../../../source/ui/tables/column.ts';
import {portColumns} from '../../../source/ui/views/ports/columns.ts';
import {detailLines} from '../../../source/ui/views/detail.ts';
import {totalsBlocks} from '../../../source/ui/detail/totals.ts';
import {formatCompact} from '../../../source/text/format-number.ts';
import {atLeast} from '../../../source/ui/tables/totals.ts';
import {layOut} from '../../../source/ui/detail/blocks.ts';
import {interfaceLineCount, interfaceLines} from '../../../source/ui/overlays/interfaces.ts';
import {createTheme, plainTheme} from '../../../source/ui/text/theme.ts';
import {
	basePort,
	baseUi,
	messageFor,
	sampleDetails,
	samplePorts,
	sampleTime,
} from '../screen/samples.ts';
import {unknownTotals} from '../../../source/model/traffic.ts';
import {sampleTotals} from '../screen/traffic-samples.ts';
import {
	anyInterface,
	anyPeer,
	anyPort,
	terminalWidth,
} from '../arbitraries.ts';

const theme = createTheme(true);
const context: CellContext = {
	naming: 'columns', figures: 'session', nowMilliseconds: sampleTime, utc: true, zone: 'UTC',
};

function cellOf(id: string, row: Port): string {
	const column = portColumns.find(each => each.id === id);
	assert.ok(column, id);
	return column.cell(row, context).text;
}

function isClean(text: string): boolean {
	return !/\p{Control}/u.test(stripVTControlCharacters(text));
}

function detailText(row: Port): string {
	const ui = {...baseUi, columns: 120, detail: 'x'};
	return detailLines(ui, {message: messageFor(ui, {view: 'ports', rows: [row]}, {detail: {...sampleDetails.port, row}})}, plainTheme).join('\n');
}

test('a lower bound takes one cell more at most, and never says less than it is', () => {
	assert.equal(atLeast('12', false), '12');
	assert.equal(atLeast('12', true), '≥12');
	assert.equal(atLeast(formatCompact(0.04), true), '>0');
	fc.assert(fc.property(fc.double({min: 0, max: 1e15, noNaN: true}), value => {
		const marked = atLeast(formatCompact(value), true);
		assert.ok(stringWidth(marked) <= 5);
	}));
});

test('rates and totals of connections are marked where some may be missing', () => {
	const row: Port = {
		...basePort, openedPerSecond: 12, totals: {
			sinceStart: sampleTotals, sinceReset: null, isLowerBound: true, missesBytes: false,
		},
	};
	assert.equal(cellOf('opened', row), '≥12');
	assert.equal(cellOf('resets', row), '≥0');
	assert.equal(cellOf('totalOpened', row), '≥5.0k');
	assert.equal(cellOf('opened', {...row, openedPerSecond: null}), '–');
	assert.equal(cellOf('opened', {...row, totals: {...row.totals, isLowerBound: false}}), '12');
});

test('what needs a privilege says so in the cells that it would fill, and nowhere else', () => {
	const missing = 'packets are not counted: needs root';
	const unknown = {
		...basePort, totals: {
			sinceStart: unknownTotals, sinceReset: null, isLowerBound: false, missesBytes: false,
		}, missing,
	};
	const nothing = {
		receiveBitsPerSecond: null, sendBitsPerSecond: null, receivePacketsPerSecond: null, failedPerSecond: null, openedPerSecond: null,
	};
	const udp: Port = {
		...unknown, ...nothing, protocol: 'udp', acceptQueue: null,
	};
	const tcp: Port = {...unknown, ...nothing, protocol: 'tcp6'};
	const texts = (row: Port) => ['receive', 'send', 'receivePackets', 'totalReceived', 'failed', 'opened', 'totalOpened'].map(id => cellOf(id, row));
	assert.deepEqual(texts(udp), ['root?', 'root?', 'root?', 'root?', '–', '–', '–']);
	assert.deepEqual(texts(tcp), ['–', '–', '–', '–', 'root?', '–', '–'], 'of TCP the kernel counts the rest by itself');
	assert.deepEqual(texts({...udp, missing: null}), Array.from({length: 7}, () => '–'));
	for (const row of [udp, tcp]) {
		assert.ok(detailText(row).includes(missing), row.protocol);
		assert.ok(!detailText({...row, missing: null}).includes(missing));
	}
});

test('failed handshakes are unknown while connections may be missing, and the detail says why', () => {
	const row: Port = {
		...basePort, failedPerSecond: null, totals: {
			sinceStart: {...sampleTotals, failed: null}, sinceReset: null, isLowerBound: true, missesBytes: false,
		},
	};
	assert.equal(cellOf('failed', row), '–');
	assert.match(detailText(row), /Failed handshakes *– not known while connections may be missing/);
	assert.match(detailText({...basePort, failedPerSecond: 12.5}), /Failed handshakes *13\/s/);
});

test('processes and workers, or a dash while they are not known', () => {
	const counted = (processCount: number | null, workerCount: number | null) => cellOf('processes', {...basePort, processCount, workerCount});
	assert.equal(counted(1, 0), '1');
	assert.equal(counted(4, 1200), '4+1.2k');
	assert.equal(counted(0, 0), '0');
	assert.equal(counted(null, null), '–');
});

test('a closed port has no rates, one that listens has dashes where nothing is known yet', () => {
	const closed = samplePorts.find(({status}) => status === 'CLOSED');
	assert.ok(closed);
	assert.doesNotMatch(detailText(closed), /come and go|Totals/);
	assert.match(detailText({...basePort, openedPerSecond: null}), /Accepted *–\n/);
});

const since = {startedAtMilliseconds: sampleTime - 60_000, resetAtMilliseconds: sampleTime};
const words = {opened: 'Accepted', failed: 'Failed handshakes'};

function totalsText(sinceStart: TrafficTotals, sinceReset: TrafficTotals | null, more: Partial<Counted> = {}, resetAtMilliseconds: number | null = since.resetAtMilliseconds): string {
	const counted = {
		sinceStart, sinceReset, isLowerBound: false, missesBytes: false, ...more,
	};
	return layOut(totalsBlocks(counted, {...since, resetAtMilliseconds}, {utc: true, keys: {}}, words), 80, plainTheme).join('\n');
}

test('totals since the start and since the reset stand side by side, with their times', () => {
	const text = totalsText(sampleTotals, {...sampleTotals, opened: 7});
	assert.match(text, /Since *start, 14:02:22 UTC *reset, 14:03:22 UTC/);
	assert.match(text, /Accepted *5000 *7\n/);
	assert.match(text, /Payload out *45000000 bytes \(45 MB\) *45000000 bytes/);
	assert.doesNotMatch(text, /at least/);
});

test('before the reset there is one column, and the key is named', () => {
	const text = totalsText(sampleTotals, null, {}, null);
	assert.match(text, /start, 14:02:22 UTC; r counts anew/);
	assert.match(text, /Accepted *5000\n/);
});

test('totals that are lower bounds are marked one by one, but for what the kernel counts itself', () => {
	const text = totalsText({...sampleTotals, drops: 3}, null, {isLowerBound: true});
	assert.match(text, /Accepted *≥5000/);
	assert.match(text, /Drops *3/);
	assert.match(text, /at least so much/);
});

test('where only bytes are missing, the connections are exact', () => {
	const text = totalsText({...sampleTotals, drops: 3}, null, {missesBytes: true});
	assert.match(text, /Accepted *5000\n/);
	assert.match(text, /Payload in *≥3500000 bytes/);
	assert.match(text, /Packets out *≥40210/);
	assert.match(text, /Drops *3\n/);
	assert.match(text, /cut some connections off/);
	const row: Port = {...basePort, totals: {...basePort.totals, missesBytes: true}};
	assert.equal(cellOf('totalReceived', row), '≥3.5M');
	assert.equal(cellOf('totalOpened', row), '5.0k');
});

test('totals that nobody knows are left out, and without any there is no heading', () => {
	assert.doesNotMatch(totalsText({...sampleTotals, failed: null}, null), /Failed/);
	assert.equal(totalsText(unknownTotals, null), '');
});

test('details of any port and any peer fit, and show no control character', () => {
	fc.assert(fc.property(anyPort, terminalWidth, (row, columns) => {
		const ui = {...baseUi, columns, detail: 'x'};
		const lines = detailLines(ui, {message: messageFor(ui, {view: 'ports', rows: []}, {detail: {...sampleDetails.port, row}})}, theme);
		assert.ok(lines.every(line => stringWidth(line) <= columns && isClean(line)));
	}), {numRuns: 50});
	fc.assert(fc.property(anyPeer, terminalWidth, (row, columns) => {
		const ui = {
			...baseUi, view: 'outgoing', columns, detail: 'x',
		} as const;
		const detail = {view: 'outgoing', row: {...row, identity: 'x'}, processes: []} as const;
		const lines = detailLines(ui, {message: messageFor(ui, {view: 'outgoing', rows: []}, {detail})}, theme);
		assert.ok(lines.every(line => stringWidth(line) <= columns && isClean(line)));
	}), {numRuns: 50});
});

test('any interfaces fit, and are as many lines as scrolling counts', () => {
	fc.assert(fc.property(fc.array(anyInterface, {maxLength: 6}), terminalWidth, (interfaces, columns) => {
		const ui = {...baseUi, columns};
		const data = {message: messageFor(ui, {view: 'ports', rows: []}, {interfaces})};
		const lines = interfaceLines(ui, data, theme);
		assert.equal(lines.length, interfaceLineCount(ui, data));
		assert.ok(lines.every(line => stringWidth(line) <= columns && isClean(line)));
	}), {numRuns: 50});
});
