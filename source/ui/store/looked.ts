import {secondsBetween, type Moment} from '../../model/moment.ts';
import {absenceSeconds} from '../../model/overview.ts';
import type {Summary} from '../../model/snapshot.ts';
import type {ActionType} from '../state/actions.ts';
import type {AppState} from '../state/state.ts';
import {withSession} from '../state/update.ts';

/** The actions that come from the sampler, the terminal and the clock; all others come from keys. */
const notFromKeys: ReadonlySet<ActionType> = new Set([
	'view-arrived',
	'end-candidates-arrived',
	'ended-arrived',
	'close-proposed-arrived',
	'closed-arrived',
	'probe-added-arrived',
	'rule-added-arrived',
	'sampler-restarted',
	'sampler-failed',
	'painted',
	'overlay-painted',
	'resized',
	'notice-expired',
]);

/**
Returns the state with when the user looked: at the start, and at each key, by the sample that is on the screen then. A user who looks at
the past is not away.
*/
export function withLooked(before: AppState, state: AppState, action: ActionType): AppState {
	const {data: {message}, session: {looked}} = state;
	// Another sampler has another clock.
	if (message === null || action === 'sampler-restarted') {
		return looked === null ? state : withSession(state, {looked: null});
	}

	const {summary} = message;
	if (looked === null) {
		if (action !== 'view-arrived') {
			return state;
		}

		const start = startOf(summary);
		return withSession(state, {looked: {before: start, last: start}});
	}

	if (message.past !== null) {
		return state;
	}

	if ((before.data.message?.past ?? null) !== null) {
		return withSession(state, {looked: {before: looked.before, last: momentOf(summary)}});
	}

	if (notFromKeys.has(action) || looked.last.monotonicMilliseconds === summary.monotonicMilliseconds) {
		return state;
	}

	const last = momentOf(summary);
	return withSession(state, {looked: {before: secondsBetween(looked.last, last) > absenceSeconds ? looked.last : looked.before, last}});
}

function momentOf({timeMilliseconds, monotonicMilliseconds}: Summary): Moment {
	return {timeMilliseconds, monotonicMilliseconds};
}

function startOf({startedAtMilliseconds, timeMilliseconds, monotonicMilliseconds}: Summary): Moment {
	return {timeMilliseconds: startedAtMilliseconds, monotonicMilliseconds: monotonicMilliseconds - (timeMilliseconds - startedAtMilliseconds)};
}
