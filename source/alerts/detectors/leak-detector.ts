import {secondsBetween, type Moment} from '../../model/moment.ts';
import {count, showDuration} from '../../text/units.ts';
import type {Symptom} from './symptom.ts';

const bucketSeconds = 240;
/** Four hours. */
const buckets = 60;
/** In buckets: 16 minutes, an hour, four hours. A fast leak shows in the short one, a slow one in the long one. */
const spans = [4, 16, 60] as const;
const parts = 4;
/** Fewer are not worth an alert. */
const fewest = 50;
/** Every busy port has some. */
const few = 10;
/** A smaller share of all connections is no leak. */
const leastShare = 0.1;
/** This many that stay, as this share of all connections: the application has stopped closing. */
const pile = {least: 200, share: 0.5, buckets: 3} as const;
/** It is over when this part of the worst is left. */
const clearShare = 0.5;
/** The alert ends when the leak has not grown for this long. */
const acceptSeconds = 6 * 3600;

/** The fewest and the most in CLOSE-WAIT, and the most others, of four minutes. */
export type LeakBucket = {closeWait: number; most: number; others: number};

/**
Connections in CLOSE-WAIT that only become more: the peers have closed, and the application has not. Looks at how many there
are at least in each four minutes, so that a stall that is worked off is no leak, and at how the other connections grow, so
that a busy morning is none either.
*/
export class LeakDetector {
	readonly #buckets: LeakBucket[];
	#current: LeakBucket | null = null;
	#currentSince: Moment | null = null;
	#symptom: Symptom | null = null;
	#worst = 0;
	#worstAt: Moment | null = null;

	/** Goes on after the buckets of another one. */
	constructor(before: readonly LeakBucket[] = []) {
		this.#buckets = [...before];
	}

	/** The last hours, oldest first. */
	get buckets(): readonly LeakBucket[] {
		return this.#buckets;
	}

	get symptom(): Symptom | null {
		return this.#symptom;
	}

	/** `others`: connections in other states. */
	observe(closeWait: number, others: number, moment: Moment): void {
		if (this.#symptom !== null) {
			this.#follow(this.#symptom, closeWait, moment);
		}

		this.#current ??= {closeWait, most: closeWait, others};
		this.#currentSince ??= moment;
		this.#current.closeWait = Math.min(this.#current.closeWait, closeWait);
		this.#current.most = Math.max(this.#current.most, closeWait);
		this.#current.others = Math.max(this.#current.others, others);
		if (secondsBetween(this.#currentSince, moment) < bucketSeconds) {
			return;
		}

		// Of the time when there were hardly any the end is enough.
		if (this.#current.most < few && this.#buckets.every(({most}) => most < few)) {
			this.#buckets.length = 0;
		}

		this.#buckets.push(this.#current);
		if (this.#buckets.length > buckets) {
			this.#buckets.shift();
		}

		this.#current = null;
		this.#currentSince = null;
		if (this.#symptom !== null) {
			return;
		}

		const span = spans.find(candidate => isGrowing(this.#buckets.slice(-candidate), candidate));
		if (span !== undefined || isPile(this.#buckets)) {
			this.#raise(closeWait, others, (span ?? pile.buckets) * bucketSeconds, moment);
		}
	}

	#raise(closeWait: number, others: number, seconds: number, moment: Moment): void {
		this.#worst = closeWait;
		this.#worstAt = moment;
		const first = this.#buckets.at(-seconds / bucketSeconds)?.closeWait ?? 0;
		this.#symptom = {
			detector: 'connection leak',
			group: 'more',
			topic: 'close-wait',
			severity: 'warning',
			since: moment,
			message: messageOf(closeWait),
			explanation: [
				`In CLOSE-WAIT the peer has closed, and the application has not. In the last ${showDuration(seconds)} they became at least ${count.show(closeWait - first)} more and never fell back; other connections: ${count.show(others)}.`,
				`An alert begins at ${fewest}, and a tenth of the other connections, that double while growing in each quarter of 16 minutes, an hour or four hours, faster than the other connections do; or at ${pile.least} that stay for ${showDuration(pile.buckets * bucketSeconds)} and are most of the connections.`,
				'Look at the application: it does not close connections that were closed by the other side, or it hangs. It will run out of descriptors; restarting it helps for a while.',
				`It is over when half of the worst is left, or when there is no growth for ${showDuration(acceptSeconds)}.`,
			],
			value: count.show(closeWait),
			worstValue: count.show(closeWait),
			ended: null,
		};
	}

	#follow(symptom: Symptom, closeWait: number, moment: Moment): void {
		if (closeWait > this.#worst) {
			this.#worst = closeWait;
			this.#worstAt = moment;
			symptom.message = messageOf(closeWait);
		}

		symptom.value = count.show(closeWait);
		symptom.worstValue = count.show(this.#worst);
		const isStanding = this.#worstAt !== null && secondsBetween(this.#worstAt, moment) >= acceptSeconds;
		if (!isStanding && closeWait > this.#worst * clearShare) {
			return;
		}

		symptom.ended = isStanding ? `no more for ${showDuration(acceptSeconds)}: ${count.show(closeWait)}` : `down to ${count.show(closeWait)} in CLOSE-WAIT`;
		this.#symptom = null;
		this.#buckets.length = 0;
	}
}

function messageOf(closeWait: number): string {
	return `${count.show(closeWait)} connections in CLOSE-WAIT, and more all the time`;
}

/** More in each quarter than in the one before, twice as many in all, not because of more connections, and not next to nothing. */
function isGrowing(recent: readonly LeakBucket[], span: number): boolean {
	if (recent.length < span) {
		return false;
	}

	const quarters = Array.from({length: parts}, (_, index) => recent.slice(index * span / parts, (index + 1) * span / parts));
	const least = quarters.map(quarter => Math.min(...quarter.map(({closeWait}) => closeWait)));
	const others = quarters.map(quarter => Math.max(...quarter.map(bucket => bucket.others)));
	const last = least.at(-1) ?? 0;
	const step = Math.max(5, last * 0.05);
	const isSteady = least.every((value, index) => index === 0 || value >= least[index - 1]! + step);
	if (!isSteady || last < fewest || last < (others.at(-1) ?? 0) * leastShare) {
		return false;
	}

	const growthOfOthers = Math.max(1, ((others.at(-1) ?? 0) + 10) / ((others[0] ?? 0) + 10));
	// The fewest of now against the most of then: chance makes both look like growth otherwise.
	const first = Math.max(...(quarters[0] ?? []).map(({most}) => most));
	return (last + 10) / (first + 10) >= 2 * growthOfOthers;
}

/** Many that stay, where there were few. */
function isPile(all: readonly LeakBucket[]): boolean {
	const recent = all.slice(-pile.buckets);
	const least = Math.min(...recent.map(({closeWait}) => closeWait));
	return recent.length === pile.buckets
		&& least >= pile.least
		&& recent.every(({closeWait, others}) => closeWait >= (closeWait + others) * pile.share)
		&& all.some(({closeWait}) => closeWait <= least / 4);
}
