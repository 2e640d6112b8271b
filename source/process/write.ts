import type {Writable} from 'node:stream';

/**
Writes the pieces one after the other, each when the one before is out: a slow reader holds back who makes them.
@returns 'closed' when the reader has gone (`portop list | head`): no more is wanted, and nothing is wrong.
@throws What else the stream fails with, e.g. ENOSPC.
*/
export async function writeAll(stream: Writable, pieces: Iterable<string>): Promise<'written' | 'closed'> {
	// The write's callback is told too; without a listener the event alone would end the program. Once is enough.
	if (!stream.listeners('error').includes(ignore)) {
		stream.on('error', ignore);
	}

	try {
		for (const piece of pieces) {
			await write(stream, piece);
		}

		return 'written';
	} catch (error) {
		if (isClosedPipe(error)) {
			return 'closed';
		}

		throw error;
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
