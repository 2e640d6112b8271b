import assert from 'node:assert/strict';
import process from 'node:process';
import test from 'node:test';
import {startInPty} from './driver.ts';

const shell = (script: string) => ['sh', '-c', script];

test('shows what a program writes, and types into it', {timeout: 10_000}, async () => {
	await using session = await startInPty({command: shell('echo hello; read line; echo "got $line"; exit 3')});
	await session.waitFor('hello');
	session.press('word\r');
	await session.waitFor(/^got word$/m);
	assert.deepEqual(await session.exit, {code: 3, signal: null});
	assert.equal(session.bytes, session.output().length);
});

test('the terminal controls the program: size, SIGWINCH, Ctrl-C, SIGHUP', {timeout: 10_000}, async () => {
	const command = shell('trap \'stty size\' WINCH; stty size; while :; do sleep 0.01; done');
	await using session = await startInPty({command, columns: 100, rows: 30});
	await session.waitFor('30 100');
	session.resize(60, 15);
	await session.waitFor('15 60');
	session.press('\u{3}');
	assert.deepEqual(await session.exit, {code: null, signal: 'SIGINT'});

	await using other = await startInPty({command: shell('echo up; sleep 60')});
	await other.waitFor('up');
	other.hangUp();
	assert.deepEqual(await other.exit, {code: null, signal: 'SIGHUP'});
});

test('knows colours, modes and termios', {timeout: 10_000}, async () => {
	const script = String.raw`printf '\033[?1049h\033[?25l\033[1;31;7mA\033[m'; stty raw -echo; echo; read x`;
	await using session = await startInPty({command: shell(script)});
	await session.waitFor('A');
	await session.waitFor(() => !session.termios().canonical);
	const {text, bold, inverse, foreground} = session.emulator.cell(0, 0);
	assert.deepEqual({
		text, bold, inverse, foreground,
	}, {
		text: 'A', bold: true, inverse: true, foreground: 1,
	});
	assert.ok(session.emulator.isAlternateScreen);
	assert.ok(!session.emulator.isCursorVisible);
});

test('answers status reports only if told to', {timeout: 10_000}, async () => {
	const command = shell(String.raw`stty raw -echo; printf '\033[5n'; dd bs=4 count=1 2>/dev/null | od -c; printf 'end\r\n'`);
	await using session = await startInPty({command});
	await session.waitFor('end');
	assert.match(session.screen().join('\n'), /033 +\[ +0 +n/);

	await using silent = await startInPty({command, answerStatusReports: false});
	await silent.waitFor(() => silent.bytes > 0);
	silent.press('abcd');
	await silent.waitFor(/a +b +c +d/);
});

test('reads slowly, or not at all', {timeout: 20_000}, async () => {
	const command = [process.execPath, '-e', String.raw`process.stdout.write("x".repeat(20_000) + "\nend\n")`];
	await using session = await startInPty({command});
	session.stopReading();
	const {bytes} = session;
	await assert.rejects(session.waitFor('end', {timeout: 300}), /not within 300 ms/);
	assert.equal(session.bytes, bytes);
	session.readSlowly(20_000);
	const start = performance.now();
	await session.waitFor('end');
	assert.ok(performance.now() - start > 700, 'twenty thousand bytes take a second');
});

test('the failed wait shows the screen', {timeout: 10_000}, async () => {
	await using session = await startInPty({command: shell('echo only this; sleep 60')});
	await session.waitFor('only');
	await assert.rejects(session.waitFor('that', {timeout: 50}), /waited for "that": not within 50 ms\n {2}\| only this/);
});

test('a wait for what the program did not write before it ended fails at once', {timeout: 10_000}, async () => {
	await using session = await startInPty({command: shell('echo gone')});
	await assert.rejects(session.waitFor('that', {timeout: 9000}), /will not come any more[\s\S]*\| gone/);
});
