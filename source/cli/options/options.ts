import type {AlertRule} from '../../model/alert.ts';
import type {CheckFormat, PortGoal, Range} from '../../model/check.ts';
import type {PortRange} from '../../model/port.ts';
import type {ProbeSettings, ProbeTarget} from '../../model/probe.ts';
import type {ProbeMethod} from '../../model/probe-method.ts';
import type {ListedView} from '../../model/snapshot.ts';
import type {Appearance} from '../../ui/state/appearance.ts';
import type {CommandName} from '../flags/flags.ts';

/* What the command line asks for, complete: defaults are filled in and every value is valid. */

/** Where, how often and which sockets are read. */
export type Sampling = {
	readonly source: 'auto' | 'netlink' | 'proc';
	readonly intervalSeconds: number;
	/** In order, without overlaps. */
	readonly watchedPorts: readonly PortRange[];
};

/** What is shown of the samples, and how. */
export type Options = Sampling & {
	/** In the filter language, checked: `--port` and `--filter` together. Empty: everything. */
	readonly filter: string;
	/** No name is looked up: ports, services and users are numbers. */
	readonly numeric: boolean;
	readonly utc: boolean;
	readonly color: boolean;
};

/** What is measured, and when it alerts: what the monitor and `portop serve` have in common. */
export type Monitoring = Sampling & {
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
};

export type MonitorOptions = Options & Monitoring & {
	/** Ring the terminal's bell when an alert fires. */
	readonly bell: boolean;
	readonly appearance: Appearance;
};

/** Where to listen. */
export type ListenAddress = {
	/** An address without brackets, with `%interface` for a link-local one; null: every address of the machine. */
	readonly host: string | null;
	/** 0: whichever is free. */
	readonly port: number;
};

export type ServeOptions = Monitoring & {
	readonly listen: ListenAddress;
	/** null: nobody has to show a token. */
	readonly tokenFile: string | null;
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

/** A threshold of a check, for one of its figures. */
export type Threshold = {
	/** Of the figure; null: of the one that the check is about. */
	readonly key: string | null;
	readonly range: Range;
};

/** What the checks have in common. */
export type CheckOptions = {
	readonly format: CheckFormat;
	readonly warning: readonly Threshold[];
	readonly critical: readonly Threshold[];
	/** Of the whole check. */
	readonly timeoutSeconds: number;
	/** The exit code is 0 whatever is found. */
	readonly alwaysOk: boolean;
	readonly perfdata: boolean;
	/** For Site24x7. */
	readonly pluginVersion: number;
	readonly heartbeat: boolean;
	readonly what: PortCheck | PingCheck | ConnectionsCheck;
};

export type PortCheck = {
	readonly check: 'port';
	/** Each once, ascending. */
	readonly ports: readonly number[];
	/** null: wherever they are open on this machine. */
	readonly host: string | null;
	readonly family: 4 | 6 | null;
	readonly source: Options['source'];
	readonly windowSeconds: number;
	readonly replyTimeoutSeconds: number;
	readonly goal: PortGoal;
	readonly tls: boolean;
	/** Whose certificate it must be; null where nobody says. */
	readonly tlsName: string | null;
	/** null: nothing is sent. */
	readonly send: Uint8Array | null;
	readonly expect: RegExp | null;
};

export type PingCheck = {
	readonly check: 'ping';
	/** At least one, each once. */
	readonly targets: readonly ProbeTarget[];
	readonly settings: ProbeSettings;
};

export type ConnectionsCheck = {
	readonly check: 'connections';
	readonly source: Options['source'];
	/** The figures that are wanted, by key. */
	readonly keys: readonly string[];
};

/** What `portop config` is to do. */
export type ConfigOptions = {
	readonly action: 'check' | 'example';
	/** By `--config`; undefined: the user's own. */
	readonly named: string | undefined;
	/** Says where that is. */
	readonly environment: Readonly<Partial<Record<string, string>>>;
};

/** What to do. */
export type Task =
	| {readonly command: 'help'; readonly about: CommandName}
	| {readonly command: 'version'}
	| {readonly command: 'monitor'; readonly options: MonitorOptions}
	| {readonly command: 'list'; readonly options: ListOptions}
	| {readonly command: 'probe'; readonly options: ProbeOptions}
	| {readonly command: 'check'; readonly options: CheckOptions}
	| {readonly command: 'serve'; readonly options: ServeOptions}
	| {readonly command: 'config'; readonly options: ConfigOptions};
