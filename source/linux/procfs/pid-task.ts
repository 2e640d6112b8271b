import {readdirSync} from 'node:fs';
import {isDenied, isGone} from './read.ts';

/** Returns the threads of a process: the names in /proc/PID/task (proc_pid_task(5)). None when it is gone or hidden from us. */
export function listThreads(procPath: string, pid: number): readonly number[] {
	try {
		return readdirSync(`${procPath}/${pid}/task`).map(Number);
	} catch (error) {
		if (isGone(error) || isDenied(error)) {
			return [];
		}

		throw error;
	}
}
