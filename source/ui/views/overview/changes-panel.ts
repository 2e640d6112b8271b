import {type Moment, secondsSince} from '../../../model/moment.ts';
import type {Changes, Extreme} from '../../../model/overview.ts';
import {formatAge, formatMoment, formatRtt} from '../../../text/format-duration.ts';
import {
	formatBytes,
	formatCount,
	formatPercent,
	unknown,
} from '../../../text/format-number.ts';
import {panel} from '../../text/panel.ts';
import {drawPieces, fitPieces, type Piece} from '../../text/pieces.ts';
import type {Theme} from '../../text/theme.ts';
import type {Size} from '../shared/view.ts';

type ChangesContext = {readonly now: Moment; readonly utc: boolean};

/** The lines that the panel takes, its border among them. */
export const changesHeight = 7;

/** Whether something happened that is worth a line where there is no room for the panel: nothing is while the user was always there. */
export function hasNews(changes: Changes | null): changes is Changes {
	return changes !== null && !changes.isSinceStart && newsPieces(changes, {now: changes.since, utc: true}).length > 0;
}

/** `Since you looked, 2h ago: 3 alerts, 1 port opened, worst loss 12 % at 03:14:05`, in one line. */
export function changesLine(changes: Changes, width: number, context: ChangesContext, theme: Theme): string {
	const news = newsPieces(changes, context);
	const pieces = news.flatMap((piece, index): Piece[] => [{text: index === 0 ? ': ' : ', ', style: 'muted'}, piece]);
	return drawPieces(fitPieces([{text: sinceText(changes, context), style: 'muted'}, ...pieces], width), theme);
}

/** The panel of what happened since the user looked, with the worst and the most of it. */
export function changesPanel(changes: Changes | null, size: Size, context: ChangesContext, theme: Theme): readonly string[] {
	if (changes === null) {
		return panel({title: 'Since you looked', ...size}, [], theme);
	}

	const {alerts, opened, closed, replaced, worstLoss, worstRtt, maxQueue, busiestPort} = changes;
	const worst = (title: string, extreme: Extreme | null, format: (value: number | null) => string, isBad = false): readonly Piece[] => [
		{text: `${title} `},
		{text: format(extreme?.value ?? null), ...isBad && extreme !== null && extreme.value > 0 && {style: 'bad'}},
		{text: extreme === null || extreme.value === 0 ? '' : ` (${timeOf(extreme, context)}, ${extreme.name})`, style: 'muted'},
	];
	return panel({title: sinceText(changes, context), ...size}, [
		[
			{text: counted(changes, alerts, 'alert'), ...alerts > 0 && {style: 'warning'}},
			{text: ` · ${counted(changes, opened, 'port')} opened · ${formatCount(closed)} closed${replaced === 0 ? '' : ` · ${formatCount(replaced)} changed owner`}`},
		],
		worst('worst loss', worstLoss, formatPercent, true),
		worst('worst RTT', worstRtt, formatRtt),
		worst('longest accept queue', maxQueue, formatCount),
		[{text: `busiest port ${busiestPort === null ? unknown : `${busiestPort.name}: ${formatBytes(Math.round(busiestPort.bytes), 'short')}`}`}],
	], theme);
}

function sinceText({since, isSinceStart}: Changes, {now}: ChangesContext): string {
	const age = formatAge(secondsSince(since, now));
	return `Since ${isSinceStart ? 'portop started' : 'you looked'}, ${age} ago`;
}

/** Returns what happened, the gravest first; nothing where nothing did. */
function newsPieces(changes: Changes, context: ChangesContext): readonly Piece[] {
	const {alerts, opened, closed, replaced, worstLoss} = changes;
	return [
		...alerts === 0 ? [] : [{text: counted(changes, alerts, 'alert'), style: 'warning' as const}],
		...worstLoss === null || worstLoss.value === 0 ? [] : [{text: `worst loss ${formatPercent(worstLoss.value)} at ${timeOf(worstLoss, context)}`, style: 'bad' as const}],
		...closed === 0 ? [] : [{text: `${counted(changes, closed, 'port')} closed`, style: 'warning' as const}],
		...opened === 0 ? [] : [{text: `${counted(changes, opened, 'port')} opened`}],
		...replaced === 0 ? [] : [{text: `${counted(changes, replaced, 'port')} changed owner`}],
	];
}

function counted({isAtLeast}: Changes, count: number, noun: string): string {
	return `${isAtLeast ? '≥' : ''}${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function timeOf({atMilliseconds}: Extreme, {now, utc}: ChangesContext): string {
	// To the minute: a bucket of hours is no more exact.
	return formatMoment(atMilliseconds, now.timeMilliseconds, utc).replace(/^(\d\d:\d\d):\d\d$/v, '$1');
}
