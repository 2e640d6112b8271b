import type {SocketTable} from '../../collectors/socket-table.ts';
import {
	isTcp,
	protocols,
	socketStates,
	type Protocol,
	type SocketState,
} from '../../model/socket.ts';
import type {StateCount} from '../../model/state-count.ts';
import {History} from '../sockets/history.ts';

/** Counts by state and protocol: `counts[state * protocols.length + protocol]`. */
export type StateMatrix = Uint32Array;

/** Counts the living sockets that match. */
export function countStates({columns, liveCount}: SocketTable, matches: ((row: number) => boolean) | undefined): StateMatrix {
	const counts = new Uint32Array(socketStates.length * protocols.length);
	for (let row = 0; row < liveCount; row++) {
		if (matches === undefined || matches(row)) {
			counts[(columns.state[row]! * protocols.length) + columns.protocol[row]!]!++;
		}
	}

	return counts;
}

const udpStates = new Set<SocketState>(['ESTABLISHED', 'CLOSED']);

/** Returns whether a protocol's sockets can be in a state on Linux: UDP sockets are only connected or not, and IDLE is Solaris's. */
function canOccur(state: SocketState, protocol: Protocol): boolean {
	return state !== 'IDLE' && (isTcp(protocol) || udpStates.has(state));
}

/** A sample with the counts of all its sockets. */
type CountedSample = {readonly table: SocketTable; readonly states: readonly StateCount[]};

/** The States view of one filter: remembers the counts of the sample before, and the totals' history. */
export class StateRows {
	readonly #histories = socketStates.map(() => new History());
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
			const at = (matrix: StateMatrix, protocol: number) => matrix[(index * protocols.length) + protocol]!;
			const total = (matrix: StateMatrix) => protocols.reduce((sum, _, protocol) => sum + at(matrix, protocol), 0);
			const history = this.#histories[index]!;
			history.push(total(counts));
			return {
				state,
				counts: byProtocol(state, protocol => at(counts, protocol)),
				changes: byProtocol(state, protocol => before === undefined ? null : at(counts, protocol) - at(before, protocol)),
				total: total(counts),
				totalChange: before === undefined ? null : total(counts) - total(before),
				history: history.toArray(),
			};
		});
	}
}

/** The counts under the filter of the States view, from sample to sample. */
export class FilteredStates {
	#filter = '';
	#counts = new StateRows();
	#sample: CountedSample | undefined;

	/** Returns the rows of a sample. The history of a filter begins when it is set; `compile` makes the filter's test. */
	rows(sample: CountedSample, filter: string, compile: () => (row: number) => boolean): readonly StateCount[] {
		if (this.#filter !== filter) {
			this.#filter = filter;
			this.#counts = new StateRows();
			this.#sample = undefined;
		}

		if (filter === '') {
			return sample.states;
		}

		if (this.#sample !== sample) {
			this.#sample = sample;
			this.#counts.update(countStates(sample.table, compile()));
		}

		return this.#counts.rows;
	}
}

function byProtocol(state: SocketState, value: (protocol: number) => number | null): Record<Protocol, number | null> {
	const [tcp, tcp6, udp, udp6] = protocols.map((protocol, index) => canOccur(state, protocol) ? value(index) : null) as [number | null, number | null, number | null, number | null];
	return {
		tcp, tcp6, udp, udp6,
	};
}

/** Returns all protocols together, by state. */
export function totalsByState(counts: StateMatrix): Record<SocketState, number> {
	const totals = socketStates.map((state, index) => [state, protocols.reduce((sum, _, protocol) => sum + counts[(index * protocols.length) + protocol]!, 0)] as const);
	// Object.fromEntries() forgets that every state is there.
	return Object.fromEntries(totals) as Record<SocketState, number>;
}

/** Returns all states together, by protocol. */
export function totalsByProtocol(counts: StateMatrix): Record<Protocol, number> {
	const totals = protocols.map((protocol, index) => [protocol, socketStates.reduce((sum, _, state) => sum + counts[(state * protocols.length) + index]!, 0)] as const);
	// Object.fromEntries() forgets that every protocol is there.
	return Object.fromEntries(totals) as Record<Protocol, number>;
}
