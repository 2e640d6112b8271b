import assert from 'node:assert/strict';
import {
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {
	after,
	afterEach,
	beforeEach,
	describe,
	test,
} from 'node:test';
import {parseCommandLine} from '../../../source/cli/options/command-line.ts';
import {Names} from '../../../source/collectors/names.ts';
import {runHistory} from '../../../source/commands/history/history.ts';
import {addOpenConnections} from '../../../source/commands/history/open-connections.ts';
import {answer} from '../../../source/commands/history/query.ts';
import {topics} from '../../../source/commands/history/topics.ts';
import {openForRecording, openRecording} from '../../../source/recording/open-recording.ts';
import {RecordingBuilder} from '../../builders/recording.ts';
import {CollectingStream, systemError} from '../../helpers/collecting-stream.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'portop-history-'));
const file = path.join(folder, 'web1.db');
const noon = Date.parse('2026-11-29T12:00:00Z');
const second = 1000;
const minute = 60 * second;

after(() => {
	rmSync(folder, {recursive: true});
});

{
	using builder = new RecordingBuilder(file);
	builder.session(noon, noon + (20 * minute));
	builder.session(noon + (30 * minute), noon + (60 * minute));
	builder.leftOut(noon + minute, 'connections', 'too many in a second', 1204);
	builder.connection({
		ended_ms: noon + minute, began_ms: noon - (2 * 60 * minute), began_bound: 'at latest', direction: 'in', remote_address: '192.0.2.7', pid: 812, user: 'root', unit: 'ssh.service',
		received_bytes: 4200, sent_bytes: 91_000, rtt_us: 21_300, retransmissions: 2, ending: 'peer',
	});
	builder.connection({
		ended_ms: noon + (2 * minute), began_ms: noon + (2 * minute) - 500, began_bound: 'at earliest', direction: 'in', protocol: 'tcp6',
		local_address: '[2001:db8::5]', local_port: 443, remote_address: '[2001:db8::9]',
		process: 'nginx', pid: 900, received_bytes: 300, sent_bytes: 12_000, bytes_are_minimum: 1, ending: 'reset',
	});
	builder.connection({
		ended_ms: noon + (3 * minute), direction: 'in', local_port: 443, process: 'nginx\u{1B}[31m', remote_address: '192.0.2.7', received_bytes: 1, sent_bytes: 2_000_000, ending: null,
	});
	for (let index = 0; index < 120; index++) {
		const isFull = (index >= 10 && index < 15) || index === 30;
		builder.interval({
			time_ms: noon + (index * second),
			ports: [
				{
					port: 8080, process: 'slowd', pid: 77, connections: 3, connections_max: index % 5, accept_queue_max: isFull ? 6 : 0, accept_queue_limit: 5, drops: isFull ? 2 : 0, opened: 1,
					failed: 0, received_bytes: 100, sent_bytes: 1000, rtt_us: 200, data_segments: 10, retransmissions: isFull ? 1 : 0,
				},
				{
					port: 22, protocol: 'tcp6', address: '[::]', process: 'sshd', connections: 1, connections_max: 1,
				},
			],
			probes: [{
				target: 'example.org:443', port: 443, sent: 1, received: index < 100 ? 1 : 0, refused: 0, rejected: 0, lost: index < 100 ? 0 : 1, late: 0,
				rtt_min_us: index < 100 ? 900 : null, rtt_us: index < 100 ? 1000 : null, rtt_max_us: index < 100 ? 1100 : null,
			}],
		});
	}

	builder.event({
		time_ms: noon + (10 * second), kind: 'alert-fired', weight: 'critical', subject_identity: 'tcp|0.0.0.0|8080', subject: 'tcp 0.0.0.0:8080 (slowd)', message: '6 of 5: the accept queue is full',
	});
	builder.event({
		time_ms: noon + minute, message: 'nginx, "reloaded"', lasted_s: 60.5, before: 'nginx(1)', after: 'nginx(2)',
	});
}

/** Runs `portop history` with what is typed after it. */
async function run(words: readonly string[], stdout = new CollectingStream()): Promise<{readonly code: number; readonly out: string; readonly errors: string}> {
	const stderr = new CollectingStream();
	const task = await parseCommandLine(['history', ...words], {});
	if (task.command !== 'history') {
		throw new Error(`it is ${task.command}`);
	}

	const code = await runHistory(task.options, {stdout, stderr});
	return {code, out: stdout.text, errors: stderr.text};
}

const range = ['--file', file, '--utc', '--since', '2026-11-29 11:30', '--until', '2026-11-29 12:30'];

/* PORTOP_UPDATE_FRAMES=1 writes the files of whole outputs again, to be looked at. */
const questions: ReadonlyArray<readonly [name: string, words: readonly string[]]> = [
	['connections', ['connections']],
	['connections-json', ['connections', '--json']],
	['connections-csv', ['connections', '--csv']],
	['connections-by-host', ['connections', '--group-by', 'host']],
	['connections-by-port-csv', ['connections', '--group-by', 'port', '--csv']],
	['connections-by-process-json', ['connections', '--group-by', 'process', '--json', '--limit', '1']],
	['connections-none', ['connections', '--filter', 'nothing']],
	['connections-none-json', ['connections', '--filter', 'nothing', '--json']],
	['ports', ['ports']],
	['ports-queue-full', ['ports', '--filter', 'port:8080 queue>=100%']],
	['ports-json', ['ports', '--json', '--filter', '8080']],
	['ports-csv', ['ports', '--csv', '--filter', '8080']],
	['ports-by-process', ['ports', '--group-by', 'process']],
	['probes', ['probes']],
	['probes-lost', ['probes', '--filter', 'loss>0']],
	['probes-json', ['probes', '--json']],
	['probes-csv', ['probes', '--csv']],
	['probes-by-target', ['probes', '--group-by', 'target']],
	['events', ['events']],
	['events-json', ['events', '--json']],
	['events-csv', ['events', '--csv']],
	['events-by-kind', ['events', '--group-by', 'kind']],
];

describe('whole output', () => {
	const outputs = path.join(import.meta.dirname, '__outputs__');
	for (const [name, words] of questions) {
		test(name, async () => {
			const {code, out} = await run([...words, ...range]);
			const golden = path.join(outputs, `${name}.txt`);
			if (process.env['PORTOP_UPDATE_FRAMES'] === '1') {
				mkdirSync(outputs, {recursive: true});
				writeFileSync(golden, out);
			}

			assert.equal(code, 0);
			assert.equal(out, readFileSync(golden, 'utf8'));
		});
	}
});

/** Returns a column of the answer, which is asked for as JSON. */
async function column(key: string, words: readonly string[]): Promise<readonly unknown[]> {
	const {out} = await run([...words, '--json', ...range]);
	const document = JSON.parse(out) as Readonly<Record<string, unknown>>;
	const rows = Object.values(document).at(-1) as ReadonlyArray<Readonly<Record<string, unknown>>>;
	return rows.map(row => row[key]);
}

describe('questions', () => {
	test('the order is that of time, or a column from its largest value on; unknown comes last', async () => {
		assert.deepEqual(await column('receivedBytes', ['connections']), [4200, 300, 1]);
		assert.deepEqual(await column('sentBytes', ['connections', '--sort', 'sentBytes']), [2_000_000, 91_000, 12_000]);
		assert.deepEqual(await column('sentBytes', ['connections', '--sort', 'sentBytes', '--reverse', '--limit', '2']), [12_000, 91_000]);
		assert.deepEqual(await column('durationSeconds', ['connections', '--sort', 'durationSeconds']), [7260, 0.5, null]);
		assert.deepEqual(await column('durationSeconds', ['connections', '--sort', 'durationSeconds', '--reverse']), [0.5, 7260, null]);
		assert.deepEqual(await column('localAddress', ['connections', '--sort', 'localAddress']), ['10.0.0.5', '10.0.0.5', '[2001:db8::5]']);
	});

	test('a connection is there where a part of it is in the range, whenever it ended', async () => {
		const ending = async (since: string, until: string) => {
			const {out} = await run(['connections', '--csv', '--utc', '--file', file, '--since', since, '--until', until]);
			return out.trimEnd().split('\n').slice(1).map(line => line.split(',', 1)[0]!.slice(11, 16));
		};

		assert.deepEqual(await ending('2026-11-29 10:30', '2026-11-29 10:31'), ['12:01']);
		assert.deepEqual(await ending('2026-11-29 9:30', '2026-11-29 10:00'), []);
		assert.deepEqual(await ending('2026-11-29 12:01', '2026-11-29 12:02'), ['12:01', '12:02']);
		assert.deepEqual(await ending('2026-11-29 12:03', '2026-11-29 12:04'), ['12:03']);
		assert.deepEqual(await ending('2026-11-29 12:02:30', '2026-11-29 12:03'), []);
	});

	test('what was not recorded is said: on stderr, in JSON in the document', async () => {
		const {errors} = await run(['connections', ...range]);
		assert.deepEqual(errors.trimEnd().split('\n'), [
			'portop: not recorded: 2026-11-29 11:30:00 to 2026-11-29 12:00:00 UTC',
			'portop: not recorded: 2026-11-29 12:20:00 to 2026-11-29 12:30:00 UTC',
			'portop: not recorded: 1204 connections (too many in a second)',
			'portop: not recorded: connections that have not ended (the recording has no whole samples)',
		]);
		const {errors: none} = await run(['connections', '--json', ...range]);
		assert.equal(none, '');
	});
});

describe('a clock that was set in the range', () => {
	const {TZ: zone} = process.env;
	beforeEach(() => {
		process.env['TZ'] = 'Europe/Berlin';
	});
	afterEach(() => {
		if (zone === undefined) {
			delete process.env['TZ'];
		} else {
			process.env['TZ'] = zone;
		}
	});

	test('each time has its zone', async () => {
		const {out} = await run(['events', '--file', file, '--since', '2026-10-25 1:00', '--until', '2026-11-29 13:30', '--limit', '1']);
		const [first, , row] = out.split('\n', 3);
		assert.equal(first, '2026-10-25 01:00:00 +02:00 to 2026-11-29 13:30:00 +01:00');
		assert.match(row!, /^2026-11-29 13:00:10 \+01:00 /);
	});
});

describe('what cannot be answered', () => {
	const wrong: ReadonlyArray<readonly [words: readonly string[], message: RegExp]> = [
		[[], /about what\? There is portop history ports, /],
		[['port'], /unknown 'port'; did you mean 'ports'\?/],
		[['ports', '8080'], /unexpected '8080'; a filter goes after --filter/],
		[['ports', '--since', 'soon'], /^--since: 'soon' is not a time: /],
		[['ports', '--until', '-3x'], /^--until: '-3x' is not a time: /],
		[['ports', '--since', '-1h', '--until', '-2h'], /^--since: '-1h' is not before --until '-2h'/],
		[['ports', '--since', '2999-01-01'], /is not past/],
		[['ports', '--filter', 'prot:1'], /unknown field 'prot'/],
		[['ports', '--group-by', 'host'], /ports are not grouped by 'host'; they are by process, unit, container, user or port/],
		[['ports', '--sort', 'drop'], /'drop' is no column of these ports; did you mean 'drops'\?/],
		[['connections', '--group-by', 'host', '--sort', 'endedAt'], /'endedAt' is no column of these groups/],
		[['ports', '--json', '--csv'], /--json and --csv exclude each other/],
		[['ports', '--limit', '0'], /is not a whole number from 1/],
	];
	for (const [words, message] of wrong) {
		test(`portop history ${words.join(' ')}`, async () => {
			await assert.rejects(run([...words, '--file', file]), {name: 'UsageError', message});
		});
	}

	test('a file that is missing, another one, newer, cut off or damaged: exit code 2 and its name', async () => {
		const at = (name: string) => path.join(folder, name);
		writeFileSync(at('text.db'), 'text'.repeat(1000));
		openForRecording(at('newer.db')).exec('PRAGMA user_version = 99');
		copyFileSync(file, at('short.db'));
		truncateSync(at('short.db'), 20_000);
		const bytes = readFileSync(file);
		// The first page says where the others are; all of them are overwritten.
		bytes.fill(0xAA, 4096);
		writeFileSync(at('overwritten.db'), bytes);
		const expected: ReadonlyArray<readonly [name: string, problem: string]> = [
			['none.db', 'does not exist'],
			['text.db', 'is damaged, or no recording of portop'],
			['newer.db', 'was written by a newer portop'],
			['short.db', 'is damaged'],
			['overwritten.db', 'is damaged'],
		];
		for (const [name, problem] of expected) {
			const {code, errors} = await run(['connections', '--since', '-9999d', '--file', at(name)]);
			assert.equal(code, 2, name);
			assert.ok(errors.trimEnd().split('\n').at(-1)!.startsWith(`portop: ${at(name)} ${problem}`), errors);
		}
	});

	test('the output that is not read keeps no hold of the recording', () => {
		const copy = path.join(folder, 'busy.db');
		copyFileSync(file, copy);
		const writer = openForRecording(copy);
		const reader = openRecording(copy);
		const names = new Names();
		addOpenConnections(reader, copy, names);
		const rows = answer(reader, {
			topic: topics.connections, since: 0, until: noon * 2, filter: '', groupBy: null, sort: null, reverse: false, limit: null, isText: false,
		}, names);
		const unfinished = rows[Symbol.iterator]();
		assert.equal(unfinished.next().done, false);
		writer.exec('DELETE FROM connection_rows');
		const {busy} = writer.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()!;
		assert.equal(busy, 0);
		reader.close();
		writer.close();
	});

	test('a reader that goes away ends it quietly, a full disk with a word', async () => {
		const words = ['connections', '--csv', ...range];
		const closed = await run(words, new CollectingStream(() => systemError('EPIPE')));
		assert.equal(closed.code, 0);
		const full = await run(words, new CollectingStream(() => systemError('ENOSPC')));
		assert.equal(full.code, 1);
		assert.match(full.errors, /portop: cannot write the output: write ENOSPC\n$/);
	});
});
