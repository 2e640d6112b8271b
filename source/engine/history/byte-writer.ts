const encoder = new TextEncoder();

/** Writes numbers and texts to a buffer that grows. What it holds is taken with `take()`, and then written over. */
export class ByteWriter {
	#bytes: Uint8Array<ArrayBuffer>;
	#view: DataView;
	#length = 0;

	constructor(capacity = 65_536) {
		this.#bytes = new Uint8Array(capacity);
		this.#view = new DataView(this.#bytes.buffer);
	}

	get length(): number {
		return this.#length;
	}

	/** Returns a copy of what was written since the last call. */
	take(): Uint8Array<ArrayBuffer> {
		const taken = this.#bytes.slice(0, this.#length);
		this.#length = 0;
		return taken;
	}

	byte(value: number): void {
		this.#ensure(1);
		this.#bytes[this.#length++] = value;
	}

	/** Writes a whole number from 0 to 2^53 - 1 in groups of seven bits, the lowest first. */
	count(value: number): void {
		this.#ensure(8);
		let rest = value;
		while (rest >= 0x80) {
			this.#bytes[this.#length++] = (rest % 0x80) + 0x80;
			rest = rest < 0x80_00_00_00 ? rest >>> 7 : Math.floor(rest / 0x80);
		}

		this.#bytes[this.#length++] = rest;
	}

	/** Writes a whole number from -2^52 to 2^52 - 1: small ones of either sign take one byte. */
	integer(value: number): void {
		this.count(value < 0 ? (-2 * value) - 1 : 2 * value);
	}

	float(value: number): void {
		this.#ensure(8);
		this.#view.setFloat64(this.#length, value, true);
		this.#length += 8;
	}

	/** Writes bytes as they are; their reader knows how many. */
	bytes(values: Uint8Array): void {
		this.#ensure(values.length);
		this.#bytes.set(values, this.#length);
		this.#length += values.length;
	}

	/** Writes a text as UTF-8, with its length in bytes before it. */
	text(value: string): void {
		const encoded = encoder.encode(value);
		this.count(encoded.length);
		this.#ensure(encoded.length);
		this.#bytes.set(encoded, this.#length);
		this.#length += encoded.length;
	}

	#ensure(bytes: number): void {
		if (this.#length + bytes <= this.#bytes.length) {
			return;
		}

		const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + bytes));
		larger.set(this.#bytes);
		this.#bytes = larger;
		this.#view = new DataView(larger.buffer);
	}
}

/** The range of `ByteWriter.integer`. */
export function isWritableInteger(value: number): boolean {
	return Number.isSafeInteger(value) && Math.abs(value) < 2 ** 52 && !Object.is(value, -0);
}
