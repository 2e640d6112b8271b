/* Ports and peers: figures that may be more, that need a privilege, that are unknown. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {stripVTControlCharacters} from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import type {RowOf} from '../../../../source/protocol/protocol.ts';
import type {ProbeStatus} from '../../../../source/model/probe.ts';
import type {CellContext} from '../../../../source/ui/tables/column.ts';
import {portColumns} from '../../../../source/ui/views/ports/columns.ts';
import {detailLines} from '../../../../source/ui/views/detail.ts';
import {createTheme, plainTheme} from '../../../../source/ui/text/theme.ts';
import {
	basePort,
	baseUi,
	messageFor,
	sampleDetails,
	samplePorts,
	sampleTime,
} from '../../screen/samples.ts';
import {unknownTotals} from '../../../../source/model/traffic.ts';
import {sampleLatency} from '../../screen/probe-samples.ts';
import {sampleTotals} from '../../screen/traffic-samples.ts';
import {
	anyPeer,
	anyPort,
	terminalWidth,
} from '../../arbitraries.ts';
import {aMoment} from '../../../builders/moment.ts';
import {trafficCharts} from '../../../builders/series.ts';

type Port = RowOf<'ports'>;

const theme = createTheme(true);
const context: CellContext = {
	naming: 'columns', figures: 'session', grouping: 'process', commonScale: false, now: aMoment(sampleTime), utc: true, zone: 'UTC',
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

test('rates and totals of connections are marked where some may be missing', () => {
	const row: Port = {
		...basePort, openedPerSecond: 12, totals: {
			sinceStart: sampleTotals, sinceReset: null, isLowerBound: true, missesBytes: false, atLeast: [],
		},
	};
	assert.equal(cellOf('opened', row), '≥12');
	assert.equal(cellOf('resets', row), '≥0');
	assert.equal(cellOf('totalOpened', row), '≥5.0k');
	assert.equal(cellOf('opened', {...row, openedPerSecond: null}), '–');
	assert.equal(cellOf('opened', {...row, totals: {...row.totals, isLowerBound: false}}), '12');
});

test('where only bytes are missing, the cells of connections are exact', () => {
	const row: Port = {...basePort, totals: {...basePort.totals, missesBytes: true}};
	assert.equal(cellOf('totalReceived', row), '≥3.5M');
	assert.equal(cellOf('totalOpened', row), '5.0k');
});

test('what is not counted says so in the cells that it would fill, and nowhere else', () => {
	const missing = 'packets are not counted: needs root';
	const unknown = {
		...basePort, totals: {
			sinceStart: unknownTotals, sinceReset: null, isLowerBound: false, missesBytes: false, atLeast: [],
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
	assert.deepEqual(texts(udp), ['n/c', 'n/c', 'n/c', 'n/c', '–', '–', '–']);
	assert.deepEqual(texts(tcp), ['–', '–', '–', '–', 'n/c', '–', '–'], 'of TCP the kernel counts the rest by itself');
	assert.deepEqual(texts({...udp, missing: null}), Array.from({length: 7}, () => '–'));
	for (const row of [udp, tcp]) {
		assert.ok(detailText(row).includes(missing), row.protocol);
		assert.ok(!detailText({...row, missing: null}).includes(missing));
	}
});

test('failed handshakes are unknown while connections may be missing, and the detail says why', () => {
	const row: Port = {
		...basePort, failedPerSecond: null, totals: {
			sinceStart: {...sampleTotals, failed: null}, sinceReset: null, isLowerBound: true, missesBytes: false, atLeast: [],
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
		const detail = {
			view: 'outgoing', row: {...row, identity: 'x'}, charts: trafficCharts(row.history), processes: [],
		} as const;
		const lines = detailLines(ui, {message: messageFor(ui, {view: 'outgoing', rows: []}, {detail})}, theme);
		assert.ok(lines.every(line => stringWidth(line) <= columns && isClean(line)));
	}), {numRuns: 50});
});

test('the status of a port is said in the words of what told it', () => {
	const status = (changes: Partial<Port>) => {
		const columns = 159;
		const row = {...basePort, watched: true, ...changes};
		const ui = {
			...baseUi, view: 'ports', detail: 'x', columns,
		} as const;
		const message = messageFor(ui, {view: 'ports', rows: []}, {detail: {...sampleDetails.port, row}});
		return detailLines(ui, {message}, plainTheme).find(line => line.includes('Status'))?.replace(/^ *Status */, '');
	};

	const nobody = {acceptQueue: null, acceptQueueLimit: null} as const;
	const measured = (told: ProbeStatus | null): Partial<Port> => ({
		latency: {...sampleLatency, status: told}, status: told === 'CLOSED' || told === 'OPEN' ? told : 'FILTERED',
	});
	assert.equal(status({}), 'OPEN: a program listens; watched');
	assert.equal(status({...nobody, isBound: false, status: 'CLOSED'}), 'CLOSED: no listener; watched');
	const forwarded = {...nobody, isBound: false} as const;
	const forwarding = {
		transport: 'tcp', targets: ['172.17.0.2:80'], isNamed: true, mayBeForLoopback: false,
	} as const;
	assert.equal(status({...forwarded, forwarding}), 'OPEN: no listener, but the packet filter forwards it: → 172.17.0.2:80; watched');
	assert.equal(status({...forwarded, forwarding, ...measured('OPEN')}), 'OPEN: accepts connections, although no program listens here: → 172.17.0.2:80; watched');
	const perhaps = {...forwarding, isNamed: false};
	assert.equal(status({...forwarded, forwarding: perhaps, status: null}), '–: no listener, but the packet filter forwards many ports, perhaps this one: → 172.17.0.2:80; watched');
	assert.equal(status({...forwarded, forwarding: 'unknown', status: null}), '–: no listener, but it may be forwarded by the packet filter, whose rules cannot be read; watched');
	assert.equal(status(measured('OPEN')), 'OPEN: accepts connections; watched');
	assert.equal(status({...measured('OPEN'), ...nobody}), 'OPEN: accepts connections, although no program listens here: redirected?; watched');
	assert.equal(status(measured('CLOSED')), 'CLOSED: refuses connections, although a program listens: a firewall refuses?; watched');
	assert.equal(status({...measured('CLOSED'), ...nobody}), 'CLOSED: refuses connections: no listener; watched');
	for (const told of ['FILTERED', 'UNREACHABLE'] as const) {
		assert.equal(status(measured(told)), 'FILTERED: connections are not answered, or turned away, although a program listens; watched');
		assert.equal(status({...measured(told), ...nobody}), 'FILTERED: connections are not answered, or turned away; watched');
	}

	assert.equal(status({latency: {...sampleLatency, status: null}, status: 'OPEN'}), 'OPEN: a program listens; watched', 'nothing measured yet');
	assert.equal(status({latency: {...sampleLatency, problem: 'probing has stopped'}, status: 'OPEN'}), 'OPEN: a program listens; watched');
	assert.equal(status({protocol: 'udp', ...nobody}), 'OPEN: a socket is bound; watched');
});
