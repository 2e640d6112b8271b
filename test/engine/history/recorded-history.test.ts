/* A recorder and a monitor of this machine: the monitor's answers from the recording are what the recorder's sampler would have shown then. */
import assert from 'node:assert/strict';
import {connect, createServer, type Socket} from 'node:net';
import {once} from 'node:events';
import {hostname} from 'node:os';
import {DatabaseSync} from 'node:sqlite';
import {test, type TestContext} from 'node:test';
import {Replay} from '../../../source/engine/replay.ts';
import {Sampler} from '../../../source/engine/sampler.ts';
import type {Travel, ViewMessage} from '../../../source/protocol/protocol.ts';
import {RecordingWriter} from '../../../source/recording/recording-writer.ts';
import {aQuery} from '../../builders/query.ts';
import {samplerOptions} from '../../builders/sampler-options.ts';
import {recorderSession} from '../../builders/recorder-session.ts';
import {answersOf, shownWithoutSeries} from '../../helpers/answers.ts';
import {temporaryPlace} from '../../helpers/recorder.ts';

type Recorded = {
	readonly file: string;
	/** The answers of each sample. */
	readonly answers: ReadonlyArray<readonly ViewMessage[]>;
};

/** Records some samples of this machine, while connections come and go. */
async function record(t: TestContext, samples: number): Promise<Recorded> {
	const {file, remove} = temporaryPlace();
	t.after(remove);
	const sampler = new Sampler(samplerOptions({records: true, countsBetweenSamples: true, detects: true}));
	const writer = new RecordingWriter(file, recorderSession({host: hostname()}), Date.now());
	const server = createServer(socket => {
		socket.resume();
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as {readonly port: number};
	const servers = [server];
	const clients: Socket[] = [];
	const then: Array<readonly ViewMessage[]> = [];
	try {
		for (let tick = 0; tick < samples; tick++) {
			const client = connect(port, '127.0.0.1');
			await once(client, 'connect');
			client.write('x'.repeat(1000 * tick));
			clients.push(client);
			if (tick % 3 === 2) {
				clients.shift()!.destroy();
			}

			if (tick % 4 === 1) {
				// An event of the log.
				servers.push(createServer().listen(0, '127.0.0.1'));
				await once(servers.at(-1)!, 'listening');
			}

			await sampler.tick();
			then.push(answersOf(sampler));
			// After the answers: what a person looks at is looked up anew.
			writer.write([(await sampler.takeRecord())!], 0);
		}
	} finally {
		writer.close();
		for (const one of servers) {
			one.close();
		}

		for (const client of clients) {
			client.destroy();
		}

		sampler.close();
	}

	return {file, answers: then};
}

/** Starts a monitor's sampler that has this recording. */
async function monitorOf(t: TestContext, file: string): Promise<Sampler> {
	const sampler = new Sampler(samplerOptions({keepsSeries: true, historyBytes: 64 * (2 ** 20), recording: file}));
	t.after(() => {
		sampler.close();
	});
	await sampler.tick();
	return sampler;
}

test('the past before the monitor is as the recorder saw it, in every view', {timeout: 120_000}, async t => {
	const {file, answers: then} = await record(t, 24);
	assert.ok(then[23]!.some(({content: {view, rows}}) => view === 'alerts' && rows.length > 4), 'the log has lines');
	const sampler = await monitorOf(t, file);
	const compare = (tick: number) => {
		for (const [place, answer] of answersOf(sampler).entries()) {
			const expected = then[tick]![place]!;
			assert.deepEqual(shownWithoutSeries(answer), shownWithoutSeries(expected), `${expected.query.view} ${expected.query.grouping} ${expected.query.detail} at ${tick}`);
			assert.equal(answer.past?.sinceMilliseconds, then[0]![0]!.summary.timeMilliseconds);
		}
	};

	const travel = (to: Travel, tick: number) => {
		sampler.travel(to);
		compare(tick);
		assert.equal(sampler.takeTravelProblem(), null);
	};

	const timeOf = (tick: number) => then[tick]![0]!.summary.timeMilliseconds;
	travel({samples: -1}, 23);
	travel({samples: -1}, 22);
	travel({samples: -10}, 12);
	travel({samples: 5}, 17);
	travel({timeMilliseconds: timeOf(3)}, 3);
	travel({seconds: 60}, 23);
	travel({seconds: -60}, 0);
	travel({samples: -5}, 0);
	sampler.travel({samples: 24});
	assert.equal(sampler.answer(aQuery('ports'), null)!.past, null, 'after the last one of the recording comes now');

	// Once samples are in memory, they come after those of the recording.
	await sampler.tick();
	await sampler.tick();
	const inMemory = sampler.answer(aQuery('ports'), null)!.summary;
	travel({samples: -3}, 23);
	sampler.travel({samples: 2});
	assert.equal(sampler.answer(aQuery('ports'), null)!.summary.tick, inMemory.tick - 1);
	travel({samples: -2}, 23);
	assert.equal(sampler.travelTo('2001-01-01 3:00', true)?.includes('\'2001-01-01 3:00\', 01-01 03:00, is before that'), true);
	compare(23);
});

test('a replay is as the recorder saw it, in every view, and begins at the end', {timeout: 120_000}, async t => {
	const {file, answers: then} = await record(t, 13);
	const replay = new Replay(file);
	t.after(() => {
		replay.close();
	});
	const compare = (tick: number) => {
		for (const [place, answer] of answersOf(replay).entries()) {
			const expected = then[tick]![place]!;
			assert.deepEqual(shownWithoutSeries(answer), shownWithoutSeries(expected), `${expected.query.view} ${expected.query.grouping} ${expected.query.detail} at ${tick}`);
			assert.equal(answer.past?.isReplay, true);
		}
	};

	const travel = (to: Travel, tick: number) => {
		replay.travel(to);
		compare(tick);
		assert.equal(replay.takeTravelProblem(), null);
	};

	compare(12);
	travel({samples: -1}, 11);
	travel({samples: -20}, 0);
	travel({samples: 5}, 5);
	travel({seconds: 60}, 12);
	travel({seconds: -60}, 0);
	travel({samples: 99}, 12);
	travel({timeMilliseconds: then[7]![0]!.summary.timeMilliseconds}, 7);
	travel({to: 'now'}, 12);
	assert.equal(replay.travelTo('3[', true), null);
	compare(9);
	assert.match(replay.travelTo('2001-01-01', true) ?? '', /is before that$/);
	assert.match(replay.travelTo('2101-01-01', true) ?? '', /is yet to come$/);
	compare(9);
	assert.match(replay.addProbe().problem ?? '', /^this is a recording/);

	using database = new DatabaseSync(file);
	database.exec('UPDATE sample_bytes SET checksum = 1 WHERE sample_id <= 3');
	const another = new Replay(file);
	t.after(() => {
		another.close();
	});
	assert.equal(another.answer(aQuery('ports'), null)!.summary.tick, 13);
	another.travel({samples: -99});
	assert.equal(another.answer(aQuery('ports'), null)!.summary.tick, 13, 'the one that was shown stays');
	assert.match(another.takeTravelProblem() ?? '', /is damaged: the sample of/);
});

test('a damaged, foreign or newer recording is said, and the monitor goes on', {timeout: 60_000}, async t => {
	const {file} = await record(t, 3);
	const change = (sql: string) => {
		using database = new DatabaseSync(file);
		database.exec(sql);
	};

	const problemAfterStep = async (expected: RegExp) => {
		const sampler = await monitorOf(t, file);
		sampler.travel({samples: -1});
		assert.equal(sampler.answer(aQuery('ports'), null)!.past, null);
		assert.match(sampler.takeTravelProblem() ?? '', expected);
		assert.equal(sampler.takeTravelProblem(), null);
	};

	change('UPDATE sample_bytes SET rows = zeroblob(length(rows)) WHERE sample_id = 3');
	await problemAfterStep(/portop\.db is damaged: the sample of \S+ is not what was written$/);
	change('UPDATE sample_bytes SET codec = 99');
	await problemAfterStep(/was written by another version of portop: in form 99, and this one reads 1$/);
	change('UPDATE sessions SET host = \'web1\'');
	await problemAfterStep(/portop\.db is of the machine 'web1': portop replay shows it$/);
	change('PRAGMA user_version = 99');
	await problemAfterStep(/written by a newer portop/);
});
