/* How the emulator's processes are spoken to: a line in, a line out, without an event loop. */
import {readSync, writeSync} from 'node:fs';
import {makeBlocking} from './system.ts';

const newline = 10;
const buffer = new Uint8Array(4096);

/** How many lines came on standard input since the last call; waits for one. 0: it has ended. */
export function readQuestions(): number {
	const length = readSync(0, buffer);
	return buffer.subarray(0, length).filter(byte => byte === newline).length;
}

/** A line on standard output, all of it. */
export function say(line: string): void {
	// Node.js gives its children sockets that take only so much at once.
	makeBlocking(1);
	const bytes = new TextEncoder().encode(`${line}\n`);
	for (let written = 0; written < bytes.length;) {
		written += writeSync(1, bytes, written);
	}
}
