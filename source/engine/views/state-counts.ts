import {unknown, type SocketTable} from '../../collectors/socket-table.ts';
import {
	isTcp,
	protocolIndices,
	protocols,
	socketStates,
	type Protocol,
	type SocketState,
} from '../../model/socket.ts';
import type {StateCount} from '../../model/state-count.ts';
import type {SeriesStore} from '../series/series-store.ts';

/** Counts by state and protocol: `counts[state * protocols.length + protocol]`; -1 for protocols that could not be read. */
export type StateMatrix = Int32Array;

/** Counts the living sockets that match. */
export function countStates({columns, liveCount, unread}: SocketTable, matches: ((row: number) => boolean) | undefined): StateMatrix {
	const counts = new Int32Array(socketStates.length * protocols.length);
	for (let row = 0; row < liveCount; row++) {
		if (matches === undefined || matches(row)) {
			counts[(columns.state[row]! * protocols.length) + columns.protocol[row]!]!++;
		}
	}

	for (const protocol of unread) {
		for (let index = protocolIndices[protocol]; index < counts.length; index += protocols.length) {
			counts[index] = unknown;
		}
	}

	return counts;
}

/** Returns the sockets of a protocol in a state; null where they are unknown. */
function countAt(counts: StateMatrix, state: number, protocol: number): number | null {
	const count = counts[(state * protocols.length) + protocol]!;
	return count === unknown ? null : count;
}

/** Returns the sum of counts; null where one of them is unknown. */
function sumOf(counts: ReadonlyArray<number | null>): number | null {
	return counts.includes(null) ? null : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
}

function difference(now: number | null, before: number | null): number | null {
	return now === null || before === null ? null : now - before;
}

const udpStates = new Set<SocketState>(['ESTABLISHED', 'CLOSED']);

/** Returns whether a protocol's sockets can be in a state on Linux: UDP sockets are only connected or not, and IDLE is Solaris's. */
function canOccur(state: SocketState, protocol: Protocol): boolean {
	return state !== 'IDLE' && (isTcp(protocol) || udpStates.has(state));
}

/** A sample with the counts of all its sockets. */
type CountedSample = {readonly table: SocketTable; readonly sampledAt: number; readonly states: readonly StateCount[]};

/** The States view of one filter: remembers the counts of the sample before. */
export class StateRows {
	#before: StateMatrix | undefined;
	#rows: readonly StateCount[] = [];

	get rows(): readonly StateCount[] {
		return this.#rows;
	}

	/** Takes the counts of a new sample in. */
	update(counts: StateMatrix): void {
		const before = this.#before;
		this.#before = counts;
		this.#rows = socketStates.map((state, index) => {
			const total = totalOf(counts, index);
			return {
				state,
				counts: byProtocol(state, protocol => countAt(counts, index, protocol)),
				changes: byProtocol(state, protocol => before === undefined ? null : difference(countAt(counts, index, protocol), countAt(before, index, protocol))),
				total,
				totalChange: before === undefined ? null : difference(total, totalOf(before, index)),
			};
		});
	}
}

/** The counts under the filter of the States view, from sample to sample. */
export class FilteredStates {
	readonly #series: SeriesStore | null;
	#filter = '';
	#counts = new StateRows();
	#sample: CountedSample | undefined;

	constructor(series: SeriesStore | null) {
		this.#series = series;
	}

	/** Returns the rows of a sample. The history of a filter begins when it is set; `compile` makes the filter's test. */
	rows(sample: CountedSample, filter: string, compile: () => (row: number) => boolean): readonly StateCount[] {
		if (this.#filter !== filter) {
			this.#filter = filter;
			this.#counts = new StateRows();
			this.#sample = undefined;
			this.#series?.forget('filteredState');
		}

		if (filter === '') {
			return sample.states;
		}

		if (this.#sample !== sample) {
			this.#sample = sample;
			this.#counts.update(countStates(sample.table, compile()));
			this.#record(sample);
		}

		return this.#counts.rows;
	}

	/** A paused display shows an earlier sample, which is not recorded. */
	#record({sampledAt}: CountedSample): void {
		if (this.#series?.sampledAt !== sampledAt) {
			return;
		}

		for (const row of this.#counts.rows) {
			this.#series.record('filteredState', row.state, row);
		}
	}
}

function byProtocol(state: SocketState, value: (protocol: number) => number | null): Record<Protocol, number | null> {
	const [tcp, tcp6, udp, udp6] = protocols.map((protocol, index) => canOccur(state, protocol) ? value(index) : null) as [number | null, number | null, number | null, number | null];
	return {
		tcp, tcp6, udp, udp6,
	};
}

/** Returns the sockets in a state of all protocols that can be in it; null where one of those is unknown. */
function totalOf(counts: StateMatrix, state: number): number | null {
	return sumOf(protocols.flatMap((protocol, index) => canOccur(socketStates[state]!, protocol) ? [countAt(counts, state, index)] : []));
}

/** Returns all protocols together, by state. */
export function totalsByState(counts: StateMatrix): Record<SocketState, number | null> {
	const totals = socketStates.map((state, index) => [state, totalOf(counts, index)] as const);
	// Object.fromEntries() forgets that every state is there.
	return Object.fromEntries(totals) as Record<SocketState, number | null>;
}

/** Returns all states together, by protocol. */
export function totalsByProtocol(counts: StateMatrix): Record<Protocol, number | null> {
	const totals = protocols.map((protocol, index) => [protocol, sumOf(socketStates.map((_, state) => countAt(counts, state, index)))] as const);
	// Object.fromEntries() forgets that every protocol is there.
	return Object.fromEntries(totals) as Record<Protocol, number | null>;
}
