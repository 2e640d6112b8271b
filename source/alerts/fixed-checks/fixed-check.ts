import type {FixedCheckName, Severity, Subject} from '../../model/alert.ts';
import type {ObservedSample} from '../observation/observation.ts';

/** A sample, and the time since the one before; null at the first. */
export type CheckedSample = ObservedSample & {readonly seconds: number | null};

/** One row that a check looked at. Rows without anything to report need not be found. */
export type Finding = {
	/** Names it from sample to sample. */
	readonly identity: string;
	readonly subject: () => Subject;
	/** Other rows that it is about too. */
	readonly also?: readonly Subject[];
	/** The level that is compared with the threshold. Of a check that counts: what was counted since the sample before. */
	readonly value: number;
	/** The number that the value was counted of, in a check of shares. */
	readonly of?: number;
	/** Too few for an alert to begin, whatever the value. */
	readonly isTooFew?: boolean;
	/** The alert does not end, whatever the value. */
	readonly isGoingOn?: boolean;
	/** @param value The level, or the rate or share over the window. */
	readonly severity: (value: number) => Severity;
	/** One line without the subject. */
	readonly message: (state: FindingState) => string;
};

export type FindingState = {
	/** The level, or the rate or share over the window. */
	readonly value: number;
	/** The growth of the level per minute; null while that is not known. */
	readonly growth: number | null;
	/** The count in the window, and of how many. */
	readonly counted: number;
	readonly of: number;
};

/**
A check that is on from the first sample and learns nothing. The condition must hold for `holdSeconds` before the alert begins, and be
back at `clearShare` of the threshold for `clearSeconds` before it ends.
*/
export type FixedCheck = {
	readonly name: FixedCheckName;
	/** The alert's source. */
	readonly title: string;
	/** The metrics of rules about the same: where a rule of the user's has an alert, the check has none. */
	readonly metrics: readonly string[];
	/** Findings about one row with one topic, also a detector's, are one alert: that of the check that comes first. */
	readonly topic: string;
	/** 'limit': the threshold is the time for which it must hold. */
	readonly holdSeconds: number | 'limit';
	readonly clearSeconds: number;
	readonly clearShare: number;
	/** Set where values are counts, added up over a window of ten seconds: per second, or as a share of what they were counted of. */
	readonly counts?: {
		readonly per: 'second' | 'hundred';
		/** Fewer in the window are no alert; nor are shares of fewer. */
		readonly least: number;
		readonly leastOf?: number;
	};
	readonly find: (sample: CheckedSample) => Iterable<Finding>;
	/** Its meaning, and what to do. */
	readonly advice: readonly string[];
};
