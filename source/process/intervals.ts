import {setTimeout as wait} from 'node:timers/promises';

/**
Returns the beat after this one, counted from the first sample: a late sample delays none of those after it, and beats that
were missed altogether are left out.
@param beat This one. A timer may fire a moment before its time, so that the clock alone would name it again.
@param elapsed Since the first sample, in intervals.
*/
export function nextBeat(beat: number, elapsed: number): number {
	return Math.max(beat, Math.floor(elapsed)) + 1;
}

/** Returns a function that acts at most once in so many milliseconds; in between a call does nothing. */
export function atMostEvery(milliseconds: number, act: () => void, now: () => number = () => performance.now()): () => void {
	let last = -Infinity;
	return () => {
		if (now() - last < milliseconds) {
			return;
		}

		last = now();
		act();
	};
}

/** Waits so long, or until the signal is aborted. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
	try {
		await wait(milliseconds, undefined, {signal});
	} catch {
		// Aborted.
	}
}
