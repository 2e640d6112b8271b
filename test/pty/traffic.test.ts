/* What passes through a port and to a peer, in the built program: o, i, r and the detail. */
import assert from 'node:assert/strict';
import {once} from 'node:events';
import net from 'node:net';
import {test} from 'node:test';
import {listen, startMonitor} from './monitor-session.ts';

const escape = '\u{1B}';

test('o shows the peers, i the interfaces, r counts anew, and the detail shows both totals', {timeout: 30_000}, async () => {
	using listener = await listen();
	const {port} = listener;
	const client = net.connect(port, '127.0.0.1');
	await once(client, 'connect');
	try {
		await using session = await startMonitor({rows: 60, arguments: ['--filter', String(port)]});
		await session.waitFor(new RegExp(`▶ *${port} tcp +127`));

		session.press('o');
		await session.waitFor(screen => /4 Outgoing 1\/\d+/.test(screen[2] ?? '') && screen.some(line => line.startsWith(`▶ 127.0.0.1:${port}`)));
		session.press('2');
		await session.waitFor(/2 Ports 1\/\d+/);

		session.press('i');
		// The first sample has no rates.
		await session.waitFor(/Interfaces now[\s\S]*\n +\*?lo +[\d.]/);
		session.press('q');
		await session.waitFor(/▶ *\d+ tcp/);

		session.press('r');
		await session.waitFor('Second set of totals started');
		session.press('\r');
		await session.waitFor(new RegExp(`Port ${port}/tcp`));
		await session.waitFor(/Since +start, [\d:]{8} \S+ +reset, [\d:]{8} /);
		await session.waitFor(/In bit\/s, peak [\s\S]*\[2 min\] 10 min/);
		session.press('z');
		await session.waitFor(/In bit\/s, peak [\s\S]*2 min \[10 min\]/);
		session.press('Z');
		await session.waitFor(/\[2 min\] 10 min/);
		session.press(escape);
		const last = await session.waitFor(/▶ *\d+ tcp/);
		assert.match(last[2] ?? '', /2 Ports 1\/\d+/);
	} finally {
		client.destroy();
	}
});
