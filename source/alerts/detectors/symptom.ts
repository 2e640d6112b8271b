import type {Moment} from '../../model/moment.ts';
import type {Severity} from '../../model/alert.ts';

/** A lasting finding of a detector about a port or the machine. Several symptoms may have one cause, and make one alert. */
export type Symptom = {
	/** Names the detector. */
	readonly detector: string;
	/** Signs of one group that begin together on several ports have one cause. */
	readonly group: 'more' | 'fewer' | 'flood';
	/** Names its matter, where a fixed check may find the same of the same subject. */
	readonly topic?: 'close-wait';
	readonly severity: Severity;
	readonly since: Moment;
	/** One line; the newest. */
	message: string;
	explanation: readonly string[];
	value: string;
	worstValue: string;
	/** The reason why it is over; null while it lasts. */
	ended: string | null;
};
