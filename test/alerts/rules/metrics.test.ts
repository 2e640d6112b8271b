import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {metricNamed} from '../../../source/alerts/rules/metric-names.ts';
import {metrics, type AlertMetric} from '../../../source/alerts/rules/metrics.ts';
import type {TrafficRates} from '../../../source/model/traffic.ts';
import * as units from '../../../source/text/units.ts';
import {anErrorCounter} from '../../builders/error-counter.ts';
import {anOutgoingPeer} from '../../builders/outgoing-peer.ts';
import {aPort, aPortLatency} from '../../builders/port.ts';
import {aProbe, someFigures} from '../../builders/probe.ts';
import {aStateCount} from '../../builders/state-count.ts';

/* What each metric is called, counts in, and reads of a row of each kind: no two figures of a row are equal. */

const ratesFrom = (first: number): TrafficRates => ({
	openedPerSecond: first,
	closedPerSecond: first + 1,
	failedPerSecond: first + 2,
	resetsPerSecond: first + 3,
	timeoutsPerSecond: first + 4,
	receiveBitsPerSecond: first + 5,
	sendBitsPerSecond: first + 6,
	receivePacketsPerSecond: first + 7,
	sendPacketsPerSecond: first + 8,
	dataSegmentsPerSecond: first + 9,
});

const port = aPort({
	connectionCount: 100,
	connections: {
		ESTABLISHED: 11, SYN_RECEIVED: 12, CLOSE_WAIT: 13, TIME_WAIT: 14,
	},
	peerCount: 15,
	acceptQueue: 32,
	acceptQueueLimit: 128,
	drops: 16,
	dropsPerSecond: 17,
	...ratesFrom(20),
	rttMedianMicroseconds: 40,
	rttP95Microseconds: 41,
	retransmissionPercent: 42,
	latency: aPortLatency({lastRttMicroseconds: 43}),
	cpuPercent: 44,
	residentBytes: 45,
	openFiles: {pid: 7, count: 23, limit: 50},
});

const peer = anOutgoingPeer({
	connectionCount: 200,
	connections: {
		ESTABLISHED: 51, SYN_SENT: 52, CLOSE_WAIT: 53, TIME_WAIT: 54,
	},
	...ratesFrom(60),
	rttMedianMicroseconds: 80,
	rttP95Microseconds: 81,
	retransmissionPercent: 82,
});

const probe = aProbe({
	lastRttMicroseconds: 90,
	lastMinute: someFigures({
		p95Microseconds: 91, averageMicroseconds: 92, jitterMicroseconds: 93, lossPercent: 94,
	}),
	session: someFigures({
		p95Microseconds: 1, averageMicroseconds: 2, jitterMicroseconds: 3, lossPercent: 4,
	}),
});

type Values = {readonly port?: number; readonly outgoing?: number; readonly probe?: number};
type Written = readonly [unit: keyof typeof units, noun: string, values: Values];

const written: Readonly<Record<string, Written>> = {
	connections: ['count', 'connections', {port: 100, outgoing: 200}],
	established: ['count', 'established connections', {port: 11, outgoing: 51}],
	halfOpen: ['count', 'half-open connections', {port: 12}],
	closeWait: ['count', 'connections in CLOSE-WAIT', {port: 13, outgoing: 53}],
	timeWait: ['count', 'connections in TIME-WAIT', {port: 14, outgoing: 54}],
	peers: ['count', 'peers', {port: 15}],
	acceptQueue: ['count', 'connections in the accept queue', {port: 32}],
	acceptQueuePercent: ['percent', 'of the accept queue', {port: 25}],
	drops: ['perSecond', 'drops', {port: 17}],
	opened: ['perSecond', 'connections opened', {port: 20, outgoing: 60}],
	closed: ['perSecond', 'connections closed', {port: 21, outgoing: 61}],
	failed: ['perSecond', 'failed handshakes', {port: 22, outgoing: 62}],
	resets: ['perSecond', 'resets', {port: 23, outgoing: 63}],
	timeouts: ['perSecond', 'timeouts', {port: 24, outgoing: 64}],
	receive: ['bitsPerSecond', 'received', {port: 25, outgoing: 65}],
	send: ['bitsPerSecond', 'sent', {port: 26, outgoing: 66}],
	receivePackets: ['packetsPerSecond', 'received', {port: 27, outgoing: 67}],
	sendPackets: ['packetsPerSecond', 'sent', {port: 28, outgoing: 68}],
	rtt: ['microseconds', 'RTT', {port: 40, outgoing: 80, probe: 90}],
	rttP95: ['microseconds', 'RTT (p95)', {port: 41, outgoing: 81, probe: 91}],
	rttAverage: ['microseconds', 'average RTT', {probe: 92}],
	jitter: ['microseconds', 'jitter', {probe: 93}],
	loss: ['percent', 'loss', {probe: 94}],
	retransmissions: ['percent', 'retransmitted', {port: 42, outgoing: 82}],
	latency: ['microseconds', 'to connect', {port: 43}],
	cpu: ['coresPercent', 'CPU', {port: 44}],
	memory: ['bytes', 'resident memory', {port: 45}],
	openFilesPercent: ['percent', 'of the open files', {port: 46}],
};

/** What a metric reads of the rows above; a kind that it does not have is not there. */
function valuesOf(metric: AlertMetric): Values {
	return Object.fromEntries(Object.entries({
		port: metric.port?.(port), outgoing: metric.outgoing?.(peer), probe: metric.probe?.(probe),
	}).filter(([, value]) => value !== undefined));
}

function described(metric: AlertMetric): Written {
	const unit = Object.entries(units).find(([, candidate]) => candidate === metric.unit)?.[0];
	return [unit as keyof typeof units, metric.noun, valuesOf(metric)];
}

function metricOf(name: string): AlertMetric {
	const {metric, problem} = metricNamed(name);
	return metric ?? assert.fail(problem);
}

describe('the metrics', () => {
	it('are these, in the order of the tables of fields', () => {
		assert.deepEqual(Object.keys(metrics), Object.keys(written));
	});

	for (const [name, expected] of Object.entries(written)) {
		it(`have ${name}, with its unit, noun and values`, () => {
			assert.deepEqual(described(metricOf(name)), expected);
		});
	}

	it('of one kind read only that kind', () => {
		for (const [name, [unit, noun, values]] of Object.entries(written)) {
			for (const [kind, value] of Object.entries(values)) {
				assert.deepEqual(described(metricOf(`${kind} ${name}`)), [unit, noun, {[kind]: value}]);
			}
		}
	});

	it('compare what happens now, where a column shows a total', () => {
		assert.equal(metrics['drops']?.port?.(aPort({drops: 500, dropsPerSecond: 2})), 2);
		assert.equal(metrics['opened']?.outgoing?.(anOutgoingPeer({openedPerSecond: 3})), 3);
		const compared = aProbe({
			lastRttMicroseconds: 7, session: someFigures({lossPercent: 50}), lastMinute: someFigures({lossPercent: 1, p95Microseconds: 9}),
		});
		assert.equal(metrics['loss']?.probe?.(compared), 1);
		assert.equal(metrics['rttP95']?.probe?.(compared), 9);
		assert.equal(metrics['rtt']?.probe?.(compared), 7);
	});

	it('are unknown where a row does not know them', () => {
		const unknown = aPort({peerCount: null});
		const names = Object.keys(written).filter(name => metricOf(name).port?.(unknown) === null);
		assert.deepEqual(names, [
			'peers',
			'acceptQueue',
			'acceptQueuePercent',
			'drops',
			'opened',
			'closed',
			'failed',
			'resets',
			'timeouts',
			'receive',
			'send',
			'receivePackets',
			'sendPackets',
			'rtt',
			'rttP95',
			'retransmissions',
			'latency',
			'cpu',
			'memory',
			'openFilesPercent',
		]);
		const unknownPeer = anOutgoingPeer();
		assert.deepEqual(Object.keys(written).filter(name => metricOf(name).outgoing?.(unknownPeer) === null), [
			'opened', 'closed', 'failed', 'resets', 'timeouts', 'receive', 'send', 'receivePackets', 'sendPackets', 'rtt', 'rttP95', 'retransmissions',
		]);
		assert.deepEqual(Object.keys(written).filter(name => metricOf(name).probe?.(aProbe()) === null), ['rtt', 'rttP95', 'rttAverage', 'jitter', 'loss']);
	});

	it('count states that do not occur as 0', () => {
		const names = ['established', 'halfOpen', 'closeWait', 'timeWait'];
		assert.deepEqual(names.map(name => metricOf(name).port?.(aPort())), [0, 0, 0, 0]);
	});

	it('know no percentage of a queue whose limit is unknown; with a limit of 0 one connection may wait', () => {
		const read = (acceptQueueLimit: number | null) => metricOf('acceptQueuePercent').port?.(aPort({acceptQueue: 3, acceptQueueLimit}));
		assert.deepEqual([read(null), read(0), read(4)], [null, 300, 75]);
		assert.equal(metricOf('acceptQueue').port?.(aPort({acceptQueue: null, receiveQueueBytes: 512})), null, 'bytes are no connections');
	});

	it('take a percentage of the accept queue for its other metric', () => {
		assert.deepEqual(Object.keys(metrics).filter(name => metricOf(name).percentage !== undefined), ['acceptQueue']);
		assert.equal(metricOf('acceptQueue').percentage, 'acceptQueuePercent');
		assert.equal(metricOf('port acceptQueue').percentage, 'port acceptQueuePercent');
	});
});

describe('the metric of a state', () => {
	it('reads the total of that state, and nothing of another', () => {
		const {unit, noun, state} = metricOf('state time-wait');
		assert.deepEqual([unit, noun], [units.count, 'sockets in TIME_WAIT']);
		assert.deepEqual([state?.(aStateCount({state: 'TIME_WAIT', total: 7})), state?.(aStateCount({state: 'CLOSED', total: 7}))], [7, null]);
	});
});

describe('the metric of a counter', () => {
	it('reads the rate of that counter, whatever the case, and nothing of another', () => {
		const {unit, noun, counter} = metricOf('tcpExtListenDrops');
		assert.deepEqual([unit, noun], [units.perSecond, 'tcpExtListenDrops']);
		const rows = [
			anErrorCounter({name: 'TcpExtListenDrops', perSecond: 3, total: 9}),
			anErrorCounter({name: 'TcpExtListenDrops', perSecond: null}),
			anErrorCounter({name: 'TcpExtListenOverflows', perSecond: 3}),
		];
		assert.deepEqual(rows.map(row => counter?.(row)), [3, null, null]);
	});
});
