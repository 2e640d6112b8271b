import {secondsBetween, type Moment} from '../../model/moment.ts';

/** One or two samples are chance, however far apart they are. */
const minSamples = 3;

/** A condition that must hold for a while. */
export class HoldTimer {
	#since: Moment | null = null;
	#samples = 0;

	/** The moment at which it began to hold; null while it does not. */
	get since(): Moment | null {
		return this.#since;
	}

	/** Returns whether it has held for so many seconds now. */
	observe(isTrue: boolean, moment: Moment, seconds: number): boolean {
		if (!isTrue) {
			this.reset();
			return false;
		}

		this.#since ??= moment;
		this.#samples++;
		return this.#samples >= minSamples && secondsBetween(this.#since, moment) >= seconds;
	}

	reset(): void {
		this.#since = null;
		this.#samples = 0;
	}
}
