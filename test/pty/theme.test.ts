/* The built monitor asks the terminal for its background, and never waits for the answer. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {startInPty, type PtyOptions, type PtySession} from './driver.ts';
import {program} from './monitor-session.ts';

const bounded = {timeout: 30_000};
const question = '\u{1B}]11;?\u{1B}\\';
const blue = 4;
const cyan = 6;

/** The monitor in the Ports view, where the colour of the heading shows the theme. */
async function start(options: Partial<PtyOptions> = {}, ...words: readonly string[]): Promise<PtySession> {
	const session = await startInPty({
		columns: 100, ...options, command: ['sh', '-c', `'${[...program, ...words].join('\' \'')}'; echo ended; cat`], env: {NO_COLOR: undefined, COLORFGBG: undefined, ...options.env},
	});
	await session.waitFor(/Health/, {timeout: 10_000});
	session.press('2');
	await session.waitFor(/Port▲|▲Port/);
	return session;
}

/** Whether a cell of the screen has a colour. */
function shows({emulator}: PtySession, color: number): boolean {
	return Array.from({length: emulator.rows}, (_, row) => Array.from({length: emulator.columns}, (_unused, column) => emulator.cell(row, column)))
		.flat().some(({foreground}) => foreground === color);
}

test('an answer that comes late makes the theme light; one after q does not reach the shell', bounded, async () => {
	await using session = await start();
	assert.equal(session.output().toString().split(question).length, 2, 'asked once');
	session.press('\u{1B}]11;rgb:ffff/ff');
	session.press('ff/ffff\u{1B}\\');
	await session.waitFor(() => shows(session, blue) && !shows(session, cyan));
	session.press('\u{1B}]11;rgb:0000/0000/0000\u{7}');
	await session.waitFor(() => shows(session, cyan) && !shows(session, blue));
	session.press('q\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\');
	await session.waitFor('ended');
	session.press('typed\r');
	await session.waitFor(/typed\ntyped/);
	assert.doesNotMatch(session.screen().join('\n'), /\^\[|rgb/);
});

test('garbage in place of an answer is neither a theme nor keys', bounded, async () => {
	await using session = await start();
	session.press('\u{1B}]11;qqq\u{1B}\\\u{1B}]11;\u{7}\u{1B}]999;q\u{7}?');
	await session.waitFor(/Ports: keys/);
	assert.ok(!session.screen().join('\n').includes('qqq'));
});

test('COLORFGBG is a hint, --theme wins, and then there is no question', bounded, async () => {
	await using hinted = await start({env: {COLORFGBG: '0;15'}});
	await hinted.waitFor(() => shows(hinted, blue));
	await using chosen = await start({env: {COLORFGBG: '0;15'}}, '--theme', 'dark');
	await chosen.waitFor(() => shows(chosen, cyan));
	assert.ok(!chosen.output().includes(question));
});

test('NO_COLOR wins over every theme', bounded, async () => {
	await using session = await start({env: {NO_COLOR: '1'}}, '--theme', 'light');
	assert.ok([1, 2, 3, 4, 5, 6].every(color => !shows(session, color)));
	assert.ok(!session.output().includes(question));
});
