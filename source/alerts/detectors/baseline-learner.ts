import {secondsBetween, type Moment} from '../../model/moment.ts';

/** Moments are averaged over this long, so that a restart of a few seconds is no low and a spike no high. */
const bucketSeconds = 30;
/** After a pause the bucket that was being filled is given up. */
const maxGapSeconds = 300;
const slots = 24;
const firstSlotSeconds = 60;
/** 24 slots of 64 minutes are a day and a bit. */
const maxSlotSeconds = firstSlotSeconds * (2 ** 6);
/** Scales the median absolute deviation to a standard deviation, where values are normally distributed. */
const deviationsPerSpread = 1.4826;

/** Positions in the numbers of a baseline: averages, highest and lowest of the slots, and single figures. */
const highs = slots;
const lows = 2 * slots;
const singles = 3 * slots;
const at = {
	slotSum: singles,
	slotBuckets: singles + 1,
	slotHighest: singles + 2,
	slotLowest: singles + 3,
	slotSeconds: singles + 4,
	bucketSum: singles + 5,
	bucketCount: singles + 6,
	learnedSeconds: singles + 7,
	median: singles + 8,
	spread: singles + 9,
	highest: singles + 10,
	low: singles + 11,
	/** The number of slots that are filled, the one that comes next, and how long each is, in seconds. */
	count: singles + 12,
	next: singles + 13,
	maxSlot: singles + 14,
} as const;

/** The count of numbers in a baseline. */
export const baselineNumbers = singles + 15;

/** No learner reaches further back, in seconds: a day and a bit. */
export const maxReachSeconds = slots * maxSlotSeconds;

/** The usual level of a value. */
export type Baseline = {
	/** Seconds for which it has been learned. */
	readonly learnedSeconds: number;
	readonly median: number;
	/** The median absolute deviation from the median, on the scale of a standard deviation. */
	readonly spread: number;
	/** The highest average over half a minute, and the one that a tenth of the slots fall below. */
	readonly highest: number;
	readonly low: number;
};

/**
The usual level of one figure, learned from what is fed: 24 slots, each with its average, its highest and its lowest half
minute. They are a minute long at first; when all are full two make one, until they reach back for a day; then the oldest
gives way.
*/
export class BaselineLearner implements Baseline {
	/** Everything that is learned. A level's numbers stand together with those of the port's other levels: an array costs some hundred bytes of its own. */
	readonly #numbers: Float32Array;
	readonly #offset: number;
	#maxBucket: number;
	#bucketStart: Moment | null = null;

	/**
	Goes on with what another learner has left in the numbers, but for its last half minute. Where they are zeros it knows nothing yet.
	@param numbers Those of several levels, `baselineNumbers` each.
	@param index Which of them are this level's.
	@param stagger 0 to 1: levels of different ports are not brought up to date in the same sample.
	*/
	constructor(numbers: Float32Array, index: number, stagger: number) {
		this.#numbers = numbers;
		this.#offset = index * baselineNumbers;
		this.#maxBucket = bucketSeconds * (1 + stagger);
		if (this.#get(at.maxSlot) === 0) {
			this.reset();
		}
	}

	/** null while nothing is known. */
	get baseline(): Baseline | null {
		return this.#count > 0 ? this : null;
	}

	get learnedSeconds(): number {
		return this.#get(at.learnedSeconds);
	}

	get median(): number {
		return this.#get(at.median);
	}

	get spread(): number {
		return this.#get(at.spread);
	}

	get highest(): number {
		return this.#get(at.highest);
	}

	get low(): number {
		return this.#get(at.low);
	}

	/** One value that is as it should be. */
	feed(value: number, moment: Moment): void {
		const seconds = this.#bucketStart === null ? Infinity : secondsBetween(this.#bucketStart, moment);
		if (this.#bucketStart === null || seconds > maxGapSeconds) {
			this.#startBucket(moment);
		} else if (seconds >= this.#maxBucket) {
			this.#maxBucket = bucketSeconds;
			this.#closeBucket(seconds);
			this.#startBucket(moment);
		}

		this.#set(at.bucketSum, this.#get(at.bucketSum) + value);
		this.#set(at.bucketCount, this.#get(at.bucketCount) + 1);
	}

	/** A level that was reached, without having been fed. */
	remember(value: number): void {
		this.#set(at.slotHighest, Math.max(this.#get(at.slotHighest), value));
		this.#set(at.highest, Math.max(this.#get(at.highest), value));
	}

	/** Forgets everything. */
	reset(): void {
		this.#bucketStart = null;
		this.#set(at.count, 0);
		this.#set(at.next, 0);
		this.#set(at.maxSlot, firstSlotSeconds);
		this.#set(at.learnedSeconds, 0);
		this.#clearSlot();
	}

	/** The slots that are filled. */
	get #count(): number {
		return this.#get(at.count);
	}

	#get(position: number): number {
		return this.#numbers[this.#offset + position]!;
	}

	#set(position: number, value: number): void {
		this.#numbers[this.#offset + position] = value;
	}

	#startBucket(moment: Moment): void {
		this.#bucketStart = moment;
		this.#set(at.bucketSum, 0);
		this.#set(at.bucketCount, 0);
	}

	#clearSlot(): void {
		this.#set(at.slotSum, 0);
		this.#set(at.slotBuckets, 0);
		this.#set(at.slotHighest, -Infinity);
		this.#set(at.slotLowest, Infinity);
		this.#set(at.slotSeconds, 0);
	}

	#closeBucket(seconds: number): void {
		const average = this.#get(at.bucketSum) / this.#get(at.bucketCount);
		this.#set(at.slotSum, this.#get(at.slotSum) + average);
		this.#set(at.slotBuckets, this.#get(at.slotBuckets) + 1);
		this.#set(at.slotHighest, Math.max(this.#get(at.slotHighest), average));
		this.#set(at.slotLowest, Math.min(this.#get(at.slotLowest), average));
		this.#set(at.slotSeconds, this.#get(at.slotSeconds) + seconds);
		this.#set(at.learnedSeconds, this.learnedSeconds + seconds);
		if (this.#get(at.slotSeconds) >= this.#get(at.maxSlot)) {
			this.#closeSlot();
			this.#summarize();
		} else if (this.#count > 0) {
			// Medians wait for a slot; a new high counts at once.
			this.#set(at.highest, Math.max(this.highest, average));
		}
	}

	#closeSlot(): void {
		if (this.#count === slots && this.#get(at.maxSlot) < maxSlotSeconds) {
			this.#halve();
		}

		const next = this.#get(at.next);
		this.#set(next, this.#get(at.slotSum) / this.#get(at.slotBuckets));
		this.#set(highs + next, this.#get(at.slotHighest));
		this.#set(lows + next, this.#get(at.slotLowest));
		this.#set(at.next, (next + 1) % slots);
		this.#set(at.count, Math.min(slots, this.#count + 1));
		this.#clearSlot();
	}

	/** Makes one slot of each two. They are in order then: the ring has not come round yet. */
	#halve(): void {
		for (let index = 0; index < slots / 2; index++) {
			const [first, second] = [2 * index, (2 * index) + 1] as const;
			this.#set(index, (this.#get(first) + this.#get(second)) / 2);
			this.#set(highs + index, Math.max(this.#get(highs + first), this.#get(highs + second)));
			this.#set(lows + index, Math.min(this.#get(lows + first), this.#get(lows + second)));
		}

		this.#set(at.count, slots / 2);
		this.#set(at.next, slots / 2);
		this.#set(at.maxSlot, 2 * this.#get(at.maxSlot));
	}

	#summarize(): void {
		const averages = this.#slots(0).toSorted();
		const median = quantile(averages, 0.5);
		this.#set(at.median, median);
		this.#set(at.spread, deviationsPerSpread * quantile(averages.map(value => Math.abs(value - median)).toSorted(), 0.5));
		this.#set(at.highest, Math.max(...this.#slots(highs)));
		this.#set(at.low, quantile(this.#slots(lows).toSorted(), 0.1));
	}

	#slots(position: number): Float32Array {
		return this.#numbers.subarray(this.#offset + position, this.#offset + position + this.#count);
	}
}

function quantile(sorted: Float32Array, share: number): number {
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}
