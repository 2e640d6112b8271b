/* The mouse in the built monitor: what a click does, and that the terminal gets it back. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {assertGivenBack, program, startMonitor} from './monitor-session.ts';
import {startInPty, type PtySession} from './driver.ts';

const bounded = {timeout: 30_000};

/** Presses and releases the first button on the first letter of a text, once it is there. */
async function click(session: PtySession, text: string): Promise<void> {
	const screen = await session.waitFor(text);
	const row = screen.findIndex(line => line.includes(text));
	const column = screen[row]!.indexOf(text);
	session.press(`\u{1B}[<0;${column + 1};${row + 1}M\u{1B}[<0;${column + 1};${row + 1}m`);
}

test('clicks open tabs, sort, select and open; the wheel moves', bounded, async () => {
	await using session = await startMonitor({arguments: ['--mouse']});
	await click(session, '3 Conn');
	// Of each view its table: tabs have their counts before.
	await session.waitFor(/Recv-Q/);
	await click(session, '2 Ports');
	await session.waitFor(/▲Port Proto .*Process .*Conns .*Retr/);
	await click(session, 'Process');
	await session.waitFor(/Process▲/);
	await click(session, 'Process');
	await session.waitFor(/Process▼/);
	await click(session, '▶');
	await session.waitFor(/Esc q back|Esc back/);
	session.press('\u{1B}');
	await session.waitFor(/Process▼/);
	session.press('?');
	const help = await session.waitFor(/Ports: keys/);
	session.press('\u{1B}[<65;5;5M');
	const scrolled = await session.waitFor(screen => screen[4] === help[7]);
	assert.notDeepEqual(scrolled, help);
});

test('without --mouse the terminal keeps it', bounded, async () => {
	await using session = await startMonitor();
	assert.ok(!session.emulator.isMouseTracked);
	assert.ok(!session.output().includes('[?1000h'));
});

test('the mouse is given back on Ctrl-Z, and taken again by fg', bounded, async () => {
	await using session = await startInPty({command: ['bash', '--norc', '--noprofile', '-i'], columns: 100, env: {PS1: 'prompt> '}});
	await session.waitFor('prompt>');
	session.press(`'${program.join('\' \'')}' --mouse\r`);
	await session.waitFor(/Health/, {timeout: 10_000});
	assert.ok(session.emulator.isMouseTracked);
	assert.ok(session.emulator.isBracketedPaste);
	session.press('\u{1A}');
	await session.waitFor('Stopped');
	assert.ok(!session.emulator.isMouseTracked);
	session.press('fg\r');
	await session.waitFor(/Health/);
	await session.waitFor(() => session.emulator.isMouseTracked);
	session.press('q');
	await session.waitFor(/prompt> $/m);
	assert.ok(!session.emulator.isMouseTracked);
});

test('a paste is text in a line, and no keys elsewhere', bounded, async () => {
	await using session = await startMonitor();
	session.press('\u{1B}[200~q\u{1B}[201~/\u{5}\u{15}old\u{1}\u{B}\u{1B}[200~proc:x\nor 22\u{1B}[201~');
	await session.waitFor(/proc:x or 22/);
	session.press('\u{1B}q');
	assert.deepEqual(await session.exit, {code: 0, signal: null});
	assertGivenBack(session);
});
