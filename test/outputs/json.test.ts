import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {test} from 'node:test';
import {jsonLines} from '../../source/outputs/json.ts';
import type {Snapshot} from '../../source/model/snapshot.ts';
import {socketStates} from '../../source/model/socket.ts';
import {aConnection, aListener} from '../builders/connection.ts';
import {ownedBy} from '../builders/owners.ts';
import {aPort} from '../builders/port.ts';
import {aStateCount} from '../builders/state-count.ts';
import {aSummary} from '../builders/summary.ts';
import {probeMethods} from '../../source/model/probe-method.ts';
import {documentation, schema, schemaErrors} from './schema.ts';

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function documentOf(snapshot: Snapshot, layout: 'line' | 'rows' = 'line'): Record<string, unknown> {
	const parsed: unknown = JSON.parse([...jsonLines(snapshot, layout)].join(''));
	assert.ok(isObject(parsed));
	return parsed;
}

const sshd = ownedBy({pid: 1, name: 'sshd', fileDescriptor: 3});
const snapshots: readonly Snapshot[] = [
	{
		summary: aSummary(), view: 'ports', rows: [
			aPort(),
			aPort({
				owners: sshd, watched: true, connections: {ESTABLISHED: 2, TIME_WAIT: 1}, connectionCount: 3, acceptQueue: 1, acceptQueueLimit: 128, drops: 0, receiveBitsPerSecond: 1.5, rttMedianMicroseconds: 12.5, retransmissionPercent: 100, cpuPercent: 200.5, residentBytes: 4096,
			}),
			aPort({
				protocol: 'udp6', status: 'CLOSED', address: '*', receiveQueueBytes: 10,
			}),
		],
	},
	{
		summary: aSummary({intervalSeconds: 1.001}), view: 'connections', rows: [
			aConnection({
				rttMicroseconds: 35, receivedBytes: 2 ** 40, sendBitsPerSecond: 0.25, timer: {name: 'keepalive', expiresMilliseconds: 7_199_000, attempts: 0}, owners: sshd, userId: 0, user: 'root', unit: 'ssh.service', ageSeconds: 3.5, ageIsMinimum: true,
			}),
			...socketStates.map(state => aConnection({state})),
			aConnection({protocol: 'udp6', state: 'CLOSED', owners: {status: 'denied', holders: []}}),
		],
	},
	{
		summary: aSummary(), view: 'states', rows: [
			aStateCount({
				changes: {
					tcp: -2, tcp6: 0, udp: null, udp6: 1,
				}, totalChange: -1,
			}),
			aStateCount({
				state: 'IDLE', counts: {
					tcp: null, tcp6: null, udp: null, udp6: null,
				}, total: 0,
			}),
		],
	},
	...(['ports', 'connections', 'states'] as const).map(view => ({
		summary: aSummary({
			uptimeSeconds: null, sources: [{
				name: 'sockets', method: 'proc', state: 'failed', problem: 'no /proc',
			}],
		}),
		view,
		rows: [],
	})),
];

test('every view is as the schema says', () => {
	for (const snapshot of snapshots) {
		assert.equal(schemaErrors(documentOf(snapshot)), '');
	}
});

test('the schema refuses what the format does not have', () => {
	const [ports, connections] = snapshots.map(snapshot => documentOf(snapshot));
	const wrong = [
		{...ports, version: 2},
		{...ports, extra: 1},
		{...ports, time: '2026-03-01T12:30:15+01:00'},
		{...ports, connections: []},
		{...ports, ports: [{port: 22}]},
		{...connections, connections: [{...aConnection(), freshness: 'new'}]},
		{...connections, connections: undefined},
	];
	for (const document of wrong) {
		assert.notEqual(schemaErrors(document), '', JSON.stringify(document));
	}
});

test('the schema knows every probe method', () => {
	assert.deepEqual((schema['$defs'] as {readonly method: {readonly enum: readonly string[]}}).method.enum, probeMethods);
});

test('every key of the schema is in json.md', async () => {
	const text = await readFile(path.join(documentation, 'json.md'), 'utf8');
	const keys = [...propertyNames(schema)];
	assert.ok(keys.length > 60);
	assert.deepEqual(keys.filter(key => !text.includes(`\`${key}\``)), []);
});

function * propertyNames(node: unknown): Generator<string> {
	if (Array.isArray(node)) {
		for (const item of node) {
			yield * propertyNames(item);
		}
	} else if (isObject(node)) {
		if (isObject(node['properties'])) {
			yield * Object.keys(node['properties']);
		}

		for (const value of Object.values(node)) {
			yield * propertyNames(value);
		}
	}
}

test('the head tells time, source and privileges', () => {
	const {time, version, source, intervalSeconds, privileges} = documentOf(snapshots[0]!);
	assert.deepEqual({
		time, version, source, intervalSeconds, privileges,
	}, {
		time: '2026-03-01T12:30:15.250Z',
		version: 1,
		source: 'netlink',
		intervalSeconds: null,
		privileges: {
			userId: 1000, seesAllProcesses: false, networkAdministration: false, rawSockets: false,
		},
	});
	assert.equal(documentOf({summary: aSummary({sources: []}), view: 'ports', rows: []})['source'], null);
});

test('a listener\'s queues are connections, another socket\'s are bytes', () => {
	const {connections} = documentOf({
		summary: aSummary(), view: 'connections', rows: [
			aListener({receiveQueueBytes: 3, sendQueueBytes: 128}),
			aConnection({receiveQueueBytes: 3, sendQueueBytes: 128}),
		],
	});
	assert.ok(Array.isArray(connections));
	assert.deepEqual(connections.map(({receiveQueueBytes, sendQueueBytes, acceptQueue, acceptQueueLimit}: Record<string, unknown>) => [receiveQueueBytes, sendQueueBytes, acceptQueue, acceptQueueLimit]), [
		[null, null, 3, 128],
		[3, 128, null, null],
	]);
});

test('with /proc the limit of an accept queue is unknown, not 0', () => {
	const {connections} = documentOf({
		summary: aSummary({
			sources: [{
				name: 'sockets', method: 'proc', state: 'degraded', problem: 'no limits',
			}],
		}), view: 'connections', rows: [aListener({receiveQueueBytes: 3, sendQueueBytes: null})],
	});
	assert.ok(Array.isArray(connections));
	assert.ok(isObject(connections[0]));
	assert.deepEqual([connections[0]['acceptQueue'], connections[0]['acceptQueueLimit']], [3, null]);
});

test('a watched document is one line, another has a line per row', () => {
	for (const snapshot of snapshots) {
		const line = [...jsonLines(snapshot, 'line')].join('');
		assert.equal(line.indexOf('\n'), line.length - 1);
		const rows = [...jsonLines(snapshot, 'rows')].join('');
		assert.equal(rows.split('\n').length, snapshot.rows.length === 0 ? 3 : snapshot.rows.length + 3);
		assert.deepEqual(JSON.parse(rows), JSON.parse(line));
	}
});
