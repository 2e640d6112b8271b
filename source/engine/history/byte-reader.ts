const decoder = new TextDecoder();

/** Bytes that are not what a writer of this version wrote. */
export class MalformedHistoryError extends Error {
	override readonly name = 'MalformedHistoryError';
}

/** Reads what a ByteWriter wrote, in the same order. Each method throws a MalformedHistoryError where the bytes end too early. */
export class ByteReader {
	readonly #bytes: Uint8Array;
	readonly #view: DataView;
	#position = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	get isAtEnd(): boolean {
		return this.#position >= this.#bytes.length;
	}

	byte(): number {
		const value = this.#bytes[this.#position++];
		if (value === undefined) {
			throw new MalformedHistoryError('it ends too early');
		}

		return value;
	}

	count(): number {
		let value = 0;
		let unit = 1;
		for (;;) {
			const byte = this.byte();
			value += (byte % 0x80) * unit;
			if (byte < 0x80) {
				return value;
			}

			unit *= 0x80;
			if (unit > 2 ** 49) {
				throw new MalformedHistoryError('a number is too large');
			}
		}
	}

	/** Reads the length of something of which each part takes a byte at least. */
	length(): number {
		const value = this.count();
		if (value > this.#bytes.length - this.#position) {
			throw new MalformedHistoryError(`${value} parts in ${this.#bytes.length - this.#position} bytes`);
		}

		return value;
	}

	integer(): number {
		const value = this.count();
		const isNegative = value % 2 === 1;
		return isNegative ? (value + 1) / -2 : value / 2;
	}

	float(): number {
		if (this.#position + 8 > this.#bytes.length) {
			throw new MalformedHistoryError('it ends too early');
		}

		const value = this.#view.getFloat64(this.#position, true);
		this.#position += 8;
		return value;
	}

	/** Returns the next so many bytes, which are not copied. */
	bytes(length: number): Uint8Array {
		if (length > this.#bytes.length - this.#position) {
			throw new MalformedHistoryError('it ends too early');
		}

		const values = this.#bytes.subarray(this.#position, this.#position + length);
		this.#position += length;
		return values;
	}

	text(): string {
		const length = this.length();
		const text = decoder.decode(this.#bytes.subarray(this.#position, this.#position + length));
		this.#position += length;
		return text;
	}
}
