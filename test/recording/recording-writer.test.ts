import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {test, type TestContext} from 'node:test';
import {openRecording} from '../../source/recording/open-recording.ts';
import type {RecordedInterval} from '../../source/recording/recorded-sample.ts';
import {RecordingWriter} from '../../source/recording/recording-writer.ts';
import {anEvent} from '../builders/alert.ts';
import {
	recordedConnection,
	recordedInterval,
	recordedPort,
	recordedSample,
} from '../builders/recorded-sample.ts';
import {recorderSession} from '../builders/recorder-session.ts';

const megabyte = 1024 * 1024;
/** A Monday, 00:00. */
const start = Date.UTC(2026, 5, 1);
const session = recorderSession();

function fileFor(t: TestContext): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'portop-recording-'));
	t.after(() => {
		rmSync(folder, {recursive: true});
	});
	return path.join(folder, 'portop.db');
}

/** The sample of a second after the start. */
function second(number: number, interval: Partial<RecordedInterval> = {}) {
	return recordedSample({timeMilliseconds: start + (number * 1000), monotonicMilliseconds: number * 1000, interval: recordedInterval(interval)});
}

function query(file: string, sql: string): ReadonlyArray<Readonly<Record<string, unknown>>> {
	using database = openRecording(file);
	return database.prepare(sql).all().map(row => ({...row}));
}

test('figures of a longer interval are sums, means and maxima of the shorter ones', t => {
	const file = fileFor(t);
	const writer = new RecordingWriter(file, session, start);
	for (let number = 1; number <= 120; number++) {
		writer.write([second(number, {
			ports: [recordedPort({
				figures: {
					connections: number, acceptQueue: number % 10, receivedBytes: 1000, opened: 1, rttMicroseconds: number <= 60 ? 100 : null,
				},
			})],
			states: number % 2 === 0 ? [{name: 'ESTABLISHED', figures: {sockets: 4}}] : [],
			groups: [{
				grouping: 'host', kind: 'member', name: '198.51.100.7', figures: {
					opened: 1, closed: 0, failed: 0, resets: 0, timeouts: 0, receivedBytes: 10, sentBytes: null, dataSegments: 0, retransmissions: 0,
				},
			}],
			probes: [{
				target: 'example.org', method: 'icmp', port: null, status: 'OPEN', figures: {
					sent: 1, received: number % 2, refused: 0, rejected: 0, lost: 1 - (number % 2), late: 0,
					minimumRttMicroseconds: number % 2 === 1 ? number : null, averageRttMicroseconds: number % 2 === 1 ? number : null, maximumRttMicroseconds: number % 2 === 1 ? number : null,
				},
			}],
		})], 0);
	}

	writer.close();
	assert.deepEqual(query(file, 'SELECT resolution_s, count(*) AS rows, sum(seconds) AS seconds, sum(received_bytes) AS bytes, sum(opened) AS opened FROM ports GROUP BY 1'), [
		{
			resolution_s: 1, rows: 120, seconds: 120, bytes: 120_000, opened: 120,
		},
		{
			resolution_s: 10, rows: 12, seconds: 120, bytes: 120_000, opened: 120,
		},
		{
			resolution_s: 60, rows: 2, seconds: 120, bytes: 120_000, opened: 120,
		},
	]);
	assert.deepEqual(query(file, 'SELECT (time_ms - ' + start + ') / 1000 AS at, connections, connections_max, accept_queue, accept_queue_max, accept_queue_limit, receive_max_bits_per_s, rtt_us, process, pid, status FROM ports WHERE resolution_s = 60'), [
		{
			at: 0, connections: 30.5, connections_max: 60, accept_queue: 4.5, accept_queue_max: 9, accept_queue_limit: 128, receive_max_bits_per_s: 8000, rtt_us: 100, process: 'nginx', pid: 1234, status: 'OPEN',
		},
		{
			at: 60, connections: 90.5, connections_max: 120, accept_queue: 4.5, accept_queue_max: 9, accept_queue_limit: 128, receive_max_bits_per_s: 8000, rtt_us: null, process: 'nginx', pid: 1234, status: 'OPEN',
		},
	]);
	// It was there in every other second.
	assert.deepEqual(query(file, 'SELECT state, sockets, sockets_max FROM states WHERE resolution_s = 60 LIMIT 1'), [{state: 'ESTABLISHED', sockets: 2, sockets_max: 4}]);
	assert.deepEqual(query(file, 'SELECT name, received_bytes, sent_bytes, opened FROM groups WHERE resolution_s = 60 LIMIT 1'), [{
		name: '198.51.100.7', received_bytes: 600, sent_bytes: null, opened: 60,
	}]);
	assert.deepEqual(query(file, 'SELECT target, sent, received, lost, rtt_min_us, rtt_us, rtt_max_us, status FROM probes WHERE resolution_s = 60 LIMIT 1'), [{
		target: 'example.org', sent: 60, received: 30, lost: 30, rtt_min_us: 1, rtt_us: 30, rtt_max_us: 59, status: 'OPEN',
	}]);
	assert.deepEqual(query(file, 'SELECT ended_cleanly, ended_ms - started_ms AS lasted, host FROM sessions'), [{ended_cleanly: 1, lasted: 120_000, host: 'web1'}]);
});

test('what a recorder that was killed had not combined yet is combined by the next', t => {
	const file = fileFor(t);
	const writer = new RecordingWriter(file, session, start);
	for (let number = 1; number <= 95; number++) {
		writer.write([second(number, {ports: [recordedPort({figures: {opened: 1}})]})], 0);
	}

	// As after a kill: nothing of it is closed. The database is, as SQLite holds locks by process.
	{
		using next = openRecording(file);
		assert.deepEqual(next.prepare('SELECT ended_cleanly AS cleanly FROM sessions').all().map(({cleanly}) => cleanly), [0]);
	}

	const after = new RecordingWriter(file, session, start + 100_000);
	after.write([second(100, {ports: [recordedPort({figures: {opened: 1}})]}), second(101, {ports: [recordedPort({figures: {opened: 1}})]})], 0);
	after.close();
	assert.deepEqual(query(file, 'SELECT resolution_s, sum(opened) AS opened FROM ports GROUP BY 1'), [1, 10, 60].map(resolution => ({resolution_s: resolution, opened: 97})));
	assert.deepEqual(query(file, 'SELECT count(*) AS sessions FROM sessions'), [{sessions: 2}]);
});

test('connections, events and alerts are written once, with names', t => {
	const file = fileFor(t);
	const writer = new RecordingWriter(file, session, start);
	const owner = {
		process: 'sshd', pid: 77, user: 'root', unit: 'ssh.service', container: null,
	};
	const alert = {
		identity: '1', source: 'accept queue', origin: 'check', severity: 'warning', subject: {kind: 'port', identity: 'p', text: 'tcp 0.0.0.0:443'}, message: 'queue at 90 %',
		explanation: ['a', 'b'], firstValue: '90 %', worstValue: '90 %', raisedMilliseconds: start + 1000, resolvedMilliseconds: null,
	} as const;
	writer.write([recordedSample({
		timeMilliseconds: start + 1000,
		monotonicMilliseconds: 1000,
		connections: [recordedConnection({owner, endedMilliseconds: start}), recordedConnection({
			endedMilliseconds: start + 1, remoteAddress: null, remotePort: null, localAddress: null, ending: null, beganBound: 'at earliest',
		})],
		leftOut: {connections: 3, ports: 0, 'whole samples': 0},
		alerts: [alert],
		events: [{
			timeMilliseconds: start + 1000, kind: 'alert-fired', weight: 'warning', subject: alert.subject, message: 'queue at 90 %', before: null, after: null,
			lastedSeconds: null, lastedIsMinimum: false, count: 1, alertIdentity: '1', logged: anEvent(),
		}],
	})], 0);
	writer.write([recordedSample({timeMilliseconds: start + 2000, monotonicMilliseconds: 2000, alerts: [{...alert, worstValue: '95 %', resolvedMilliseconds: start + 2000}]})], 2);
	writer.close();
	assert.deepEqual(query(file, 'SELECT process, pid, local_address, local_port, remote_address, remote_port, received_bytes, ending, began_bound FROM connections'), [
		{
			process: 'sshd', pid: 77, local_address: '192.0.2.1', local_port: 443, remote_address: '198.51.100.7', remote_port: 50_000, received_bytes: 700, ending: 'peer', began_bound: null,
		},
		{
			process: null, pid: null, local_address: null, local_port: 443, remote_address: null, remote_port: null, received_bytes: 700, ending: null, began_bound: 'at earliest',
		},
	]);
	assert.deepEqual(query(file, 'SELECT events.message, alerts.worst_value, alerts.resolved_ms - alerts.raised_ms AS lasted FROM events JOIN alerts ON alerts.id = alert_id'), [
		{message: 'queue at 90 %', worst_value: '95 %', lasted: 1000},
	]);
	assert.deepEqual(query(file, 'SELECT what, count FROM left_out ORDER BY what'), [{what: 'connections', count: 3}, {what: 'samples', count: 2}]);
});

test('a clock that steps an hour back and forth: nothing is lost, and the steps are said', t => {
	const file = fileFor(t);
	const writer = new RecordingWriter(file, session, start);
	const hour = 3_600_000;
	for (let number = 1; number <= 90; number++) {
		const step = number > 60 ? 0 : (number > 30 ? -hour : 0);
		const sample = second(number, {ports: [recordedPort({figures: {opened: 1}})]});
		writer.write([{...sample, timeMilliseconds: sample.timeMilliseconds + step}], 0);
	}

	writer.close();
	assert.deepEqual(query(file, 'SELECT resolution_s, sum(opened) AS opened, sum(seconds) AS seconds FROM ports GROUP BY 1'), [1, 10, 60].map(resolution => ({resolution_s: resolution, opened: 90, seconds: 90})));
	assert.deepEqual(query(file, 'SELECT step_ms FROM clock_steps'), [{step_ms: -hour}, {step_ms: hour}]);
});

/** The load of a machine in a minute. */
function minuteOf(number: number, ports: number, connections: number) {
	return recordedSample({
		timeMilliseconds: start + (number * 60_000),
		monotonicMilliseconds: number * 60_000,
		interval: recordedInterval({
			seconds: 60,
			ports: Array.from({length: ports}, (_, index) => recordedPort({
				port: 1000 + index, figures: {
					connections: number % 97, receivedBytes: 1000 * number, sentBytes: 123_456, rttMicroseconds: 12_345,
				},
			})),
		}),
		connections: Array.from({length: connections}, (_, index) => recordedConnection({
			endedMilliseconds: start + (number * 60_000) - index, remoteAddress: `198.51.${number % 256}.${index % 256}`, owner: {
				process: `p${index % 5}`, pid: index, user: 'u', unit: null, container: null,
			},
		})),
	});
}

test('two days at a quick pace: what is old goes, and the file stops growing', t => {
	const file = fileFor(t);
	const writer = new RecordingWriter(file, {...session, keepDays: 1, intervalSeconds: 5}, start);
	const sizes: number[] = [];
	for (let number = 1; number <= 2880; number++) {
		writer.write([minuteOf(number, 10, 20)], 0);
		if (number % 480 === 0) {
			sizes.push(statSync(file).size);
		}
	}

	writer.close();
	const [rows] = query(file, 'SELECT min(time_ms) AS first, count(*) AS count FROM intervals WHERE resolution_s = 60');
	assert.ok(Number(rows!['first']) >= start + (1438 * 60_000), String(rows!['first']));
	assert.equal(query(file, 'SELECT count(*) AS count FROM connections WHERE ended_ms < ' + String(start + (1430 * 60_000)))[0]!['count'], 0);
	assert.ok(Number(query(file, 'SELECT count(*) AS count FROM intervals WHERE resolution_s = 5')[0]!['count']) <= 61);
	assert.ok(sizes.at(-1)! < sizes[2]! * 1.3, sizes.join(' '));
	assert.deepEqual(query(file, 'PRAGMA integrity_check'), [{integrity_check: 'ok'}]);
});

test('--max-size is held whatever comes: the oldest goes first, and it is said', t => {
	const file = fileFor(t);
	const maxBytes = 24 * megabyte;
	const writer = new RecordingWriter(file, {...session, maxBytes}, start);
	let most = 0;
	for (let number = 1; number <= 300; number++) {
		writer.write([minuteOf(number, 200, 2000)], 0);
		most = Math.max(most, statSync(file).size + statSync(`${file}-wal`).size);
	}

	writer.close();
	assert.ok(most <= maxBytes, `${most} bytes`);
	const [kept] = query(file, 'SELECT count(*) AS connections, (SELECT count(*) FROM intervals WHERE resolution_s = 60) AS intervals, (SELECT sum(count) FROM left_out WHERE what = \'old connections\') AS given FROM connections');
	assert.equal(Number(kept!['connections']) + Number(kept!['given']), 300 * 2000);
	assert.ok(Number(kept!['connections']) > 10_000, String(kept!['connections']));
	assert.ok(Number(kept!['intervals']) > 20, String(kept!['intervals']));
	assert.deepEqual(query(file, 'PRAGMA integrity_check'), [{integrity_check: 'ok'}]);
});

test('--max-size is held also while a reader holds on to an old state, and it goes on when that is gone', t => {
	const file = fileFor(t);
	const maxBytes = 32 * megabyte;
	const writer = new RecordingWriter(file, {...session, maxBytes}, start);
	writer.write([minuteOf(1, 200, 2000)], 0);
	const reader = openRecording(file);
	reader.exec('BEGIN');
	reader.prepare('SELECT count(*) FROM connections').get();
	let number = 1;
	assert.throws(() => {
		for (;;) {
			number++;
			writer.write([minuteOf(number, 200, 2000)], 0);
		}
	}, /holds on to an old state/);
	assert.ok(statSync(file).size + statSync(`${file}-wal`).size <= maxBytes);
	reader.close();
	writer.write([minuteOf(number, 200, 2000)], 0);
	writer.close();
	assert.deepEqual(query(file, 'PRAGMA integrity_check'), [{integrity_check: 'ok'}]);
});
