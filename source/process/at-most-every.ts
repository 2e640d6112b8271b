/** A function that does something at most once in so many milliseconds; in between a call does nothing. */
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
