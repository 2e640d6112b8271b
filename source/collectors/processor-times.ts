import {readPidStat, ticksPerSecond, type PidStat} from '../linux/procfs/pid-stat.ts';
import {listPids} from '../linux/procfs/pids.ts';

/** Orphans become init's children: their processor time is not its work. */
const init = 1;

/** The processor time of a process, in clock ticks. */
export type ProcessorTime = {
	readonly pid: number;
	/** Together with the pid it names one process for ever. */
	readonly startTicks: number;
	parent: number;
	/** Its own, and those of its children that have ended and that it waited for. */
	ticks: number;
	ticksOfChildren: number;
	/** Ticks of children that it waited for since the sample before. */
	inheritedTicks: number;
	/** The part of `ticks` from before the first sample. */
	earlierTicks: number;
	/** The process that waited for its end, to whose time its own was added. */
	inheritedBy: ProcessorTime | null;
};

/**
Processor time of all processes since the first sample. What a process used that ends between two samples cannot be read any more; but
the kernel adds it to that of the process that waits for its end (`cutime` and `cstime`, proc_pid_stat(5)): a server that forks for
each connection is seen to work.
*/
export class ProcessorTimes {
	readonly #procPath: string;
	readonly #now: () => number;
	#present = new Map<number, ProcessorTime>();
	#firstAt: number | null = null;
	#seconds = 0;

	/** `now`: milliseconds of a clock that never goes back. */
	constructor(procPath: string, now: () => number) {
		this.#procPath = procPath;
		this.#now = now;
	}

	/** Reads every process. To be called at the beginning and the end of what is measured, and often between. */
	sample(): void {
		const now = this.#now();
		const before = this.#present;
		const isFirst = this.#firstAt === null;
		this.#firstAt ??= now;
		this.#seconds = (now - this.#firstAt) / 1000;
		this.#present = new Map(this.#read().map(stat => [stat.pid, follow(before.get(stat.pid), stat, isFirst)]));
		// Children begin after their parents: with the youngest first, what they leave goes on with what their parents leave.
		const ended = before.values().filter(time => !this.#isPresent(time)).toArray()
			.toSorted((first, second) => second.startTicks === first.startTicks ? second.pid - first.pid : second.startTicks - first.startTicks);
		for (const time of ended) {
			const parent = before.get(time.parent);
			if (parent !== undefined && parent.pid !== init) {
				leave(time, parent, this.#isPresent(parent));
			}
		}
	}

	/** Returns a process as it was at the last sample; undefined if it was not there. */
	find(pid: number, startTicks: number): ProcessorTime | undefined {
		const time = this.#present.get(pid);
		return time?.startTicks === startTicks ? time : undefined;
	}

	/** Returns what these used from the first sample to the last, in percent of one core; null before there are two. */
	percentOf(times: ReadonlySet<ProcessorTime>): number | null {
		return this.#seconds === 0 ? null : 100 * ticksOf(times) / ticksPerSecond / this.#seconds;
	}

	#isPresent(time: ProcessorTime): boolean {
		return this.#present.get(time.pid) === time;
	}

	#read(): readonly PidStat[] {
		try {
			return listPids(this.#procPath).flatMap(pid => readPidStat(this.#procPath, pid) ?? []);
		} catch {
			// Without /proc no owner is known either.
			return [];
		}
	}
}

/** Returns the sum of ticks that were used since the sample before; ticks that another process of the set has inherited count once. */
function ticksOf(times: ReadonlySet<ProcessorTime>): number {
	return times.values()
		.filter(time => !isInheritedByOneOf(time, times))
		.reduce((sum, {ticks, earlierTicks}) => sum + Math.max(0, ticks - earlierTicks), 0);
}

function isInheritedByOneOf({inheritedBy}: ProcessorTime, times: ReadonlySet<ProcessorTime>): boolean {
	return inheritedBy !== null && (times.has(inheritedBy) || isInheritedByOneOf(inheritedBy, times));
}

/** Returns the process as it is now: the same object as long as it is the same process. */
function follow(before: ProcessorTime | undefined, {pid, ppid, starttime, utime, stime, cutime, cstime}: PidStat, isFirst: boolean): ProcessorTime {
	const ticksOfChildren = pid === init ? 0 : cutime + cstime;
	const ticks = utime + stime + ticksOfChildren;
	if (before?.startTicks !== starttime) {
		return {
			pid, startTicks: starttime, parent: ppid, ticks, ticksOfChildren, inheritedTicks: 0, earlierTicks: isFirst ? ticks : 0, inheritedBy: null,
		};
	}

	return Object.assign(before, {
		parent: ppid, ticks, ticksOfChildren, inheritedTicks: ticksOfChildren - before.ticksOfChildren,
	});
}

/** A process has ended: what it used has become its parent's, unless that does not want to know (SIGCHLD ignored, wait(2)). */
function leave(child: ProcessorTime, parent: ProcessorTime, isParentPresent: boolean): void {
	if (!isParentPresent) {
		parent.ticks += child.ticks;
		parent.earlierTicks += child.earlierTicks;
		child.inheritedBy = parent;
	} else if (parent.inheritedTicks > 0) {
		parent.earlierTicks += Math.min(child.earlierTicks, parent.inheritedTicks);
		child.inheritedBy = parent;
	}
}
