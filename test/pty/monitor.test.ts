import assert from 'node:assert/strict';
import type {Buffer} from 'node:buffer';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import process from 'node:process';
import {text} from 'node:stream/consumers';
import {test} from 'node:test';
import {startInPty, type Exit, type PtySession} from './driver.ts';
import {
	assertGivenBack,
	listen,
	program,
	startMonitor,
	type MonitorOptions,
} from './monitor-session.ts';

const bounded = {timeout: 30_000};
const escape = '\u{1B}';
const controlC = '\u{3}';
const controlZ = '\u{1A}';

/** Every way out, what it is started with, and how it must end. */
const waysOut: ReadonlyArray<{
	readonly name: string;
	readonly leave: (session: PtySession) => void;
	readonly expected: Exit;
	readonly options?: MonitorOptions;
	/** On the main screen afterwards. */
	readonly report?: RegExp;
}> = [
	{
		name: 'q',
		leave(session) {
			session.press('q');
		},
		expected: {code: 0, signal: null},
	},
	{
		name: 'Ctrl-C',
		leave(session) {
			session.press(controlC);
		},
		expected: {code: 130, signal: null},
	},
	...([['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129], ['SIGQUIT', 131]] as const).map(([name, code]) => ({
		name,
		leave(session: PtySession) {
			session.signal(name);
		},
		expected: {code, signal: null},
	})),
	...(['exception', 'rejection'] as const).map(fault => ({
		name: `an ${fault} anywhere`.replace('an r', 'a r'),
		leave(session: PtySession) {
			session.signal('SIGUSR1');
		},
		expected: {code: 70, signal: null},
		options: {fault},
		report: new RegExp(`portop: Error: injected ${fault}`),
	})),
	{
		name: 'an error in rendering',
		leave(session) {
			session.signal('SIGUSR1');
		},
		expected: {code: 70, signal: null},
		options: {fault: 'render'},
		report: /portop: TypeError/,
	},
];

for (const {name, leave, expected, options, report} of waysOut) {
	test(`gives the terminal back after ${name}`, bounded, async () => {
		await using session = await startMonitor({...options, arguments: ['--mouse']});
		const {isAlternateScreen, isBracketedPaste, isMouseTracked} = session.emulator;
		assert.ok(isAlternateScreen);
		assert.ok(isBracketedPaste);
		assert.ok(isMouseTracked);
		leave(session);
		assert.deepEqual(await session.exit, expected);
		await session.waitFor(() => !session.emulator.isAlternateScreen);
		assertGivenBack(session);
		if (report !== undefined) {
			await session.waitFor(report);
		}
	});
}

test('a sampler that dies is started again, with the view, the filter and the selection; its second death is reported, and q ends with 1', bounded, async () => {
	using one = await listen();
	using other = await listen();
	await using session = await startMonitor({fault: 'sampler'});
	const selected = () => {
		const line = session.screen().find(row => row.startsWith('▶'));
		return /127\.0\.0\.1:(\d+)/.exec(line ?? '')?.[1];
	};

	session.press(`/${one.port},${other.port}\r3`);
	await session.waitFor(screen => [one, other].every(({port}) => screen.join('\n').includes(`127.0.0.1:${port}`)));
	const first = selected();
	session.press('j');
	await session.waitFor(() => selected() !== first);
	const second = selected();
	session.signal('SIGUSR1');
	await session.waitFor(/restarted.*injected death/);
	const [before] = session.screen();
	await session.waitFor(([header]) => header !== before);
	assert.equal(selected(), second);
	session.signal('SIGUSR1');
	await session.waitFor(/✗ The sampler has stopped: injected death/);
	assert.equal(selected(), second, 'the last sample stays');
	session.press('K');
	await session.waitFor(/it can end no process/);
	session.press('/');
	await session.waitFor(/the table can no longer change/);
	session.press('q');
	assert.deepEqual(await session.exit, {code: 1, signal: null});
	assertGivenBack(session);
});

test('SIGUSR1 starts no debugger', bounded, async () => {
	await using session = await startMonitor();
	session.signal('SIGUSR1');
	session.press('?');
	await session.waitFor(/Filter; a number is a port/);
	session.press('qq');
	assert.deepEqual(await session.exit, {code: 0, signal: null});
	assert.doesNotMatch(session.output().toString(), /Debugger/);
});

test('ends when its terminal is closed', bounded, async () => {
	const session = await startMonitor();
	session.hangUp();
	const {code, signal} = await session.exit;
	assert.deepEqual({code, signal}, {code: 129, signal: null});
});

test('SIGTERM ends it within a second when the terminal has stopped reading', bounded, async () => {
	await using session = await startMonitor({arguments: ['--interval', '0.1']});
	session.stopReading();
	// A screen or two: enough for an update to be under way.
	session.press('2'.repeat(20) + '1'.repeat(20));
	const start = performance.now();
	session.signal('SIGTERM');
	const {code} = await session.exit;
	assert.equal(code, 143);
	assert.ok(performance.now() - start < 1000);
});

test('Ctrl-Z gives the terminal to the shell, fg draws the monitor anew', bounded, async () => {
	await using session = await startInPty({
		command: ['bash', '--norc', '--noprofile', '-i'], columns: 100, env: {PS1: 'shell> '},
	});
	await session.waitFor('shell>');
	session.press(`${program.join(' ')}\r`);
	await session.waitFor(/Health/, {timeout: 10_000});
	session.press(controlZ);
	await session.waitFor(/Stopped/);
	assert.equal(session.emulator.isAlternateScreen, false);
	assert.equal(session.emulator.isCursorVisible, true);
	session.press('fg\r');
	await session.waitFor(screen => screen.join('\n').includes('Health') && session.emulator.isAlternateScreen);
	session.press('?');
	await session.waitFor(/Filter; a number is a port/);
	session.press('qq');
	await session.waitFor(screen => !session.emulator.isAlternateScreen && screen.findLast(line => line.trim() !== '')?.trim() === 'shell>');
	session.press('echo "code=$?"\r');
	await session.waitFor('code=0');
	assert.equal(session.emulator.isAlternateScreen, false);
});

test('a filter takes two keystrokes and the port; Esc clears it', bounded, async () => {
	using one = await listen();
	using other = await listen();
	await using session = await startMonitor();
	await session.waitFor(screen => [one, other].every(({port}) => screen.join('\n').includes(String(port))));
	session.press(`/${one.port}`);
	await session.waitFor(screen => screen.join('\n').includes(`${one.port} tcp`) && !screen.join('\n').includes(`${other.port} tcp`));
	// Wrong at once: a letter before it would make a good filter that nothing matches.
	session.press(')');
	await session.waitFor(/\^/);
	assert.ok(session.screen().join('\n').includes(`${one.port} tcp`), 'the table keeps the last good filter');
	session.press(escape);
	await session.waitFor(screen => screen.join('\n').includes(`${other.port} tcp`));
	session.press(`/${other.port}\r`);
	await session.waitFor(screen => !screen.join('\n').includes(`${one.port} tcp`));
	session.press(escape);
	await session.waitFor(screen => screen.join('\n').includes(`${one.port} tcp`));
});

test('views, detail, help and pause', bounded, async () => {
	using listener = await listen();
	await using session = await startMonitor({arguments: ['--filter', `${listener.port}`]});
	session.press('\r');
	await session.waitFor(/Accept queue|accept queue/);
	session.press(escape);
	await session.waitFor(/Ports \d+/);
	session.press('5');
	await session.waitFor(/TIME_WAIT|TIME-WAIT/);
	session.press('\t');
	await session.waitFor(/No targets yet/);
	session.press('\t');
	await session.waitFor(/7 Err\w+ \d+/);
	session.press('\t');
	await session.waitFor(/8 Al\w+ \d+/);
	session.press('\t');
	await session.waitFor(/Health/);
	session.press('\t');
	await session.waitFor(/2 Ports \d+/);
	session.press('p');
	await session.waitFor(/paused/i);
	session.press('p');
	await session.waitFor(screen => !/paused/i.test(screen.join('\n')));
	assert.ok(session.emulator.isAlternateScreen);
});

test('K names the process, Enter does not end it, y does', bounded, async () => {
	const child = spawn(process.execPath, ['-e', 'require("net").createServer().listen(0, "127.0.0.1", function () { console.log(this.address().port); })'], {stdio: ['ignore', 'pipe', 'inherit']});
	const ended = once(child, 'exit');
	try {
		const [line] = await once(child.stdout, 'data') as [Buffer];
		const port = line.toString().trim();
		await using session = await startMonitor({arguments: ['--filter', port]});
		await session.waitFor(new RegExp(String.raw`${port} tcp.*\(${child.pid}\)`), {timeout: 10_000});
		session.press('jK');
		await session.waitFor(new RegExp(`pid ${child.pid}`));
		session.press('\r');
		session.press('t');
		await session.waitFor(/SIGKILL: /);
		assert.equal(child.exitCode, null);
		session.press('ty');
		assert.deepEqual(await ended, [null, 'SIGTERM']);
		await session.waitFor(screen => !screen.join('\n').includes('End a process'));
	} finally {
		child.kill('SIGKILL');
	}
});

test('a terminal that is too small says so and recovers', bounded, async () => {
	await using session = await startMonitor();
	session.resize(59, 14);
	await session.waitFor(/portop needs 60x15; this terminal is 59x14/);
	session.resize(120, 30);
	await session.waitFor(screen => screen.length === 30 && /Ports \d+/.test(screen.join('\n')) && (screen.at(-1) ?? '').includes('quit'));
	assert.deepEqual([session.emulator.columns, session.emulator.rows], [120, 30]);
});

/** Whether any cell has a colour of its own. */
function isColored({emulator}: PtySession): boolean {
	const cells = Array.from({length: emulator.rows}, (_, row) => Array.from({length: emulator.columns}, (__, column) => emulator.cell(row, column)));
	return cells.flat().some(({foreground, background}) => foreground !== null || background !== null);
}

for (const [name, env, hasColors] of [['NO_COLOR', {NO_COLOR: '1'}, false], ['CI=1', {CI: '1'}, true]] as const) {
	test(`draws with ${name} in the environment`, bounded, async () => {
		using listener = await listen();
		await using session = await startMonitor({env});
		await session.waitFor(`${listener.port} tcp`);
		assert.equal(isColored(session), hasColors);
		session.press('q');
		assert.deepEqual(await session.exit, {code: 0, signal: null});
		assertGivenBack(session);
	});
}

test('without a terminal it says so and names portop list', bounded, async () => {
	const [node, cli] = program;
	const child = spawn(node, [cli], {stdio: ['ignore', 'ignore', 'pipe']});
	const exit = once(child, 'exit');
	const said = await text(child.stderr);
	assert.deepEqual(await exit, [2, null]);
	assert.match(said, /^portop: .*`portop list`.*\n$/);
});

for (const [name, type] of [['dumb', 'dumb'], ['empty', ''], ['not set', undefined]] as const) {
	test(`in a terminal that is no screen (TERM is ${name}) it says so and names portop list`, bounded, async () => {
		await using session = await startInPty({command: program, columns: 150, env: {TERM: type}});
		assert.deepEqual(await session.exit, {code: 2, signal: null});
		await session.waitFor(/^portop: the monitor needs .* TERM is .*`portop list`/);
		assert.equal(session.screen().filter(line => line !== '').length, 1);
		assertGivenBack(session);
	});
}
