import {readAuxiliaryPageSize} from '../linux/procfs/auxv.ts';
import {readPidCgroup} from '../linux/procfs/pid-cgroup.ts';
import {readPidCmdline} from '../linux/procfs/pid-cmdline.ts';
import {readPidExecutable} from '../linux/procfs/pid-exe.ts';
import {readOpenFilesLimit} from '../linux/procfs/pid-limits.ts';
import {
	isSameProgram,
	programOf,
	readPidStat,
	ticksPerSecond,
	type PidStat,
} from '../linux/procfs/pid-stat.ts';
import {readPidStatus} from '../linux/procfs/pid-status.ts';
import type {ProcessInfo} from '../model/process.ts';
import type {SourceStatus} from '../model/snapshot.ts';
import {sanitize} from '../text/sanitize.ts';
import {CommandLines} from './command-lines.ts';
import type {Names} from './names.ts';
import {programName} from './program-name.ts';

/** Readings of /proc/PID per tick: 512 take some 10 ms. */
const maxReads = 512;

/** User, command line and cgroup are read again after this long. */
const identityMilliseconds = 5000;

/** The look-ups of processes that rows need. */
export type ProcessLookup = Pick<Processes, 'get' | 'lastKnown' | 'name' | 'all'>;

/** The facts that hardly ever change, and are not worth three files per tick. */
type Identity = Pick<ProcessInfo, 'userId' | 'user' | 'unit' | 'container' | 'openFilesLimit'> & {
	readonly readAt: number;
	readonly executable: string | null;
	/** The arguments; null while, or because, they are not known. */
	readonly words: readonly string[] | null;
	readonly commandLine: string | null;
	readonly name: string;
};

type KnownProcess = {
	readonly info: ProcessInfo;
	readonly stat: PidStat;
	readonly readAt: number;
	readonly identity: Identity;
	/** The tick in which it was last asked for. */
	askedAt: number;
};

/** Names and usage of processes. Reads a process when asked, at most once per tick, and compares with the last reading. */
export class Processes {
	readonly #procPath: string;
	readonly #names: Names;
	readonly #now: () => number;
	readonly #pageBytes: number;
	readonly #known = new Map<number, KnownProcess>();
	readonly #commandLines: CommandLines;
	/** The processes whose command lines are being read. */
	readonly #beingRead = new Set<number>();
	readonly #countDescriptors: (pid: number) => number | null;
	#tickStartedAt = 0;
	#refreshed = 0;
	#uptimeSeconds: number | null = null;

	/**
	Reads nothing yet.
	@param countDescriptors Returns how many descriptors a process has; null where they were not counted.
	*/
	constructor(procPath: string, names: Names, now: () => number, readCommandLine = async (pid: number) => readPidCmdline(procPath, pid), countDescriptors: (pid: number) => number | null = () => null) {
		this.#procPath = procPath;
		this.#names = names;
		this.#now = now;
		this.#countDescriptors = countDescriptors;
		this.#pageBytes = readAuxiliaryPageSize(procPath);
		this.#commandLines = new CommandLines(now, readCommandLine);
	}

	/** Whether names may still change because command lines are being read. */
	get isReading(): boolean {
		return this.#commandLines.isReading;
	}

	/** Waits until names are known, but not for processes that do not answer, and no longer than this. */
	async settled(milliseconds: number): Promise<void> {
		return this.#commandLines.settled(milliseconds);
	}

	/** Returns the status of the source of owners, with the processes that do not answer. */
	withLate(status: SourceStatus): SourceStatus {
		const late = this.#commandLines.lateCount;
		const problem = `command lines unknown: ${late} process${late === 1 ? ' does' : 'es do'} not answer`;
		return late === 0 || status.state === 'failed'
			? status
			: {...status, state: 'degraded', problem: status.problem === null ? problem : `${status.problem}; ${problem}`};
	}

	/** A new tick: readings of the ticks before are old, and those that were not asked for lately are forgotten. */
	startTick(uptimeSeconds: number | null): void {
		this.#tickStartedAt = this.#now();
		this.#uptimeSeconds = uptimeSeconds;
		for (const [pid, {askedAt}] of this.#known) {
			if (this.#tickStartedAt - askedAt > 60_000) {
				this.#known.delete(pid);
			}
		}
	}

	/** Forgets processes that have ended: their numbers may name others by now. */
	forget(pids: Iterable<number>): void {
		for (const pid of pids) {
			this.#known.delete(pid);
		}
	}

	/** Reads these processes again, and others whose last reading is old, at most `maxReads` of them; the next tick goes on with the rest. */
	refresh(pids: readonly number[]): void {
		const start = pids.length > maxReads ? this.#refreshed % pids.length : 0;
		const due = [...pids.slice(start), ...pids.slice(0, start)].slice(0, maxReads);
		this.#refreshed = start + due.length;
		for (const pid of due) {
			this.get(pid);
		}

		const old = [...this.#known].filter(([, {readAt}]) => this.#tickStartedAt - readAt > identityMilliseconds);
		for (const [pid, known] of old.slice(0, maxReads - due.length)) {
			this.#read(pid, known, known.askedAt);
		}
	}

	/** Reads all of these that are not known yet, however many. */
	readAll(pids: Iterable<number>): void {
		for (const pid of pids) {
			this.lastKnown(pid);
		}
	}

	/** Returns the process as it is in this tick; undefined when it has ended. */
	get(pid: number): ProcessInfo | undefined {
		const known = this.#known.get(pid);
		return known !== undefined && known.readAt >= this.#tickStartedAt ? this.#asked(known) : this.#read(pid, known, this.#tickStartedAt);
	}

	/** Returns the last reading, for sorting and filtering, which must not read a file per row. */
	lastKnown(pid: number): ProcessInfo | undefined {
		const known = this.#known.get(pid);
		return known === undefined ? this.#read(pid, undefined, this.#tickStartedAt) : this.#asked(known);
	}

	name(pid: number): string {
		return this.lastKnown(pid)?.name ?? '';
	}

	/** Returns a copy of what is known now. */
	copy(): ProcessLookup {
		return processLookup(this.all());
	}

	/** Returns what is known now of each process. */
	all(): readonly ProcessInfo[] {
		return this.#known.values().map(({info}) => info).toArray();
	}

	#asked(known: KnownProcess): ProcessInfo {
		known.askedAt = this.#tickStartedAt;
		return known.info;
	}

	#read(pid: number, before: KnownProcess | undefined, askedAt: number): ProcessInfo | undefined {
		const stat = readPidStat(this.#procPath, pid);
		if (stat === undefined) {
			this.#known.delete(pid);
			return undefined;
		}

		const readAt = this.#now();
		const same = before?.stat.starttime === stat.starttime ? before : undefined;
		const identity = this.#identity(stat, same, readAt);
		const cpuTicks = stat.utime + stat.stime;
		const info: ProcessInfo = {
			pid,
			startTicks: stat.starttime,
			program: programOf(stat),
			parentPid: stat.ppid,
			...namesOf(stat, identity),
			userId: identity.userId,
			user: identity.user,
			cpuPercent: same === undefined ? null : 100 * (cpuTicks - same.stat.utime - same.stat.stime) / ticksPerSecond / ((readAt - same.readAt) / 1000),
			residentBytes: stat.rss * this.#pageBytes,
			threads: stat.num_threads,
			openFiles: this.#countDescriptors(pid),
			openFilesLimit: identity.openFilesLimit,
			unit: identity.unit,
			container: identity.container,
			ageSeconds: this.#uptimeSeconds === null ? null : Math.max(0, this.#uptimeSeconds - (stat.starttime / ticksPerSecond)),
		};
		this.#known.set(pid, {
			info, stat, readAt, identity, askedAt,
		});
		return info;
	}

	/** Returns what an exec, a setuid or a move to another cgroup changes. */
	#identity(stat: PidStat, same: KnownProcess | undefined, readAt: number): Identity {
		const program = same?.stat.comm === stat.comm && isSameProgram(same.stat, stat) ? same.identity : undefined;
		if (program !== undefined && readAt - program.readAt < identityMilliseconds) {
			return program;
		}

		const {pid} = stat;
		const userId = readPidStatus(this.#procPath, pid)?.effectiveUid ?? null;
		const cgroup = readPidCgroup(this.#procPath, pid);
		const executable = readPidExecutable(this.#procPath, pid);
		const words = program?.words ?? null;
		this.#requestWords(stat);
		return {
			readAt,
			executable,
			words,
			commandLine: program?.commandLine ?? null,
			// It keeps its name as long as it has no reason for another: the number of its threads is none.
			name: (program?.executable === executable ? program?.name : undefined) ?? nameOf(stat, executable, words),
			userId,
			user: userId === null ? null : this.#names.user(userId),
			unit: sanitizeOptional(cgroup?.unit),
			container: sanitizeOptional(cgroup?.container),
			openFilesLimit: readOpenFilesLimit(this.#procPath, pid) ?? null,
		};
	}

	#requestWords(asked: PidStat): void {
		const {pid, state} = asked;
		if (this.#beingRead.has(pid)) {
			return;
		}

		this.#beingRead.add(pid);
		this.#commandLines.request({
			pid,
			// In state D it waits for a disk or a lock, of its memory map perhaps.
			isLikely: state !== 'D',
			onRead: words => {
				this.#beingRead.delete(pid);
				const known = this.#known.get(pid);
				const isStillIt = known !== undefined && isSameProgram(known.stat, asked);
				if (isStillIt && words !== null) {
					this.#known.set(pid, withWords(known, words));
				}
			},
		});
	}
}

/** Returns what is known of a process with its arguments, from which its name may follow. */
function withWords(known: KnownProcess, words: readonly string[]): KnownProcess {
	const {stat, identity, info} = known;
	if (identity.words !== null && identity.words.join('\0') === words.join('\0')) {
		return known;
	}

	const commandLine = sanitize(words.join(' '));
	const named = {
		...identity, words, commandLine: commandLine === '' ? null : commandLine, name: nameOf(stat, identity.executable, words),
	};
	return {...known, identity: named, info: {...info, ...namesOf(stat, named)}};
}

function nameOf({comm, num_threads: threads}: PidStat, executable: string | null, words: readonly string[] | null): string {
	return sanitize(programName({
		comm, executable, words: words ?? [], threads,
	}));
}

function namesOf({comm}: PidStat, {name, commandLine}: Identity): Pick<ProcessInfo, 'name' | 'kernelName' | 'commandLine'> {
	return {name, kernelName: sanitize(comm), commandLine};
}

function sanitizeOptional(text: string | null | undefined): string | null {
	return text === null || text === undefined ? null : sanitize(text);
}

/** Returns a lookup that knows these processes, as they are. */
export function processLookup(processes: readonly ProcessInfo[]): ProcessLookup {
	const infos = new Map(processes.map(info => [info.pid, info]));
	return {
		get: pid => infos.get(pid),
		lastKnown: pid => infos.get(pid),
		name: pid => infos.get(pid)?.name ?? '',
		all: () => processes,
	};
}
