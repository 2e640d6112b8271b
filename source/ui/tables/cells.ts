import {secondsSince, type Moment} from '../../model/moment.ts';
import type {Probe} from '../../model/probe.ts';
import type {Place, SocketUser} from '../../model/process.ts';
import type {SocketOwners} from '../../model/socket.ts';
import {formatAge} from '../../text/format-duration.ts';
import {unknown} from '../../text/format-number.ts';
import {rttSparkline, rttSparklineWidth} from '../charts/rtt-sparkline.ts';
import {ownerMarks} from '../text/owners.ts';
import {fit, oneLine} from '../text/text-width.ts';
import type {StyleName} from '../text/theme.ts';
import type {Cell, CellContext} from './column.ts';

type WithUsers = SocketUser & {readonly otherUsers?: readonly SocketUser[]};
type WithPlaces = Place & {readonly otherPlaces: readonly Place[]};

/** Nothing and unknown recede, so that what happens stands out. */
export function quiet(value: number | null): {readonly style?: StyleName} {
	return value === null || value === 0 ? {style: 'muted'} : {};
}

/** Ordinary below `high`, a warning from there on, bad from `critical` on. */
export function loaded(value: number | null, high: number, critical: number): {readonly style?: StyleName} {
	return value === null || value < high ? quiet(value) : {style: value < critical ? 'warning' : 'bad'};
}

/** Any loss is a warning, more than a twentieth is bad. */
export function lossStyle(percent: number | null): {readonly style?: StyleName} {
	return percent === null || percent === 0 ? {style: 'muted'} : {style: percent > 5 ? 'bad' : 'warning'};
}

/** Returns for how long something has been as it is: `5m`. */
export function sinceCell(since: Moment | null, {now}: CellContext): Cell {
	return since === null ? {text: unknown, style: 'muted'} : {text: formatAge(secondsSince(since, now))};
}

/** Returns the last round trips as a sparkline with its scale, or why there are none. */
export function recentCell({problem, recent}: Pick<Probe, 'problem' | 'recent'>, top?: number): Cell {
	if (problem !== null) {
		return {text: oneLine(problem), style: 'bad', pieces: width => [{text: fit(problem, width), style: 'bad'}]};
	}

	return recent.length === 0
		? {text: unknown, style: 'muted'}
		: {text: ' '.repeat(rttSparklineWidth(recent)), pieces: width => rttSparkline(recent, width, top)};
}

export function textOrUnknown(text: string | null): Cell {
	return text === null ? {text: unknown, style: 'muted'} : {text};
}

/** Returns the user's name, or the number where names are not wanted or there is none; `root +1` where sockets of the row are another one's. */
export function userCell(row: WithUsers, {naming}: CellContext): Cell {
	const id = row.userId === null ? null : String(row.userId);
	return sharedCell(naming === 'none' ? id : row.user ?? id, row.otherUsers?.length ?? 0);
}

/** Returns the container or the unit; `web.service +1` where processes in another one hold sockets of the row. */
export function placeCell(row: WithPlaces): Cell {
	return sharedCell(row.container ?? row.unit, new Set([row, ...row.otherPlaces].map(({unit, container}) => container ?? unit)).size - 1);
}

function sharedCell(text: string | null, others: number): Cell {
	return textOrUnknown(text === null || others === 0 ? text : `${text} +${others}`);
}

/** `nginx(1234)`, `nginx(1234) +3` where other processes share the socket, or the mark that says why not. */
export function ownersCell({status, holders}: SocketOwners): Cell {
	const [first] = holders;
	if (first === undefined) {
		return {text: status === 'known' ? unknown : ownerMarks[status].mark, style: 'muted'};
	}

	const others = new Set(holders.map(holder => holder.pid)).size - 1;
	return {text: `${first.name}(${first.pid})${others > 0 ? ` +${others}` : ''}`};
}
