import type {ProbeEvent, ProbeSettings, ProbeTarget} from '../../model/probe.ts';

/* The messages between the prober's thread and its client. */

export type ToProber =
	| {
		readonly type: 'add';
		readonly identity: string;
		/** Counts the targets that were added: names the count of its half-open connections. */
		readonly number: number;
		readonly target: ProbeTarget;
		readonly settings: ProbeSettings;
	}
	| {readonly type: 'remove'; readonly identity: string}
	| {readonly type: 'close'};

export type FromProber =
	/** Times are on the clock of the prober's thread; `clockOrigin` is its zero. */
	| {readonly type: 'events'; readonly events: readonly ProbeEvent[]; readonly clockOrigin: number}
	/** It cannot go on; it ends after this. */
	| {readonly type: 'fatal'; readonly message: string; readonly isInternal: boolean};

/** The settings of a prober; passed as workerData. */
export type ProberOptions = {
	readonly selfProbePorts: SharedArrayBuffer;
	readonly halfOpen: SharedArrayBuffer;
};
