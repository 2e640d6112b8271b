import {loadLibc} from '../linux/calls/libc.ts';
import {readPidStat} from '../linux/procfs/pid-stat.ts';

/** Linux's numbers, the same on every architecture that Node.js runs on but MIPS: signal(7). */
const signalNumbers = {SIGTERM: 15, SIGKILL: 9} as const;

/** Returns the pids from which a process descends, itself first. */
export function ancestors(procPath: string, pid: number): readonly number[] {
	const chain: number[] = [];
	for (let next = pid; next > 0 && !chain.includes(next);) {
		chain.push(next);
		next = readPidStat(procPath, next)?.ppid ?? 0;
	}

	return chain;
}

/** Returns when the process that has this pid now was started, in clock ticks since boot; undefined if there is none. */
export function startTicksOf(procPath: string, pid: number): number | undefined {
	return readPidStat(procPath, pid)?.starttime;
}

/**
Sends a signal through a pidfd: between the check and the signal the pid cannot come to name another process.
@param check Runs while the pidfd is held; a text refuses.
@returns null when the signal was sent, else why not.
*/
export function signalProcess(pid: number, signal: keyof typeof signalNumbers, check: () => string | null): string | null {
	try {
		const libc = loadLibc();
		const pidfd = libc.pidfdOpen(pid);
		try {
			const refusal = check();
			if (refusal === null) {
				libc.pidfdSendSignal(pidfd, signalNumbers[signal]);
			}

			return refusal;
		} finally {
			libc.close(pidfd);
		}
	} catch (error) {
		return (error as Error).message;
	}
}
