import type {AlertRow} from './alert.ts';
import type {ErrorCounter} from './error-counter.ts';
import type {Port, PortRange} from './port.ts';
import type {Probe} from './probe.ts';
import type {Summary} from './snapshot.ts';
import type {Connection} from './socket.ts';
import type {StateCount} from './state-count.ts';
import type {NetworkInterface, OutgoingPeer} from './traffic.ts';

/** All data of the last sample, for other programs. */
export type ExportedSample = {
	readonly summary: Summary;
	/** By port. None that has vanished, in any list. */
	readonly ports: readonly Port[];
	readonly outgoing: readonly OutgoingPeer[];
	readonly states: readonly StateCount[];
	readonly probes: readonly Probe[];
	readonly errors: readonly ErrorCounter[];
	readonly interfaces: readonly NetworkInterface[];
	/** Active alerts, then the log. */
	readonly alerts: readonly AlertRow[];
	readonly tcp: TcpCounters;
	/** The range from which the kernel takes the ports of clients. */
	readonly ephemeralPorts: PortRange;
	/** The first so many rows of the kernel's tables, and how many there are. To be called before the next sample is taken. */
	readonly connections: (most: number) => {readonly rows: readonly Connection[]; readonly total: number};
};

/** TCP's counters of the network namespace since it came up, from /proc/net/snmp. Unknown is null. */
export type TcpCounters = {
	/** Connections that were established from outside, and from here: PassiveOpens and ActiveOpens. */
	readonly passiveOpens: number | null;
	readonly activeOpens: number | null;
	/** Segments: RetransSegs. */
	readonly retransmittedSegments: number | null;
};
