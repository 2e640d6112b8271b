import {readFileSync, readlinkSync} from 'node:fs';

/**
Returns the number of this process in the pid namespace of a proc file system: the target of /proc/self (proc_pid(5)). It is not the
one that getpid(2) returns where that proc is of another namespace.
@returns null where this process is not in it, or this is no proc file system.
*/
export function readOwnPid(procPath: string): number | null {
	try {
		const pid = Number(readlinkSync(`${procPath}/self`));
		return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
	} catch {
		return null;
	}
}

/**
Returns the number in that namespace of the process that a pidfd of ours refers to: `Pid:` of /proc/self/fdinfo/FD (proc_pid_fdinfo(5)).
@returns 0 where it is in none below it, −1 where it has ended, null where that cannot be read.
*/
export function readPidfdPid(procPath: string, pidfd: number): number | null {
	try {
		const text = readFileSync(`${procPath}/self/fdinfo/${pidfd}`, 'utf8');
		const pid = /^Pid:\t(?<pid>-?\d+)$/m.exec(text)?.groups?.['pid'];
		return pid === undefined ? null : Number(pid);
	} catch {
		return null;
	}
}
