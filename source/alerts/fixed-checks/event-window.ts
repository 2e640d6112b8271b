/** The window is so long, and has at least so many samples. */
export const windowSeconds = 10;
const minSamples = 3;

type Piece = {readonly seconds: number; readonly events: number; readonly of: number};

/** Adds up what was counted in the last ten seconds. */
export class EventWindow {
	readonly #pieces: Piece[] = [];

	/** Adds a sample: what was counted in the seconds since the one before, and of how many. */
	add(seconds: number, events: number, of: number): void {
		this.#pieces.push({seconds, events, of});
		while (this.#pieces.length > minSamples && this.seconds - this.#pieces[0]!.seconds >= windowSeconds) {
			this.#pieces.shift();
		}
	}

	get seconds(): number {
		return this.#sum('seconds');
	}

	get events(): number {
		return this.#sum('events');
	}

	get of(): number {
		return this.#sum('of');
	}

	/** Returns what is left without the samples that have the most: a burst, which may fall into two samples, is no lasting trouble. */
	withoutPeaks(peaks: number): EventWindow {
		const rest = new EventWindow();
		const busiest = new Set(this.#pieces.toSorted((a, b) => b.events - a.events).slice(0, peaks));
		rest.#pieces.push(...this.#pieces.filter(piece => !busiest.has(piece)));
		return rest;
	}

	#sum(figure: keyof Piece): number {
		return this.#pieces.reduce((sum, piece) => sum + piece[figure], 0);
	}
}
