import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {ConnectionSortKey} from '../../../source/fields/connection.ts';
import type {ErrorSortKey} from '../../../source/fields/counter.ts';
import type {OutgoingSortKey} from '../../../source/fields/outgoing.ts';
import type {PortSortKey} from '../../../source/fields/port.ts';
import type {ProbeSortKey} from '../../../source/fields/probe.ts';
import type {StateSortKey} from '../../../source/fields/state.ts';
import type {AlertSortKey, SortKey, ViewRows} from '../../../source/protocol/protocol.ts';
import {initialState} from '../../../source/ui/store/initial-state.ts';
import {suggestedRule} from '../../../source/ui/views/suggestions.ts';
import {alertRow, anAlert} from '../../builders/alert.ts';
import {aConnection} from '../../builders/connection.ts';
import {anErrorCounter} from '../../builders/error-counter.ts';
import {anOutgoingPeer} from '../../builders/outgoing-peer.ts';
import {aPort} from '../../builders/port.ts';
import {aProbe} from '../../builders/probe.ts';
import {answerOf, aQuery} from '../../builders/query.ts';
import {aSample} from '../../builders/sample.ts';
import {aStateCount} from '../../builders/state-count.ts';
import {start} from '../store/fixtures.ts';

/** The suggestion for the first row of a view that is sorted by the key. The limit goes where `│` stands; a note follows in parentheses. */
function suggested(content: ViewRows, key: SortKey): string {
	const {ui} = initialState(start);
	const sorts = {...ui.sorts, [content.view]: {key, descending: true}};
	const message = {...answerOf(aSample(), aQuery(content.view)), content, selected: content.rows.length === 0 ? null : 0};
	const {text, cursor, note} = suggestedRule({...ui, view: content.view, sorts}, {message});
	return `${text.slice(0, cursor)}│${text.slice(cursor)}${note === null ? '' : ` (${note})`}`;
}

const instead = (metric: string) => `(No metric belongs to the sorted column: ${metric} instead)`;

describe('the suggested rule', () => {
	const port: Readonly<Record<PortSortKey, string | null>> = {
		port: null,
		protocol: null,
		address: null,
		status: null,
		service: null,
		process: null,
		user: null,
		unit: null,
		processes: null,
		listeningProcesses: null,
		workers: null,
		connections: 'connections',
		established: 'established',
		timeWait: 'timeWait',
		acceptQueue: 'acceptQueue',
		acceptQueueLength: 'acceptQueue',
		acceptQueueLimit: null,
		acceptQueuePercent: 'acceptQueuePercent',
		receiveQueue: null,
		drops: 'drops',
		dropRate: 'drops',
		receive: 'receive',
		send: 'send',
		receiveMinute: 'receive',
		sendMinute: 'send',
		receiveTenMinutes: 'receive',
		sendTenMinutes: 'send',
		trafficTenMinutes: 'receive',
		receivePackets: 'receivePackets',
		sendPackets: 'sendPackets',
		rtt: 'rtt',
		rttP95: 'rttP95',
		retransmissions: 'retransmissions',
		cpu: 'cpu',
		openFilesPercent: 'openFilesPercent',
		memory: 'memory',
		latency: 'latency',
		opened: 'opened',
		closed: 'closed',
		failed: 'failed',
		resets: 'resets',
		timeouts: 'timeouts',
		peers: 'peers',
		halfOpen: 'halfOpen',
		closeWait: 'closeWait',
		totalOpened: 'opened',
		totalReceived: 'receive',
		totalSent: 'send',
	};
	const outgoing: Readonly<Record<OutgoingSortKey, string | null>> = {
		address: null,
		port: null,
		protocol: null,
		service: null,
		process: null,
		user: null,
		unit: null,
		connections: 'outgoing connections',
		established: 'outgoing established',
		closeWait: 'outgoing closeWait',
		timeWait: 'outgoing timeWait',
		opened: 'outgoing opened',
		closed: 'outgoing closed',
		failed: 'outgoing failed',
		resets: 'outgoing resets',
		timeouts: 'outgoing timeouts',
		receive: 'outgoing receive',
		send: 'outgoing send',
		receiveMinute: 'outgoing receive',
		sendMinute: 'outgoing send',
		receiveTenMinutes: 'outgoing receive',
		sendTenMinutes: 'outgoing send',
		trafficTenMinutes: 'outgoing receive',
		receivePackets: 'outgoing receivePackets',
		sendPackets: 'outgoing sendPackets',
		rtt: 'outgoing rtt',
		rttP95: 'outgoing rttP95',
		retransmissions: 'outgoing retransmissions',
		totalOpened: 'outgoing opened',
		totalReceived: 'outgoing receive',
		totalSent: 'outgoing send',
	};
	const connection: Readonly<Record<ConnectionSortKey, string | null>> = {
		protocol: null,
		state: null,
		receiveQueue: null,
		sendQueue: null,
		local: null,
		remote: null,
		process: null,
		user: null,
		unit: null,
		age: null,
		timer: null,
		rtt: 'rtt',
		retransmissions: 'retransmissions',
		receive: 'receive',
		send: 'send',
		receivePackets: 'receivePackets',
		sendPackets: 'sendPackets',
		totalReceived: 'receive',
		totalSent: 'send',
	};
	const probe: Readonly<Record<ProbeSortKey, string | null>> = {
		order: null,
		target: null,
		method: null,
		address: null,
		status: null,
		sent: null,
		received: null,
		minimum: null,
		maximum: null,
		deviation: null,
		late: null,
		duplicates: null,
		refused: null,
		rejected: null,
		passiveRtt: null,
		passiveRetransmissions: null,
		passiveConnections: null,
		lost: 'loss',
		loss: 'loss',
		last: 'probe rtt',
		average: 'rttAverage',
		p95: 'probe rttP95',
		jitter: 'jitter',
	};

	/** By sort key what is suggested where its metric is the one in `metrics`, else `other`. */
	const expected = (metrics: Readonly<Record<string, string | null>>, other: string, scope: string) => Object.fromEntries(Object.entries(metrics)
		.map(([key, metric]) => [key, metric === null ? `${other} > │ where ${scope} ${instead(other)}` : `${metric} > │ where ${scope}`]));

	/** By sort key what is suggested for the row of the view. */
	const found = (metrics: Readonly<Record<string, string | null>>, content: ViewRows) => Object.fromEntries(Object.keys(metrics)
		.map(key => [key, suggested(content, key as SortKey)]));

	it('is about the column that the ports are sorted by, or their connections', () => {
		assert.deepEqual(found(port, {view: 'ports', rows: [aPort({port: 443})]}), expected(port, 'connections', 'sport:443'));
	});

	it('is about the column that the peers are sorted by, or their connections', () => {
		const content: ViewRows = {view: 'outgoing', rows: [anOutgoingPeer({address: '192.0.2.7', port: 5432})]};
		assert.deepEqual(found(outgoing, content), expected(outgoing, 'outgoing connections', 'dst:192.0.2.7 dport:5432'));
	});

	it('is about the port of a connection that came in', () => {
		const content: ViewRows = {view: 'connections', rows: [aConnection({localPort: 443})]};
		assert.deepEqual(found(connection, content), expected(connection, 'connections', 'sport:443'));
	});

	it('is about the peer of a connection that began here', () => {
		const content: ViewRows = {view: 'connections', rows: [aConnection({localPort: 32_768, remoteAddress: '192.0.2.7', remotePort: 443})]};
		assert.equal(suggested(content, 'rtt'), 'outgoing rtt > │ where dst:192.0.2.7 dport:443');
		assert.equal(suggested(content, 'age'), `outgoing connections > │ where dst:192.0.2.7 dport:443 ${instead('outgoing connections')}`);
	});

	it('is about the port of a socket without a peer, however high it is', () => {
		assert.equal(suggested({view: 'connections', rows: [aConnection({localPort: 40_000, remotePort: 0})]}, 'rtt'), 'rtt > │ where sport:40000');
	});

	it('is about the column that the probes are sorted by, or their loss', () => {
		const content: ViewRows = {view: 'probes', rows: [aProbe({target: 'example.org:443'})]};
		assert.deepEqual(found(probe, content), expected(probe, 'loss', 'process:"example.org:443"'));
	});

	it('names the protocol of a UDP port, and of no other', () => {
		assert.equal(suggested({view: 'ports', rows: [aPort({port: 53, protocol: 'udp6'})]}, 'receive'), 'receive > │ where sport:53 proto:udp');
		assert.equal(suggested({view: 'ports', rows: [aPort({port: 53, protocol: 'tcp6'})]}, 'receive'), 'receive > │ where sport:53');
	});

	it('is about the selected state, whatever the column', () => {
		const keys: Readonly<Record<StateSortKey, string>> = {
			state: 'state fin-wait-1 > │',
			tcp: 'state fin-wait-1 > │',
			tcp6: 'state fin-wait-1 > │',
			udp: 'state fin-wait-1 > │',
			udp6: 'state fin-wait-1 > │',
			total: 'state fin-wait-1 > │',
			change: 'state fin-wait-1 > │',
		};
		assert.deepEqual(found(keys, {view: 'states', rows: [aStateCount({state: 'FIN_WAIT_1'})]}), keys);
	});

	it('is about the selected counter, whatever the column', () => {
		const keys: Readonly<Record<ErrorSortKey, string>> = {
			order: 'IpInDiscards > │',
			name: 'IpInDiscards > │',
			rate: 'IpInDiscards > │',
			sinceStart: 'IpInDiscards > │',
			sinceReset: 'IpInDiscards > │',
			total: 'IpInDiscards > │',
		};
		assert.deepEqual(found(keys, {view: 'errors', rows: [anErrorCounter({name: 'IpInDiscards'})], latest: []}), keys);
	});

	it('is about connections in the log', () => {
		const keys: Readonly<Record<AlertSortKey, string>> = {time: 'connections > │'};
		const row = alertRow(anAlert());
		assert.deepEqual(found(keys, {view: 'alerts', rows: [row]}), keys);
	});

	it('has no filter where there is no row', () => {
		assert.equal(suggested({view: 'ports', rows: []}, 'memory'), 'memory > │');
		assert.equal(suggested({view: 'outgoing', rows: []}, 'rtt'), 'outgoing rtt > │');
		assert.equal(suggested({view: 'connections', rows: []}, 'rtt'), 'rtt > │');
		assert.equal(suggested({view: 'probes', rows: []}, 'order'), `loss > │ ${instead('loss')}`);
		assert.equal(suggested({view: 'states', rows: []}, 'total'), 'state close-wait > │');
		assert.equal(suggested({view: 'errors', rows: [], latest: []}, 'rate'), 'TcpExtListenDrops > │');
		assert.equal(suggested({view: 'alerts', rows: []}, 'time'), 'connections > │');
	});

	it('has no filter before the first sample', () => {
		const {ui, data} = initialState(start);
		assert.deepEqual(suggestedRule({...ui, view: 'ports'}, data), {text: 'connections > ', cursor: 14, note: 'No metric belongs to the sorted column: connections instead'});
	});
});
