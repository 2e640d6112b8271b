/* A placeholder until helper 5's file comes: overwrite it. */
import type {AlertTransition, OutsideEvent} from '../alerts/alert-book.ts';

export class AlertCommands {
	constructor(report: (event: Omit<OutsideEvent, 'timeMilliseconds'>) => void) {
		void report;
	}

	run(transition: AlertTransition): void {
		void transition;
	}

	close(): void {
		// Nothing runs.
	}
}
