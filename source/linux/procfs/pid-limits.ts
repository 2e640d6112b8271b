import {readPidFile} from './read.ts';

/**
Parses how many descriptors a process may have, the soft limit, of /proc/PID/limits (proc_pid_limits(5)).
@returns Infinity for `unlimited`; undefined if the text is not in that format.
*/
export function parseOpenFilesLimit(text: string): number | undefined {
	const soft = /^Max open files +(?<soft>\d+|unlimited) /m.exec(text)?.groups?.['soft'];
	return soft === undefined ? undefined : (soft === 'unlimited' ? Infinity : Number(soft));
}

/** Reads it, which waits for nothing; undefined when the process is gone, or hidden from us. */
export function readOpenFilesLimit(procPath: string, pid: number): number | undefined {
	const text = readPidFile(procPath, pid, 'limits');
	return text === undefined ? undefined : parseOpenFilesLimit(text);
}
