import {severities, type Severity} from '../../model/alert.ts';
import type {Port} from '../../model/port.ts';
import type {Probe, ProbeStatus} from '../../model/probe.ts';

/** Returns how much an alert of a port needs to be looked at: 0 without one, then as `severities` ascend. Of equal ones the busiest port comes first. */
export function attentionTo(firing: Severity | undefined): number {
	return firing === undefined ? 0 : severities.indexOf(firing) + 1;
}

/** Returns what a port moves, both ways, in bits per second. */
export function trafficOf({receiveBitsPerSecond, sendBitsPerSecond}: Port): number {
	return (receiveBitsPerSecond ?? 0) + (sendBitsPerSecond ?? 0);
}

/** Percent of lost probes in the last minute from which a target counts as one that does not answer. */
const failingLoss = 50;

/** The statuses of a target at which nothing replies. */
const failingStatuses: ReadonlySet<ProbeStatus | null> = new Set(['CLOSED', 'FILTERED', 'UNREACHABLE']);

/**
Returns how much a target needs to be looked at: 2 where it does not answer or is not probed, 1 where it loses probes, else 0. Steps,
not the loss itself: that changes with every sample, and the rows would swap.
*/
export function attentionToProbe({problem, status, lastMinute: {lossPercent}}: Pick<Probe, 'problem' | 'status' | 'lastMinute'>): number {
	const loss = lossPercent ?? 0;
	if (problem !== null || failingStatuses.has(status) || loss >= failingLoss) {
		return 2;
	}

	return loss > 0 ? 1 : 0;
}
