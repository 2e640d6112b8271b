import type {AlertCounts} from '../../model/alert.ts';
import type {Past, ViewMessage} from '../../protocol/protocol.ts';
import type {Summary, Totals} from '../../model/snapshot.ts';
import {socketStates, type SocketState} from '../../model/socket.ts';
import type {DataState, UiState} from '../state/state.ts';
import {
	formatClock,
	formatMoment,
	formatUptime,
	formatZone,
} from '../../text/format-duration.ts';
import {formatCompact, formatCount, formatRate} from '../../text/format-number.ts';
import {composeSegments, type Segment} from '../text/segments.ts';
import {stateWords} from '../text/states.ts';
import type {Theme} from '../text/theme.ts';
import {remedyLeftOut, tabsLine} from './tabs.ts';

/** Returns what the header says of machine and totals, to be read out: the numbers without the blanks that keep their places. */
export function spokenHeaderLines(ui: UiState, message: ViewMessage, theme: Theme): readonly string[] {
	const {summary} = message;
	return [machineLine(ui, message, theme, summary.timeMilliseconds), totalsLine(summary.totals, ui.columns, theme, spokenTraffic(summary.totals))];
}

/** Returns the header and the tabs: three lines. */
export function headerLines(ui: UiState, {message}: DataState, theme: Theme, nowMilliseconds: number): readonly string[] {
	const summary = message?.summary ?? null;
	return [
		machineLine(ui, message, theme, nowMilliseconds),
		summary === null ? ' '.repeat(ui.columns) : totalsLine(summary.totals, ui.columns, theme),
		tabsLine(ui, message, theme),
	];
}

/** Returns the first line: machine, uptime, source, privileges and time. */
function machineLine(ui: UiState, message: ViewMessage | null, theme: Theme, nowMilliseconds: number): string {
	const summary = message?.summary ?? null;
	// The clock is the sample's: while paused it stands still with the data.
	const clock: Segment = {variants: [formatClock(summary?.timeMilliseconds ?? nowMilliseconds, ui.utc)], priority: 1};
	if (message === null || summary === null) {
		return composeSegments([{variants: ['portop'], priority: 0, style: 'accent'}], [clock], ui.columns, theme);
	}

	const isReplay = message.past?.isReplay === true;
	const {host, uptimeSeconds} = summary;
	const left: readonly Segment[] = [
		{variants: [host.name], priority: 0, style: 'accent'},
		// Which machine it was matters more in a recording.
		{variants: [host.kernel], priority: isReplay ? 3 : 8},
		{variants: [`up ${formatUptime(uptimeSeconds)}`], priority: 6},
	];
	const right: readonly Segment[] = [
		{variants: ui.paused ? ['PAUSED'] : [], priority: 2, style: 'cursor'},
		alertBadge(summary.alerts),
		privilegesSegment(summary, remedyLeftOut(ui, message)),
		sourceSegment(summary),
		{variants: isReplay ? [] : [`every ${ui.intervalSeconds}s`, `${ui.intervalSeconds}s`], priority: 7},
		message.past === null ? clock : pastSegment(summary, message.past, ui.utc),
	];
	return composeSegments(left, right, ui.columns, theme);
}

/** Says that it is the past, and which moment, at any width. */
function pastSegment({timeMilliseconds}: Summary, {sinceMilliseconds, nowMilliseconds, isReplay}: Past, isUtc: boolean): Segment {
	const moment = `${isReplay === true ? 'REPLAY' : 'PAST'} ${formatMoment(timeMilliseconds, nowMilliseconds, isUtc)}`;
	const ago = `${formatUptime(Math.max(0, nowMilliseconds - timeMilliseconds) / 1000)} ago`;
	const oldest = timeMilliseconds === sinceMilliseconds ? ', the oldest sample' : '';
	return {
		variants: [`${moment} ${formatZone(timeMilliseconds, isUtc)}, ${ago}${oldest}`, `${moment}, ${ago}${oldest}`, moment].map(text => ` ${text} `), priority: [6, 4, 0], style: 'alarm',
	};
}

function privilegesSegment({privileges}: Summary, remedy: string | null): Segment {
	const {userId, seesAllProcesses, networkAdministration, rawSockets} = privileges;
	const rights = [[seesAllProcesses, 'other users\' processes'], [networkAdministration, 'network administration'], [rawSockets, 'raw sockets']] as const;
	const missing = rights.filter(([isThere]) => isThere === false).map(([, name]) => name);
	const who = userId === 0 ? 'root' : `user ${userId}`;
	if (rights.every(([isThere]) => isThere === null)) {
		return {variants: [`${who}, rights unknown`, who], priority: 5};
	}

	if (remedy !== null) {
		return {variants: [`${who}: ${remedy}`, remedy, who], priority: [5, 3.5, 3.5], style: 'warning'};
	}

	// Of an ordinary user one expects nothing else.
	const isExpected = missing.length === 0 || (userId !== 0 && missing.length === rights.length);
	return {
		variants: isExpected ? [who] : [`${who}, no ${missing.join(', ')}`, `${who}, limited`], priority: 5, ...seesAllProcesses === false && {style: 'warning'},
	};
}

/** Returns the source of sockets. The line of the tabs says what it lacks. */
function sourceSegment({sources}: Summary): Segment {
	const source = sources.find(({name}) => name === 'sockets');
	if (source === undefined) {
		return {variants: [], priority: 4};
	}

	return source.state === 'ok'
		? {variants: [`source ${source.method}`, source.method], priority: 4}
		: {variants: [`source ${source.method} (${source.state})`, `${source.method}!`], priority: 4, style: source.state === 'failed' ? 'bad' : 'warning'};
}

/** Returns the count of active alerts for the header, shown at any width: inverse until all of them are acknowledged, then muted. */
export function alertBadge({critical, warning, unacknowledged}: AlertCounts): Segment {
	const all = critical + warning;
	if (all === 0) {
		return {variants: [], priority: 0};
	}

	const parts = [
		...(critical > 0 ? [`${critical} critical`] : []),
		...(warning > 0 ? [`${warning} ${warning === 1 ? 'warning' : 'warnings'}`] : []),
	];
	const short = `${all} ${all === 1 ? 'alert' : 'alerts'}`;
	const isSeen = unacknowledged === 0;
	return {
		variants: [parts.join(' '), short].map(text => isSeen ? text : ` ${text} `),
		// Shortened before the clock goes; never left out.
		priority: [3, 0],
		style: isSeen ? 'muted' : (critical > 0 ? 'alarm' : 'cursor'),
	};
}

/** Null where either is unknown. */
function sum(a: number | null, b: number | null): number | null {
	return a === null || b === null ? null : a + b;
}

const alwaysShownStates: readonly SocketState[] = ['LISTEN', 'ESTABLISHED', 'TIME_WAIT'];
/** The states that pile up when something is wrong. */
const telltaleStates: ReadonlySet<SocketState> = new Set(['SYN_SENT', 'SYN_RECEIVED', 'CLOSE_WAIT']);

/** Sockets by protocol and state; traffic of the machine. */
function totalsLine(totals: Totals, width: number, theme: Theme, traffic: readonly Segment[] = trafficSegments(totals)): string {
	const {sockets, states} = totals;
	const others = socketStates.filter(state => !alwaysShownStates.includes(state) && state !== 'CLOSED' && (states[state] ?? 0) > 0);
	const state = (name: SocketState) => `${stateWords[name].short} ${formatCount(states[name])}`;
	const left: readonly Segment[] = [
		{variants: [`tcp ${formatCount(sum(sockets.tcp, sockets.tcp6))} udp ${formatCount(sum(sockets.udp, sockets.udp6))}`], priority: 1},
		{
			variants: [alwaysShownStates.map(name => state(name)).join(' '), `${state('ESTABLISHED')} ${state('TIME_WAIT')}`, state('ESTABLISHED')],
			priority: [8, 6, 2],
		},
		...others.map((name): Segment => telltaleStates.has(name)
			? {variants: [state(name)], priority: 7, style: 'warning'}
			: {variants: [state(name)], priority: 10}),
	];
	return composeSegments(left, traffic, width, theme);
}

function spokenTraffic({receiveBitsPerSecond, sendBitsPerSecond, retransmissionsPerSecond}: Totals): readonly Segment[] {
	return ([['in', receiveBitsPerSecond, 'bit/s'], ['out', sendBitsPerSecond, 'bit/s'], ['retransmissions', retransmissionsPerSecond, '/s']] as const)
		.map(([name, value, unit]): Segment => ({variants: [`${name} ${formatRate(value, unit)}`], priority: 1}));
}

/** Padded, so that they stand still while the numbers change. */
function trafficSegments(totals: Totals): readonly Segment[] {
	const traffic = (bits: number | null, packets: number | null) => [
		`${formatCompact(bits).padStart(4)}b/s ${formatCompact(packets).padStart(4)}p/s`,
		`${formatCompact(bits).padStart(4)}b/s`,
	];
	const received = traffic(totals.receiveBitsPerSecond, totals.receivePacketsPerSecond);
	const sent = traffic(totals.sendBitsPerSecond, totals.sendPacketsPerSecond);
	const retransmissions = formatCompact(totals.retransmissionsPerSecond);
	const isRetransmitting = (totals.retransmissionsPerSecond ?? 0) > 0;
	return [
		{variants: received.map(text => `in ${text}`), priority: [5, 1]},
		{variants: sent.map(text => `out ${text}`), priority: [5, 1]},
		{
			variants: [`retrans ${retransmissions.padStart(4)}/s`, `retr ${retransmissions}/s`],
			priority: [9, 1],
			...(isRetransmitting && {style: 'warning' as const}),
		},
	];
}
