/** Runs a generator to its end in one go, and returns its result. */
export function runToEnd<Result>(work: Generator<void, Result>): Result {
	for (;;) {
		const step = work.next();
		if (step.done === true) {
			return step.value;
		}
	}
}
