import type {SocketState} from './socket.ts';
import type {Counted, TrafficRates} from './traffic.ts';

/** The ways in which connections are grouped, in the order in which the Groups view goes through them. */
export const groupings = ['process', 'host', 'unit', 'container', 'user', 'port'] as const;
export type Grouping = (typeof groupings)[number];

/** Returns something for each way to group. */
export function byGrouping<Value>(valueOf: (grouping: Grouping) => Value): Readonly<Record<Grouping, Value>> {
	return {
		process: valueOf('process'), host: valueOf('host'), unit: valueOf('unit'), container: valueOf('container'), user: valueOf('user'), port: valueOf('port'),
	};
}

/** Connections that have something in common: a process, a unit, a container, a user, a remote host, a service's port. Unknown is null. */
export type ConnectionGroup = TrafficRates & {
	/** Names the group from sample to sample. */
	readonly identity: string;
	readonly grouping: Grouping;
	/**
	Says whether it is named what the connections have in common (`member`). Else: `unknown` where it is not known, `none` where they are
	in no unit or container, `others` for the groups that were left out as there were too many.
	*/
	readonly kind: 'member' | 'unknown' | 'none' | 'others';
	/** E.g. `nginx(1234)`, `nginx.service`, `10.0.0.7`, `443/tcp`. */
	readonly name: string;
	/** The process of the group; null where it is not one process. */
	readonly pid: number | null;
	/** The service of the group's port; null where it has none, or is no port. */
	readonly service: string | null;
	/** A process's. */
	readonly user: string | null;
	readonly userId: number | null;
	readonly unit: string | null;
	readonly container: string | null;
	/** Only states that occur, under the filter. */
	readonly connections: Readonly<Partial<Record<SocketState, number>>>;
	readonly connectionCount: number;
	readonly rttMedianMicroseconds: number | null;
	readonly rttP95Microseconds: number | null;
	/** Retransmitted of sent segments since the previous sample; null if none was sent. */
	readonly retransmissionPercent: number | null;
	/** Also of the connections that are over. */
	readonly totals: Counted;
	/** Some of what passed since the previous sample may be missing here, as it is not known to which group it belongs. */
	readonly ratesAreLowerBounds: boolean;
	/** The age of its oldest connection; null where there is none. */
	readonly oldestSeconds: number | null;
	/** That one was there before portop. */
	readonly oldestIsMinimum: boolean;
	/** The filter that leaves only its connections; null where none does. */
	readonly filter: string | null;
};
