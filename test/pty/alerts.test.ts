/* Rules, alerts and errors in the built monitor: on loopback, with a listener of this process. */
import assert from 'node:assert/strict';
import {once} from 'node:events';
import net from 'node:net';
import {test} from 'node:test';
import {listen, startMonitor} from './monitor-session.ts';

const bounded = {timeout: 60_000};
const escape = '\u{1B}';
const bell = 7;

/** Connections of this process to a port on loopback. */
async function connect(port: number, count: number): Promise<Disposable> {
	const sockets = Array.from({length: count}, () => net.connect(port, '127.0.0.1'));
	await Promise.all(sockets.map(async socket => once(socket, 'connect')));
	return {
		[Symbol.dispose]() {
			for (const socket of sockets) {
				socket.destroy();
			}
		},
	};
}

test('A adds a rule, it fires, is seen, acknowledged, and removed after a confirmation', bounded, async () => {
	using listener = await listen();
	await using session = await startMonitor({rows: 30, arguments: ['--interval', '0.2']});
	session.press(`/${listener.port}\r`);
	await session.waitFor(/Ports 1\//);
	session.press('A');
	await session.waitFor(new RegExp(`Alert when: connections > +where sport:${listener.port}`));
	session.press('x\r');
	await session.waitFor(/✗ /);
	session.press('\u{8}2\r');
	await session.waitFor(/Rule added for this session/);
	using _clients = await connect(listener.port, 3);
	await session.waitFor(/ 1 warning /, {timeout: 10_000});
	session.press('8');
	await session.waitFor(/! ?\d\d:\d\d:\d\d +WARNING .*3 connections/);
	session.press('v');
	await session.waitFor(/How it was decided/);
	session.press(`${escape}a`);
	await session.waitFor(/a ?\d\d:\d\d:\d\d +warning /);
	session.press('/nothing-has-this-name\r');
	await session.waitFor(/None of \d+ rows matches/);
	session.press(escape);
	await session.waitFor(/a ?\d\d:\d\d:\d\d +warning /);
	session.press('gd');
	await session.waitFor(/Remove a rule/);
	session.press('y');
	await session.waitFor(/over after \d+ s: the rule/);
	await session.waitFor(screen => !/\d warning /.test(screen[0] ?? ''));
	assert.equal(session.output().filter(byte => byte === bell).length, 0, 'no bell unless it is wanted');
});

test('7 shows the counters that have counted, e every one, with the log below', bounded, async () => {
	await using session = await startMonitor({rows: 40, arguments: ['--interval', '0.2']});
	session.press('7');
	await session.waitFor(/Recent events/);
	session.press('e');
	await session.waitFor(/7 Err\w+ \d\d/);
	session.press('/ListenOverflows\r');
	await session.waitFor(/TcpExtListenOverflows/);
	session.press('\r');
	await session.waitFor(/Since start +\d/);
	session.press(escape);
	session.press('A');
	await session.waitFor(/Alert when: TcpExtListenOverflows > /);
	session.press('10 for 5s critical\r');
	const screen = await session.waitFor(/Rule added for this session/);
	assert.match(screen.at(-1) ?? '', /TcpExtListenOverflows > 10 for 5s critical/);
});

test('--bell rings when an alert fires, once', bounded, async () => {
	using listener = await listen();
	await using session = await startMonitor({rows: 30, arguments: ['--interval', '0.2', '--bell']});
	session.press(`A\u{15}\u{B}connections > 4 where sport:${listener.port}\r`);
	await session.waitFor(/Rule added for this session/);
	using _clients = await connect(listener.port, 6);
	await session.waitFor(/ 1 warning /, {timeout: 10_000});
	session.press('8');
	await session.waitFor(/WARNING/);
	assert.equal(session.output().filter(byte => byte === bell).length, 1);
});
