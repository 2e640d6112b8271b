import type {PortRange} from '../model/port.ts';
import type {ViewName} from '../model/snapshot.ts';

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

export type ListOptions = Options & {
	readonly view: ViewName;
	readonly json: boolean;
	/** Only with `json`. */
	readonly watch: boolean;
	/** Connections of UDP too. */
	readonly udp: boolean;
};

/** What to do. */
export type Task =
	| {readonly command: 'help'}
	| {readonly command: 'version'}
	| {readonly command: 'monitor'; readonly options: Options}
	| {readonly command: 'list'; readonly options: ListOptions};
