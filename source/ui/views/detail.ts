import {timeSpans, type WindowShape} from '../../model/series.ts';
import type {DetailOf} from '../../protocol/protocol.ts';
import type {ViewName} from '../../model/snapshot.ts';
import {chartRoom} from '../charts/chart.ts';
import {withKey} from '../keys/keymap.ts';
import type {Alert} from '../../model/alert.ts';
import type {Moment} from '../../model/moment.ts';
import {sinceText} from '../detail/times.ts';
import {weightWords} from '../text/alert-text.ts';
import type {DataState, UiState} from '../state/state.ts';
import {plainTheme, type Theme} from '../text/theme.ts';
import {layOut, type Block, type LinkedText} from '../detail/blocks.ts';
import type {Link} from '../state/destination.ts';
import {columnWidth, layOutDetail} from '../detail/two-columns.ts';
import {viewRegistry} from './registry.ts';
import type {DetailContext} from './shared/view.ts';

type DetailUi = Pick<UiState, 'columns' | 'view' | 'detail' | 'link' | 'zoom' | 'utc' | 'keys'>;

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
	const detail = message?.query.detail === ui.detail ? message.detail : null;
	if (detail === 'gone') {
		const {gone = 'The row is gone: the socket was closed.'} = viewRegistry[ui.view];
		return without([{heading: 'Gone'}, {text: `${gone}${withKey(ui, 'back', key => ` ${key} goes back.`)}`, style: 'bad'}]);
	}

	if (message === null || detail?.view !== ui.view) {
		return without([{text: 'Asking the sampler…'}]);
	}

	const {startedAtMilliseconds, resetAtMilliseconds} = message.summary;
	const [heading, ...rest] = blocksOf(detail.view, detail, {
		...ui, columns: columnWidth(ui.columns), allColumns: ui.columns, now: message.summary, about: message.about, startedAtMilliseconds, resetAtMilliseconds,
	});
	const blocks = heading === undefined ? [] : [heading, ...aboutBlocks(message.about, message.summary, ui.utc), ...rest];
	const hasVanished = 'freshness' in detail.row && detail.row.freshness === 'vanished';
	if (!hasVanished) {
		return layOutDetail(blocks, ui.columns, theme, ui.link);
	}

	const gone = layOut([{text: '- It has just gone; this is what was last known.', style: 'bad'}], ui.columns, theme);
	return {lines: [...gone, ...layOutDetail(blocks, ui.columns, plainTheme, null).lines.map(line => theme.vanished(line))], links: []};
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
export function chartShape({zoom, columns}: Pick<UiState, 'zoom' | 'columns'>): WindowShape {
	return {seconds: timeSpans[zoom] ?? timeSpans[0], buckets: chartRoom(columnWidth(columns) - 2)};
}

/** Returns how many lines the detail has: its scrolling ends there. */
export function detailLineCount(ui: DetailUi, data: DataState): number {
	return detailLines(ui, data, plainTheme).length;
}
