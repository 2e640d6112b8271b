import {unknown} from '../../collectors/socket-table.ts';
import type {SocketEnds} from './socket-ends.ts';

/**
Finds rows by what a person sees as one connection: protocol, addresses and ports, even when the kernel makes a new socket of
it, as it does for TIME-WAIT. Open addressing in one typed array, at most half full.
*/
export class TupleIndex {
	readonly #ends: SocketEnds;
	readonly #rows: Int32Array;
	readonly #mask: number;

	/** Indexes these rows of a table. */
	constructor(ends: SocketEnds, rows: readonly number[]) {
		const size = 2 ** Math.max(6, Math.ceil(Math.log2((rows.length * 2) + 1)));
		this.#ends = ends;
		this.#rows = new Int32Array(size).fill(unknown);
		this.#mask = size - 1;
		for (const row of rows) {
			this.#rows[this.#placeOf(ends, row)] = row;
		}
	}

	/** Whether there is a row with the same ends as this one of another table. */
	has(ends: SocketEnds, row: number): boolean {
		return this.#rows[this.#placeOf(ends, row)] !== unknown;
	}

	/** Where the row with these ends is, or where it would be. */
	#placeOf(ends: SocketEnds, row: number): number {
		let place = hash(ends, row) & this.#mask;
		for (;;) {
			const other = this.#rows[place]!;
			if (other === unknown || isSame(ends, row, this.#ends, other)) {
				return place;
			}

			place = (place + 1) & this.#mask;
		}
	}
}

function hash({localPort, remotePort, local3, remote3, remote2}: SocketEnds, row: number): number {
	const ports = (localPort[row]! << 16) | remotePort[row]!;
	const mixed = Math.imul(ports ^ Math.imul(remote3[row]!, 0x9E_37_79_B1) ^ Math.imul(local3[row]! ^ remote2[row]!, 0xC2_B2_AE_35), 0x85_EB_CA_6B);
	return mixed ^ (mixed >>> 15);
}

function isSame(one: SocketEnds, row: number, other: SocketEnds, match: number): boolean {
	return one.localPort[row] === other.localPort[match] && one.remotePort[row] === other.remotePort[match] && one.protocol[row] === other.protocol[match]
		&& one.remote3[row] === other.remote3[match] && one.remote2[row] === other.remote2[match] && one.remote1[row] === other.remote1[match] && one.remote0[row] === other.remote0[match]
		&& one.local3[row] === other.local3[match] && one.local2[row] === other.local2[match] && one.local1[row] === other.local1[match] && one.local0[row] === other.local0[match];
}
