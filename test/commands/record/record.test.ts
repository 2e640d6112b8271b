import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {
	appendFileSync,
	chmodSync,
	existsSync,
	mkdirSync,
	statSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import {createServer, connect} from 'node:net';
import path from 'node:path';
import process from 'node:process';
import {test, type TestContext} from 'node:test';
import {setTimeout as wait} from 'node:timers/promises';
import {portop} from '../../helpers/portop.ts';
import {
	queryFile,
	startRecorder,
	temporaryPlace,
	type RunningRecorder,
} from '../../helpers/recorder.ts';

/** How often a recorder is killed: fifty times by hand (PORTOP_KILLS=50), and here. */
const kills = Number(process.env['PORTOP_KILLS'] ?? '10');

function placeFor(t: TestContext) {
	const place = temporaryPlace();
	t.after(place.remove);
	return place;
}

async function record(t: TestContext, file: string, flags: readonly string[] = []): Promise<RunningRecorder> {
	const recorder = await startRecorder(([program = '', ...words]) => spawn(program, words), file, flags);
	t.after(() => recorder.child.kill('SIGKILL'));
	return recorder;
}

/** Runs a recorder that is expected to be refused. */
async function refused(file: string, ...flags: readonly string[]): Promise<{readonly code: number | null; readonly said: string}> {
	const [program = '', ...words] = portop('record', '--file', file, ...flags);
	const child = spawn(program, words);
	let said = '';
	child.stderr.on('data', (piece: Uint8Array) => {
		said += new TextDecoder().decode(piece);
	});
	const {promise, resolve} = Promise.withResolvers<number | null>();
	child.on('close', resolve);
	return {code: await promise, said: said.replaceAll(path.dirname(file), '.')};
}

/** Opens and closes connections of this machine until it is stopped. */
async function makeTraffic(t: TestContext): Promise<void> {
	const server = createServer(socket => {
		socket.end('hello');
	}).listen(0, '127.0.0.1');
	await new Promise(resolve => {
		server.once('listening', resolve);
	});
	const address = server.address() as {readonly port: number};
	const timer = setInterval(() => {
		connect(address.port, '127.0.0.1').on('error', () => undefined).resume();
	}, 5);
	t.after(() => {
		clearInterval(timer);
		server.close();
	});
}

test('killed at any moment: at most 5 s are lost, and never the file', {timeout: 240_000}, async t => {
	await makeTraffic(t);
	const {file} = placeFor(t);
	for (let number = 1; number <= kills; number++) {
		const recorder = await record(t, file, ['--interval', '0.2']);
		// One runs for longer than it may lose.
		await wait(number === 1 ? 7000 : Math.random() * 1500);
		const killedAt = Date.now();
		await recorder.end('SIGKILL');
		const [[last]] = queryFile(file, 'SELECT max(ended_ms) FROM sessions') as [[number]];
		assert.ok(number > 1 || killedAt - last < 5000, `${killedAt - last} ms`);
		assert.deepEqual(queryFile(file, 'PRAGMA integrity_check'), [['ok']]);
	}

	assert.deepEqual(queryFile(file, 'SELECT count(*), sum(ended_cleanly) FROM sessions'), [[kills, 0]]);
	const last = await record(t, file, ['--interval', '0.2']);
	assert.equal(await last.end(), 0);
	// What the killed ones had not combined is combined.
	const sums = queryFile(file, 'SELECT sum(opened), sum(received_bytes), count(DISTINCT port) FROM ports GROUP BY resolution_s');
	assert.deepEqual(sums[1], sums[0]);
	assert.deepEqual(sums[2], sums[0]);
});

test('a second recorder of a file is refused with a word, and one after a kill is not', async t => {
	const {file} = placeFor(t);
	const first = await record(t, file);
	assert.deepEqual(await refused(file), {code: 2, said: 'portop: another portop record writes to ./portop.db\n'});
	await first.end('SIGKILL');
	const next = await record(t, file);
	assert.equal(await next.end('SIGINT'), 0);
	assert.deepEqual([first.errors(), next.errors()].map(text => text.includes('portop.db')), [false, false]);
});

test('the folder is made, and only the user and the group may look', async t => {
	const {folder} = placeFor(t);
	const file = path.join(folder, 'a/b/portop.db');
	const recorder = await record(t, file);
	assert.deepEqual([path.dirname(file), file, `${file}-wal`].map(name => statSync(name).mode & 0o777), [0o750, 0o640, 0o640]);
	assert.equal(await recorder.end(), 0);
	assert.ok(!existsSync(`${file}-wal`) || statSync(`${file}-wal`).size === 0);
});

test('a place that another user may change is refused', async t => {
	const {folder} = placeFor(t);
	const shared = path.join(folder, 'shared');
	mkdirSync(shared);
	chmodSync(shared, 0o777);
	assert.deepEqual(await refused(path.join(shared, 'portop.db')), {code: 2, said: 'portop: --file: every user may write to .; record in a folder that only you may change\n'});
	chmodSync(shared, 0o1777);
	assert.deepEqual(await refused(path.join(shared, 'portop.db')), {
		code: 2, said: 'portop: --file: other users may make files in .; record in a folder of your own, e.g. ./portop/portop.db\n',
	});
	writeFileSync(path.join(folder, 'target'), '');
	symlinkSync('target', path.join(folder, 'link.db'));
	assert.deepEqual(await refused(path.join(folder, 'link.db')), {code: 2, said: 'portop: --file: ./link.db is no file\n'});
	const {code, said} = await refused('/proc/portop.db');
	assert.equal(code, 2);
	assert.match(said, /^portop: --file: \.\/portop\.db cannot be made: /);
});

test('a file that is damaged, cut off or no recording is refused with what is wrong', async t => {
	const {file, folder} = placeFor(t);
	const recorder = await record(t, file, ['--interval', '0.1']);
	await recorder.settled('SELECT count(*) FROM intervals', ([row]) => Number(row?.[0]) > 3);
	await recorder.end('SIGKILL');
	const whole = await record(t, file);
	await whole.end();
	truncateSync(file, statSync(file).size - 8192);
	const cut = await refused(file);
	assert.equal(cut.code, 1);
	assert.match(cut.said, /^portop: \.\/portop\.db is damaged: /);

	const text = path.join(folder, 'text.db');
	appendFileSync(text, 'words '.repeat(1000));
	assert.deepEqual(await refused(text), {code: 1, said: 'portop: ./text.db is damaged, or no recording of portop: it is no SQLite database\n'});
});

test('wrong values are refused with right ones', async t => {
	const {file} = placeFor(t);
	for (const [flag, value, problem] of [
		['--max-size', '5M', 'is not a size of 32Mi or more, e.g. --max-size 500M'],
		['--max-size', 'much', 'is not a size of 32Mi or more, e.g. --max-size 500M'],
		['--keep', '0', 'is not a whole number from 1 to 3650, e.g. --keep 90'],
		['--interval', '60', 'is not a number of seconds from 0.1 to 5, e.g. --interval 2'],
	] as const) {
		assert.deepEqual(await refused(file, flag, value), {code: 2, said: `portop: ${flag}: '${value}' ${problem}\n`});
	}
});
