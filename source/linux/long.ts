/** Writes a `long`, `size_t` or pointer of C in the byte order of every machine that koffi knows. */
export function writeLong(view: DataView, offset: number, value: bigint, longBytes: number): void {
	if (longBytes === 8) {
		view.setBigUint64(offset, value, true);
	} else {
		view.setUint32(offset, Number(value), true);
	}
}

/** Reads a `long` that is not negative and below 2^53, without a BigInt. */
export function readLong(view: DataView, offset: number, longBytes: number): number {
	const low = view.getUint32(offset, true);
	return longBytes === 8 ? (view.getUint32(offset + 4, true) * 0x1_00_00_00_00) + low : low;
}

/** Reads a `struct timespec`, two longs with seconds and nanoseconds, in microseconds: of the time since 1970 exact to 0.25. */
export function readTimespecMicroseconds(view: DataView, longBytes: number): number {
	return (readLong(view, 0, longBytes) * 1e6) + (readLong(view, longBytes, longBytes) / 1e3);
}
