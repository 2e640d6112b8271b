import {severities, type Severity} from '../../model/alert.ts';
import type {Port} from '../../model/port.ts';

/** The need of a port to be looked at: its worst alert first, then what it moves. */
export type Attention = {
	/** 0 for none, then as `severities` ascend. */
	readonly severity: number;
	/** Bits per second, both ways. */
	readonly traffic: number;
};

export function attentionOf({receiveBitsPerSecond, sendBitsPerSecond}: Port, firing: Severity | undefined): Attention {
	return {
		severity: firing === undefined ? 0 : severities.indexOf(firing) + 1,
		traffic: (receiveBitsPerSecond ?? 0) + (sendBitsPerSecond ?? 0),
	};
}

export function compareAttention(one: Attention, other: Attention): number {
	const order = one.severity - other.severity;
	return order === 0 ? one.traffic - other.traffic : order;
}
