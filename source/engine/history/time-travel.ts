import type {Moment} from '../../model/moment.ts';
import type {KeptSockets, Past, Travel} from '../../protocol/protocol.ts';
import {formatClock} from '../../text/format-duration.ts';
import {parseMoment, type WallClock} from '../../text/parse-moment.ts';
import {quote} from '../../text/quote.ts';
import type {Sample, TakenSample} from '../views/sample.ts';
import {SteadyAsRecorded, type SteadyFacts, type SteadyOrder} from '../views/steady-values.ts';
import type {SampleHistory} from './sample-history.ts';
import type {Present} from './sample-reader.ts';

const stepKeys = {
	'[': {by: -1, unit: 'sample'}, ']': {by: 1, unit: 'sample'}, '{': {by: -1, unit: 'minute'}, '}': {by: 1, unit: 'minute'},
} as const;

/** A sample of the past, with what it takes to show it as it was. */
export type PastSample = {
	readonly sample: Sample;
	readonly past: Past;
	readonly steady: SteadyOrder;
};

/** Keeps the samples that were taken, and which of them is looked at. */
export class TimeTravel {
	readonly #history: SampleHistory;
	/** The moment that is looked at; undefined: now. */
	#moment: Moment | undefined;
	#shown: (Omit<PastSample, 'past'> & {readonly moment: Moment; readonly sockets: KeptSockets}) | undefined;

	constructor(history: SampleHistory) {
		this.#history = history;
	}

	/** Adds a sample, with the order in which it was shown. */
	add(sample: TakenSample, changedOwners: ReadonlySet<number> | null, steady: SteadyFacts): void {
		this.#history.add(sample, {changedOwners, steady});
	}

	/**
	Looks at another moment: no further back than samples are kept, and beyond the newest of them at now.
	@param present The sample that is looked at while it is now.
	*/
	travel(to: Travel, present: Moment): void {
		const history = this.#history;
		const from = this.#moment ?? present;
		const place = 'samples' in to ? this.#steps(to.samples, from) : this.#placeOf(to, from);
		this.#moment = place === null || place >= history.length ? undefined : history.momentOf(Math.max(0, place));
	}

	/**
	Looks at the moment that a person typed: as `parseMoment` reads it, or the steps of a key, as `30[`.
	Returns what is wrong with it; null where it is good.
	*/
	travelTo(text: string, present: Moment, clock: WallClock): string | null {
		const steps = /^(?<count>\d{1,6})(?<key>[\[\]\{\}])$/v.exec(text.trim())?.groups;
		if (steps !== undefined) {
			const count = Number(steps['count']);
			const {by, unit} = stepKeys[steps['key'] as keyof typeof stepKeys];
			this.travel(unit === 'sample' ? {samples: by * count} : {seconds: by * count * 60}, present);
			return null;
		}

		const parsed = parseMoment(text, clock);
		if (!parsed.ok) {
			return parsed.problem;
		}

		if (parsed.milliseconds > clock.nowMilliseconds) {
			return `${quote(text)} is yet to come`;
		}

		const oldest = this.#history.momentOf(0);
		if (oldest === undefined || parsed.milliseconds < Math.floor(oldest.timeMilliseconds / 1000) * 1000) {
			return oldest === undefined ? 'no sample is kept yet' : `samples are kept since ${formatClock(oldest.timeMilliseconds, clock.isUtc)}: ${quote(text)} is before that`;
		}

		this.travel({timeMilliseconds: parsed.milliseconds}, present);
		return null;
	}

	/**
	Returns the sample that is looked at; undefined for now.
	@param nowMilliseconds Since 1970.
	@param present Returns what it takes from the present.
	*/
	look(nowMilliseconds: number, present: () => Present): PastSample | undefined {
		const moment = this.#moment;
		if (moment === undefined) {
			this.#shown = undefined;
			return undefined;
		}

		if (this.#shown?.moment !== moment) {
			const history = this.#history;
			const read = history.read(history.placeAt(moment.monotonicMilliseconds, 'monotonicMilliseconds'), present());
			if (read === undefined) {
				return undefined;
			}

			this.#shown = {
				moment, sample: read.sample, steady: new SteadyAsRecorded(read.steady), sockets: read.sockets,
			};
		}

		const {sample, steady, sockets} = this.#shown;
		return {sample, steady, past: {sinceMilliseconds: this.#history.momentOf(0)!.timeMilliseconds, nowMilliseconds, sockets}};
	}

	/** Returns the place that is so many samples away. */
	#steps(samples: number, {monotonicMilliseconds}: Moment): number | null {
		const history = this.#history;
		const place = history.placeAt(monotonicMilliseconds, 'monotonicMilliseconds');
		// The newest sample is kept when the next one is taken.
		const isKept = (history.momentOf(place)?.monotonicMilliseconds ?? Infinity) >= monotonicMilliseconds;
		return isKept ? place + samples : place + samples + 1;
	}

	/** Returns the place of the last sample before a moment; null where that is now. */
	#placeOf(to: Exclude<Travel, {samples: number}>, from: Moment): number | null {
		if ('to' in to) {
			return null;
		}

		const history = this.#history;
		const clock = 'seconds' in to ? 'monotonicMilliseconds' : 'timeMilliseconds';
		const wanted = 'seconds' in to ? from.monotonicMilliseconds + (to.seconds * 1000) : to.timeMilliseconds;
		const newest = history.momentOf(history.length - 1);
		return newest === undefined || wanted > newest[clock] ? null : history.placeAt(wanted, clock);
	}
}
