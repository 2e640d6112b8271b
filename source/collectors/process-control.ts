import {loadLibc} from '../linux/calls/libc.ts';
import {programOf, readPidStat} from '../linux/procfs/pid-stat.ts';
import {readOwnPid, readPidfdPid} from '../linux/procfs/self.ts';
import type {ProcessInfo} from '../model/process.ts';
import {sanitize} from '../text/sanitize.ts';

/** Linux's numbers, the same on every architecture that Node.js runs on but MIPS: signal(7). */
const signalNumbers = {SIGTERM: 15, SIGKILL: 9} as const;

/** Returns the pids from which this process descends, itself first; none where proc does not list it. */
export function ownAncestors(procPath: string): readonly number[] {
	const chain: number[] = [];
	for (let next = readOwnPid(procPath) ?? 0; next > 0 && !chain.includes(next);) {
		chain.push(next);
		next = readPidStat(procPath, next)?.ppid ?? 0;
	}

	return chain;
}

/** Returns why the process that has this pid now is not the one that was looked at, as a sentence goes on after the pid; null where it is. */
export function changeOf(procPath: string, {pid, startTicks, program}: Pick<ProcessInfo, 'pid' | 'startTicks' | 'program'>): string | null {
	const stat = readPidStat(procPath, pid);
	if (stat?.starttime !== startTicks) {
		return 'has ended, and its number names another one now';
	}

	return programOf(stat) === program ? null : `runs another program now: ${sanitize(stat.comm)}`;
}

/**
Sends a signal through a pidfd: between the check and the signal the pid cannot come to name another process. A proc file system of another
pid namespace has other numbers than pidfd_open(2) takes: then nothing is sent.
@param check Runs while the pidfd is held; a text refuses.
@returns null when the signal was sent, else why not.
*/
export function signalProcess(procPath: string, pid: number, signal: keyof typeof signalNumbers, check: () => string | null): string | null {
	try {
		const libc = loadLibc();
		const pidfd = libc.pidfdOpen(pid);
		try {
			const refusal = readPidfdPid(procPath, pidfd) === pid ? check() : `${procPath} is another pid namespace's: process ${pid} of it has another number here`;
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
