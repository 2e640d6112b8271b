/** A kernel counter of the network namespace (softnet: of the machine) that counts something that went wrong. */
export type ErrorCounter = {
	/** The spelling of `nstat`, `TcpExtListenOverflows`; softnet's counters as `SoftnetDropped`. Also its identity. */
	readonly name: string;
	/** A few plain words: `accept queue full`. */
	readonly title: string;
	/** One line: what it means, and what to do about it. */
	readonly meaning: string;
	/** The importance of an increase. */
	readonly weight: 'information' | 'warning' | 'critical';
	/** Since the previous sample; null until there are two, or where the counter went back. */
	readonly perSecond: number | null;
	/** Since portop started, and since `r`; the latter is null until it was pressed. */
	readonly sinceStart: number;
	readonly sinceReset: number | null;
	/** Since the machine or the namespace came up. */
	readonly total: number;
};
