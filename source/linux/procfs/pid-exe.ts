import {readlinkSync} from 'node:fs';
import {isDenied, isGone} from './read.ts';

/** The kernel puts this after the name of a file that has been removed, as by an upgrade. */
const removedMark = ' (deleted)';

/**
Returns the path of the program that a process runs: the link /proc/PID/exe (proc_pid_exe(5)). It is never followed: its file
system may not answer.
@returns null for a kernel thread or where it may not be read.
*/
export function readPidExecutable(procPath: string, pid: number): string | null {
	try {
		const target = readlinkSync(`${procPath}/${pid}/exe`);
		return target.endsWith(removedMark) ? target.slice(0, -removedMark.length) : target;
	} catch (error) {
		if (isGone(error) || isDenied(error)) {
			return null;
		}

		throw error;
	}
}
