/** The window is so long, and has at least so many samples. */
export const windowSeconds = 10;
const minSamples = 3;

type Piece = {readonly seconds: number; readonly events: number; readonly of: number};

/** Adds up what was counted in the last ten seconds. */
export class EventWindow {
	readonly #pieces: Piece[] = [];
	#seconds = 0;
	#events = 0;
	#of = 0;
	/** Samples that have events. */
	#busy = 0;

	get seconds(): number {
		return this.#seconds;
	}

	get events(): number {
		return this.#events;
	}

	get of(): number {
		return this.#of;
	}

	/** Adds a sample: what was counted in the seconds since the one before, and of how many. */
	add(seconds: number, events: number, of: number): void {
		this.#pieces.push({seconds, events, of});
		this.#count({seconds, events, of}, 1);
		while (this.#pieces.length > minSamples && this.#seconds - this.#pieces[0]!.seconds >= windowSeconds) {
			this.#count(this.#pieces.shift()!, -1);
		}
	}

	/** Returns what is left without the samples that have the most: a burst, which may fall into two samples, is no lasting trouble. */
	withoutPeaks(peaks: number): EventWindow {
		const rest = new EventWindow();
		for (const piece of this.#pieces.toSorted((a, b) => b.events - a.events).slice(peaks)) {
			rest.#pieces.push(piece);
			rest.#count(piece, 1);
		}

		return rest;
	}

	#count({seconds, events, of}: Piece, sign: 1 | -1): void {
		this.#seconds += sign * seconds;
		this.#of += sign * of;
		this.#busy += events > 0 ? sign : 0;
		// Counts made of rates are fractions, whose sums do not come back to 0 by themselves.
		this.#events = this.#busy === 0 ? 0 : this.#events + (sign * events);
	}
}
