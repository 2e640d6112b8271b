import type {FixedLimits} from '../../model/alert.ts';
import type {AlertBoard} from '../board/alert-board.ts';
import {secondsBetween, type Moment} from '../../model/moment.ts';
import type {ObservedSample} from '../observation/observation.ts';
import {fixedChecks} from './check-table.ts';
import {CheckWatch} from './check-watch.ts';

/** Says what is bad now, from the first samples on and without learning. */
export class FixedChecks {
	readonly #watches: readonly CheckWatch[];
	#last: Moment | null = null;

	/** Those without a limit are off. */
	constructor(limits: FixedLimits) {
		const watches: CheckWatch[] = [];
		for (const check of fixedChecks) {
			const limit = limits[check.name];
			if (limit !== null) {
				const index = watches.length;
				// What comes later in the table says less.
				watches.push(new CheckWatch(check, limit, alert => watches.slice(index + 1).some(other => other.release(alert))));
			}
		}

		this.#watches = watches;
	}

	observe(sample: ObservedSample, board: AlertBoard): void {
		const checked = {...sample, seconds: this.#last === null ? null : secondsBetween(this.#last, sample.moment)};
		this.#last = sample.moment;
		for (const watch of this.#watches) {
			watch.observe(checked, board);
		}
	}
}
