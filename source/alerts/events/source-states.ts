import type {EventDraft} from '../board/event-log.ts';
import {secondsBetween, type Moment} from '../../model/moment.ts';
import type {ObservedSample} from '../observation/observation.ts';
import {subject} from '../observation/subjects.ts';
import type {SourceStatus} from '../../model/snapshot.ts';
import {durationOf, type TimedValue} from './duration.ts';

/** A sample that is less than whole now and then is not worth a line; one that stays so for this long is. */
const lastingSeconds = 60;
/** A source that fails now and then has not come back in between. */
const recoverySeconds = 5;

type State = SourceStatus['state'];

type Source = {
	/** The state in the last event. */
	reported: TimedValue<State>;
	/** The state in every sample since. */
	now: {readonly state: State; readonly since: Moment};
};

const states: Readonly<Record<State, {readonly weight: EventDraft['weight']; readonly text: string}>> = {
	ok: {weight: 'information', text: 'all is well again'},
	degraded: {weight: 'information', text: 'something is missing'},
	failed: {weight: 'warning', text: 'it failed'},
};

/** Sources of data that failed, came back, or lack something for longer than a moment. */
export class SourceStates {
	readonly #sources = new Map<string, Source>();

	observe(sample: ObservedSample): readonly EventDraft[] {
		const events: EventDraft[] = [];
		const current = new Map(sample.sources.map(status => [status.name, status]));
		// A source that is not listed any more has nothing to complain about.
		for (const name of new Set([...this.#sources.keys(), ...current.keys()])) {
			const status = current.get(name) ?? {name, state: 'ok', problem: null};
			const event = this.#observeOne(status, sample);
			if (event !== null) {
				events.push(event);
			}
		}

		return events;
	}

	#observeOne({name, state, problem}: Pick<SourceStatus, 'name' | 'state' | 'problem'>, sample: ObservedSample): EventDraft | null {
		const known = this.#sources.get(name);
		if (known === undefined) {
			// One that appears later was well before, or it would have been listed.
			const reported: TimedValue<State> = {value: sample.isFirst ? state : 'ok', since: sample.moment, isMinimum: true};
			this.#sources.set(name, {reported, now: {state, since: sample.moment}});
			if (state !== 'failed' || sample.isFirst) {
				return null;
			}
		}

		const source = this.#sources.get(name)!;
		if (source.now.state !== state) {
			source.now = {state, since: sample.moment};
		}

		const {reported} = source;
		const wanted = state === 'failed' ? 0 : (reported.value === 'failed' ? recoverySeconds : lastingSeconds);
		if (state === reported.value || secondsBetween(source.now.since, sample.moment) < wanted) {
			return null;
		}

		source.reported = {value: state, since: sample.moment, isMinimum: false};
		return {
			kind: 'source',
			at: sample.moment,
			weight: states[state].weight,
			subject: subject('source', name, name),
			message: `${name}: ${problem ?? states[state].text}`,
			before: reported.value,
			after: state,
			...durationOf(reported, sample.moment),
			alert: null,
		};
	}
}
