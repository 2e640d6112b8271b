import {unknown, type SocketTable} from '../../collectors/socket-table.ts';
import {socketStates} from '../../model/socket.ts';

/** The sums over the connections of a port, or with a peer, in one sample. */
export class ConnectionSums {
	/** Connections by state, in the order of `socketStates`. */
	readonly states = new Uint32Array(socketStates.length);
	/** Sorted, one per connection that has one. */
	rtts = new Int32Array(0);
	#rttCount = 0;

	get connections(): number {
		return this.states.reduce((sum, count) => sum + count, 0);
	}

	clear(): void {
		this.states.fill(0);
		this.#rttCount = 0;
	}

	add({columns}: SocketTable, row: number): void {
		this.states[columns.state[row]!]!++;
		if (columns.rttMicroseconds[row] !== unknown) {
			this.#rttCount++;
		}
	}

	/** Makes room for the RTTs of the connections that were added; each is then given to `addRtt`. */
	expectRtts(): void {
		this.rtts = new Int32Array(this.#rttCount);
		this.#rttCount = 0;
	}

	addRtt(microseconds: number): void {
		if (this.#rttCount < this.rtts.length) {
			this.rtts[this.#rttCount++] = microseconds;
		}
	}
}

const stride = 2048;

/** Collects and sorts the RTTs of every sum; `sumOf` says to which a row belongs. Yields now and then. */
export function * collectRtts({columns, liveCount}: SocketTable, sums: Iterable<ConnectionSums>, sumOf: (row: number) => ConnectionSums | undefined): Generator<void> {
	const all = [...sums];
	for (const each of all) {
		each.expectRtts();
	}

	for (let row = 0; row < liveCount; row++) {
		if (row % stride === stride - 1) {
			yield;
		}

		if (columns.rttMicroseconds[row] !== unknown) {
			sumOf(row)?.addRtt(columns.rttMicroseconds[row]!);
		}
	}

	for (const {rtts} of all) {
		rtts.sort();
		yield;
	}
}

/** Returns the value below which `fraction` of the sorted values lie (nearest rank); null of none. */
export function quantile(sorted: Int32Array, fraction: number): number | null {
	return sorted.length === 0 ? null : sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)]!;
}
