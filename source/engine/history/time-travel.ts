import type {Moment} from '../../model/moment.ts';
import type {Past, Travel} from '../../protocol/protocol.ts';
import type {RecordedMoment, RecordedSamples} from '../../recording/recorded-samples.ts';
import {formatMoment} from '../../text/format-duration.ts';
import {parseMoment, type WallClock} from '../../text/parse-moment.ts';
import {quote} from '../../text/quote.ts';
import type {JoinedSeries} from '../series/joined-series.ts';
import type {SeriesSource} from '../series/series-source.ts';
import type {Sample, TakenSample} from '../views/sample.ts';
import {SteadyAsRecorded, type SteadyFacts, type SteadyOrder} from '../views/steady-values.ts';
import type {ReadSample} from './recorded-history.ts';
import type {RecordingAccess} from './recording-access.ts';
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
	/** null where none are kept. */
	readonly series: SeriesSource | null;
};

/** The series of the samples that are looked at. */
type ShownSeries = {
	/** null where none are kept. */
	readonly session: SeriesSource | null;
	readonly recorded: JoinedSeries;
};

/** The sample that is looked at: one of this session, or one of the recording. undefined: now. */
type Position =
	| {readonly in: 'memory'; readonly moment: Moment}
	| {readonly in: 'recording'; readonly moment: RecordedMoment}
	| undefined;

/** Returns the way to a moment that a person typed, as `parseMoment` reads it, or the steps of a key, as `30[`; or what is wrong with it. */
export function parseTravel(text: string, clock: WallClock): {readonly to: Travel} | {readonly problem: string} {
	const steps = /^(?<count>\d{1,6})(?<key>[\[\]\{\}])$/v.exec(text.trim())?.groups;
	if (steps !== undefined) {
		const count = Number(steps['count']);
		const {by, unit} = stepKeys[steps['key'] as keyof typeof stepKeys];
		return {to: unit === 'sample' ? {samples: by * count} : {seconds: by * count * 60}};
	}

	const parsed = parseMoment(text, clock);
	if (!parsed.ok) {
		return {problem: parsed.problem};
	}

	const {milliseconds} = parsed;
	if (milliseconds > clock.nowMilliseconds) {
		return {problem: `${quote(text)} is yet to come`};
	}

	// A time to the second means the sample that shows it, which may be late in that second.
	const isOfSecond = milliseconds % 1000 === 0;
	return {to: {timeMilliseconds: isOfSecond ? Math.min(milliseconds + 999, clock.nowMilliseconds) : milliseconds}};
}

/** Says that a moment is before all that are kept. Both are in milliseconds since 1970; of the oldest one the second counts. */
export function tooOld(text: string, to: Travel, oldest: number | undefined, {nowMilliseconds, isUtc}: WallClock): string | null {
	if (!('timeMilliseconds' in to)) {
		return null;
	}

	if (oldest === undefined) {
		return 'no sample is kept yet';
	}

	const since = Math.floor(oldest / 1000) * 1000;
	return to.timeMilliseconds < since ? `samples are kept since ${formatMoment(oldest, nowMilliseconds, isUtc)}: ${quote(text)}, ${formatMoment(to.timeMilliseconds, nowMilliseconds, isUtc)}, is before that` : null;
}

/** Keeps the samples that were taken, and which of them, or of the recording of this machine before them, is looked at. */
export class TimeTravel {
	readonly #history: SampleHistory;
	readonly #recording: RecordingAccess;
	readonly #series: ShownSeries;
	/** The sample that is looked at while it is now, when a key was last pressed. */
	#present: Moment | undefined;
	#position: Position;
	#shown: {readonly position: Position; readonly read: ReadSample; readonly steady: SteadyOrder} | undefined;

	constructor(history: SampleHistory, recording: RecordingAccess, series: ShownSeries) {
		this.#history = history;
		this.#recording = recording;
		this.#series = series;
	}

	/** Adds a sample, with the order in which it was shown. */
	* add(sample: TakenSample, changedOwners: ReadonlySet<number> | null, steady: SteadyFacts): Generator<void> {
		yield * this.#history.add(sample, {changedOwners, steady});
	}

	/**
	Looks at another moment: no further back than samples are kept, and beyond the newest of them at now.
	@param present The sample that is looked at while it is now.
	*/
	travel(to: Travel, present: Moment): void {
		this.#present = present;
		this.#position = 'samples' in to ? this.#stepped(to.samples, present) : ('to' in to ? undefined : this.#placed(to, present));
	}

	/** Looks at the moment that a person typed. Returns what is wrong with it; null where it is good. */
	travelTo(text: string, present: Moment, clock: WallClock): string | null {
		const parsed = parseTravel(text, clock);
		if ('problem' in parsed) {
			return parsed.problem;
		}

		const {to} = parsed;
		const kept = this.#history.momentOf(0)?.timeMilliseconds;
		const problem = tooOld(text, to, kept, clock);
		if (problem !== null) {
			const first = this.#recording.use(({samples}) => samples.first);
			const stillOld = first === undefined ? problem : tooOld(text, to, Math.min(first.timeMilliseconds, kept ?? Infinity), clock);
			if (stillOld !== null) {
				return [stillOld, this.#recording.takeProblem()].filter(part => part !== null).join('; ');
			}
		}

		this.travel(to, present);
		return null;
	}

	/**
	Returns the sample that is looked at; undefined for now.
	@param nowMilliseconds Since 1970.
	@param present Returns what it takes from the present.
	*/
	look(nowMilliseconds: number, present: () => Present): PastSample | undefined {
		const position = this.#position;
		if (position === undefined) {
			this.#shown = undefined;
			return undefined;
		}

		if (this.#shown?.position !== position) {
			this.#show(position, present);
		}

		if (this.#shown === undefined) {
			// There is no such sample, and no other was looked at.
			this.#position = undefined;
			return undefined;
		}

		const {read: {sample, sockets}, steady, position: shown} = this.#shown;
		const kept = this.#history.momentOf(0)?.timeMilliseconds ?? sample.summary.timeMilliseconds;
		const recorded = this.#recording.opened === undefined ? undefined : this.#recording.use(({samples}) => samples.first);
		return {
			sample, steady, series: this.#seriesOf(shown, sample), past: {sinceMilliseconds: Math.min(kept, recorded?.timeMilliseconds ?? kept), nowMilliseconds, sockets},
		};
	}

	/** Returns the series at a sample: those of this session, where it is one of it. */
	#seriesOf(position: Position, {summary}: Sample): SeriesSource | null {
		if (position?.in === 'memory') {
			return this.#series.session;
		}

		this.#series.recorded.begin(summary, summary.intervalSeconds ?? undefined);
		return this.#series.recorded;
	}

	/** Reads the sample at a position. Where it cannot be read, the one that was shown before stays. */
	#show(position: NonNullable<Position>, present: () => Present): void {
		const history = this.#history;
		if (position.in === 'memory') {
			const read = history.read(history.placeAt(position.moment.monotonicMilliseconds, 'monotonicMilliseconds'), present());
			this.#shown = read === undefined ? this.#shown : {position, read, steady: new SteadyAsRecorded(read.steady)};
		} else {
			const read = this.#recording.use(recording => recording.read(position.moment, present()));
			this.#shown = read === undefined ? this.#shown : {position: {in: 'recording', moment: read.moment}, read, steady: new SteadyAsRecorded(read.steady)};
		}

		this.#position = this.#shown?.position;
	}

	/** Returns the position that is so many samples away. */
	#stepped(samples: number, present: Moment): Position {
		const from = this.#position;
		if (from?.in !== 'recording') {
			const place = this.#placeAfter(samples, from?.moment ?? present);
			return place < 0 ? this.#recorded((recorded, last) => recorded.back(last, -1 - place)) ?? this.#inMemory(0) : this.#inMemory(place);
		}

		if (samples <= 0) {
			return this.#recorded(recorded => recorded.back(from.moment, -samples)) ?? from;
		}

		const next = this.#recording.use(recording => {
			const last = recording.samples.before(this.#memoryBegins);
			return last === undefined ? samples : recording.samples.forward(from.moment, samples, last);
		});
		return typeof next === 'number' ? this.#inMemory(next - 1) : (next === undefined ? from : {in: 'recording', moment: next});
	}

	/** Returns the position of the last sample before a moment. */
	#placed(to: {readonly seconds: number} | {readonly timeMilliseconds: number}, present: Moment): Position {
		const history = this.#history;
		const from = this.#position;
		const now = from?.moment ?? present;
		const [oldest, newest] = [history.momentOf(0), history.momentOf(history.length - 1)];
		// The clocks of a recording are not compared with that of this process.
		const clock = 'seconds' in to && 'monotonicMilliseconds' in now ? 'monotonicMilliseconds' : 'timeMilliseconds';
		const start = clock === 'monotonicMilliseconds' ? (now as Moment).monotonicMilliseconds : now.timeMilliseconds;
		const wanted = 'seconds' in to ? start + (to.seconds * 1000) : to.timeMilliseconds;
		if (oldest !== undefined && newest !== undefined && wanted >= oldest[clock]) {
			return wanted > newest[clock] ? undefined : this.#inMemory(history.placeAt(wanted, clock));
		}

		const time = 'seconds' in to ? now.timeMilliseconds + (to.seconds * 1000) : to.timeMilliseconds;
		const found = this.#recorded((recorded, last) => recorded.at(Math.min(time, last.timeMilliseconds)));
		// Where samples are a minute apart, the last one before may be the same.
		const isStuck = 'seconds' in to && to.seconds > 0 && from?.in === 'recording' && found?.in === 'recording' && found.moment.id <= from.moment.id;
		return isStuck ? this.#stepped(1, present) : found ?? (history.length === 0 ? undefined : this.#inMemory(0));
	}

	/** Returns a sample of the recording; `last` is its last one before those in memory. undefined where there is none. */
	#recorded(choose: (samples: RecordedSamples, last: RecordedMoment) => RecordedMoment | undefined): Extract<Position, {in: 'recording'}> | undefined {
		const moment = this.#recording.use(({samples}) => {
			const last = samples.before(this.#memoryBegins);
			return last === undefined ? undefined : choose(samples, last);
		});
		return moment === undefined ? undefined : {in: 'recording', moment};
	}

	/** Milliseconds since 1970. */
	get #memoryBegins(): number {
		return (this.#history.momentOf(0) ?? this.#present)?.timeMilliseconds ?? Number.MAX_SAFE_INTEGER;
	}

	/** Returns the place that is so many samples away; negative: before the oldest one. */
	#placeAfter(samples: number, {monotonicMilliseconds}: Moment): number {
		const history = this.#history;
		const place = history.placeAt(monotonicMilliseconds, 'monotonicMilliseconds');
		// The newest sample is kept when the next one is taken.
		const isKept = (history.momentOf(place)?.monotonicMilliseconds ?? -Infinity) >= monotonicMilliseconds;
		return isKept ? place + samples : place + samples + 1;
	}

	#inMemory(place: number): Position {
		const moment = place >= this.#history.length ? undefined : this.#history.momentOf(place);
		return moment === undefined ? undefined : {in: 'memory', moment};
	}
}
