import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import fs from 'node:fs';
import test from 'node:test';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {writeLastWords} from '../../source/terminal/last-words.ts';
import {openPseudoTerminal} from '../pty/pseudo-terminal.ts';

const options = {timeout: 10_000};
// More than the kernel keeps for a terminal.
const long = Array.from({length: 8000}, (_, index) => `${index} `).join('');

/** A terminal as stderr; what would block is an error. */
function setUp() {
	const terminal = openPseudoTerminal(80, 24);
	const secondary = fs.openSync(terminal.path, fs.constants.O_RDWR | fs.constants.O_NOCTTY);
	const buffer = Buffer.alloc(4096);
	return {
		stderr: {
			fd: secondary,
			isTTY: true,
			write() {
				throw new Error('blocking');
			},
		},
		read: () => buffer.toString('latin1', 0, terminal.read(buffer) ?? 0),
		hangUp() {
			terminal.close();
		},
		[Symbol.dispose]() {
			fs.closeSync(secondary);
			terminal.close();
		},
	};
}

test('a terminal gets all of it, although it does not all fit at once', options, async () => {
	using context = setUp();
	let received = '';
	const reading = setInterval(() => {
		received += context.read();
	}, 1);
	await writeLastWords(long, context.stderr);
	while (received.length < long.length) {
		await nextTurn();
	}

	clearInterval(reading);
	assert.equal(received, long);
});

test('a terminal that has stopped reading keeps nobody', options, async () => {
	using context = setUp();
	const start = performance.now();
	await writeLastWords(long, context.stderr);
	assert.ok(performance.now() - start < 1000);
});

test('a terminal that is gone keeps nobody', options, async () => {
	using context = setUp();
	context.hangUp();
	const start = performance.now();
	await writeLastWords('nobody reads this', context.stderr);
	assert.ok(performance.now() - start < 1000);
});

test('a file gets it as it is; nothing is not written', options, async () => {
	const written: string[] = [];
	const stderr = {
		fd: 2,
		write(text: string) {
			written.push(text);
		},
	};
	await writeLastWords('', stderr);
	await writeLastWords('portop: a report\n', stderr);
	assert.deepEqual(written, ['portop: a report\n']);
});
