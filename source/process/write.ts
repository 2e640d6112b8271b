import process from 'node:process';
import type {Writable} from 'node:stream';
import {sanitizeLines} from '../text/sanitize.ts';

/**
Writes the pieces one after the other, each when the one before is out: a slow reader holds back the program that makes them.
Messages on stderr repeat what is given: whatever they are of, they cannot steer the terminal.
@returns 'closed' when the reader has gone (`portop list | head`): no more is wanted, and nothing is wrong.
@throws Any other error of the stream, e.g. ENOSPC.
*/
export async function writeAll(stream: Writable, pieces: Iterable<string>): Promise<'written' | 'closed'> {
	// The write's callback gets the error, too; without a listener the event alone would end the program. Once is enough.
	if (!stream.listeners('error').includes(ignore)) {
		stream.on('error', ignore);
	}

	try {
		for (const piece of pieces) {
			await write(stream, stream === process.stderr ? sanitizeLines(piece) : piece);
		}

		return 'written';
	} catch (error) {
		if (isClosedPipe(error)) {
			return 'closed';
		}

		throw error;
	}
}

/** Writes to a standard stream, and returns the exit code: output that cannot be written is 1, and a line on stderr. */
export async function print(stream: Writable, text: string): Promise<number> {
	try {
		await writeAll(stream, [text]);
		return 0;
	} catch (error) {
		// If it is stderr that cannot be written, there is no place for a message.
		if (stream !== process.stderr) {
			await print(process.stderr, `portop: cannot write the output: ${(error as Error).message}\n`);
		}

		return 1;
	}
}

function ignore() {
	// `write` rejects.
}

async function write(stream: Writable, piece: string): Promise<void> {
	const {promise, resolve, reject} = Promise.withResolvers<void>();
	stream.write(piece, error => {
		if (error) {
			reject(error);
		} else {
			resolve();
		}
	});
	await promise;
}

function isClosedPipe(error: unknown): boolean {
	return error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}
