/* Probes in the built monitor: on loopback, with a listener of this process. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {listen, startMonitor} from './monitor-session.ts';

const bounded = {timeout: 30_000};
const escape = '\u{1B}';

test('a adds a target, a wrong one can be corrected, Enter opens its detail, d removes it after a confirmation', bounded, async () => {
	using listener = await listen();
	await using session = await startMonitor({rows: 40});
	session.press('6');
	await session.waitFor(/No targets yet/);
	session.press('aconnect://127.0.0.1');
	session.press('\r');
	await session.waitFor(/port/);
	session.press(`:${listener.port}`);
	session.press('\r');
	await session.waitFor(new RegExp(String.raw`connect://127\.0\.0\.1:${listener.port} .*OPEN`), {timeout: 10_000});
	session.press('\r');
	// Below the table stands the same already.
	await session.waitFor(/Esc back/);
	session.press('G');
	await session.waitFor(/reply .*accepted/);
	session.press(escape);
	await session.waitFor(/6 Prob\w* 1/);
	session.press('d');
	await session.waitFor(/[Rr]emove/);
	session.press('\r');
	session.press('n');
	await session.waitFor(screen => !(screen.at(-1) ?? '').includes('y remove'));
	await session.waitFor(/6 Prob\w* 1/);
	session.press('d');
	session.press('y');
	await session.waitFor(/No targets yet/);
	assert.ok(session.emulator.isAlternateScreen);
});

test('--port shows the connect latency of the listener, which counts no client for it', bounded, async () => {
	using listener = await listen();
	await using session = await startMonitor({columns: 200, arguments: ['--port', `${listener.port}`]});
	await session.waitFor(new RegExp(String.raw`${listener.port} +tcp +OPEN .*\d+µs`), {timeout: 10_000});
	session.press('\r');
	const screen = await session.waitFor(/Accept queue|accept queue/);
	assert.match(screen.join('\n'), /Drops +0 /);
});

test('--port narrows sockets down, not the targets', bounded, async () => {
	using listener = await listen();
	await using session = await startMonitor({arguments: ['--port', '443', '--probe', `connect://127.0.0.1:${listener.port}`, '--probe-interval', '0.2']});
	await session.waitFor(/filter: .*443/);
	session.press('6');
	const screen = await session.waitFor(new RegExp(String.raw`127\.0\.0\.1:${listener.port} .*OPEN`));
	assert.doesNotMatch(screen.join('\n'), /filter: /);
});

test('--probe shows its targets from the start', bounded, async () => {
	using listener = await listen();
	await using session = await startMonitor({arguments: ['--probe', `connect://127.0.0.1:${listener.port}`, '--probe', 'udp://127.0.0.1:9', '--probe-interval', '0.2']});
	session.press('6');
	await session.waitFor(/udp:\/\/127\.0\.0\.1:9 .*CLOSED/);
	await session.waitFor(/6 Prob\w* 2/);
	assert.ok(session.emulator.isAlternateScreen);
});
