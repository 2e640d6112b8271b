import {secondsBetween, type Moment} from '../../model/moment.ts';

const stepSeconds = 5;
const maxSteps = 60;
/** A shorter time says nothing about a minute. */
const leastSeconds = 20;

/** Measures how fast a level grows, over the last five minutes. */
export class Growth {
	readonly #steps: Array<{readonly moment: Moment; readonly value: number}> = [];

	/** Takes the level of a sample in; returns its growth per minute, null while that is not known. */
	observe(value: number, moment: Moment): number | null {
		const last = this.#steps.at(-1);
		if (last === undefined || secondsBetween(last.moment, moment) >= stepSeconds) {
			this.#steps.push({moment, value});
			if (this.#steps.length > maxSteps) {
				this.#steps.shift();
			}
		}

		const first = this.#steps[0]!;
		const seconds = secondsBetween(first.moment, moment);
		return seconds < leastSeconds ? null : (value - first.value) * 60 / seconds;
	}
}
