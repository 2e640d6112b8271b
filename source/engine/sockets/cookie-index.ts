import type {SocketTable} from '../../collectors/socket-table.ts';

const empty = -1;

/** Finds a table's row by the socket's cookie: open addressing in one typed array, at most half full. */
export class CookieIndex {
	#slots = new Int32Array(2048);
	#mask = 2047;
	#table: SocketTable | undefined;

	/** Indexes every row, the vanished ones too. */
	build(table: SocketTable): void {
		let size = 2048;
		while (size < table.count * 2) {
			size *= 2;
		}

		if (size === this.#slots.length) {
			this.#slots.fill(empty);
		} else {
			this.#slots = new Int32Array(size).fill(empty);
		}

		this.#mask = size - 1;
		this.#table = table;
		const {cookieLow, cookieHigh} = table.columns;
		for (let row = 0; row < table.count; row++) {
			let slot = hash(cookieLow[row]!, cookieHigh[row]!) & this.#mask;
			while (this.#slots[slot] !== empty) {
				slot = (slot + 1) & this.#mask;
			}

			this.#slots[slot] = row;
		}
	}

	/** The row, or -1. */
	find(low: number, high: number): number {
		if (this.#table === undefined) {
			return empty;
		}

		const {cookieLow, cookieHigh} = this.#table.columns;
		let slot = hash(low, high) & this.#mask;
		for (;;) {
			const row = this.#slots[slot]!;
			if (row === empty || (cookieLow[row] === low && cookieHigh[row] === high)) {
				return row;
			}

			slot = (slot + 1) & this.#mask;
		}
	}
}

function hash(low: number, high: number): number {
	const mixed = Math.imul(low ^ Math.imul(high, 0x9E_37_79_B1), 0x85_EB_CA_6B);
	return mixed ^ (mixed >>> 15);
}
