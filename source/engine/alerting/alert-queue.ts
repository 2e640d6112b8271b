import type {AlertTransition} from '../../alerts/alert-engine.ts';

/** The maximum number of waiting commands; older ones are no news when their turn comes. */
const maxBeginnings = 16;

/** More than fire at a time by one rule. */
const maxReported = 256;

/**
The transitions that the command of one rule has not been given yet, oldest first. When it is slower than alerts come, beginnings are left
out, first those of alerts that are over already; then their ends are, too: a command that is given an end was given
the beginning, and one that was given a beginning is given the end.
*/
export class AlertQueue {
	#waiting: AlertTransition[] = [];
	/** Alerts that fire and whose beginning was reported or waits. */
	readonly #reported = new Set<string>();
	#leftOut = 0;

	get isEmpty(): boolean {
		return this.#waiting.length === 0;
	}

	/** Nothing waits, and no end is owed. */
	get isDone(): boolean {
		return this.isEmpty && this.#reported.size === 0;
	}

	add(transition: AlertTransition): void {
		const {alert: {identity}, state} = transition;
		if (state === 'fired') {
			this.#reported.add(identity);
		} else if (!this.#reported.delete(identity)) {
			return;
		}

		this.#waiting.push(transition);
		this.#leaveOut();
	}

	/** Returns the oldest; undefined when nothing waits. */
	take(): AlertTransition | undefined {
		return this.#waiting.shift();
	}

	/** Returns for how many alerts the beginning was left out since the last call. */
	takeLeftOut(): number {
		const leftOut = this.#leftOut;
		this.#leftOut = 0;
		return leftOut;
	}

	#leaveOut(): void {
		const beginnings = this.#waiting.filter(({state}) => state === 'fired');
		if (beginnings.length > maxBeginnings) {
			const {alert: {identity}} = beginnings.find(({alert}) => !this.#reported.has(alert.identity)) ?? beginnings[0]!;
			this.#waiting = this.#waiting.filter(({alert}) => alert.identity !== identity);
			this.#leftOut++;
			this.#reported.delete(identity);
		}

		// Only if ends were lost on the way here.
		const [oldest] = this.#reported;
		if (oldest !== undefined && this.#reported.size > maxReported) {
			this.#reported.delete(oldest);
		}
	}
}
