import type {AlertRule} from '../model/alert.ts';
import type {PortRange} from '../model/port.ts';
import type {ProbeMethod, ProbeSettings, ProbeTarget} from '../model/probe.ts';
import type {ListedView} from '../model/snapshot.ts';

/** What the command line asks for, complete: defaults are filled in and every value is valid. */
export type Options = {
	readonly source: 'auto' | 'netlink' | 'proc';
	readonly intervalSeconds: number;
	/** In order, without overlaps. */
	readonly watchedPorts: readonly PortRange[];
	/** In the filter language, checked: `--port` and `--filter` together. Empty: everything. */
	readonly filter: string;
	/** No name is looked up: ports, services and users are numbers. */
	readonly numeric: boolean;
	readonly utc: boolean;
	readonly color: boolean;
};

export type MonitorOptions = Options & {
	/** Each once. */
	readonly probeTargets: readonly ProbeTarget[];
	/** Of targets that name none. */
	readonly probeMethod: ProbeMethod | null;
	/** Of every probe of the session, those that are added later too. */
	readonly probeSettings: ProbeSettings;
	/** Measure the connect latency of the watched ports. */
	readonly probesWatchedPorts: boolean;
	/** No two have the same name. */
	readonly alertRules: readonly AlertRule[];
	/** Look for attacks, outages and leaks too. */
	readonly detects: boolean;
	/** Ring the terminal's bell when an alert fires. */
	readonly bell: boolean;
};

export type ListOptions = Options & {
	readonly view: ListedView;
	readonly json: boolean;
	/** Only with `json`. */
	readonly watch: boolean;
	/** Connections of UDP too. */
	readonly udp: boolean;
};

export type ProbeOptions = {
	/** At least one, each once. */
	readonly targets: readonly ProbeTarget[];
	readonly settings: ProbeSettings;
	readonly json: boolean;
	/** Only with `json`. */
	readonly watch: boolean;
};

/** What to do. */
export type Task =
	| {readonly command: 'help'}
	| {readonly command: 'version'}
	| {readonly command: 'monitor'; readonly options: MonitorOptions}
	| {readonly command: 'list'; readonly options: ListOptions}
	| {readonly command: 'probe'; readonly options: ProbeOptions};
