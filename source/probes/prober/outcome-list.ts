import type {ProbeOutcome} from '../../model/probe.ts';

const mostOutcomes = 100;

/** The last outcomes in full, at most 100. */
export class OutcomeList {
	readonly #outcomes: ProbeOutcome[] = [];

	push(outcome: ProbeOutcome): void {
		this.#outcomes.push(outcome);
		if (this.#outcomes.length > mostOutcomes) {
			this.#outcomes.shift();
		}
	}

	/** A lost probe turned out to be late: the late outcome takes its place. */
	amend(late: ProbeOutcome): void {
		const index = this.#outcomes.findLastIndex(({sequence, kind}) => sequence === late.sequence && kind === 'lost');
		if (index !== -1) {
			this.#outcomes[index] = late;
		}
	}

	/** The one sent last comes first. */
	newestFirst(): ProbeOutcome[] {
		return this.#outcomes.toSorted((first, second) => second.sequence - first.sequence);
	}
}
