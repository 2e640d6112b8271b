/** The number of samples in a sparkline. */
export const historyLength = 120;

/** The last samples of one number, oldest first. */
export class History {
	readonly #values = new Float64Array(historyLength);
	#count = 0;

	push(value: number): void {
		this.#values[this.#count % historyLength] = value;
		this.#count++;
	}

	toArray(): number[] {
		if (this.#count <= historyLength) {
			return [...this.#values.subarray(0, this.#count)];
		}

		const start = this.#count % historyLength;
		return [...this.#values.subarray(start), ...this.#values.subarray(0, start)];
	}
}
