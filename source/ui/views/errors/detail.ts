import type {ErrorDetail} from '../../../protocol/protocol.ts';
import {withKey} from '../../keys/keymap.ts';
import {weightWords} from '../../text/alert-text.ts';
import {formatMoment, formatZone} from '../../../text/format-duration.ts';
import {formatCompact, formatCount, formatRate} from '../../../text/format-number.ts';
import type {Block} from '../../detail/blocks.ts';
import {chartBlocks} from '../../detail/charts.ts';
import type {DetailContext} from '../shared/view.ts';

/** A count with more digits is shown in short. */
const maxCount = 15;

/** Returns everything about one error counter of the kernel. */
export function errorBlocks({row, charts}: ErrorDetail, context: DetailContext): readonly Block[] {
	const {utc, keys, startedAtMilliseconds, resetAtMilliseconds, now} = context;
	const moment = (milliseconds: number) => `${formatMoment(milliseconds, now.timeMilliseconds, utc)} ${formatZone(milliseconds, utc)}`;
	const counted = (count: number) => formatCount(count, maxCount);
	const {text: level, style} = weightWords[row.weight];
	const isCounting = (row.perSecond ?? 0) > 0;
	return [
		{heading: `${row.name}: ${row.title}`},
		{text: row.meaning},
		{label: 'Level', value: level, ...(isCounting && {style})},
		{heading: 'Counted'},
		{label: 'Now', value: formatRate(row.perSecond, '/s'), ...(isCounting && {style})},
		{label: 'Since start', value: `${counted(row.sinceStart)} since ${moment(startedAtMilliseconds)}`},
		resetAtMilliseconds === null || row.sinceReset === null
			? {label: 'Since reset', value: withKey({keys}, 'reset-totals', key => `not started; ${key} starts it`), style: 'muted'}
			: {label: 'Since reset', value: `${counted(row.sinceReset)} since ${moment(resetAtMilliseconds)}`},
		{label: 'Total', value: `${counted(row.total)} since the machine or the network namespace came up`},
		{heading: 'Counted per second', place: 'right'},
		...chartBlocks([{
			name: 'Per second', window: charts.rate, style, least: 1, show: formatCompact,
		}], 'line', context),
	];
}
