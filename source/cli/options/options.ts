import type {FixedLimits} from '../../model/alert.ts';
import type {ProbeSettings, ProbeTarget} from '../../model/probe.ts';
import type {RecordedTopic} from '../../model/recorded.ts';
import type {ListedView} from '../../model/snapshot.ts';
import type {Appearance} from '../../ui/state/appearance.ts';
import type {Threshold} from '../flags/check-values.ts';
import type {CheckCommand, CommandName} from '../flags/commands.ts';
import type {Options} from '../flags/flags.ts';
import type {ListenAddress} from '../flags/values.ts';

/*
The tasks of the commands, complete: every flag of the table under the name of its option, with defaults filled in, and what several
of them come to together. Every value is valid.
*/

/** The options about what is measured and when it alerts, which the monitor, `portop serve` and `portop record` have in common. `alertRules` has those of the file, too. */
export type Monitoring = Options<'monitor' | 'serve' | 'record'> & {
	readonly intervalSeconds: number;
	/** Each once. */
	readonly probeTargets: readonly ProbeTarget[];
	/** For every probe of the session, those that are added later too. */
	readonly probeSettings: ProbeSettings;
	/** The thresholds of the fixed checks. */
	readonly fixedLimits: FixedLimits;
	/** Messages for the user: parts of the configuration file that were not taken. */
	readonly warnings: readonly string[];
};

/** `filter` is `--port` and `--filter` together; empty: everything. */
export type MonitorOptions = Options<'monitor'> & Monitoring & {
	readonly appearance: Appearance;
};

/** The options of how the monitor is shown. */
export type DisplayOptions = Options<'monitor' | 'replay'> & Pick<MonitorOptions, 'appearance' | 'warnings' | 'intervalSeconds' | 'bell'>;

export type ReplayOptions = Options<'replay'> & DisplayOptions & {
	/** The recording. */
	readonly file: string;
};

export type ServeOptions = Omit<Options<'serve'>, 'listen'> & Monitoring & {
	/** With the address of a name, and that name; null where it was an address. */
	readonly listen: ListenAddress & {readonly name: string | null};
};

export type RecordOptions = Omit<Options<'record'>, 'file'> & Monitoring & {
	/** The place of the recording: that of `--file`, or the usual one. */
	readonly file: string;
};

/** `filter` is as in MonitorOptions. `json` holds with `watch`, too. */
export type ListOptions = Options<'list'> & {
	readonly view: ListedView;
};

/** `json` holds with `watch`, too. */
export type ProbeOptions = Options<'probe'> & {
	/** At least one, each once. */
	readonly targets: readonly ProbeTarget[];
	readonly settings: ProbeSettings;
};

export type Thresholds = {
	readonly warning: readonly Threshold[];
	readonly critical: readonly Threshold[];
};

/** The flags of a check. Every threshold is for one of its figures. */
type CheckFlags<Command extends CheckCommand> = Omit<Options<Command>, 'timeoutSeconds'> & {
	/** For the whole check. */
	readonly timeoutSeconds: number;
	/** A label of the series of this check that others with the same items do not have. */
	readonly series: string;
};

/** Each port once, ascending. */
export type PortCheck = CheckFlags<'check port'> & {
	readonly check: 'port';
};

export type PingCheck = CheckFlags<'check ping'> & {
	readonly check: 'ping';
	/** At least one, each once. */
	readonly targets: readonly ProbeTarget[];
	readonly settings: ProbeSettings;
};

export type ConnectionsCheck = CheckFlags<'check connections'> & {
	readonly check: 'connections';
	/** The keys of the figures that are wanted. */
	readonly keys: readonly string[];
};

export type CheckOptions = PortCheck | PingCheck | ConnectionsCheck;

/** Times are milliseconds since 1970, UTC; the end is outside. */
export type HistoryOptions = Omit<Options<'history'>, 'since' | 'until' | 'file'> & {
	readonly topic: RecordedTopic;
	readonly file: string;
	readonly since: number;
	readonly until: number;
};

/** The options of `portop config`. */
export type ConfigOptions = {
	readonly action: 'check' | 'example';
	/** The file of `--config`; null: the user's own. */
	readonly configFile: string | null;
	/** Names the folder of the user's own. */
	readonly environment: Readonly<Partial<Record<string, string>>>;
};

/** The command to run, with its options. */
export type Task =
	| {readonly command: 'help'; readonly about: CommandName}
	| {readonly command: 'version'}
	| {readonly command: 'monitor'; readonly options: MonitorOptions}
	| {readonly command: 'replay'; readonly options: ReplayOptions}
	| {readonly command: 'list'; readonly options: ListOptions}
	| {readonly command: 'probe'; readonly options: ProbeOptions}
	| {readonly command: 'check'; readonly options: CheckOptions}
	| {readonly command: 'serve'; readonly options: ServeOptions}
	| {readonly command: 'record'; readonly options: RecordOptions}
	| {readonly command: 'history'; readonly options: HistoryOptions}
	| {readonly command: 'config'; readonly options: ConfigOptions};
