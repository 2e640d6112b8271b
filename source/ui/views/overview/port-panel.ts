import type {PortChart} from '../../../model/overview.ts';
import type {Port} from '../../../model/port.ts';
import type {SeriesWindow} from '../../../model/series.ts';
import {isUdp} from '../../../model/socket.ts';
import {formatCompact, formatCount, formatRate} from '../../../text/format-number.ts';
import {
	areaChart,
	stretched,
	scaleTop,
	valuesAcross,
} from '../../charts/area-chart.ts';
import {
	sideBySide,
	innerWidth,
	panel,
	type PanelLine,
} from '../../text/panel.ts';
import {widthOfPieces, type Piece} from '../../text/pieces.ts';
import {statusWords} from '../../text/probe-status.ts';
import {fit} from '../../text/text-width.ts';
import type {StyleName, Theme} from '../../text/theme.ts';
import {peerHeadings, peerPieces} from '../ports/peers.ts';
import type {Size} from '../shared/view.ts';
import {spanText} from './words.ts';

/** Lines of a chart, without its heading. */
const minChartHeight = 4;
const maxChartHeight = 12;
/** Peers that are worth more than higher charts. */
const minPeers = 6;
/** The status, a heading and two peers; a panel without charts is no better than charts without a panel. */
const minPanelRoom = minChartHeight + 4;

/** Shows what the selected port did lately, where there is no room for its panel. */
export function portCharts(port: Port, {peers: _, ...series}: PortChart, size: Size, theme: Theme): readonly string[] {
	return charts(series, port, {...size, subject: `${port.port} `}, theme);
}

/** Whether a panel of so many lines has room for peers and charts. */
export function isRoomForPortPanel(height: number): boolean {
	return height - 2 >= minPanelRoom;
}

/** Shows who is connected to the selected port, and what it did lately. */
export function portPanel(port: Port, {peers, ...series}: PortChart, {width, height}: {readonly width: number; readonly height: number}, theme: Theme): readonly string[] {
	const inner = innerWidth(width);
	const room = height - 2;
	const owner = port.owners.holders[0];
	const title = `${port.port}/${isUdp(port.protocol) ? 'udp' : 'tcp'}${owner === undefined ? '' : ` ${owner.name}`} — who is connected`;
	// Where there are few peers the charts are higher.
	const chartHeight = Math.max(minChartHeight, Math.min(maxChartHeight, room - Math.min(peers.length, minPeers) - 4));
	const chartLines = room >= minPanelRoom ? charts(series, port, {width: inner, height: chartHeight}, theme) : [];
	const status = statusLines(port, inner);
	const peerRoom = Math.max(0, room - chartLines.length - status.length - 1);
	const listed = peers.slice(0, peers.length > peerRoom ? peerRoom - 1 : peerRoom);
	const left = (port.peerCount ?? peers.length) - listed.length;
	const lines: PanelLine[] = [
		...status,
		[{text: peers.length === 0 ? 'No connections.' : peerHeadings(inner), style: 'muted'}],
		...listed.map(peer => peerPieces(peer, inner)),
		...left > 0 && peers.length > 0 ? [[{text: `${formatCount(left)} more`, style: 'muted'}] as const] : [],
	];
	const blank = Array.from({length: Math.max(0, room - lines.length - chartLines.length)}, () => '');
	return panel({
		title, note: 'Enter: full detail', width, height,
	}, [...lines, ...blank, ...chartLines], theme);
}

/** `accept queue 6 of 5: FULL · drops 5.9k, 9/s · opened 2/s · fail 9/s`, in two lines where one is too short; `CLOSED` first where it is. */
function statusLines({status, protocol, acceptQueue, acceptQueueLimit, receiveQueueBytes, drops, dropsPerSecond, openedPerSecond, failedPerSecond}: Port, width: number): ReadonlyArray<readonly Piece[]> {
	const isFull = acceptQueue !== null && acceptQueueLimit !== null && acceptQueue > 0 && acceptQueue >= acceptQueueLimit;
	const queue: Piece = isUdp(protocol)
		? {text: `unread ${formatCount(receiveQueueBytes)} B`}
		: {text: `accept queue ${formatCount(acceptQueue)} of ${formatCount(acceptQueueLimit)}${isFull ? ': FULL' : ''}`, ...isFull && {style: 'bad' as const}};
	const waiting: readonly Piece[] = [
		...status === null || status === 'OPEN' ? [] : [{text: status, style: statusWords[status].style}, separator],
		queue,
		separator,
		{text: `drops ${formatCompact(drops)}, ${formatRate(dropsPerSecond, '/s')}`, ...(dropsPerSecond ?? 0) > 0 && {style: 'bad' as const}},
	];
	if (isUdp(protocol)) {
		return [waiting];
	}

	const coming: readonly Piece[] = [
		{text: `opened ${formatRate(openedPerSecond, '/s')}`},
		separator,
		{text: `failed handshakes ${formatRate(failedPerSecond, '/s')}`, ...(failedPerSecond ?? 0) > 0 && {style: 'warning' as const}},
	];
	const all = [...waiting, separator, ...coming];
	return widthOfPieces(all) <= width ? [all] : [waiting, coming];
}

const separator: Piece = {text: '  ·  '};

type Chart = {readonly name: string; readonly window: SeriesWindow; readonly style: StyleName};

type ChartRoom = Size & {readonly subject?: string};

/**
Charts side by side: in and out, and of TCP queue and drops where there were any. Where not all have room, those in which something
happened. The first one's heading may say of what.
*/
function charts({receive, send, queue, drops}: Omit<PortChart, 'peers'>, {protocol}: Port, {width, height, subject = ''}: ChartRoom, theme: Theme): readonly string[] {
	const all: readonly Chart[] = [
		{name: 'in b/s', window: receive, style: 'received'},
		{name: 'out b/s', window: send, style: 'sent'},
		...!isUdp(protocol) && (queue.peak ?? 0) > 0 ? [{name: 'accept queue', window: queue, style: 'warning' as const}] : [],
		...(drops.peak ?? 0) > 0 ? [{name: 'drops/s', window: drops, style: 'bad' as const}] : [],
	];
	const isFlat = ({window: {peak}}: Chart) => (peak ?? 0) === 0;
	const ranked = all.toSorted((one, other) => Number(isFlat(one)) - Number(isFlat(other)));
	const room = Math.max(1, Math.floor(width / 30));
	const chosen = new Set(ranked.slice(0, room));
	const shown = all.filter(chart => chosen.has(chart));
	const cell = Math.floor(width / shown.length);
	return sideBySide(...shown.map((chart, place) => chartBlock(place === 0 ? {...chart, name: `${subject}${chart.name}`} : chart, {width: cell, height}, theme)));
}

function chartBlock({name, window, style}: Chart, {width, height}: Size, theme: Theme): readonly string[] {
	const room = width - 1;
	const lines = areaChart(stretched(window.maxima, valuesAcross(room - 6)), {width: room, height, top: scaleTop(window.peak ?? 0)});
	return [
		theme.muted(fit(`${name}, ${spanText(window.seconds)}, peak ${formatCompact(window.peak)}`, width)),
		...lines.map(line => theme.muted(line.slice(0, 6)) + theme[style](fit(line.slice(6), room - 6)) + ' '),
	];
}
