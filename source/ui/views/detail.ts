import {timeSpans, type WindowShape} from '../../model/series.ts';
import type {Detail, DetailOf, ViewMessage} from '../../protocol/protocol.ts';
import type {ViewName} from '../../model/snapshot.ts';
import {rttRoom} from '../charts/rtt-chart.ts';
import {withKey} from '../keys/keymap.ts';
import type {Alert} from '../../model/alert.ts';
import type {Moment} from '../../model/moment.ts';
import {sinceText} from '../detail/times.ts';
import {weightWords} from '../text/alert-text.ts';
import type {DataState, UiState} from '../state/state.ts';
import {oneLine} from '../text/text-width.ts';
import {plainTheme, type Theme} from '../text/theme.ts';
import {layOut, type Block, type LinkedText} from '../detail/blocks.ts';
import type {Link} from '../state/destination.ts';
import {columnWidth, layOutBelowTitle, layOutDetail} from '../detail/two-columns.ts';
import {viewRegistry} from './registry.ts';
import type {DetailContext} from './shared/view.ts';

type ShownUi = Pick<UiState, 'columns' | 'zoom' | 'utc' | 'keys'> & Pick<DetailContext, 'isSpoken'>;

/** Cells of a column of a detail that no chart takes: its indent, the axis, the gap to the next one. */
const chartEdges = 10;
type DetailUi = ShownUi & Pick<UiState, 'view' | 'detail' | 'link'>;

/** Returns the open detail as lines of at most `ui.columns` cells. */
export function detailLines(ui: DetailUi, data: DataState, theme: Theme): readonly string[] {
	return detailText(ui, data, theme).lines;
}

/** Returns the links of the open detail, from top to bottom. */
export function linksOf(ui: DetailUi, data: DataState): readonly Link[] {
	return ui.detail === null ? [] : detailText(ui, data, plainTheme).links;
}

function detailText(ui: DetailUi, data: DataState, theme: Theme): LinkedText {
	const {message} = data;
	const without = (blocks: readonly Block[]): LinkedText => ({lines: layOut(blocks, ui.columns, theme), links: []});
	const detail = answeredDetail(ui, data);
	if (detail === 'gone') {
		const {gone = 'The row is gone: the socket was closed.'} = viewRegistry[ui.view];
		return without([{heading: 'Gone'}, {text: `${gone}${withKey(ui, 'back', key => ` ${key} goes back.`)}`, style: 'bad'}]);
	}

	if (message === null || detail === null) {
		return without([{text: 'Asking the sampler…'}]);
	}

	const blocks = allBlocks(detail, message, ui);
	if (!hasVanished(detail)) {
		return layOutDetail(blocks, ui.columns, theme, ui.link);
	}

	const gone = layOut([vanishedBlock], ui.columns, theme);
	return {lines: [...gone, ...layOutDetail(blocks, ui.columns, plainTheme, null).lines.map(line => theme.vanished(line))], links: []};
}

/** Returns the open detail as the sampler answered it; null while it has not. */
function answeredDetail(ui: DetailUi, {message}: DataState): ViewMessage['detail'] {
	const detail = message?.query.detail === ui.detail ? message.detail : null;
	return detail === 'gone' || detail?.view === ui.view ? detail : null;
}

/** Whether the sampler has not answered yet with the detail that was opened. */
export function isDetailAwaited(ui: DetailUi, data: DataState): boolean {
	return ui.detail !== null && answeredDetail(ui, data) === null;
}

/** The detail of a row as something else shows it: its heading, and what stands below it in lines of at most `ui.columns` cells. */
export type TitledText = {
	readonly title: string;
	readonly lines: readonly string[];
};

/** Returns the detail of a row as text below a title. */
export function titledDetail(detail: Detail, message: ViewMessage, ui: ShownUi, theme: Theme): TitledText {
	const blocks = allBlocks(detail, message, ui);
	const [first] = blocks;
	const title = first !== undefined && 'heading' in first ? oneLine(first.heading) : '';
	return {
		title,
		lines: hasVanished(detail)
			? [...layOut([vanishedBlock], ui.columns, theme), ...layOutBelowTitle(blocks, ui.columns, plainTheme).map(line => theme.vanished(line))]
			: layOutBelowTitle(blocks, ui.columns, theme),
	};
}

const vanishedBlock: Block = {text: '- It has just gone; this is what was last known.', style: 'bad'};

function hasVanished({row}: Detail): boolean {
	return 'freshness' in row && row.freshness === 'vanished';
}

/** Returns the blocks of a detail, the active alerts about its row below the heading. */
function allBlocks(detail: Detail, {summary, about}: ViewMessage, ui: ShownUi): readonly Block[] {
	const {startedAtMilliseconds, resetAtMilliseconds} = summary;
	const [heading, ...rest] = blocksOf(detail.view, detail, {
		...ui, columns: columnWidth(ui.columns), allColumns: ui.columns, now: summary, about, startedAtMilliseconds, resetAtMilliseconds,
	});
	return heading === undefined ? [] : [heading, ...aboutBlocks(about, summary, ui.utc), ...rest];
}

/** Shows the active alerts about the thing; each leads to its own detail. */
function aboutBlocks(alerts: readonly Alert[], now: Moment, isUtc: boolean): readonly Block[] {
	return alerts.map(({identity, severity, message, since, acknowledged}) => {
		const {style, text} = weightWords[severity];
		return {
			pieces: [
				{text: acknowledged ? 'a ' : '! ', style: acknowledged ? 'muted' : style},
				{text: `${text.toUpperCase()} ${message}`, style},
				{text: sinceText(since, now, isUtc), style: 'muted'},
			],
			destination: {view: 'alerts', detail: identity},
		};
	});
}

function blocksOf<Name extends ViewName>(view: Name, detail: DetailOf<Name>, context: DetailContext): readonly Block[] {
	return viewRegistry[view].detail(detail, context);
}

/** Returns the shape of the charts of a detail: the chosen stretch of time, a value for each column. */
export function chartShape({view, zoom, columns}: Pick<UiState, 'view' | 'zoom' | 'columns'>): WindowShape {
	const buckets = viewRegistry[view].hasRttChart === true ? rttRoom(columns - 2) : columnWidth(columns) - chartEdges;
	return {seconds: timeSpans[zoom] ?? timeSpans[0], buckets: Math.max(2, buckets)};
}

/** Returns how many lines the detail has: its scrolling ends there. */
export function detailLineCount(ui: DetailUi, data: DataState): number {
	return detailLines(ui, data, plainTheme).length;
}
