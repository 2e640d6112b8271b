import {severities, type Severity} from '../../model/alert.ts';
import type {Port} from '../../model/port.ts';

/** Returns how much an alert of a port needs to be looked at: 0 without one, then as `severities` ascend. Of equal ones the busiest port comes first. */
export function attentionTo(firing: Severity | undefined): number {
	return firing === undefined ? 0 : severities.indexOf(firing) + 1;
}

/** Returns what a port moves, both ways, in bits per second. */
export function trafficOf({receiveBitsPerSecond, sendBitsPerSecond}: Port): number {
	return (receiveBitsPerSecond ?? 0) + (sendBitsPerSecond ?? 0);
}
