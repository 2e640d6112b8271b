/* A recording on the same screen: as the built program writes and shows it. */
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {once} from 'node:events';
import {connect, createServer} from 'node:net';
import {DatabaseSync} from 'node:sqlite';
import {test} from 'node:test';
import {startRecorder, temporaryPlace} from '../helpers/recorder.ts';
import {startInPty} from './driver.ts';
import {listen, program, startMonitor} from './monitor-session.ts';

test('portop replay shows a recording, begins at its end, and changes nothing', {timeout: 120_000}, async t => {
	const {file, remove} = temporaryPlace();
	t.after(remove);
	using listener = await listen();
	const recorder = await startRecorder(([name = '', ...words]) => spawn(name, words), file, ['--interval', '0.2']);
	t.after(() => {
		recorder.child.kill('SIGKILL');
	});
	await recorder.settled('SELECT count(*) FROM samples', rows => Number(rows[0]?.[0]) >= 12);
	await recorder.end();
	const times = recorder.query('SELECT time_ms FROM samples ORDER BY id').map(([time]) => new Date(Number(time)).toISOString().slice(11, 19));

	await using session = await startMonitor({columns: 160, rows: 24, arguments: ['replay', file, '--utc', '--filter', `port:${listener.port}`]});
	const moment = (screen: readonly string[]) => / REPLAY (?<time>\d\d:\d\d:\d\d) UTC, /.exec(screen[0] ?? '')?.groups?.['time'];
	await session.waitFor(screen => moment(screen) === times.at(-1) && screen.join('\n').includes(String(listener.port)));
	assert.match(session.screen()[0]!, / Linux \d/, 'the kernel of the recording');
	session.press('@');
	await session.waitFor(/Show: /);
	session.press('99[\r');
	await session.waitFor(screen => moment(screen) === times[0] && (screen[0] ?? '').includes(', the oldest sample'));
	session.press(']');
	await session.waitFor(screen => !(screen[0] ?? '').includes(', the oldest sample'));
	session.press('.');
	await session.waitFor(screen => moment(screen) === times.at(-1));
	for (const key of ['K', 'a', 'A']) {
		session.press(key);
		await session.waitFor(/This is a recording: nothing can be changed in it/);
		session.press('\u{1B}');
	}

	session.press('q');
	const {code: exitCode} = await session.exit;
	assert.equal(exitCode, 0);
});

test('a replay draws the charts of the time before its moment', {timeout: 120_000}, async t => {
	const {file, remove} = temporaryPlace();
	t.after(remove);
	const server = createServer(socket => {
		socket.resume();
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as {readonly port: number};
	const recorder = await startRecorder(([name = '', ...words]) => spawn(name, words), file, ['--interval', '0.2']);
	const client = connect(port, '127.0.0.1');
	t.after(() => {
		client.destroy();
		server.close();
		recorder.child.kill('SIGKILL');
	});
	const received = `SELECT coalesce(max(receive_max_bits_per_s), 0) FROM ports WHERE port = ${port}`;
	// What was there before the first sample is no traffic.
	await recorder.settled(`SELECT count(*) FROM ports WHERE port = ${port} AND connections = 1`, rows => Number(rows[0]?.[0]) >= 2);
	client.write(new Uint8Array(50_000));
	await recorder.settled(received, rows => Number(rows[0]?.[0]) > 0);
	await recorder.end();

	await using session = await startMonitor({columns: 120, rows: 50, arguments: ['replay', file, '--filter', `port:${port}`]});
	session.press('2');
	await session.waitFor(new RegExp(`▶ *${port}`));
	session.press('\r');
	await session.waitFor(screen => screen.some(line => /In bit\/s, peak \d+(?:\.\d+)?[Mk]/.test(line)) && /[▇█⡇⢸⣿]/.test(screen.join('\n')), {timeout: 20_000});
	session.press('q');
	await session.waitFor(new RegExp(`▶ *${port}`));
	session.press('q');
	assert.deepEqual(await session.exit, {code: 0, signal: null});
});

test('what cannot be replayed is said, with exit code 2', {timeout: 60_000}, async t => {
	const {folder, file, remove} = temporaryPlace();
	t.after(remove);
	const [node, cli] = program;
	const assertRefused = async (words: readonly string[], problem: string) => {
		await using session = await startInPty({columns: 160, rows: 24, command: [node, cli, 'replay', ...words]});
		await session.waitFor(screen => screen.join('').trim() === `portop: ${problem}`);
		assert.deepEqual(await session.exit, {code: 2, signal: null});
	};

	await assertRefused([file], `${file} does not exist`);
	await assertRefused([], 'portop replay: which recording? Name its file, e.g. portop replay ./web1.db');
	writeFileSync(file, 'x'.repeat(10_000));
	await assertRefused([file], `${file} is damaged, or no recording of portop: it is no SQLite database`);
	const other = `${folder}/other.db`;
	{
		using database = new DatabaseSync(other);
		database.exec('CREATE TABLE t (a)');
	}

	await assertRefused([other], `${other} is no recording of portop, but another SQLite database`);
	const {status, stderr} = spawnSync(node, [cli, 'replay', other], {encoding: 'utf8'});
	assert.deepEqual([status, stderr], [2, 'portop: the monitor needs a terminal on stdin and stdout; without one, `portop history` answers questions about a recording.\n']);
});
