import {constants} from 'node:os';
import process from 'node:process';
import {SystemError} from '../system-error.ts';
import type {CFunctions} from './c-functions.ts';
import {checkWith} from './checked.ts';

// asm/unistd.h: since Linux 5.1 new system calls have the same number on every architecture that koffi knows.
const SYS_pidfd_send_signal = 424;
const SYS_pidfd_open = 434;
/** Older than that: by the architecture, as Node.js names it. */
const SYS_kcmp: Partial<Record<NodeJS.Architecture, number>> = {
	x64: 312, ia32: 349, arm: 378, arm64: 272, riscv64: 272, loong64: 272,
};
/** linux/kcmp.h */
const KCMP_FILES = 2;

/** linux/fcntl.h */
const F_DUPFD_CLOEXEC = 1030;
/** linux/sched.h */
const SCHED_OTHER = 0;
const SCHED_RR = 2;
const SCHED_RESET_ON_FORK = 0x40_00_00_00;
/** linux/prctl.h */
const PR_SET_TIMERSLACK = 29;
/** linux/resource.h: a thread has an identifier of its own there, and 0 is the calling one. */
const PRIO_PROCESS = 0;

/** System calls on processes and on the calling thread. Each call throws SystemError when it fails. */
export type ProcessCalls = {
	/**
	Makes room for descriptors up to this number, with the help of an open one. In a process with several threads the kernel
	halts a thread that opens a descriptor for which its table has to grow, for some 10 ms (expand_fdtable, synchronize_rcu).
	*/
	growDescriptorTable(fd: number, highest: number): void;
	/** Moves the calling thread, not the process, to a namespace of a type, e.g. CLONE_NEWNET: setns(2). */
	setns(fd: number, namespaceType: number): void;
	/** Returns a descriptor that names this process for ever: pidfd_open(2), Linux 5.3. */
	pidfdOpen(pid: number): number;
	/** Sends a signal by its number: pidfd_send_signal(2), Linux 5.1. */
	pidfdSendSignal(pidfd: number, signal: number): void;
	/** Returns whether two tasks share one table of descriptors: kcmp(2), which needs the right to trace both, and CONFIG_KCMP. */
	sharesDescriptors(task: number, other: number): boolean;
	/** Sets how much later than due the calling thread may be woken, at least 1 ns; the default is 50,000: PR_SET_TIMERSLACK, prctl(2). */
	setTimerSlack(nanoseconds: number): void;
	/**
	Puts the calling thread before all ordinary ones whenever it has something to do (SCHED_RR at this priority, 1 to 99), or
	with 0 back among them: sched_setscheduler(2), sched(7). Needs CAP_SYS_NICE.
	*/
	setThreadRealtime(priority: number): void;
	/** The calling thread's niceness, -20 to 19; below what it is needs CAP_SYS_NICE: setpriority(2). */
	setThreadPriority(nice: number): void;
	/** Ends the process with all its threads, and waits for none of them: _exit(2). */
	exitAtOnce(exitCode: number): void;
};

export function processCalls(c: CFunctions): ProcessCalls {
	const checked = checkWith(c);

	return {
		growDescriptorTable(fd, highest) {
			const copy = checked('fcntl', c.fcntl(fd, F_DUPFD_CLOEXEC, 'int', highest));
			checked('close', c.close(copy));
		},
		setns(fd, namespaceType) {
			checked('setns', c.setns(fd, namespaceType));
		},
		pidfdOpen: pid => checked('pidfd_open', c.syscall(SYS_pidfd_open, pid, 0, null, 0)),
		pidfdSendSignal(pidfd, signal) {
			checked('pidfd_send_signal', c.syscall(SYS_pidfd_send_signal, pidfd, signal, null, 0));
		},
		sharesDescriptors(task, other) {
			const number = SYS_kcmp[process.arch];
			if (number === undefined) {
				throw new SystemError('kcmp', constants.errno.ENOSYS);
			}

			return checked('kcmp', c.kcmp(number, task, other, KCMP_FILES, 0, 0)) === 0;
		},
		setTimerSlack(nanoseconds) {
			checked('prctl', c.prctl(PR_SET_TIMERSLACK, nanoseconds, 0, 0, 0));
		},
		setThreadRealtime(priority) {
			// struct sched_param: the priority. A process that the thread starts is an ordinary one.
			const parameters = new Uint8Array(new ArrayBuffer(4));
			new DataView(parameters.buffer).setInt32(0, priority, true);
			const policy = priority === 0 ? SCHED_OTHER : SCHED_RR | SCHED_RESET_ON_FORK;
			checked('sched_setscheduler', c.sched_setscheduler(0, policy, parameters));
		},
		setThreadPriority(nice) {
			checked('setpriority', c.setpriority(PRIO_PROCESS, 0, nice));
		},
		exitAtOnce(exitCode) {
			c._exit(exitCode);
		},
	};
}
