import {formatCount} from '../../text/format-number.ts';
import type {Block} from './blocks.ts';

/** Shows how full a listener's accept queue is: `6 of 5: FULL`. Unknown is null. */
export function acceptQueueBlock(length: number | null, limit: number | null): Block {
	const text = `${formatCount(length)} of ${formatCount(limit)}`;
	const isFull = length !== null && limit !== null && length > 0 && length >= limit;
	return isFull ? {label: 'Accept queue', value: `${text}: FULL`, style: 'bad'} : {label: 'Accept queue', value: text};
}
