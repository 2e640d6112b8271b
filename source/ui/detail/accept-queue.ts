import {formatCount} from '../../text/format-number.ts';
import type {Block} from './blocks.ts';

/** Shows how full a listener's accept queue is: `6 of 5: FULL, since 14:03:22 UTC (2m)`. Unknown is null; `since` only where it is full. */
export function acceptQueueBlock(length: number | null, limit: number | null, since = ''): Block {
	const text = `${formatCount(length)} of ${formatCount(limit)}`;
	const isFull = length !== null && limit !== null && length > 0 && length >= limit;
	return isFull ? {label: 'Accept queue', value: `${text}: FULL${since}`, style: 'bad'} : {label: 'Accept queue', value: text};
}
