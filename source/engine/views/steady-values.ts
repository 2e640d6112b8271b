/** A time in which an average has been on one side of the held value. */
type Side = {
	/** 1 or -1: above or below it; 0: neither. */
	readonly sign: number;
	/** Monotonic milliseconds since when. */
	readonly since: number;
	/** The average that came nearest to the held value in this time. */
	readonly nearest: number;
};

/** The value by which a row is sorted. */
type Steady = {
	readonly average: number;
	/** The value of the row since it last moved. */
	readonly held: number;
	/** The average differs from it by more than the small margin, and by more than the margin. */
	readonly near: Side;
	readonly far: Side;
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

/** The values by which the rows of the table that is looked at were sorted, by identity: those that were not 0. */
export type SteadyFacts = {
	readonly name: string;
	readonly values: ReadonlyArray<readonly [string | number, number]>;
};

/** Gives the values by which rows are sorted. */
export type SteadyOrder = Pick<SteadyValues, 'of'>;

/** Values are averaged over so many seconds. */
const averageSeconds = 5;

/** An average that differs by more than this part of itself for so long moves its row: one burst does not. */
const margin = 0.25;
const patienceMilliseconds = 5000;

/** One that differs by more than this part moves it when it has done so for so long: then it is no noise. */
const smallMargin = 0.05;
const smallPatienceMilliseconds = 10_000;

/** A row that was 0 for so long is sorted as 0: bursts may be some seconds apart. */
const forgottenMilliseconds = 10_000;

/**
Keeps the rows of a table that is sorted by a rate where they are: each is sorted by the average of its last five seconds, and only
moves once that has differed by more than a quarter for five seconds, then to where it was for all of
them, or by a little for ten: a burst, and the silence after it, leave it where it is. The values that are shown stay the last ones. It remembers one table in one order: that which is looked at.
*/
export class SteadyValues {
	#name = '';
	#sampledAt = -Infinity;
	/** By identity; without those that have been 0 for a while. */
	#known = new Map<string | number, Steady>();

	/** The values by which the rows were sorted last. */
	get facts(): SteadyFacts {
		return {name: this.#name, values: Array.from(this.#known, ([identity, {held}]) => [identity, held])};
	}

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
			const steady = isNext || before === undefined ? moved(before, now, {share, sampledAt, sampledBefore: isNew ? sampledAt : this.#sampledAt}) : before;
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

/** Sorts the rows of a sample of the past as they were, in the table that was looked at; in others by the values of that sample. */
export class SteadyAsRecorded implements SteadyOrder {
	readonly #name: string;
	readonly #held: ReadonlyMap<string | number, number>;

	constructor({name, values}: SteadyFacts) {
		this.#name = name;
		this.#held = new Map(values);
	}

	of(name: string, {count, identity, value}: SteadyRows): Float64Array {
		const isRecorded = name === this.#name;
		return Float64Array.from({length: count}, (_, row) => {
			const now = value(row);
			return Number.isNaN(now) ? -1 : (isRecorded ? this.#held.get(identity(row)) ?? 0 : now);
		});
	}
}

/** A sample: its part of the average, and its time and that of the one before in monotonic milliseconds. */
type Step = {
	readonly share: number;
	readonly sampledAt: number;
	readonly sampledBefore: number;
};

const noSide: Side = {sign: 0, since: 0, nearest: 0};

/** Returns the value after one more sample; undefined where it is 0. What is not remembered was 0 before. */
function moved(before: Steady | undefined, now: number, step: Step): Steady | undefined {
	const {share, sampledAt} = step;
	if (before === undefined) {
		return now === 0 ? undefined : settled(now * share, now * share, sampledAt);
	}

	const average = before.average + ((now - before.average) * share);
	const movedAt = now === 0 ? before.movedAt : sampledAt;
	if (now === 0 && sampledAt - movedAt >= forgottenMilliseconds) {
		return undefined;
	}

	const {held} = before;
	const difference = (average - held) / Math.max(average, held);
	const far = sideOf(before.far, Math.abs(difference) > margin ? Math.sign(difference) : 0, average, step);
	if (far.sign !== 0 && sampledAt - far.since >= patienceMilliseconds) {
		return settled(average, far.nearest, movedAt);
	}

	const near = sideOf(before.near, Math.abs(difference) > smallMargin ? Math.sign(difference) : 0, average, step);
	return near.sign !== 0 && sampledAt - near.since >= smallPatienceMilliseconds
		? settled(average, average, movedAt)
		: {
			average, held, near, far, movedAt,
		};
}

function sideOf(before: Side, sign: number, average: number, {sampledBefore}: Step): Side {
	if (sign === 0) {
		return noSide;
	}

	return sign === before.sign
		? {...before, nearest: sign > 0 ? Math.min(before.nearest, average) : Math.max(before.nearest, average)}
		: {sign, since: sampledBefore, nearest: average};
}

function settled(average: number, held: number, movedAt: number): Steady {
	return {
		average, held, near: noSide, far: noSide, movedAt,
	};
}
