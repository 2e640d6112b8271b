import type {Probe} from '../../../model/probe.ts';
import type {StyleName} from '../../text/theme.ts';

/** The mark of a target that cannot be probed. */
export function probeMark({problem}: Probe): {readonly symbol: string; readonly style: StyleName} | null {
	return problem === null ? null : {symbol: '!', style: 'bad'};
}
