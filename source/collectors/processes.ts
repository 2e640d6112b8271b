import {readAuxiliaryPageSize} from '../linux/procfs/auxv.ts';
import {readPidCgroup} from '../linux/procfs/pid-cgroup.ts';
import {readPidCmdline} from '../linux/procfs/pid-cmdline.ts';
import {readPidStat, ticksPerSecond} from '../linux/procfs/pid-stat.ts';
import {readPidStatus} from '../linux/procfs/pid-status.ts';
import type {ProcessInfo} from '../model/process.ts';
import {sanitize} from '../text/sanitize.ts';
import type {Names} from './names.ts';

/** The maximum length of a command line, which can be megabytes long. */
const maxCommandLineLength = 4096;

/** Readings of /proc/PID per tick: 512 take some 10 ms. */
const maxReads = 512;

/** User, command line and cgroup are read again after this long. */
const identityMilliseconds = 5000;

/** The look-ups of processes that rows need. */
export type ProcessLookup = Pick<Processes, 'get' | 'lastKnown' | 'name'>;

type KnownProcess = {
	info: ProcessInfo;
	cpuTicks: number;
	readAt: number;
	identityReadAt: number;
};

/** Names and usage of processes. Reads a process when asked, at most once per tick, and compares with the last reading. */
export class Processes {
	readonly #procPath: string;
	readonly #names: Names;
	readonly #now: () => number;
	readonly #pageBytes: number;
	readonly #known = new Map<number, KnownProcess>();
	#tickStartedAt = 0;
	#refreshed = 0;
	#uptimeSeconds: number | null = null;

	constructor(procPath: string, names: Names, now: () => number) {
		this.#procPath = procPath;
		this.#names = names;
		this.#now = now;
		this.#pageBytes = readAuxiliaryPageSize(procPath);
	}

	/** A new tick: readings of the ticks before are old, and those that were not asked for lately are forgotten. */
	startTick(uptimeSeconds: number | null): void {
		this.#tickStartedAt = this.#now();
		this.#uptimeSeconds = uptimeSeconds;
		for (const [pid, {readAt}] of this.#known) {
			if (this.#tickStartedAt - readAt > 60_000) {
				this.#known.delete(pid);
			}
		}
	}

	/** Reads these processes again, at most `maxReads` of them; the next tick goes on with the rest. */
	refresh(pids: readonly number[]): void {
		const start = pids.length > maxReads ? this.#refreshed % pids.length : 0;
		const due = [...pids.slice(start), ...pids.slice(0, start)].slice(0, maxReads);
		this.#refreshed = start + due.length;
		for (const pid of due) {
			this.get(pid);
		}
	}

	/** Returns the process as it is in this tick; undefined when it has ended. */
	get(pid: number): ProcessInfo | undefined {
		const known = this.#known.get(pid);
		return known !== undefined && known.readAt >= this.#tickStartedAt ? known.info : this.#read(pid, known);
	}

	/** Returns the last reading, for sorting and filtering, which must not read a file per row. */
	lastKnown(pid: number): ProcessInfo | undefined {
		return this.#known.get(pid)?.info ?? this.#read(pid, undefined);
	}

	name(pid: number): string {
		return this.lastKnown(pid)?.name ?? '';
	}

	/** Returns a copy of what is known now. */
	copy(): ProcessLookup {
		const infos = new Map(this.#known.entries().map(([pid, {info}]) => [pid, info]));
		return {
			get: pid => infos.get(pid),
			lastKnown: pid => infos.get(pid),
			name: pid => infos.get(pid)?.name ?? '',
		};
	}

	#read(pid: number, before: KnownProcess | undefined): ProcessInfo | undefined {
		const stat = readPidStat(this.#procPath, pid);
		if (stat === undefined) {
			this.#known.delete(pid);
			return undefined;
		}

		const readAt = this.#now();
		const same = before?.info.startTicks === stat.starttime ? before : undefined;
		const cpuTicks = stat.utime + stat.stime;
		const name = sanitize(stat.comm);
		// What an exec, a setuid or a move to another cgroup changes: hardly ever, and not worth three files per tick.
		const isIdentityFresh = same?.info.name === name && readAt - same.identityReadAt < identityMilliseconds;
		const identity = isIdentityFresh ? same.info : this.#readIdentity(pid);
		const info: ProcessInfo = {
			pid,
			startTicks: stat.starttime,
			name,
			commandLine: identity.commandLine,
			userId: identity.userId,
			user: identity.user,
			cpuPercent: same === undefined ? null : 100 * (cpuTicks - same.cpuTicks) / ticksPerSecond / ((readAt - same.readAt) / 1000),
			residentBytes: stat.rss * this.#pageBytes,
			threads: stat.num_threads,
			unit: identity.unit,
			container: identity.container,
			ageSeconds: this.#uptimeSeconds === null ? null : Math.max(0, this.#uptimeSeconds - (stat.starttime / ticksPerSecond)),
		};
		this.#known.set(pid, {
			info, cpuTicks, readAt, identityReadAt: isIdentityFresh ? same.identityReadAt : readAt,
		});
		return info;
	}

	#readIdentity(pid: number): Pick<ProcessInfo, 'commandLine' | 'userId' | 'user' | 'unit' | 'container'> {
		const status = readPidStatus(this.#procPath, pid);
		const words = readPidCmdline(this.#procPath, pid);
		const cgroup = readPidCgroup(this.#procPath, pid);
		const userId = status?.effectiveUid ?? null;
		const commandLine = sanitize((words ?? []).join(' ').slice(0, maxCommandLineLength));
		return {
			commandLine: commandLine === '' ? null : commandLine,
			userId,
			user: userId === null ? null : this.#names.user(userId),
			unit: sanitizeOptional(cgroup?.unit),
			container: sanitizeOptional(cgroup?.container),
		};
	}
}

function sanitizeOptional(text: string | null | undefined): string | null {
	return text === null || text === undefined ? null : sanitize(text);
}
