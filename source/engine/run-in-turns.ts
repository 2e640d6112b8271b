import {setImmediate as nextTurn} from 'node:timers/promises';

/** Without a pause the worker computes at most this long, so that a key never waits for a dump. */
const maxTurnMilliseconds = 4;

/** Runs a generator to its end, letting messages and timers in between, and waits for the promises that it yields. */
export async function runInTurns<Result>(work: Generator<void | Promise<void>, Result>, now: () => number = () => performance.now()): Promise<Result> {
	let turnStartedAt = now();
	for (;;) {
		const step = work.next();
		if (step.done === true) {
			return step.value;
		}

		if (step.value !== undefined) {
			await step.value;
			turnStartedAt = now();
			continue;
		}

		if (!(now() - turnStartedAt > maxTurnMilliseconds)) {
			continue;
		}

		await nextTurn();
		turnStartedAt = now();
	}
}
