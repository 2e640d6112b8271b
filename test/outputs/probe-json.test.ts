import assert from 'node:assert/strict';
import {test} from 'node:test';
import {outcomeKinds, type Probe, type ProbeEvent} from '../../source/model/probe.ts';
import {probeEventLine, probesDocument} from '../../source/outputs/probe-json.ts';
import {TargetStatistics} from '../../source/probes/statistics/statistics.ts';
import {
	epoch,
	outcomeEvent,
	reply,
	resolved,
	target,
} from '../probes/probe-events.ts';
import {someFigures, aProbe} from '../builders/probe.ts';
import {aMoment} from '../builders/moment.ts';
import {tenSent} from './probe-samples.ts';
import {schemaErrors} from './schema.ts';

const probes = [
	aProbe(),
	aProbe({
		method: 'syn',
		address: '2001:db8::1',
		previousAddress: '2001:db8::2',
		status: 'OPEN|FILTERED',
		statusSince: aMoment(epoch),
		problem: 'no',
		lastRttMicroseconds: 20_123.456,
		session: tenSent,
		lastMinute: someFigures({lossPercent: 100}),
	}),
	aProbe({target: 'icmp://example.org', port: null, method: 'icmp'}),
];

const events: readonly ProbeEvent[] = [
	resolved(),
	resolved('192.0.2.2', '192.0.2.1'),
	{
		target: 'id', type: 'problem', message: 'no such name', isFinal: true,
	},
	...outcomeKinds.map(kind => outcomeEvent(1, kind)),
	reply(2, 20_123.456, {from: '192.0.2.1', detail: 'SYN-ACK', isReordered: true}),
	outcomeEvent(3, 'rejected', {rttMicroseconds: 1, icmp: {type: 3, code: 13}}),
	outcomeEvent(4, 'late', {rttMicroseconds: 2e6, answer: 'refused'}),
	{
		target: 'id', type: 'duplicate', sequence: 2, rttMicroseconds: 30_000.5,
	},
];

function documentOf(some: readonly Probe[]): Record<string, unknown> {
	return JSON.parse(probesDocument(some, epoch, 'line')) as Record<string, unknown>;
}

function eventOf(event: ProbeEvent): Record<string, unknown> {
	const line = probeEventLine('example.org:443', event, epoch) ?? assert.fail();
	assert.equal(line.indexOf('\n'), line.length - 1);
	return JSON.parse(line) as Record<string, unknown>;
}

test('documents and events are as the schema says', () => {
	for (const some of [[], probes, probes.slice(1)]) {
		assert.equal(schemaErrors(documentOf(some)), '');
	}

	for (const event of events) {
		assert.equal(schemaErrors(eventOf(event)), '');
	}
});

test('the schema refuses what the format does not have', () => {
	const document = documentOf(probes);
	const resolution = eventOf(resolved());
	const lost = eventOf(outcomeEvent(1, 'lost'));
	const wrong = [
		{...document, version: 2},
		{...document, targets: undefined},
		{...document, ports: []},
		{...document, targets: [{target: 'a'}]},
		{...document, targets: [probes[1]]},
		{...resolution, extra: 1},
		{...resolution, event: 'outcome'},
		{...lost, outcome: 'vanished'},
		{...lost, sequence: 0},
		{...lost, sentAt: '2026-03-01T12:00:00'},
	];
	for (const value of wrong) {
		assert.notEqual(schemaErrors(structuredClone(value)), '', JSON.stringify(value));
	}
});

test('a target in JSON: unknown is null, times are ISO 8601', () => {
	const {targets, time} = JSON.parse(probesDocument(probes, epoch, 'line')) as {targets: ReadonlyArray<Record<string, unknown>>; time: string};
	assert.equal(time, '2026-03-01T12:00:00.000Z');
	const [unresolved, known] = targets;
	assert.deepEqual([unresolved!['method'], unresolved!['statusSince'], unresolved!['lastRttMicroseconds']], [null, null, null]);
	assert.deepEqual([known!['statusSince'], known!['previousAddress']], [time, '2001:db8::2']);
	assert.deepEqual(known!['session'], tenSent);
	assert.equal('recent' in known!, false);
});

test('an outcome in JSON', () => {
	assert.deepEqual(eventOf(reply(2, 20_123.456, {from: '192.0.2.1', detail: 'SYN-ACK'})), {
		version: 1,
		time: '2026-03-01T12:00:00.000Z',
		event: 'outcome',
		target: 'example.org:443',
		sequence: 2,
		outcome: 'reply',
		sentAt: '2026-03-01T12:00:00.000Z',
		rttMicroseconds: 20_123.456,
		from: '192.0.2.1',
		icmp: null,
		detail: 'SYN-ACK',
		answer: null,
		isReordered: false,
	});
});

test('what only the inside needs has no line', () => {
	assert.equal(probeEventLine('a', {target: 'id', type: 'sent', count: 1}, epoch), null);
	assert.equal(probeEventLine('a', {target: 'id', type: 'finished'}, epoch), null);
});

test('a document is one line, or has a line per target', () => {
	for (const some of [[], probes]) {
		const line = probesDocument(some, epoch, 'line');
		assert.equal(line.indexOf('\n'), line.length - 1);
		const rows = probesDocument(some, epoch, 'rows');
		assert.equal(rows.split('\n').length, some.length === 0 ? 3 : some.length + 3);
		assert.deepEqual(JSON.parse(rows), JSON.parse(line));
	}
});

test('what statistics make of events is as the schema says', () => {
	const statistics = new TargetStatistics('id', target);
	for (const event of events) {
		statistics.add(event);
		const row = statistics.row(null);
		assert.equal(schemaErrors(documentOf([row])), '');
	}
});
