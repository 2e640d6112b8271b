/*
Three ways to find rows of a table: by cookie, by the ends of the connection, by the peer of a port. Each is open addressing in one
typed array that is at most half full. They share what is done once; each has its own search, which runs for every socket of
a sample: one search that asks a subclass for the hash and the comparison would be called through a table of methods there.
*/
import {unknown, type SocketEnds, type SocketTable} from '../../collectors/socket-table.ts';
import {isLinkLocal} from '../../model/address.ts';

/** Returns room for so many rows: places that are numbered by the low bits of a hash. */
function emptyPlaces(rowCount: number): Int32Array {
	const bits = Math.ceil(Math.log2((rowCount * 2) + 1));
	return new Int32Array(2 ** Math.max(6, bits)).fill(unknown);
}

/** Mixes the high bits of a product into the low ones. */
function spread(product: number): number {
	return product ^ (product >>> 15);
}

/** Finds a table's row by the socket's cookie. */
export class CookieIndex {
	#places = emptyPlaces(0);
	#table: SocketTable | undefined;
	#indexed = 0;

	/** Indexes every row, the vanished ones too. */
	build(table: SocketTable): void {
		this.#places = emptyPlaces(table.count);
		this.#table = table;
		this.#indexed = 0;
		this.#add(table);
	}

	/** Indexes the rows that the table was given since. */
	extend(): void {
		if (this.#table === undefined || this.#table.count === this.#indexed) {
			return;
		}

		if (this.#table.count * 2 < this.#places.length) {
			this.#add(this.#table);
		} else {
			this.build(this.#table);
		}
	}

	#add(table: SocketTable): void {
		const places = this.#places;
		const mask = places.length - 1;
		const {cookieLow, cookieHigh} = table.columns;
		for (let row = this.#indexed; row < table.count; row++) {
			let place = hashOfCookie(cookieLow[row]!, cookieHigh[row]!) & mask;
			while (places[place] !== unknown) {
				place = (place + 1) & mask;
			}

			places[place] = row;
		}

		this.#indexed = table.count;
	}

	/** Returns the row, or -1. */
	find(low: number, high: number): number {
		if (this.#table === undefined) {
			return unknown;
		}

		const places = this.#places;
		const mask = places.length - 1;
		const {cookieLow, cookieHigh} = this.#table.columns;
		let place = hashOfCookie(low, high) & mask;
		for (;;) {
			const row = places[place]!;
			if (row === unknown || (cookieLow[row] === low && cookieHigh[row] === high)) {
				return row;
			}

			place = (place + 1) & mask;
		}
	}
}

function hashOfCookie(low: number, high: number): number {
	return spread(Math.imul(low ^ Math.imul(high, 0x9E_37_79_B1), 0x85_EB_CA_6B));
}

/**
Finds rows by what a person sees as one connection: protocol, addresses, ports and the interface that it is bound to (a link-local
address is one on each interface), even when the kernel makes a new socket of it, as it does for TIME-WAIT.
*/
export class TupleIndex {
	readonly #ends: SocketEnds;
	readonly #places: Int32Array;

	/** Indexes these rows of a table. */
	constructor(ends: SocketEnds, rows: readonly number[]) {
		this.#ends = ends;
		this.#places = emptyPlaces(rows.length);
		for (const row of rows) {
			this.#places[this.#placeOf(ends, row)] = row;
		}
	}

	/** Returns whether there is a row with the same ends as this one of another table. */
	has(ends: SocketEnds, row: number): boolean {
		return this.find(ends, row) !== unknown;
	}

	/** Returns the row with the same ends as this one of another table, or -1. */
	find(ends: SocketEnds, row: number): number {
		return this.#places[this.#placeOf(ends, row)]!;
	}

	/** Returns the place of the row with these ends, or the free place for it. */
	#placeOf(ends: SocketEnds, row: number): number {
		const mask = this.#places.length - 1;
		let place = hashOfEnds(ends, row) & mask;
		for (;;) {
			const other = this.#places[place]!;
			if (other === unknown || isSameConnection(ends, row, this.#ends, other)) {
				return place;
			}

			place = (place + 1) & mask;
		}
	}
}

function hashOfEnds({localPort, remotePort, local3, remote3, remote2}: SocketEnds, row: number): number {
	const ports = (localPort[row]! << 16) | remotePort[row]!;
	return spread(Math.imul(ports ^ Math.imul(remote3[row]!, 0x9E_37_79_B1) ^ Math.imul(local3[row]! ^ remote2[row]!, 0xC2_B2_AE_35), 0x85_EB_CA_6B));
}

function isSameConnection(one: SocketEnds, row: number, other: SocketEnds, match: number): boolean {
	return one.localPort[row] === other.localPort[match] && (one.interfaceIndex?.[row] ?? 0) === (other.interfaceIndex?.[match] ?? 0) && one.remotePort[row] === other.remotePort[match] && one.protocol[row] === other.protocol[match]
		&& one.remote3[row] === other.remote3[match] && one.remote2[row] === other.remote2[match] && one.remote1[row] === other.remote1[match] && one.remote0[row] === other.remote0[match]
		&& one.local3[row] === other.local3[match] && one.local2[row] === other.local2[match] && one.local1[row] === other.local1[match] && one.local0[row] === other.local0[match];
}

/** The different (open port, peer address) pairs of a table's rows; a link-local address is one on each interface. */
export class PeerSet {
	readonly #columns: SocketTable['columns'];
	readonly #places: Int32Array;

	/** Has room for so many rows. */
	constructor(columns: SocketTable['columns'], rowCount: number) {
		this.#columns = columns;
		this.#places = emptyPlaces(rowCount);
	}

	/** Returns false when another row has the same port and peer. */
	add(row: number): boolean {
		const {
			portSlot, remote0, remote1, remote2, remote3, interfaceIndex,
		} = this.#columns;
		const mask = this.#places.length - 1;
		let place = spread(Math.imul(remote3[row]! ^ Math.imul(remote2[row]! ^ portSlot[row]!, 0x9E_37_79_B1) ^ Math.imul(remote1[row]! ^ remote0[row]!, 0xC2_B2_AE_35), 0x85_EB_CA_6B)) & mask;
		for (;;) {
			const other = this.#places[place]!;
			if (other === unknown) {
				this.#places[place] = row;
				return true;
			}

			const isSame = portSlot[other] === portSlot[row] && remote3[other] === remote3[row] && remote2[other] === remote2[row]
				&& remote1[other] === remote1[row] && remote0[other] === remote0[row]
				&& (interfaceIndex[other] === interfaceIndex[row] || !isLinkLocal(remote0[row]!));
			if (isSame) {
				return false;
			}

			place = (place + 1) & mask;
		}
	}
}
