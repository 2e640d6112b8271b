import type {Moment} from '../../model/moment.ts';
import type {SeriesWindow} from '../../model/series.ts';
import type {FigureOf, RecordedKind} from './recorded-figures.ts';
import type {RecordedSeries} from './recorded-series.ts';
import {
	averageOf,
	type Amount,
	type AverageRequest,
	type FigureOfThing,
	type RankedEntity,
	type SeriesSource,
	type WindowRequest,
} from './series-source.ts';
import type {SeriesStore} from './series-store.ts';
import {bucketsOf, WindowBuilder, type SeriesColumn} from './window.ts';

/** An average is made of so many recorded intervals, or more. */
const minAveraged = 60;

/** The series of a session, and before it those of the recording; or of a recorded moment those of the recording alone. */
export class JoinedSeries implements SeriesSource {
	readonly #recorded: RecordedSeries;
	readonly #store: SeriesStore | null;
	#moment: Moment | undefined;
	#intervalSeconds = 1;

	/** `store`: null where only recorded moments are looked at. */
	constructor(recorded: RecordedSeries, store: SeriesStore | null) {
		this.#recorded = recorded;
		this.#store = store;
	}

	/**
	Begins an answer.
	@param moment The one before which the recording is read: the session's first, or the recorded one that is looked at; undefined: it is not read yet.
	@param intervalSeconds The seconds between the samples at a recorded moment.
	*/
	begin(moment: Moment | undefined, intervalSeconds = 1): void {
		this.#moment = moment;
		this.#intervalSeconds = intervalSeconds;
		if (moment !== undefined) {
			this.#recorded.begin(moment);
		}
	}

	get isComplete(): boolean {
		return this.#moment === undefined || this.#recorded.isComplete;
	}

	get wholeIntervalSeconds(): number {
		return this.#store?.wholeIntervalSeconds ?? Math.max(1, Math.round(this.#intervalSeconds));
	}

	resolutionOf(request: WindowRequest): number {
		const until = this.#until(request);
		const {first, milliseconds} = bucketsOf(request, until.monotonicMilliseconds);
		const stretch = {from: first * milliseconds, bucketMilliseconds: milliseconds};
		const recorded = this.#isBeforeSession(stretch.from) ? this.#recorded.resolutionOf(stretch) : 0;
		return Math.max(this.#store?.resolutionOf(request) ?? this.wholeIntervalSeconds, recorded);
	}

	read<Kind extends RecordedKind>(kind: Kind, identity: string, figure: FigureOf<Kind>, request: WindowRequest): SeriesWindow | undefined {
		const until = this.#until(request);
		const window = new WindowBuilder(request, until);
		const stretch = {from: window.begins, bucketMilliseconds: window.milliseconds};
		const thing = {
			kind, identity, figure, name: request.name,
		};
		const add = upTo(until.monotonicMilliseconds, window.add);
		const isRecorded = this.#isBeforeSession(window.begins) && this.#recorded.addTo(add, thing, stretch);
		const entity = this.#store?.addTo(window, thing, {until, ...isRecorded && {since: this.#jointOf(stretch)}});
		return isRecorded || entity !== undefined ? window.build(entity?.isPartial ?? false) : undefined;
	}

	rank<Kind extends RecordedKind>(kind: Kind, figures: ReadonlyArray<FigureOf<Kind>>, seconds: number): readonly RankedEntity[] {
		return this.#store?.rank(kind, figures, seconds) ?? [];
	}

	average<Kind extends RecordedKind>(kind: Kind, identity: string, figures: ReadonlyArray<FigureOf<Kind>>, request: AverageRequest): number | undefined {
		return averageOf(figures, figure => this.#amount({
			kind, identity, figure, name: request.name,
		}, request));
	}

	#amount(thing: FigureOfThing, request: AverageRequest): Amount {
		const until = this.#until(request);
		const stretch = {from: until.monotonicMilliseconds - (1000 * request.seconds), bucketMilliseconds: 1000 * request.seconds / minAveraged};
		let [total, seconds, hasKnown] = [0, 0, false];
		// The time in which it was not there counts as nothing, that in which it was unknown not at all.
		const add = upTo(until.monotonicMilliseconds, column => {
			const isKnown = !Number.isNaN(column.mean);
			hasKnown ||= isKnown;
			total += isKnown ? column.mean * column.seconds : 0;
			seconds += isKnown || !column.isThere ? column.seconds : 0;
		});
		const isRecorded = this.#isBeforeSession(stretch.from) && this.#recorded.addTo(add, thing, stretch);
		const own = this.#store?.amount(thing, request, isRecorded ? this.#jointOf(stretch) : undefined) ?? {total: 0, seconds: 0};
		return hasKnown || own.seconds > 0 ? {total: total + own.total, seconds: seconds + own.seconds} : own;
	}

	#until({until}: {readonly until?: Moment}): Moment {
		return until ?? this.#moment ?? {timeMilliseconds: 0, monotonicMilliseconds: 0};
	}

	/** Whether something from a moment on, in monotonic milliseconds, is to be looked for in the recording. */
	#isBeforeSession(from: number): boolean {
		return this.#moment !== undefined && (this.#store === null || from < this.#moment.monotonicMilliseconds);
	}

	/**
	Returns the monotonic milliseconds at which the session takes over: with its first sample, before which it knows no rates, unless the recording ends
	before that.
	*/
	#jointOf(stretch: Parameters<RecordedSeries['endOf']>[0]): number {
		return Math.max(this.#store?.begins ?? 0, this.#recorded.endOf(stretch) ?? -Infinity);
	}
}

/** Leaves out what begins after a moment, as a window may end before what is read. */
function upTo(until: number, add: (column: SeriesColumn) => void): (column: SeriesColumn) => void {
	return column => {
		if (column.start < until) {
			add(column);
		}
	};
}
