import {Names} from '../collectors/names.ts';
import type {
	Move,
	Query,
	Travel,
	ViewMessage,
} from '../protocol/protocol.ts';
import {RecordingError} from '../recording/open-recording.ts';
import type {RecordedMoment} from '../recording/recorded-samples.ts';
import {RecordedHistory, type ReadSample} from './history/recorded-history.ts';
import {parseTravel, tooOld} from './history/time-travel.ts';
import {ViewQueries} from './queries/view-queries.ts';
import {JoinedSeries} from './series/joined-series.ts';
import {RecordedSeries} from './series/recorded-series.ts';
import type {SessionSampler} from './session.ts';
import {SteadyAsRecorded} from './views/steady-values.ts';

/**
Reads the last sample of a recording, to find out whether it can be replayed.
@throws {RecordingError} It cannot.
*/
export function checkReplay(file: string): void {
	const history = new RecordedHistory(file);
	try {
		const {last} = history.samples;
		if (last === undefined || history.read(last, {names: new Names(), interfaceName: String}) === undefined) {
			throw new RecordingError(`${file} has no whole samples: nothing can be replayed`);
		}
	} finally {
		history.close();
	}
}

const refusal = 'this is a recording: nothing can be changed in it';

/** Answers queries from a recording, of any machine, instead of from samples that it takes. It begins at the last one. */
export class Replay implements SessionSampler {
	readonly #history: RecordedHistory;
	readonly #queries: ViewQueries;
	readonly #series = new JoinedSeries(new RecordedSeries(act => this.#tryTo(() => act(this.#history.intervals))), null);
	readonly #names = new Names();
	/** undefined: the last one. */
	#moment: RecordedMoment | undefined;
	#shown: {readonly id: number; readonly read: ReadSample; readonly steady: SteadyAsRecorded} | undefined;
	/** The first and the last sample of the recording, which may go on being written. */
	#ends: {readonly first: RecordedMoment | undefined; readonly last: RecordedMoment | undefined} = {first: undefined, last: undefined};
	#problem: string | null = null;

	/**
	Opens a recording.
	@throws {RecordingError} It cannot be read, is no recording, is damaged, or of a newer format.
	*/
	constructor(file: string, sendsEvents = false) {
		this.#history = new RecordedHistory(file);
		this.#queries = new ViewQueries(null, sendsEvents);
	}

	get isSearchingOwners(): boolean {
		return false;
	}

	get isAnswerComplete(): boolean {
		return this.#queries.isAnswerComplete;
	}

	/** Takes none: they are recorded. */
	* sample(): Generator<void> {
		yield;
	}

	* searchOwners(): Generator<void> {
		yield;
	}

	/**
	Returns what the query shows of the sample that is looked at.
	@throws {RecordingError} No sample can be read at all.
	*/
	answer(query: Query, move: Move | null): ViewMessage | undefined {
		this.#tryTo(() => {
			const {first, last} = this.#history.samples;
			this.#ends = {first, last};
		});
		const {first, last} = this.#ends;
		const wanted = this.#moment ?? last;
		if (first === undefined || wanted === undefined) {
			return undefined;
		}

		if (this.#shown?.id !== wanted.id) {
			this.#show(wanted);
		}

		const {read: {sample, sockets}, steady} = this.#shown!;
		const past = {
			sinceMilliseconds: first.timeMilliseconds, nowMilliseconds: Date.now(), sockets, isReplay: true,
		} as const;
		this.#series.begin(sample.summary, sample.summary.intervalSeconds ?? undefined);
		return this.#queries.answer(sample, this.#names, query, move, {
			sample, steady, series: this.#series, past,
		});
	}

	/** Looks at another moment from now on. */
	travel(to: Travel): void {
		this.#tryTo(() => {
			const {samples} = this.#history;
			const {last} = samples;
			if (last !== undefined) {
				this.#moment = 'to' in to ? undefined : this.#found(to, this.#moment ?? last, last);
			}
		});
	}

	/** Looks at the moment that a person typed, where now is the last sample; returns what is wrong with it. */
	travelTo(text: string, isUtc: boolean): string | null {
		const {first, last} = this.#ends;
		const clock = {nowMilliseconds: last?.timeMilliseconds ?? Date.now(), isUtc};
		const parsed = parseTravel(text, clock);
		if ('problem' in parsed) {
			return parsed.problem;
		}

		const problem = tooOld(text, parsed.to, first?.timeMilliseconds, clock);
		if (problem === null) {
			this.travel(parsed.to);
		}

		return problem;
	}

	takeTravelProblem(): string | null {
		const problem = this.#problem;
		this.#problem = null;
		return problem;
	}

	proposeEnd(): ReturnType<SessionSampler['proposeEnd']> {
		return {candidates: [], problem: refusal};
	}

	end(): ReturnType<SessionSampler['end']> {
		return {ok: false, message: refusal};
	}

	proposeClose(): ReturnType<SessionSampler['proposeClose']> {
		return {proposal: null, problem: refusal};
	}

	closeConnection(): ReturnType<SessionSampler['closeConnection']> {
		return {ok: false, message: refusal};
	}

	addProbe(): ReturnType<SessionSampler['addProbe']> {
		return {identity: null, problem: refusal};
	}

	addRule(): ReturnType<SessionSampler['addRule']> {
		return {name: null, rule: null, problem: refusal};
	}

	removeProbe(): void {
		// Nothing is probed.
	}

	listenToProbes(): void {
		// Nothing is probed.
	}

	removeRule(): void {
		// Nothing is watched.
	}

	acknowledge(): void {
		// The alerts are of then.
	}

	resetTotals(): void {
		// The totals are of then.
	}

	endCommands(): void {
		// None were started.
	}

	close(): void {
		this.#history.close();
	}

	#found(to: Exclude<Travel, {to: 'now'}>, from: RecordedMoment, last: RecordedMoment): RecordedMoment | undefined {
		const {samples} = this.#history;
		if ('timeMilliseconds' in to) {
			return samples.at(to.timeMilliseconds);
		}

		if ('samples' in to && to.samples <= 0) {
			return samples.back(from, -to.samples);
		}

		const forward = (count: number) => {
			const found = samples.forward(from, count, last);
			return typeof found === 'number' ? undefined : found;
		};

		if ('samples' in to) {
			return forward(to.samples);
		}

		const found = samples.at(from.timeMilliseconds + (to.seconds * 1000));
		// Where samples are a minute apart, the last one before may be the same.
		return found !== undefined && to.seconds > 0 && found.id <= from.id ? forward(1) : found;
	}

	/** Reads a sample; where it cannot be read, the one that was shown before stays. */
	#show(moment: RecordedMoment): void {
		this.#tryTo(() => {
			const read = this.#history.read(moment, {names: this.#names, interfaceName: String});
			if (read !== undefined) {
				this.#shown = {id: read.moment.id, read, steady: new SteadyAsRecorded(read.steady)};
			}
		});

		if (this.#shown !== undefined && this.#shown.id !== moment.id) {
			this.#moment = {id: this.#shown.id, timeMilliseconds: this.#shown.read.sample.summary.timeMilliseconds};
		}
	}

	/** Returns what comes of it. A problem is reported, and changes nothing; unless there is nothing to show. */
	#tryTo<Result>(act: () => Result): Result | undefined {
		try {
			return act();
		} catch (error) {
			if (this.#shown === undefined || !(error instanceof RecordingError)) {
				throw error;
			}

			this.#problem = error.message;
			return undefined;
		}
	}
}
