/* The order and the columns of a table in the built monitor, on a small screen. */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {
	mkdir,
	mkdtemp,
	readFile,
	rm,
	writeFile,
} from 'node:fs/promises';
import net from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {test, type TestContext} from 'node:test';
import {startMonitor} from './monitor-session.ts';

const waiting = 3;
const limit = 4;

/** A program that listens and hangs, with connections in its accept queue. Returns its port. */
async function hangingServer(t: TestContext): Promise<number> {
	const child = spawn(process.execPath, ['-e', `const server = require('node:net').createServer().listen({port: 0, host: '127.0.0.1', backlog: ${limit}}, () => console.log(server.address().port))`]);
	t.after(() => {
		child.kill('SIGKILL');
	});
	child.stdout.setEncoding('utf8');
	const [text] = await once(child.stdout, 'data') as [string];
	child.kill('SIGSTOP');
	const port = Number(text);
	for (let index = 0; index < waiting; index++) {
		const client = net.connect(port, '127.0.0.1');
		client.on('error', () => undefined);
		t.after(() => {
			client.destroy();
		});
		await once(client, 'connect');
	}

	return port;
}

test('Ports are sorted by Queue, and columns chosen and written, at 80x24', {timeout: 60_000}, async t => {
	const port = await hangingServer(t);
	const folder = await mkdtemp(path.join(tmpdir(), 'portop-tables-'));
	t.after(async () => rm(folder, {recursive: true}));
	const file = path.join(folder, 'portop', 'config.toml');
	await mkdir(path.dirname(file));
	await writeFile(file, '# mine\nutc = true # always\n');
	await using session = await startMonitor({columns: 80, rows: 24, env: {XDG_CONFIG_HOME: folder}});
	const row = new RegExp(`^[▶ ]. *${port} tcp .* ${waiting}/${limit} +0 `, 'm');
	const first = await session.waitFor(row);
	const heading = first.find(line => /Port +Proto/.test(line)) ?? '';
	assert.match(heading, /Queue Drops .*Cl-Wt .*Retr/);

	session.press('s');
	await session.waitFor(/┌ Sort by /);
	session.press('q');
	await session.waitFor(/▶ +Queue +TCP: connections waiting/);
	session.press('\r');
	const sorted = await session.waitFor(/▼Queue/);
	assert.ok(!sorted.join('\n').includes('Sort by'));
	// Of all ports of this machine the one that hangs is the first, and selected.
	await session.waitFor(shown => shown[4]?.startsWith('▶') === true && row.test(shown[4]));

	session.press('C');
	await session.waitFor(/┌ Columns of Ports /);
	session.press('j ');
	await session.waitFor(shown => shown.some(line => /^ +Port +Process/.test(line)));
	session.press('w');
	await session.waitFor(/Columns of ports are in /);
	const written = await readFile(file, 'utf8');
	assert.match(written, /^# mine\nutc = true # always\n\n\[views\.ports\]\ncolumns = \["port", "process", "connections", "acceptQueue", /);
	session.press('q');
	assert.deepEqual(await session.exit, {code: 0, signal: null});

	await using again = await startMonitor({columns: 80, rows: 24, env: {XDG_CONFIG_HOME: folder}});
	await again.waitFor(shown => shown.some(line => /^ +▲?Port +Process +Conns +Queue/.test(line)));
	again.press('q');
	await again.exit;
});
