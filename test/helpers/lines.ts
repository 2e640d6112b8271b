import type {Readable} from 'node:stream';
import readline from 'node:readline';

/** The lines of a child's output, one at a time. */
export type Lines = {
	/**
	The next line.
	@throws {Error} Where the output ends, or says nothing for too long.
	*/
	next(timeoutMilliseconds?: number): Promise<string>;
};

/** Reads a stream line by line; a line that nobody waits for is kept. */
export function linesOf(stream: Readable): Lines {
	const iterator = readline.createInterface({input: stream, crlfDelay: Infinity})[Symbol.asyncIterator]();
	return {
		async next(timeoutMilliseconds = 30_000) {
			const timeout = Promise.withResolvers<never>();
			const timer = setTimeout(() => {
				timeout.reject(new Error(`no line within ${timeoutMilliseconds} ms`));
			}, timeoutMilliseconds);
			try {
				const result = await Promise.race([iterator.next(), timeout.promise]);
				if (result.done) {
					throw new Error('the output ended');
				}

				return result.value;
			} finally {
				clearTimeout(timer);
			}
		},
	};
}
