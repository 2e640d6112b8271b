import type {FixedLimits} from '../../model/alert.ts';
import type {ErrorCounter} from '../../model/error-counter.ts';
import type {ConnectionGroup, Grouping} from '../../model/group.ts';
import type {NetworkInterface} from '../../model/traffic.ts';
import type {StateCount} from '../../model/state-count.ts';
import type {PassivePath} from '../../model/probe.ts';
import type {Summary} from '../../model/snapshot.ts';
import type {SocketTable} from '../../collectors/socket-table.ts';
import type {Account} from '../traffic/account.ts';
import type {CookieIndex} from '../sockets/row-index.ts';
import type {PortSlots} from '../traffic/port-slots.ts';
import type {GroupedTraffic} from '../traffic/traffic-accounting.ts';
import type {ProbeRows} from '../probing/probe-targets.ts';
import type {AlertRows} from './alert-rows.ts';
import type {OpenPorts, RowContext} from './connection-rows.ts';
import type {OutgoingEntry} from './outgoing-rows.ts';
import type {PortEntry} from './port-rows.ts';

/** One complete sample: what queries are answered from. */
export type Sample = {
	readonly table: SocketTable;
	readonly index: CookieIndex;
	/** Monotonic milliseconds. */
	readonly sampledAt: number;
	/** The open ports; the column `portSlot` is an index into their slots. */
	readonly openPorts: OpenPorts;
	/** Connections that closed within the last minute and are not in the table, as there were too many. */
	readonly closedLeftOut: number;
	/** The traffic of groups of connections; the table's columns refer to them. */
	readonly groups: GroupedTraffic;
	/** The rows of the groups where the table is not kept, so that they cannot be made. */
	readonly groupRows?: Readonly<Record<Grouping, readonly ConnectionGroup[]>>;
	/** The rows of the Ports view; the first ones are those of the slots. */
	readonly ports: readonly PortEntry[];
	readonly outgoing: readonly OutgoingEntry[];
	readonly states: readonly StateCount[];
	readonly probes: ProbeRows;
	readonly errors: readonly ErrorCounter[];
	readonly interfaces: readonly NetworkInterface[];
	readonly alerts: AlertRows;
	/** The thresholds of the checks that are always on. */
	readonly fixedLimits: FixedLimits;
	/** The data from which rows are made. */
	readonly rowContext: RowContext;
	readonly summary: Summary;
};

/** A sample as it is taken, with what the next one is compared with. */
export type TakenSample = Sample & {
	readonly openPorts: PortSlots;
	/** The kernel's measurements of real connections to the probed addresses, by address. */
	readonly passive: ReadonlyMap<string, PassivePath>;
	/** By slot. */
	readonly accounts: readonly Account[];
};
