import type {AlertRow} from '../../../model/alert.ts';
import {weightWords} from '../../text/alert-text.ts';
import type {StyleName} from '../../text/theme.ts';

/** The mark of an alert that fires: whether somebody has acknowledged it. */
export function alertMark(row: AlertRow): {readonly symbol: string; readonly style: StyleName} | null {
	if (row.type === 'event') {
		return null;
	}

	return row.alert.acknowledged ? {symbol: 'a', style: 'muted'} : {symbol: '!', style: weightWords[row.alert.severity].style};
}
