import type {Moment} from '../../source/model/moment.ts';

/** 1 March 2026, when the thread of the tests' samples started. */
const startedAt = Date.UTC(2026, 2, 1);

/** Returns the moment at which a wall clock that nobody sets shows a time, in milliseconds since 1970. */
export function aMoment(timeMilliseconds: number): Moment {
	return {timeMilliseconds, monotonicMilliseconds: timeMilliseconds - startedAt};
}
