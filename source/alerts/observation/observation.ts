import type {FilterFields} from '../../filter/fields.ts';
import type {AddressWords} from '../../model/address.ts';
import type {ErrorCounter} from '../../model/error-counter.ts';
import type {Moment} from '../../model/moment.ts';
import type {Port} from '../../model/port.ts';
import type {Probe} from '../../model/probe.ts';
import type {SourceStatus} from '../../model/snapshot.ts';
import type {SocketState} from '../../model/socket.ts';
import type {StateCount} from '../../model/state-count.ts';
import type {OutgoingPeer} from '../../model/traffic.ts';

/** The fields of a row that filters need and that are not shown. */
type FilteredRow = {
	/** Four big-endian words; IPv4 as ::ffff:a.b.c.d. */
	readonly address: AddressWords;
	readonly states: readonly SocketState[];
	readonly ageSeconds: number;
	/** Those of the owners. */
	readonly commandLines: readonly string[];
};

/** A row of the Ports view. */
export type ObservedPort = FilteredRow & {
	readonly port: Port;
	/** The interface that the listening socket is bound to; null for none. */
	readonly device: {readonly name: string; readonly index: number} | null;
};

/** A row of the Ports view's outgoing mode. */
export type ObservedPeer = FilteredRow & {readonly peer: OutgoingPeer};

/** A peer that asked for a port of ours that is closed. */
export type Refusal = {
	/** The peer's, as `ss -n` spells it. */
	readonly address: string;
	/** Ours. */
	readonly port: number;
	readonly count: number;
};

/** One sample, as alerts see it. */
export type Observation = Moment & {
	/** The first sample: what is there was there before. */
	readonly isFirst: boolean;
	readonly ports: readonly ObservedPort[];
	readonly outgoing: readonly ObservedPeer[];
	readonly states: readonly StateCount[];
	readonly probes: readonly Probe[];
	/** All that the kernel has, the quiet ones too. */
	readonly counters: readonly ErrorCounter[];
	readonly sources: readonly SourceStatus[];
	/** Since the last observation; null where it is not known. */
	readonly refused: readonly Refusal[] | null;
	/** The range of ports for outgoing connections: net.ipv4.ip_local_port_range. */
	readonly ephemeralPorts: {readonly first: number; readonly last: number};
};

/** An observation whose moment can be kept without keeping its rows. */
export type ObservedSample = Omit<Observation, keyof Moment> & {readonly moment: Moment};

/** The part of a port that detectors look at; a recording has it, too. */
export type DetectedPort = Pick<
	Port,
	| 'identity' | 'protocol' | 'address' | 'port' | 'owners' | 'service' | 'isBound' | 'freshness'
	| 'connections' | 'connectionCount' | 'peerCount' | 'openedPerSecond' | 'receiveBitsPerSecond' | 'sendBitsPerSecond'
>;

/** The part of a sample that detectors look at. */
export type DetectedSample = Pick<ObservedSample, 'moment' | 'counters' | 'refused' | 'sources'> & {
	readonly ports: ReadonlyArray<{readonly port: DetectedPort}>;
};

/** Returns whether the sockets could not be read: rows of ports, peers and states are those of an earlier sample. */
export function hasStaleSockets({sources}: Pick<ObservedSample, 'sources'>): boolean {
	return sources.some(({name, state}) => name === 'sockets' && state === 'failed');
}

/** The fields that the filters of rules read. States and counters have none. */
export type SubjectFields = {
	readonly port: FilterFields<ObservedPort>;
	readonly outgoing: FilterFields<ObservedPeer>;
	readonly probe: FilterFields<Probe>;
};
