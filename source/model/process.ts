/** A process that owns a socket. Every string is free of control and bidirectional characters. */
export type ProcessInfo = {
	readonly pid: number;
	/** Field 22 of /proc/PID/stat, in clock ticks since boot: together with the pid it names one process for ever. */
	readonly startTicks: number;
	readonly name: string;
	/** The arguments joined by spaces; null for a kernel thread or where it may not be read. */
	readonly commandLine: string | null;
	readonly userId: number | null;
	readonly user: string | null;
	/** Percent of one core since the previous sample; null until there are two. */
	readonly cpuPercent: number | null;
	readonly residentBytes: number | null;
	readonly threads: number | null;
	/** The systemd unit, e.g. `nginx.service`, from /proc/PID/cgroup. */
	readonly unit: string | null;
	/** The container's id, shortened to 12 hexadecimal digits, from /proc/PID/cgroup. */
	readonly container: string | null;
	readonly ageSeconds: number | null;
};

/** The facts that a user must see before ending a process. */
export type EndCandidate = {
	readonly process: ProcessInfo;
	/** portop itself: it will refuse. */
	readonly isSelf: boolean;
	/** An ancestor of portop, or the owner of this SSH session's connection: ending it may end the session. */
	readonly carriesSession: boolean;
};
