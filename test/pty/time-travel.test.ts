/* The past on the same screen, in the built monitor: on loopback, with a listener of this process. */
import assert from 'node:assert/strict';
import {once} from 'node:events';
import net from 'node:net';
import {test} from 'node:test';
import {listen, startMonitor} from './monitor-session.ts';

const clock = /(?<time>\d\d:\d\d:\d\d) UTC/;

/** The lines between the tabs and the keys, which hold what was sampled. */
const bodyOf = (screen: readonly string[]): string => screen.slice(3, -1).join('\n');

test('steps lead to the screens that were there, and back to now', {timeout: 90_000}, async () => {
	using listener = await listen();
	await using session = await startMonitor({columns: 120, rows: 24, arguments: ['--interval', '1', '--utc', '--filter', `port:${listener.port}`]});
	const clients: net.Socket[] = [];
	try {
		session.press('3');
		await session.waitFor(/State▲/);
		// What was on the screen, by the second of its sample; the owners of new sockets come a moment later.
		const seen = new Map<string, Set<string>>();
		const isSeen = (screen: readonly string[]) => {
			const time = clock.exec(screen[0] ?? '')?.groups?.['time'] ?? '';
			seen.set(time, new Set([...seen.get(time) ?? [], bodyOf(screen)]));
			return true;
		};

		for (let index = 0; index < 6; index++) {
			const client = net.connect(listener.port, '127.0.0.1');
			clients.push(client);
			await once(client, 'connect');
			const connections = new RegExp(String.raw`(?:[ ▶]*ESTAB[^\n]*\n){${(2 * index) + 2}}`);
			await session.waitFor(screen => isSeen(screen) && connections.test(`${bodyOf(screen)}\n`), {timeout: 15_000});
		}

		const before = clock.exec(session.screen()[0]!)?.groups?.['time'];
		await session.waitFor(screen => isSeen(screen) && clock.exec(screen[0]!)?.groups?.['time'] !== before);
		session.press('[');
		await session.waitFor(/ PAST \d\d:\d\d:\d\d/);
		let compared = 0;
		for (let step = 0; step < 5; step++) {
			const header = session.screen()[0];
			session.press('[');
			const screen = await session.waitFor(lines => lines[0] !== header && (lines[0] ?? '').includes(' PAST '));
			const bodies = seen.get(/PAST (?<time>\d\d:\d\d:\d\d)/.exec(screen[0]!)?.groups?.['time'] ?? '');
			if (bodies !== undefined) {
				assert.ok(bodies.has(bodyOf(screen)), `${screen.join('\n')}\n\nand was\n${[...bodies].join('\n\n')}`);
				compared++;
			}
		}

		assert.ok(compared >= 2, `${compared} of ${seen.size} screens were seen again`);
		session.press('K');
		await session.waitFor(/This is the past: \. goes back to now/);
		session.press('@');
		await session.waitFor(/Show: /);
		session.press('25:99\r');
		await session.waitFor(/'25:99' is not a time/);
		session.press('\u{15}3]\r');
		await session.waitFor(lines => (lines[0] ?? '').includes(' PAST ') && lines.every(line => !line.startsWith('Show: ')));
		session.press('.');
		await session.waitFor(lines => !(lines[0] ?? '').includes('PAST') && clock.test(lines[0] ?? ''));
	} finally {
		for (const client of clients) {
			client.destroy();
		}
	}
});
