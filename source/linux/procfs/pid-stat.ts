import {readPidFile} from './read.ts';

/** USER_HZ, the unit of times in /proc/PID/stat: 100 on every architecture that Node.js runs on (proc(5)). */
export const ticksPerSecond = 100;

/** Some fields of /proc/PID/stat, named as in proc_pid_stat(5). Times are in clock ticks. */
export type PidStat = {
	readonly pid: number;
	/** At most 15 bytes; a program may put anything into it. */
	readonly comm: string;
	/** One letter, e.g. `S`. */
	readonly state: string;
	/** The parent; 0 for init, or where the parent is in another pid namespace. */
	readonly ppid: number;
	readonly utime: number;
	readonly stime: number;
	/** User time, in clock ticks, of children that ended and were waited for, and of their own such children. */
	readonly cutime: number;
	readonly cstime: number;
	readonly num_threads: number;
	/** Since boot: together with the pid it names one process for ever. */
	readonly starttime: number;
	/** Resident memory, in pages. */
	readonly rss: number;
	/**
	Addresses of the program's code and of its stack, which an exec chooses again where address randomisation is on. 1 and 0 where
	they may not be read.
	*/
	readonly startcode: number;
	readonly startstack: number;
};

/** Returns whether both are one process that runs one program: a number is used again, and an exec leaves it and the start time as they were. */
export function isSameProgram(one: PidStat, other: PidStat): boolean {
	return one.starttime === other.starttime && one.startcode === other.startcode && one.startstack === other.startstack;
}

/** Returns a name for the program that a process runs, which an exec changes: the addresses, or the process's name where they may not be read. */
export function programOf({startcode, startstack, comm}: PidStat): string {
	return startstack === 0 ? comm : `${startcode} ${startstack}`;
}

/**
Parses /proc/PID/stat (Documentation/filesystems/proc.rst, proc_pid_stat(5)): `pid (comm) state ppid …`.
The name may hold spaces, parentheses and line breaks, but what follows it cannot: the last parenthesis ends it.
@returns undefined if the text is not in that format.
*/
export function parsePidStat(text: string): PidStat | undefined {
	const nameStart = text.indexOf(' (');
	const nameEnd = text.lastIndexOf(') ');
	if (nameStart <= 0 || nameEnd < nameStart + 2) {
		return undefined;
	}

	const pid = text.slice(0, nameStart);
	// From field 3, the state, to field 28, startstack.
	const [state, ...values] = text.slice(nameEnd + 2).trimEnd().split(' ', 26);
	if (values.length < 25 || [pid, ...values].some(value => !/^-?\d+$/.test(value))) {
		return undefined;
	}

	const field = (number: number) => Number(values[number - 4]);
	return {
		pid: Number(pid),
		comm: text.slice(nameStart + 2, nameEnd),
		state: state!,
		ppid: field(4),
		utime: field(14),
		stime: field(15),
		cutime: field(16),
		cstime: field(17),
		num_threads: field(20),
		starttime: field(22),
		rss: field(24),
		startcode: field(26),
		startstack: field(28),
	};
}

/** Reads it; undefined when the process is gone, or hidden from us. */
export function readPidStat(procPath: string, pid: number): PidStat | undefined {
	const text = readPidFile(procPath, pid, 'stat');
	return text === undefined ? undefined : parsePidStat(text);
}
