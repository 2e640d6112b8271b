import assert from 'node:assert/strict';
import {spawn, type ChildProcessByStdio} from 'node:child_process';
import {once} from 'node:events';
import {createServer, type AddressInfo} from 'node:net';
import path from 'node:path';
import process from 'node:process';
import {text} from 'node:stream/consumers';
import type {Readable} from 'node:stream';
import {test, type TestContext} from 'node:test';

/* The real program on this machine's sockets, among them a listener of the test's own. */

const timeout = 60_000;

function start(t: TestContext, ...words: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
	const child = spawn(process.execPath, ['--import', 'tsx', path.join(import.meta.dirname, '../../helpers/run-main.ts'), ...words], {stdio: ['ignore', 'pipe', 'pipe']});
	t.after(() => child.kill('SIGKILL'));
	return child;
}

async function run(t: TestContext, ...words: readonly string[]) {
	const child = start(t, ...words);
	const ended = once(child, 'close');
	const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
	await ended;
	return {stdout, stderr, code: child.exitCode};
}

async function listen(t: TestContext): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	t.after(() => server.close());
	await once(server, 'listening');
	return (server.address() as AddressInfo).port;
}

test('lists a listener with its process, in every view', {timeout}, async t => {
	const port = String(await listen(t));
	const connections = await run(t, 'list', '--port', port);
	assert.equal(connections.code, 0);
	assert.match(connections.stdout, new RegExp(String.raw`^State .*\n(?:.*\n)*LISTEN +0 +511 +127\.0\.0\.1:${port} +0\.0\.0\.0:\* +users:\(\("[^"]+",pid=${process.pid},fd=\d+\)\)\n`));
	const ports = await run(t, 'list', 'ports', '--port', port);
	assert.match(ports.stdout, new RegExp(String.raw`\ntcp +127\.0\.0\.1 +${port} +OPEN .*\(${process.pid}\)\n$`));
	const states = await run(t, 'list', 'states');
	assert.match(states.stdout, /^State +tcp +tcp6 +udp +udp6 +total\nLISTEN +[1-9]/);
});

test('a watched port on which nobody listens is CLOSED', {timeout}, async t => {
	const {stdout, code} = await run(t, 'list', 'ports', '--port', '1', '--json');
	const {ports} = JSON.parse(stdout) as {readonly ports: ReadonlyArray<Record<string, unknown>>};
	assert.equal(code, 0);
	assert.deepEqual(ports.map(({port, status, watched}) => [port, status, watched]), [[1, 'CLOSED', true]]);
});

test('a wrong word ends with 2 and one line on stderr', {timeout}, async t => {
	const {stdout, stderr, code} = await run(t, 'list', '--jsn');
	assert.equal(code, 2);
	assert.equal(stdout, '');
	assert.match(stderr, /^portop: unknown flag '--jsn'[^\n]*\n$/);
});

test('the version is that of package.json', {timeout}, async t => {
	const {stdout} = await run(t, '--version');
	assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
});

for (const interval of ['0.1', '3600']) {
	test(`a watch whose reader goes away ends quietly, every ${interval} s`, {timeout}, async t => {
		const child = start(t, 'list', '--json', '--watch', '--interval', interval);
		const stderr = text(child.stderr);
		await once(child.stdout, 'data');
		child.stdout.destroy();
		assert.deepEqual(await once(child, 'exit'), [0, null]);
		assert.equal(await stderr, '');
	});
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
	test(`${signal} ends a watch at once and quietly`, {timeout}, async t => {
		const child = start(t, 'list', '--json', '--watch', '--interval', '3600');
		const stderr = text(child.stderr);
		await once(child.stdout, 'data');
		child.kill(signal);
		// Ended by the signal itself, of which a shell makes 143 or 130.
		assert.deepEqual(await once(child, 'exit'), [null, signal]);
		assert.equal(await stderr, '');
	});
}
