import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import fs from 'node:fs';
import test from 'node:test';
import {openNonblocking, TtyOutput} from '../../source/terminal/tty-output.ts';
import {openPseudoTerminal} from '../pty/pseudo-terminal.ts';

const size = {columns: 80, rows: 24};
const text = Array.from({length: 30_000}, (_, index) => `${index} `).join('');

/** A terminal whose other side reads only when the test does. */
function setUp() {
	const terminal = openPseudoTerminal(size.columns, size.rows);
	const secondary = fs.openSync(terminal.path, fs.constants.O_RDWR | fs.constants.O_NOCTTY);
	const drained = Promise.withResolvers<void>();
	const gone = Promise.withResolvers<void>();
	const output = new TtyOutput(openNonblocking(secondary), {onDrained: drained.resolve, onGone: gone.resolve});
	const buffer = Buffer.alloc(4096);
	return {
		output,
		drained: drained.promise,
		gone: gone.promise,
		read(): string {
			const count = terminal.read(buffer) ?? 0;
			return buffer.toString('latin1', 0, count);
		},
		hangUp() {
			terminal.close();
		},
		[Symbol.dispose]() {
			output.close();
			fs.closeSync(secondary);
			terminal.close();
		},
	};
}

test('a terminal that does not read stops nobody, and gets everything in order later', {timeout: 10_000}, async () => {
	using context = setUp();
	context.output.write(text);
	assert.ok(!context.output.isIdle);
	assert.ok(context.output.bytesWritten < text.length);
	context.output.write('end');
	let received = '';
	const reading = setInterval(() => {
		received += context.read();
	}, 1);
	await context.drained;
	while (received.length < text.length + 3) {
		received += context.read();
	}

	clearInterval(reading);
	assert.equal(received, `${text}end`);
	assert.equal(context.output.bytesWritten, received.length);
});

test('what waits can be given up', () => {
	using context = setUp();
	assert.ok(!context.output.discard());
	context.output.write(text);
	assert.ok(context.output.discard());
	assert.ok(context.output.isIdle);
});

test('a terminal that is gone is told once, and writing to it does nothing', {timeout: 10_000}, async () => {
	using context = setUp();
	context.hangUp();
	context.output.write('x');
	await context.gone;
	context.output.write('y');
	assert.equal(context.output.bytesWritten, 0);
});

test('the inherited descriptor stays blocking', () => {
	const flags = /^flags:\s*(?<octal>\d+)$/m;
	const secondary = fs.openSync('/dev/null', 'r');
	const own = openNonblocking(secondary);
	const flagsOf = (descriptor: number) => Number.parseInt(flags.exec(fs.readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))?.groups?.['octal'] ?? '', 8);
	assert.equal(flagsOf(secondary) & fs.constants.O_NONBLOCK, 0);
	assert.equal(flagsOf(own) & fs.constants.O_NONBLOCK, fs.constants.O_NONBLOCK);
	fs.closeSync(own);
	fs.closeSync(secondary);
});
