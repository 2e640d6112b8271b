import {Buffer} from 'node:buffer';
import {closeSync, openSync, read} from 'node:fs';
import {isDenied, isGone} from './read.ts';

/** Read at most: a command line can be megabytes long. */
const maxBytes = 4096;

/**
Parses /proc/PID/cmdline (proc_pid_cmdline(5)): the arguments, each ended by a NUL. Empty for a kernel thread or a zombie.
A process that writes over its arguments, as a daemon does that shows what it is busy with, may end with many NULs or none.
*/
export function parsePidCmdline(text: string): readonly string[] {
	const words = text.split('\0');
	return words.slice(0, words.findLastIndex(word => word !== '') + 1);
}

/**
Reads the first 4,096 bytes of it in a thread of libuv's pool: the kernel reads the memory of the process, and waits, for ever if need be,
for the lock of its memory map, or for a page of a file system that does not answer. Opening it never waits.
@returns undefined when the process is gone, or hidden from us.
*/
export async function readPidCmdline(procPath: string, pid: number): Promise<readonly string[] | undefined> {
	let file: number | undefined;
	try {
		file = openSync(`${procPath}/${pid}/cmdline`, 'r');
		return parsePidCmdline(await readStart(file));
	} catch (error) {
		if (isGone(error) || isDenied(error)) {
			return undefined;
		}

		throw error;
	} finally {
		if (file !== undefined) {
			closeSync(file);
		}
	}
}

async function readStart(file: number): Promise<string> {
	const {promise, resolve, reject} = Promise.withResolvers<string>();
	read(file, Buffer.allocUnsafe(maxBytes), 0, maxBytes, 0, (error, bytes, buffer) => {
		if (error === null) {
			resolve(buffer.toString('utf8', 0, bytes));
		} else {
			reject(error);
		}
	});
	return promise;
}
