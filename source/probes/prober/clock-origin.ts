import process from 'node:process';
import type {ProbeEvent} from '../../model/probe.ts';

/**
The zero of this thread's `performance.now()` in milliseconds of CLOCK_MONOTONIC, which all threads share. `performance.timeOrigin` is a
reading of the wall clock: of two threads it differs by how far the clock was set between their starts, too.
*/
export const clockOrigin = (Number(process.hrtime.bigint()) / 1e6) - performance.now();

/** Returns an event of another thread with its times on this thread's monotonic clock. */
export function onThisClock(event: ProbeEvent, originOfSender: number): ProbeEvent {
	if (event.type !== 'outcome') {
		return event;
	}

	const {outcome} = event;
	return {...event, outcome: {...outcome, sentAtMonotonic: outcome.sentAtMonotonic + originOfSender - clockOrigin}};
}
