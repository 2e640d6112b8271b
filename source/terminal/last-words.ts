import process from 'node:process';
import {openNonblocking, TtyOutput} from './tty-output.ts';

/** The part of process.stderr that is used here. */
export type StandardError = {
	readonly fd: number;
	readonly isTTY?: boolean;
	write(text: string): unknown;
};

const maxMilliseconds = 300;

/**
Writes what is to be read after the terminal was given back. Node.js writes to a terminal with a blocking call, in
which no signal is heard: on one that has stopped reading the program could not be ended. Here what the terminal does
not take within 300 ms is lost.
*/
export async function writeLastWords(text: string, stderr: StandardError = process.stderr): Promise<void> {
	if (text === '') {
		return;
	}

	if (stderr.isTTY !== true) {
		stderr.write(text);
		return;
	}

	const descriptor = reopen(stderr.fd);
	if (descriptor === null) {
		return;
	}

	const {promise: isThrough, resolve} = Promise.withResolvers<void>();
	const output = new TtyOutput(descriptor, {onDrained: resolve, onGone: resolve});
	output.write(text);
	if (!output.isIdle) {
		const timer = setTimeout(resolve, maxMilliseconds);
		await isThrough;
		clearTimeout(timer);
	}

	output.close();
}

/** Opens the descriptor's terminal again. Returns null when that terminal is gone. */
function reopen(descriptor: number): number | null {
	try {
		return openNonblocking(descriptor);
	} catch {
		return null;
	}
}
