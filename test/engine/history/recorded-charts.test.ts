/* Charts of the past: of a recorder of this machine, in a monitor that is started after it, and in a replay. */
import assert from 'node:assert/strict';
import {once} from 'node:events';
import {connect, createServer, type Socket} from 'node:net';
import {hostname} from 'node:os';
import {test, type TestContext} from 'node:test';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {Replay} from '../../../source/engine/replay.ts';
import {Sampler} from '../../../source/engine/sampler.ts';
import type {SeriesWindow} from '../../../source/model/series.ts';
import type {RowOf} from '../../../source/protocol/protocol.ts';
import {RecordingWriter} from '../../../source/recording/recording-writer.ts';
import {aQuery} from '../../builders/query.ts';
import {samplerOptions} from '../../builders/sampler-options.ts';
import {recorderSession} from '../../builders/recorder-session.ts';
import {queryFile, temporaryPlace} from '../../helpers/recorder.ts';

const sampleCount = 12;
const bytesOf = (tick: number): number => 10_000 * (1 + (tick * 7 % sampleCount));
const chart = {seconds: 120, buckets: 120};

type Recorded = {
	readonly file: string;
	readonly port: number;
	/** The values of the port in the recording, one for each sample but the first. */
	readonly bitsPerSecond: readonly number[];
};

/** Records some seconds of this machine, in which a port receives more from one sample to the next. Its clock is a test's, its sockets are real. */
async function record(t: TestContext): Promise<Recorded> {
	const {file, remove} = temporaryPlace();
	const server = createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as {readonly port: number};
	const client = connect(port, '127.0.0.1');
	const [accepted] = await once(server, 'connection') as [Socket];
	t.after(() => {
		client.destroy();
		accepted.destroy();
		server.close();
		remove();
	});
	const sampler = new Sampler(samplerOptions({records: true, countsBetweenSamples: true}));
	const writer = new RecordingWriter(file, recorderSession({intervalSeconds: 0.2, host: hostname()}), Date.now());
	for (let tick = 0; tick < sampleCount; tick++) {
		client.write(new Uint8Array(bytesOf(tick)));
		for (let received = 0; received < bytesOf(tick);) {
			const [piece] = await once(accepted, 'data') as [Uint8Array];
			received += piece.length;
		}

		await sampler.tick();
		writer.write([(await sampler.takeRecord())!], 0);
	}

	sampler.close();
	writer.close();
	const rows = queryFile(file, `SELECT 8.0 * received_bytes / seconds FROM ports WHERE port = ${port} AND resolution_s = 0.2 ORDER BY time_ms`);
	return {file, port, bitsPerSecond: rows.map(([value]) => Number(value))};
}

function detailOf(sampler: Pick<Sampler, 'answer'>, port: number): {readonly row: RowOf<'ports'>; readonly receive: SeriesWindow | undefined} {
	const {detail} = sampler.answer(aQuery('ports', {detail: `tcp|127.0.0.1|${port}`, chart}), null)!;
	if (detail === null || detail === 'gone' || detail.view !== 'ports') {
		throw new Error(`port ${port} is not there`);
	}

	return {row: detail.row, receive: detail.charts.receive};
}

/** Asks until the chart of what the port receives is as it is wanted, and the sparkline and the averages have something, too. */
async function receivedChart(sampler: Pick<Sampler, 'answer'>, port: number, isSettled: (window: SeriesWindow) => boolean): Promise<SeriesWindow> {
	const deadline = performance.now() + 20_000;
	for (;;) {
		const {receive, row} = detailOf(sampler, port);
		if (receive !== undefined && isSettled(receive) && row.history.some(value => value > 0) && (row.averages?.receiveMinute ?? 0) > 0) {
			return receive;
		}

		assert.ok(performance.now() < deadline, JSON.stringify({...receive, means: receive?.means.filter(value => !Number.isNaN(value)), maxima: []}));
		await nextTurn();
	}
}

test('a monitor that was just started shows what was recorded before', {timeout: 60_000}, async t => {
	const {file, port, bitsPerSecond} = await record(t);
	const sampler = new Sampler(samplerOptions({keepsSeries: true, historyBytes: 2 ** 24, recording: file}));
	t.after(() => {
		sampler.close();
	});
	await sampler.tick();
	assert.equal(detailOf(sampler, port).receive?.peak, null, 'the first rows wait for no recording');
	await sampler.tick();
	const {peak, total} = await receivedChart(sampler, port, window => (window.peak ?? 0) > 0);
	assert.equal(bitsPerSecond.length, sampleCount - 1);
	assert.ok(Math.abs(peak! - Math.max(...bitsPerSecond)) < 10, `${peak} instead of ${Math.max(...bitsPerSecond)}`);
	// All bytes but those before the first sample.
	const sent = Array.from({length: sampleCount}, (_, tick) => bytesOf(tick)).slice(1).reduce((sum, bytes) => sum + bytes, 0);
	assert.ok(Math.abs((total! / 8) - sent) < 100, `${total! / 8} bytes instead of ${sent}`);

	// The first one is that of the session, the second one the recorder's last.
	sampler.travel({samples: -5});
	const before = Math.max(...bitsPerSecond.slice(0, -3));
	await receivedChart(sampler, port, window => Math.abs((window.peak ?? 0) - before) < 10);
	assert.notEqual(sampler.answer(aQuery('ports'), null)!.past, null);
	assert.equal(sampler.takeTravelProblem(), null);
});

test('a replay has the charts of each of its moments', {timeout: 60_000}, async t => {
	const {file, port, bitsPerSecond} = await record(t);
	const replay = new Replay(file);
	t.after(() => {
		replay.close();
	});
	for (let known = bitsPerSecond.length; known > 1; known -= 2) {
		const expected = Math.max(...bitsPerSecond.slice(0, known));
		const {peak} = await receivedChart(replay, port, window => Math.abs((window.peak ?? 0) - expected) < 10);
		assert.notStrictEqual(peak, null);
		replay.travel({samples: -2});
	}
});
