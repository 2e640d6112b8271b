/* Which whole samples are kept, for how long, and what is left of them when there is no room. */
import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {test} from 'node:test';
import type {WholeSample} from '../../source/recording/recorded-sample.ts';
import {RecordingWriter} from '../../source/recording/recording-writer.ts';
import {recordedConnection, recordedSample} from '../builders/recorded-sample.ts';
import {recorderSession} from '../builders/recorder-session.ts';
import {queryFile, temporaryPlace} from '../helpers/recorder.ts';

/** A Monday, 00:00. */
const start = Date.UTC(2026, 5, 1);
const session = recorderSession({keepDays: 2});

function wholeSample(number: number, changes: Partial<WholeSample> = {}): WholeSample {
	return {
		chunk: Math.floor(number / 10), place: number % 10, codec: 1, rows: new Uint8Array([number % 256]), sockets: null, ...changes,
	};
}

function sampleOf(second: number, whole: WholeSample | null = wholeSample(second)) {
	return recordedSample({timeMilliseconds: start + (second * 1000), monotonicMilliseconds: second * 1000, whole});
}

test('all samples of an hour, one of ten seconds for a day, one of a minute for as long as is asked for', {timeout: 120_000}, t => {
	const {file, remove} = temporaryPlace();
	t.after(remove);
	const writer = new RecordingWriter(file, session, start);
	const hours = 26;
	const batch = 40;
	for (let second = 0; second < hours * 3600; second += batch) {
		writer.write(Array.from({length: batch}, (_, index) => sampleOf(second + index)), 0);
	}

	writer.close();
	const counts = queryFile(file, `SELECT (time_ms - ${start}) / 3600000 AS hour, count(*), sum(level = 0), sum(level = 1), sum(level = 2) FROM samples GROUP BY 1`);
	assert.deepEqual(counts[0], [0, 60, 0, 0, 60], 'older than a day');
	assert.deepEqual(counts[10], [10, 360, 0, 300, 60], 'older than an hour');
	assert.deepEqual(counts.at(-1), [hours - 1, 3600, 3240, 300, 60]);
	assert.deepEqual(queryFile(file, 'SELECT count(*) FROM sample_bytes WHERE sample_id NOT IN (SELECT id FROM samples)'), [[0]]);
	assert.deepEqual(queryFile(file, 'SELECT count(*) FROM samples WHERE first_id NOT IN (SELECT id FROM samples)'), [[0]], 'no difference is left without its whole sample');
});

test('samples give way before the connections', {timeout: 120_000}, t => {
	const {file, remove} = temporaryPlace();
	t.after(remove);
	const maxBytes = 32 * (2 ** 20);
	const writer = new RecordingWriter(file, {...session, maxBytes}, start);
	for (let second = 0; second < 400; second++) {
		const whole = wholeSample(second, {rows: new Uint8Array(randomBytes(100_000)), sockets: new Uint8Array(randomBytes(100_000))});
		writer.write([{...sampleOf(second, whole), connections: [recordedConnection({endedMilliseconds: start + (second * 1000)})]}], 0);
	}

	writer.close();
	assert.deepEqual(queryFile(file, 'SELECT count(*) FROM connections'), [[400]]);
	const [[kept, newest, leftOut]] = queryFile(file, 'SELECT count(*), max(time_ms), (SELECT sum(count) FROM left_out WHERE what = \'old whole samples\') FROM samples') as [[number, number, number]];
	assert.equal(newest, start + 399_000);
	assert.equal(kept + leftOut, 400);
	assert.ok(kept > 50, `${kept}`);
	assert.deepEqual(queryFile(file, 'SELECT count(*) FROM samples WHERE first_id NOT IN (SELECT id FROM samples)'), [[0]]);
});

test('a difference is only written after the sample from which it differs', t => {
	const {file, remove} = temporaryPlace();
	t.after(remove);
	const writer = new RecordingWriter(file, session, start);
	writer.write([sampleOf(3)], 0);
	writer.write([sampleOf(10), sampleOf(11)], 0);
	writer.write([sampleOf(13), sampleOf(14)], 1);
	writer.write([sampleOf(20), sampleOf(21)], 0);
	writer.close();
	assert.deepEqual(queryFile(file, `SELECT (time_ms - ${start}) / 1000, first_id, level FROM samples`), [[10, 1, 2], [11, 1, 0], [20, 3, 1], [21, 3, 0]]);
});
