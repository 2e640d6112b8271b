import type {Port} from '../../../model/port.ts';
import type {StyleName} from '../../text/theme.ts';

/** The mark of a port that is watched and not open. */
export function portMark({status}: Port): {readonly symbol: string; readonly style: StyleName} | null {
	return status === 'OPEN' ? null : {symbol: '!', style: status === 'CLOSED' ? 'bad' : 'warning'};
}
