import type {EventDraft} from '../board/event-log.ts';
import {secondsBetween, type Moment} from '../../model/moment.ts';

/** A value, and since when it is what it is. */
export type TimedValue<Value> = {
	readonly value: Value;
	readonly since: Moment;
	/** It was so when portop started. */
	readonly isMinimum: boolean;
};

/** Returns how long a value has lasted, for an event. */
export function durationOf(lasting: TimedValue<unknown>, moment: Moment): Pick<EventDraft, 'lastedSeconds' | 'lastedIsMinimum'> {
	return {lastedSeconds: Math.max(0, secondsBetween(lasting.since, moment)), lastedIsMinimum: lasting.isMinimum};
}

/** The duration of an event before which nothing was known. */
export const unknownDuration = {lastedSeconds: null, lastedIsMinimum: false} as const;
