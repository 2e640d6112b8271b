/* Connections that have not ended are among the answers, as the last whole sample had them. */
import assert from 'node:assert/strict';
import {once} from 'node:events';
import {
	connect,
	createServer,
	type AddressInfo,
	type Socket,
} from 'node:net';
import {DatabaseSync} from 'node:sqlite';
import process from 'node:process';
import {test, type TestContext} from 'node:test';
import {parseCommandLine} from '../../../source/cli/options/command-line.ts';
import {runHistory} from '../../../source/commands/history/history.ts';
import {Sampler} from '../../../source/engine/sampler.ts';
import {RecordingWriter} from '../../../source/recording/recording-writer.ts';
import {samplerOptions} from '../../builders/sampler-options.ts';
import {recorderSession} from '../../builders/recorder-session.ts';
import {CollectingStream} from '../../helpers/collecting-stream.ts';
import {temporaryPlace} from '../../helpers/recorder.ts';

type Row = Readonly<Record<string, unknown>>;

type Recorded = {
	readonly file: string;
	readonly port: number;
	/** The clients' ports: of one that ended, one that was there before, and one that came later. */
	readonly clients: readonly number[];
};

/** Records twelve samples of this machine with three connections to a port, of which one ends. */
async function record(t: TestContext): Promise<Recorded> {
	const {file, remove} = temporaryPlace();
	t.after(remove);
	const sampler = new Sampler(samplerOptions({records: true, countsBetweenSamples: true}));
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	const clients: Socket[] = [];
	t.after(() => {
		sampler.close();
		server.close();
		for (const client of clients) {
			client.destroy();
		}
	});
	const join = async () => {
		const client = connect(port, '127.0.0.1');
		clients.push(client);
		await once(client, 'connect');
	};

	await join();
	await join();
	const ports: number[] = [];
	const writer = new RecordingWriter(file, recorderSession(), Date.now());
	for (let sample = 0; sample < 12; sample++) {
		if (sample === 2) {
			await join();
			ports.push(...clients.map(({localPort}) => localPort!));
			clients[0]!.destroy();
		}

		await sampler.tick();
		writer.write([(await sampler.takeRecord())!], 0);
	}

	writer.close();
	return {file, port, clients: ports};
}

async function ask(...words: readonly string[]): Promise<{readonly out: string; readonly errors: string}> {
	const [stdout, stderr] = [new CollectingStream(), new CollectingStream()];
	const task = await parseCommandLine(['history', 'connections', ...words], {});
	if (task.command !== 'history') {
		throw new Error(`it is ${task.command}`);
	}

	assert.equal(await runHistory(task.options, {stdout, stderr}), 0);
	return {out: stdout.text, errors: stderr.text};
}

async function rowsOf(...words: readonly string[]): Promise<readonly Row[]> {
	const {out} = await ask(...words, '--json');
	const document = JSON.parse(out) as {readonly connections?: readonly Row[]; readonly groups?: readonly Row[]};
	return document.connections ?? document.groups!;
}

test('connections that have not ended are found, filtered and counted with those that have', async t => {
	const {file, port, clients} = await record(t);
	const [ended, early, late] = clients;
	const filter = `sport:${port}`;
	const rows = await rowsOf('--file', file, '--filter', filter);
	const byPort = new Map(rows.map(row => [row['remotePort'], row]));
	assert.deepEqual(new Set(byPort.keys()), new Set([ended, early, late]));
	assert.equal(rows.length, 3, 'each once');
	assert.notEqual(byPort.get(ended)!['endedAt'], null);
	assert.notEqual(byPort.get(ended)!['ending'], null);
	for (const client of [early, late]) {
		const {endedAt, ending, direction, localAddress, pid, bytesAreMinimum, durationSeconds} = byPort.get(client)!;
		assert.deepEqual([endedAt, ending, direction, localAddress, pid, bytesAreMinimum], [null, null, 'in', '127.0.0.1', process.pid, true]);
		assert.ok(Number(durationSeconds) >= 0);
	}

	assert.deepEqual([early, late].map(client => byPort.get(client)!['beganBound']), ['at latest', null]);
	const [byRemotePort, ...more] = await rowsOf('--file', file, '--filter', `${filter} dport:${late}`);
	assert.deepEqual([byRemotePort!['localPort'], more.length], [port, 0]);
	const byNames = await rowsOf('--file', file, '--filter', `${filter} 127.0.0.1 ${byPort.get(early)!['process'] as string}`);
	assert.equal(byNames.length, 3);
	const groups = await rowsOf('--file', file, '--filter', filter, '--group-by', 'host');
	assert.deepEqual(groups.map(({connections, open}) => [connections, open]), [[3, 2]]);
	const {out, errors} = await ask('--file', file, '--filter', filter);
	assert.match(out, /\nopen +>/v);
	assert.doesNotMatch(errors, /have not ended/v);
});

test('one that began after the range is not in it', async t => {
	const {file} = await record(t);
	const rows = await rowsOf('--file', file, '--since', '2026-01-01', '--until', '2026-01-02');
	assert.deepEqual(rows, []);
});

test('where whole samples are not there or cannot be read, that is said, and the rest goes on', async t => {
	const {file, port, clients} = await record(t);
	const change = (sql: string) => {
		const database = new DatabaseSync(file);
		database.exec(sql);
		database.close();
	};

	change('UPDATE sample_bytes SET checksum = checksum + 1');
	const damaged = await ask('--file', file, '--filter', `sport:${port}`, '--csv');
	assert.match(damaged.errors, /not recorded: connections that have not ended \(.*damaged/v);
	assert.deepEqual(damaged.out.trimEnd().split('\n').slice(1).map(line => line.includes(`,${clients[0]!},`)), [true]);
	change('DELETE FROM samples');
	const missing = await ask('--file', file, '--json');
	assert.match(missing.out, /"what":"connections that have not ended","why":"the recording has no whole samples","count":null/v);
});
