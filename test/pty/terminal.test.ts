import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import process from 'node:process';
import test from 'node:test';
import {fileURLToPath} from 'node:url';
import {isDeepStrictEqual} from 'node:util';
import {leaveSequence} from '../../source/terminal/modes.ts';
import {startInPty, type PtyOptions, type PtySession} from './driver.ts';
import {program, startMonitor} from './monitor-session.ts';

const demo = [process.execPath, '--import', 'tsx', fileURLToPath(new URL('terminal-demo.ts', import.meta.url))];
const options = {timeout: 30_000};

async function startDemo(parameters: readonly number[] = [], pty: Partial<PtyOptions> = {}): Promise<PtySession> {
	const session = await startInPty({command: [...demo, ...parameters.map(String)], ...pty});
	await session.waitFor('keys ""', {timeout: 10_000});
	return session;
}

/** Main screen, cursor, wrapping, cooked mode. */
function assertGivenBack({emulator, termios}: PtySession): void {
	assert.deepEqual({
		isAlternateScreen: emulator.isAlternateScreen,
		isCursorVisible: emulator.isCursorVisible,
		isAutowrap: emulator.isAutowrap,
		isSynchronizing: emulator.isSynchronizing,
		termios: termios(),
	}, {
		isAlternateScreen: false,
		isCursorVisible: true,
		isAutowrap: true,
		isSynchronizing: false,
		termios: {canonical: true, echo: true, signals: true},
	});
}

function assertTaken({emulator, termios}: PtySession): void {
	assert.ok(emulator.isAlternateScreen);
	assert.ok(!emulator.isCursorVisible);
	assert.deepEqual(termios(), {canonical: false, echo: false, signals: false});
}

/** Milliseconds from a key to its effect on the screen. */
async function keyLatency(session: PtySession, keys: string): Promise<number> {
	const start = performance.now();
	session.press(keys.at(-1) ?? '');
	await session.waitFor(`keys ${JSON.stringify(keys)}`, {timeout: 8000});
	return performance.now() - start;
}

test('takes the terminal and gives it back', options, async () => {
	await using session = await startDemo();
	assertTaken(session);
	session.press('jk');
	await session.waitFor('keys "jk"');
	session.press('q');
	assert.deepEqual(await session.exit, {code: 0, signal: null});
	await session.waitFor(/left after \d+ bytes/);
	assertGivenBack(session);
});

test('no answer to a status request reaches the keys, nor the shell afterwards', options, async () => {
	await using session = await startInPty({command: ['sh', '-c', `'${demo.join('\' \'')}' 5 20; echo ended; cat`]});
	await session.waitFor(/tick \d\d/, {timeout: 10_000});
	session.press('\u{1B}');
	await session.waitFor('keys "<escape>"');
	session.press('q');
	await session.waitFor('ended');
	session.press('typed\r');
	await session.waitFor(/typed\ntyped/);
	assert.doesNotMatch(session.screen().join('\n'), /\^\[|\dn/);
});

for (const [name, key] of [['q', 'q'], ['Ctrl-Z', '\u{1A}']] as const) {
	test(`on a slow line ${name} waits for the answers that are due`, options, async () => {
		await using session = await startInPty({command: ['bash', '--norc', '--noprofile', '-c', `set -m; '${demo.join('\' \'')}' 5 20; echo ended; cat`], answerDelay: 700});
		await session.waitFor(/tick \d\d/, {timeout: 10_000});
		await session.waitFor(/tick [3-9]\d\d/, {timeout: 10_000});
		session.press(key);
		await session.waitFor('ended');
		session.press('typed\r');
		await session.waitFor(/typed\ntyped/);
		assert.doesNotMatch(session.screen().join('\n'), /\^\[|\dn/);
	});
}

for (const [bytesPerSecond, answerDelay] of [[4096, 300], [20_000, 900], [1_000_000, 900]] as const) {
	test(`q as soon as there is something to see, at ${bytesPerSecond} B/s and ${answerDelay} ms: no answer reaches the shell`, options, async () => {
		await using session = await startInPty({
			command: ['sh', '-c', `'${[...program, '--theme', 'dark'].join('\' \'')}'; echo ended; cat`], columns: 200, rows: 50, answerDelay,
		});
		session.readSlowly(bytesPerSecond);
		await session.waitFor(/up \d/, {timeout: 10_000});
		const pressed = performance.now();
		session.press('q');
		await session.waitFor('ended');
		assert.ok(performance.now() - pressed < 3000);
		await session.waitFor(() => session.answersDue === 0);
		session.press('typed\r');
		await session.waitFor(/typed\ntyped/);
		assert.doesNotMatch(session.screen().join('\n'), /\^\[|\dn/);
	});
}

test('Ctrl-C is heard in a paste that never ends', options, async () => {
	await using session = await startDemo();
	session.press('\u{1B}[20');
	session.press('0~abc');
	session.press('\u{3}');
	const [, keys] = await session.waitFor('abc<ctrl-c>"');
	assert.doesNotMatch(keys ?? '', /200|201/);
});

/** Control sequences of a session: the private modes, and the final characters of the others. */
function sequences(session: PtySession): ReadonlySet<string> {
	const found = session.output().toString().split('\u{1B}').slice(1).map(text => /^\[(?:\?[\d;]+[hl]|[\d;]*(?<final>[A-Za-z]))|^./.exec(text));
	return new Set(found.map(match => match?.groups?.['final'] ?? match?.[0] ?? ''));
}

for (const [type, lacks] of [['vt100', ['G', ']']], ['vt220', ['G', ']']], ['linux', [']']], ['screen', []], ['tmux-256color', []], ['xterm-kitty', []]] as const) {
	test(`TERM=${type}: what the terminal knows, or ignores, and ASCII where it has no UTF-8`, options, async () => {
		await using session = await startMonitor({env: {TERM: type, LC_ALL: 'C.UTF-8'}});
		for (const [key, shown] of [['3', /Recv-Q/], ['1', /Health/], ['?', /Overview: keys/], ['\u{1B}', /Health/]] as const) {
			session.press(key);
			await session.waitFor(shown);
		}

		session.press('q');
		assert.deepEqual(await session.exit, {code: 0, signal: null});
		await session.waitFor(() => !session.emulator.isAlternateScreen);
		assertGivenBack(session);
		const modes = [1049, 25, 7, 2004, 2026].flatMap(mode => [`[?${mode}h`, `[?${mode}l`]);
		const known = new Set([...modes, '[?1006l', '[?1000l', 'A', 'B', 'C', 'D', 'G', 'H', 'J', 'K', 'm', 'n', ']', '\\']);
		const wrong = [...sequences(session)].filter(each => !known.has(each) || (lacks as readonly string[]).includes(each));
		assert.deepEqual(wrong, []);
		assert.equal(/\P{ASCII}/u.test(session.output().toString()), lacks.length === 0);
	});
}

test('where only ASCII is wanted, nothing else is written', options, async () => {
	await using session = await startMonitor({env: {LC_ALL: 'C'}});
	for (const [key, shown] of [['1', /Health/], ['3', /Recv-Q/], ['4', /Gr\w+ .*\n/], ['7', /Err\w+ .*\n.*Counter|No errors/], ['?', /Errors: keys/]] as const) {
		session.press(key);
		await session.waitFor(shown);
	}

	session.press('\u{3}');
	assert.deepEqual(await session.exit, {code: 130, signal: null});
	assert.doesNotMatch(session.output().toString(), /\P{ASCII}/u);
});

test('an exception gives the terminal back', options, async () => {
	await using session = await startDemo();
	session.press('t');
	assert.deepEqual(await session.exit, {code: 1, signal: null});
	await session.waitFor(() => !session.emulator.isAlternateScreen);
	assertGivenBack(session);
});

test('a new size is drawn whole', options, async () => {
	await using session = await startDemo();
	for (const [columns, rows] of [[60, 15], [132, 43], [80, 24]] as const) {
		session.resize(columns, rows);
		// A line that is as it was in the frame before may come after those that are new.
		const drawn = Array.from({length: rows - 2}, (_, index) => index + 2);
		const whole = await session.waitFor(screen => screen[0]?.startsWith(`size ${columns}x${rows} `) === true
			&& isDeepStrictEqual(screen.slice(2).map(line => Number(/^row (\d+) /.exec(line)?.[1])), drawn));
		assert.equal(whole.length, rows);
	}
});

test('Ctrl-Z gives the terminal back and stops the job; fg takes it again at its new size', options, async () => {
	await using session = await startInPty({command: ['bash', '--norc', '--noprofile', '-i'], env: {PS1: 'prompt> '}});
	await session.waitFor('prompt>');
	session.press(`'${demo.join('\' \'')}'\r`);
	await session.waitFor('keys ""', {timeout: 10_000});
	for (let round = 0; round < 2; round++) {
		session.press('\u{1A}');
		await session.waitFor(screen => screen.join('\n').includes('Stopped') && !session.emulator.isAlternateScreen);
		assert.ok(session.emulator.isCursorVisible);
		session.resize(90 + round, 20);
		session.press('fg\r');
		await session.waitFor(`size ${90 + round}x20`);
		assertTaken(session);
	}

	session.press('q');
	await session.waitFor(/left after[\s\S]*prompt>/);
	assert.doesNotMatch(session.screen().join('\n'), /\^\[/);
});

test('a stop from outside, and a continuation that nobody announced', options, async () => {
	await using session = await startInPty({command: ['bash', '--norc', '--noprofile', '-i'], env: {PS1: 'prompt> '}});
	await session.waitFor('prompt>');
	session.press(`'${demo.join('\' \'')}'\r`);
	await session.waitFor('keys ""', {timeout: 10_000});
	session.press('a');
	await session.waitFor('keys "a"');
	for (const signal of ['TSTP', 'STOP']) {
		spawnSync('pkill', [`-${signal}`, '--parent', String(session.pid)]);
		await session.waitFor('Stopped');
		session.press('clear; fg\r');
		const screen = await session.waitFor(/keys "a"[\s\S]*row 23/);
		assert.equal(screen.length, 24);
		assertTaken(session);
	}
});

test('where no shell could continue the job, Ctrl-Z only redraws', options, async () => {
	await using session = await startDemo();
	session.press('\u{1A}x');
	await session.waitFor('keys "<ctrl-z>x"');
	await session.waitFor(() => !session.termios().canonical);
	assert.ok(await keyLatency(session, '<ctrl-z>xj') < 500);
});

test('a closed terminal ends the program', options, async () => {
	await using session = await startDemo([20, 20]);
	const start = performance.now();
	session.hangUp();
	assert.deepEqual(await session.exit, {code: 129, signal: null});
	assert.ok(performance.now() - start < 1000);
});

for (const answerStatusReports of [true, false]) {
	const kind = answerStatusReports ? 'a terminal that answers' : 'a terminal that never answers';

	test(`${kind}: SIGTERM ends the program within a second although it has stopped reading`, options, async () => {
		await using session = await startDemo([10, 22], {answerStatusReports});
		await session.waitFor(/tick \d\d/);
		session.stopReading();
		const {bytes} = session;
		await assert.rejects(session.waitFor('never', {timeout: 1500}), /not within/);
		assert.equal(session.bytes, bytes);
		const start = performance.now();
		session.signal('SIGTERM');
		assert.deepEqual(await session.exit, {code: 143, signal: null});
		assert.ok(performance.now() - start < 1000);
		session.readFreely();
		await session.waitFor(() => !session.emulator.isAlternateScreen);
		assertGivenBack(session);
	});

	test(`${kind}: at 4 KB/s a key is answered within half a second while tables refresh`, {timeout: 60_000}, async () => {
		await using session = await startDemo([1000, 38], {answerStatusReports, columns: 120, rows: 40});
		await session.waitFor(/tick [3-9]/, {timeout: 10_000});
		let keys = '';
		const measure = async (rounds: number) => {
			const latencies: number[] = [];
			for (let round = 0; round < rounds; round++) {
				keys += 'jk'[round % 2] ?? '';
				latencies.push(await keyLatency(session, keys));
				// The keys fall on all moments of a refresh.
				await session.waitFor(() => false, {timeout: 730}).catch(() => undefined);
			}

			return latencies;
		};

		// The time that a busy machine takes, also for a terminal that reads freely, is not the line's.
		const free = await measure(6);
		session.readSlowly(4096);
		await session.waitFor(/tick \d\d/, {timeout: 15_000});
		const latencies = await measure(12);
		assert.ok(Math.max(...latencies) < 500 + Math.max(...free), `milliseconds: ${latencies.join(' ')}, of a free line ${free.join(' ')}`);
	});

	test(`${kind}: after a stall the latest frame is shown, not the ones before`, options, async () => {
		await using session = await startDemo([5, 22], {answerStatusReports});
		await session.waitFor(/tick \d\d/);
		const before = session.bytes;
		session.stopReading();
		await assert.rejects(session.waitFor('never', {timeout: 2000}), /not within/);
		session.press('z');
		session.readFreely();
		await session.waitFor('keys "z"');
		assert.ok(session.bytes - before < 100_000, `${session.bytes - before} bytes`);
	});

	test(`${kind}: whenPainted calls back`, options, async () => {
		await using session = await startDemo([0, 0], {answerStatusReports});
		session.press('p');
		await session.waitFor('painted 1');
		session.press('p');
		const [first] = await session.waitFor('painted 2');
		assert.match(first ?? '', /^size 80x24/);
	});
}

test('SIGTERM ends the program within a second although not one byte more fits into the terminal', options, async () => {
	await using session = await startDemo([10, 22]);
	await session.fill();
	session.press('z');
	const start = performance.now();
	session.signal('SIGTERM');
	assert.deepEqual(await session.exit, {code: 143, signal: null});
	assert.ok(performance.now() - start < 1000);
	assert.deepEqual(session.termios(), {canonical: true, echo: true, signals: true});
	session.readFreely();
	await assert.rejects(session.waitFor('never'), /the program ended/);
	assert.ok(!session.output().includes(leaveSequence), 'the terminal was full');
});

test('a terminal that never answers is not asked for ever', options, async () => {
	await using session = await startDemo([50, 3], {answerStatusReports: false});
	await session.waitFor(/tick [3-9]\d/);
	const requests = session.output().toString().split('\u{1B}[5n').length;
	await session.waitFor(/tick [6-9]\d/);
	assert.equal(session.output().toString().split('\u{1B}[5n').length, requests);
});

test('y puts a text on the clipboard', options, async () => {
	await using session = await startDemo([], {env: {TMUX: undefined, STY: undefined}});
	session.press('y');
	await session.waitFor('keys "y"');
	assert.ok(session.output().includes('\u{1B}]52;c;MTI3LjAuMC4xOjgw\u{7}'));
});
