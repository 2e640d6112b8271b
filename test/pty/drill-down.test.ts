/* From an alert to its port, to its connections and back, in the built monitor: on loopback, with a listener of this process. */
import assert from 'node:assert/strict';
import {once} from 'node:events';
import net from 'node:net';
import {test} from 'node:test';
import {listen, startMonitor} from './monitor-session.ts';

const escape = '\u{1B}';

test('Enter leads from an alert to its port and on to its connections, Esc the same way back; a rule is edited there', {timeout: 60_000}, async () => {
	using listener = await listen();
	const rule = `connections > 1 where sport:${listener.port}`;
	await using session = await startMonitor({columns: 80, rows: 24, arguments: ['--interval', '0.2', '--alert', rule]});
	const clients = Array.from({length: 3}, () => net.connect(listener.port, '127.0.0.1'));
	try {
		await Promise.all(clients.map(async client => once(client, 'connect')));
		await session.waitFor(/ 1 warning /, {timeout: 10_000});
		session.press('8');
		await session.waitFor(/▶!\d\d:\d\d:\d\d +WARNING .*3 connections/);
		session.press('\r');
		const port = new RegExp(String.raw`Port ${listener.port}/tcp on 127\.0\.0\.1`);
		await session.waitFor(port);
		await session.waitFor(/! WARNING 3 connections, more than 1, since/);
		session.press('c');
		const connections = await session.waitFor(/3 Conn\w* 3\/\d+/);
		assert.match(connections.at(-1) ?? '', new RegExp(`filter: sport:${listener.port} proto:tcp src:127.0.0.1 state:connected +Esc back`));
		session.press('\r');
		await session.waitFor(new RegExp(`127.0.0.1:${listener.port} ↔ 127.0.0.1:`));
		session.press(escape);
		await session.waitFor(/State▲/);
		session.press(escape);
		await session.waitFor(port);
		session.press(escape);
		await session.waitFor(/▶!\d\d:\d\d:\d\d +WARNING .*3 connections/);
		session.press('j');
		await session.waitFor(/▶!--alert +rule .*firing on 1/);
		session.press('\r');
		await session.waitFor(new RegExp(`Edit rule: ${rule}`));
		session.press('\u{15}');
		await session.waitFor(screen => /Edit rule: *$/.test(screen.at(-2) ?? ''));
		session.press(`connections > 50 where sport:${listener.port}\r`);
		await session.waitFor(/Rule changed for this session/);
		await session.waitFor(/session +rule .*not fired/);
		await session.waitFor(screen => !/\d warning /.test(screen[0] ?? ''));
	} finally {
		for (const client of clients) {
			client.destroy();
		}
	}
});
