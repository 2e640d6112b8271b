import process from 'node:process';
import type {Writable} from 'node:stream';
import {writeAll} from './write.ts';

/** Writes to a standard stream. What cannot be written is exit code 1 and a line on stderr. */
export async function print(stream: Writable, text: string): Promise<number> {
	try {
		await writeAll(stream, [text]);
		return 0;
	} catch (error) {
		// If it is stderr that cannot be written, there is nobody to tell.
		if (stream !== process.stderr) {
			await print(process.stderr, `portop: cannot write the output: ${(error as Error).message}\n`);
		}

		return 1;
	}
}
