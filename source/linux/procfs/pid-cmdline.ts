import {readPidFile} from './read.ts';

/**
Parses /proc/PID/cmdline (proc_pid_cmdline(5)): the arguments, each ended by a NUL. Empty for a kernel thread or a zombie.
A process that writes over its arguments, as a daemon does that shows what it is busy with, may end with many NULs or none.
*/
export function parsePidCmdline(text: string): readonly string[] {
	const words = text.split('\0');
	return words.slice(0, words.findLastIndex(word => word !== '') + 1);
}

/** Reads it; undefined when the process is gone, or hidden from us. */
export function readPidCmdline(procPath: string, pid: number): readonly string[] | undefined {
	const text = readPidFile(procPath, pid, 'cmdline');
	return text === undefined ? undefined : parsePidCmdline(text);
}
