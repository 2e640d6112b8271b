import {loadLibc, SystemError} from '../linux/calls/libc.ts';
import {
	listDescriptors,
	readRegisteredSockets,
	readSocketInode,
	type DescriptorTable,
} from '../linux/procfs/pid-fd.ts';
import {readPidStat, type PidStat} from '../linux/procfs/pid-stat.ts';
import {listThreads} from '../linux/procfs/pid-task.ts';
import {runToEnd} from '../linux/run-to-end.ts';

/** Returns whether two tasks share one table of descriptors, or in words why that is not known. */
export type SharesDescriptors = (task: number, other: number) => boolean | string;

/** Threads that are compared at a time. */
const pieceLength = 256;

/** Asks the kernel: kcmp(2). */
export const sharesDescriptors: SharesDescriptors = (task, other) => {
	try {
		return loadLibc().sharesDescriptors(task, other);
	} catch (error) {
		// It ended meanwhile: then it holds nothing.
		return error instanceof SystemError && error.code === 'ESRCH' ? true : (error as Error).message;
	}
};

/** Returns whether the first thread of a process has ended and others go on: it has no descriptors any more, they do. */
export function isLeaderEnded({state, num_threads: threads}: PidStat): boolean {
	return state === 'Z' && threads > 1;
}

/** Returns a thread of a process whose first one has ended; undefined where there is none. */
export function remainingThread(procPath: string, pid: number): number | undefined {
	return listThreads(procPath, pid).find(thread => thread !== pid && readPidStat(`${procPath}/${pid}/task`, thread)?.state !== 'Z');
}

/** Returns the name in /proc of a thread's own table. */
export function threadTable(pid: number, thread: number): DescriptorTable {
	return `${pid}/task/${thread}`;
}

/**
Finds the threads of a process that have a table of descriptors of their own, one for each table: clone(2) without CLONE_FILES,
unshare(2). Yields now and then: a process may have 30,000 threads.
@param main The thread that has the table of the others.
@returns In words why that is not known, where it is not.
*/
export function * separateThreads(procPath: string, pid: number, main: number, shares: SharesDescriptors): Generator<void, readonly number[] | string> {
	const tables = [main];
	for (const [index, thread] of listThreads(procPath, pid).entries()) {
		if (index % pieceLength === pieceLength - 1) {
			yield;
		}

		if (thread === pid || thread === main) {
			continue;
		}

		const answers = tables.map(other => shares(thread, other));
		const reason = answers.find(answer => typeof answer === 'string');
		if (reason !== undefined) {
			return reason;
		}

		if (!answers.includes(true)) {
			tables.push(thread);
		}
	}

	return tables.slice(1);
}

/** Returns whether a descriptor of the process, or of one of its threads, is one of these sockets, as of now. */
export function isHolding(procPath: string, pid: number, inodes: ReadonlySet<number>, shares: SharesDescriptors = sharesDescriptors): boolean {
	if (hasSocket(procPath, pid, inodes)) {
		return true;
	}

	const stat = readPidStat(procPath, pid);
	if (stat === undefined || stat.num_threads < 2) {
		return false;
	}

	const main = isLeaderEnded(stat) ? remainingThread(procPath, pid) : pid;
	if (main === undefined) {
		return false;
	}

	const separate = runToEnd(separateThreads(procPath, pid, main, shares));
	return [main, ...typeof separate === 'string' ? [] : separate]
		.some(thread => hasSocket(procPath, threadTable(pid, thread), inodes));
}

function hasSocket(procPath: string, table: DescriptorTable, inodes: ReadonlySet<number>): boolean {
	const descriptors = listDescriptors(procPath, table);
	return descriptors !== undefined && descriptors !== 'denied' && descriptors.some(descriptor => {
		const inode = readSocketInode(procPath, table, descriptor);
		return inode === 'ring'
			? readRegisteredSockets(procPath, table, descriptor)?.values().some(registered => inodes.has(registered)) === true
			: inode !== 'denied' && inodes.has(inode);
	});
}
