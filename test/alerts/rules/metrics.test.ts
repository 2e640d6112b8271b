import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {metrics} from '../../../source/alerts/rules/metrics.ts';
import {anOutgoingPeer} from '../../builders/outgoing-peer.ts';
import {aPort} from '../../builders/port.ts';
import {aProbe, someFigures} from '../../builders/probe.ts';

const portsAndPeers = [
	'connections',
	'established',
	'closeWait',
	'timeWait',
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
];

describe('the metrics of rules', () => {
	it('are those of each kind of row', () => {
		const ofKind = (kind: 'port' | 'outgoing' | 'probe') => Object.keys(metrics).filter(name => metrics[name]?.[kind] !== undefined).toSorted();
		assert.deepEqual(ofKind('port'), [
			...portsAndPeers, 'halfOpen', 'peers', 'acceptQueue', 'acceptQueuePercent', 'drops', 'latency', 'cpu', 'memory',
		].toSorted());
		assert.deepEqual(ofKind('outgoing'), portsAndPeers.toSorted());
		assert.deepEqual(ofKind('probe'), ['jitter', 'loss', 'rtt', 'rttAverage', 'rttP95']);
	});

	it('compare what happens now, where a column shows a total', () => {
		assert.equal(metrics['drops']?.port?.(aPort({drops: 500, dropsPerSecond: 2})), 2);
		assert.equal(metrics['opened']?.outgoing?.(anOutgoingPeer({openedPerSecond: 3})), 3);
		const probe = aProbe({
			lastRttMicroseconds: 7, session: someFigures({lossPercent: 50}), lastMinute: someFigures({lossPercent: 1, p95Microseconds: 9}),
		});
		assert.equal(metrics['loss']?.probe?.(probe), 1);
		assert.equal(metrics['rttP95']?.probe?.(probe), 9);
		assert.equal(metrics['rtt']?.probe?.(probe), 7);
	});

	it('have the accept queue as a count, or as a percentage of its limit', () => {
		const read = (name: string, queue: Parameters<typeof aPort>[0]) => metrics[name]?.port?.(aPort(queue));
		assert.equal(metrics['acceptQueue']?.percentage, 'acceptQueuePercent');
		assert.equal(read('acceptQueue', {acceptQueue: 32, acceptQueueLimit: 128}), 32);
		assert.equal(read('acceptQueuePercent', {acceptQueue: 32, acceptQueueLimit: 128}), 25);
		assert.equal(read('acceptQueue', {acceptQueue: null, receiveQueueBytes: 512}), null, 'bytes are no connections');
		assert.equal(read('acceptQueuePercent', {acceptQueue: 1, acceptQueueLimit: 0}), null);
		assert.equal(read('acceptQueuePercent', {acceptQueue: 1, acceptQueueLimit: null}), null);
	});
});
