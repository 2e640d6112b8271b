/* The built monitor in lines: a session without the screen. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {startInPty, type PtySession} from './driver.ts';
import {listen, program} from './monitor-session.ts';

const bounded = {timeout: 30_000};

async function start(): Promise<PtySession> {
	return startInPty({
		command: [...program, '--plain'], columns: 200, rows: 60, env: {TERM: 'dumb', NO_COLOR: undefined},
	});
}

test('a session in lines: no escape sequence, every key, only what changes', bounded, async () => {
	await using session = await start();
	await session.waitFor(/Overview, rows: \d+\nclose-wait/, {timeout: 10_000});
	session.press('2');
	await session.waitFor(/Ports, rows: \d+\n/);
	session.press('/1x\u{7F}\r');
	await session.waitFor(/Ports, rows: \d+, filter: 1\n/);
	session.press('\u{1B}');
	await session.waitFor(/filter: 1\n[\s\S]*Ports, rows: \d+\n/);
	session.press('p');
	await session.waitFor('Paused');
	session.press('p');
	await session.waitFor('Continues');
	const opened = await listen();
	await session.waitFor(new RegExp(`info: .*:${opened.port}`));
	opened[Symbol.dispose]();
	await session.waitFor(new RegExp(`:${opened.port}[^]*(?:warning|info): .*:${opened.port}`));
	session.press('?');
	await session.waitFor(/Ctrl-C: Quit from anywhere/);
	session.press('\u{1B}q');
	assert.deepEqual(await session.exit, {code: 0, signal: null});
	assert.deepEqual(session.termios(), {canonical: true, echo: true, signals: true});
	// Ends of lines, and what erases a letter, are the only control characters.
	const text = session.output().toString().replaceAll('\b', '').replaceAll(/\s+/g, '');
	assert.doesNotMatch(text, /[\p{Control}\u{2500}-\u{259F}\u{2800}-\u{28FF}]/u);
});

for (const [name, leave, code] of [['Ctrl-C', (session: PtySession) => {
	session.press('\u{3}');
}, 130], ['SIGTERM', (session: PtySession) => {
	session.signal('SIGTERM');
}, 143]] as const) {
	test(`gives the terminal back after ${name}`, bounded, async () => {
		await using session = await start();
		await session.waitFor(/Overview, rows/, {timeout: 10_000});
		leave(session);
		assert.deepEqual(await session.exit, {code, signal: null});
		assert.deepEqual(session.termios(), {canonical: true, echo: true, signals: true});
	});
}
