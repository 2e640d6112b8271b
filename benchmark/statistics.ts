/** The value below which `share` (0 to 1) of the values lie: the nearest rank. */
export function percentile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((one, other) => one - other);
	return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

export function median(values: readonly number[]): number {
	return percentile(values, 0.5);
}

/** Numbers from 0 to 1 that are the same in every run: a linear congruential generator (Numerical Recipes). */
export function createRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = ((Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0);
		return state / (2 ** 32);
	};
}
