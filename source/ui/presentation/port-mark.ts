import type {Port} from '../../model/port.ts';
import type {StyleName} from './theme.ts';

/** The mark of a port that is watched and closed. */
export function portMark({status}: Port): {readonly symbol: string; readonly style: StyleName} | null {
	return status === 'CLOSED' ? {symbol: '!', style: 'bad'} : null;
}
