import type {OutcomeKind, ProbeFigures} from '../../model/probe.ts';
import type {RoundTripFigures} from './round-trip-times.ts';

/** Outcomes by kind. */
export type OutcomeCounts = Record<OutcomeKind, number>;

export function noOutcomes(): OutcomeCounts {
	return {
		reply: 0, refused: 0, rejected: 0, late: 0, lost: 0, error: 0,
	};
}

/** Probes that left and have their outcome. */
export function decidedOf(counts: OutcomeCounts): number {
	return counts.reply + counts.refused + counts.rejected + counts.late + counts.lost;
}

/** Returns whether the target answered in time: those are the round trips that are measured. */
export function isReceived(kind: OutcomeKind): boolean {
	return kind === 'reply' || kind === 'refused';
}

/** Probes that the target answered in time. */
export function receivedOf(counts: OutcomeCounts): number {
	return counts.reply + counts.refused;
}

/** Returns the share of lost probes among the decided ones, not rounded; null when none is decided. */
export function lossPercent(lost: number, decided: number): number | null {
	return decided === 0 ? null : lost / decided * 100;
}

/** Returns all figures of a stretch of time. */
export function figuresOf(
	counts: OutcomeCounts,
	others: Pick<ProbeFigures, 'inFlight' | 'duplicates' | 'reordered'>,
	roundTrips: RoundTripFigures,
): ProbeFigures {
	const decided = decidedOf(counts);
	return {
		sent: decided + others.inFlight,
		received: receivedOf(counts),
		replies: counts.reply,
		refused: counts.refused,
		rejected: counts.rejected,
		late: counts.late,
		lost: counts.lost,
		errors: counts.error,
		...others,
		lossPercent: lossPercent(counts.lost, decided),
		...roundTrips,
	};
}
