/** A process that owns a socket. Every string is free of control and bidirectional characters. */
export type ProcessInfo = {
	readonly pid: number;
	/** Field 22 of /proc/PID/stat, in clock ticks since boot: together with the pid it names one process for ever. */
	readonly startTicks: number;
	/** Names the program that it runs: an exec changes this, and leaves the pid and the start as they were. */
	readonly program: string;
	/** The parent; 0 for init, or where the parent is in another pid namespace. */
	readonly parentPid: number;
	/** The program's. */
	readonly name: string;
	/** The kernel's name of its first thread (`comm`), at most 15 bytes: often the same. */
	readonly kernelName: string;
	/** The arguments joined by spaces, the first 4,096 bytes; null for a kernel thread, where it may not be read, or the process does not answer. */
	readonly commandLine: string | null;
	readonly userId: number | null;
	readonly user: string | null;
	/** Percent of one core since the previous sample; null until there are two. */
	readonly cpuPercent: number | null;
	readonly residentBytes: number | null;
	readonly threads: number | null;
	/** Descriptors in use, as of some seconds ago, and how many it may have; null where they may not be looked at. Unlimited is Infinity. */
	readonly openFiles: number | null;
	readonly openFilesLimit: number | null;
	/** The systemd unit, e.g. `nginx.service`, from /proc/PID/cgroup. */
	readonly unit: string | null;
	/** The container's id, shortened to 12 hexadecimal digits, from /proc/PID/cgroup. */
	readonly container: string | null;
	readonly ageSeconds: number | null;
};

/** The user of a socket or process. */
export type SocketUser = Pick<ProcessInfo, 'userId' | 'user'>;

/** The unit and container of a process. */
export type Place = Pick<ProcessInfo, 'unit' | 'container'>;

/** The facts that a user must see before ending a process. */
export type EndCandidate = {
	readonly process: ProcessInfo;
	/** portop itself: it will refuse. */
	readonly isSelf: boolean;
	/** An ancestor of portop, or the owner of this SSH session's connection: ending it may end the session. */
	readonly carriesSession: boolean;
};
