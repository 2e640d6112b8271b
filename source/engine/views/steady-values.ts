/** The value by which a row is sorted. */
type Steady = {
	readonly average: number;
	/** The average as it was when the row last moved. */
	readonly held: number;
	/** 1 or -1: the average has been above or below that ever since; 0: it is the same, or nearly. */
	readonly side: number;
	/** Monotonic milliseconds since when. */
	readonly sideSince: number;
	/** Monotonic milliseconds of the last sample in which the value was not 0. */
	readonly movedAt: number;
};

/** The values of a table's rows in one sample. */
type SteadyRows = {
	/** Monotonic milliseconds. */
	readonly sampledAt: number;
	readonly count: number;
	/** Names a row in later samples. */
	readonly identity: (row: number) => string | number;
	/** Not negative; NaN where it is unknown. */
	readonly value: (row: number) => number;
};

/** Values are averaged over so many seconds. */
const averageSeconds = 5;

/** An average that differs by more than this part of itself moves its row at once. */
const margin = 0.25;

/** One that differs by more than this part moves it when it has done so for so long: then it is no noise. */
const smallMargin = 0.05;
const patienceMilliseconds = 10_000;

/**
Keeps the rows of a table that is sorted by a rate where they are: each is sorted by the average of its last five seconds, and only
moves once that differs by more than a quarter, or a little for ten seconds. The values that are shown stay the last ones. It remembers one table in one order:
that which is looked at.
*/
export class SteadyValues {
	#name = '';
	#sampledAt = -Infinity;
	/** By identity; without those that have been 0 for as long as they are averaged. */
	#known = new Map<string | number, Steady>();

	/**
	Returns the values by which the rows are sorted, by row; -1 where one is unknown. A sample counts once, however often it is asked for.
	@param name The table and its order.
	*/
	of(name: string, {sampledAt, count, identity, value}: SteadyRows): Float64Array {
		const isNew = name !== this.#name;
		const isNext = isNew || sampledAt > this.#sampledAt;
		const seconds = (sampledAt - this.#sampledAt) / 1000;
		// As much as the newest of the samples of these seconds says of their average.
		const share = isNew ? 1 : Math.min(1, 2 * seconds / (averageSeconds + seconds));
		const known = isNew ? new Map<string | number, Steady>() : this.#known;
		const next = isNext ? new Map<string | number, Steady>() : known;
		const values = new Float64Array(count);
		for (let row = 0; row < count; row++) {
			const now = value(row);
			if (Number.isNaN(now)) {
				values[row] = -1;
				continue;
			}

			const key = identity(row);
			const before = known.get(key);
			const steady = isNext || before === undefined ? moved(before, now, share, sampledAt) : before;
			if (steady !== undefined) {
				next.set(key, steady);
				values[row] = steady.held;
			}
		}

		this.#name = name;
		this.#sampledAt = Math.max(isNew ? -Infinity : this.#sampledAt, sampledAt);
		this.#known = next;
		return values;
	}
}

/** Returns the value after one more sample; undefined where it is 0. */
function moved(before: Steady | undefined, now: number, share: number, sampledAt: number): Steady | undefined {
	if (before === undefined) {
		return now === 0 ? undefined : settled(now, sampledAt, sampledAt);
	}

	const average = before.average + ((now - before.average) * share);
	const movedAt = now === 0 ? before.movedAt : sampledAt;
	if (now === 0 && sampledAt - movedAt >= averageSeconds * 1000) {
		return undefined;
	}

	const difference = (average - before.held) / Math.max(average, before.held);
	const side = Math.abs(difference) > smallMargin ? Math.sign(difference) : 0;
	const sideSince = side === before.side ? before.sideSince : sampledAt;
	const isLasting = side !== 0 && sampledAt - sideSince >= patienceMilliseconds;
	return isLasting || Math.abs(difference) > margin
		? settled(average, movedAt, sampledAt)
		: {
			average, held: before.held, movedAt, side, sideSince,
		};
}

function settled(average: number, movedAt: number, sampledAt: number): Steady {
	return {
		average, held: average, movedAt, side: 0, sideSince: sampledAt,
	};
}
