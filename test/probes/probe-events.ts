import type {
	OutcomeKind,
	ProbeEvent,
	ProbeOutcome,
	ProbeTarget,
} from '../../source/model/probe.ts';
import type {StatisticsClock} from '../../source/probes/statistics/statistics.ts';

/* Events to test with. */

export const epoch = Date.UTC(2026, 2, 1, 12, 0, 0);

/** What the monotonic clock says then. */
const monotonicStart = 1_000_000;

export const target: ProbeTarget = {
	text: 'example.org:443', method: null, host: 'example.org', port: 443,
};

/** An outcome of which everything is unknown but what a test names; no clock was set before it was sent. */
export function outcome(sequence: number, kind: OutcomeKind, known: Partial<ProbeOutcome> = {}): ProbeOutcome {
	return {
		sequence,
		kind,
		sentAtMilliseconds: epoch,
		sentAtMonotonic: monotonicStart + (known.sentAtMilliseconds ?? epoch) - epoch,
		rttMicroseconds: null,
		from: null,
		icmp: null,
		detail: null,
		answer: null,
		isReordered: false,
		...known,
	};
}

export function outcomeEvent(...parameters: Parameters<typeof outcome>): ProbeEvent {
	return {target: 'id', type: 'outcome', outcome: outcome(...parameters)};
}

export function reply(sequence: number, rttMicroseconds: number, known: Partial<ProbeOutcome> = {}): ProbeEvent {
	return outcomeEvent(sequence, 'reply', {rttMicroseconds, ...known});
}

export function late(sequence: number, rttMicroseconds = 1_500_000): ProbeEvent {
	return outcomeEvent(sequence, 'late', {rttMicroseconds, answer: 'reply'});
}

export function sent(count: number): ProbeEvent {
	return {target: 'id', type: 'sent', count};
}

export function resolved(address = '192.0.2.1', previous: string | null = null): ProbeEvent {
	return {
		target: 'id', type: 'resolved', method: 'syn', address, scopeId: 0, previous,
	};
}

/** A clock that a test moves. */
export class TestClock implements StatisticsClock {
	/** Milliseconds since the start. */
	now = 0;
	/** What the wall clock was set forward. */
	step = 0;
	readonly monotonic = () => monotonicStart + this.now;
	readonly wall = () => epoch + this.now + this.step;
}
