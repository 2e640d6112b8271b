import {timeSpans, type WindowShape} from '../../model/series.ts';
import type {DetailOf} from '../../protocol/protocol.ts';
import type {ViewName} from '../../model/snapshot.ts';
import {chartRoom} from '../charts/chart.ts';
import {withKey} from '../keys/keymap.ts';
import type {DataState, UiState} from '../state/state.ts';
import {plainTheme, type Theme} from '../text/theme.ts';
import {layOut, type Block} from '../detail/blocks.ts';
import {viewRegistry} from './registry.ts';
import type {DetailContext} from './shared/view.ts';

type DetailUi = Pick<UiState, 'columns' | 'view' | 'detail' | 'zoom' | 'utc' | 'keys'>;

/** Returns the open detail as lines of at most `ui.columns` cells. */
export function detailLines(ui: DetailUi, data: DataState, theme: Theme): readonly string[] {
	const {message} = data;
	const detail = message?.query.detail === ui.detail ? message.detail : null;
	if (detail === 'gone') {
		const {gone = 'The row is gone: the socket was closed.'} = viewRegistry[ui.view];
		return layOut([{heading: 'Gone'}, {text: `${gone}${withKey(ui, 'back', key => ` ${key} goes back.`)}`, style: 'bad'}], ui.columns, theme);
	}

	if (message === null || detail?.view !== ui.view) {
		return layOut([{text: 'Asking the sampler…'}], ui.columns, theme);
	}

	const {startedAtMilliseconds, resetAtMilliseconds} = message.summary;
	const blocks = blocksOf(detail.view, detail, {
		...ui, now: message.summary, startedAtMilliseconds, resetAtMilliseconds,
	});
	const hasVanished = 'freshness' in detail.row && detail.row.freshness === 'vanished';
	if (!hasVanished) {
		return layOut(blocks, ui.columns, theme);
	}

	const gone: Block = {text: '- It has just gone; this is what was last known.', style: 'bad'};
	return [...layOut([gone], ui.columns, theme), ...layOut(blocks, ui.columns, plainTheme).map(line => theme.vanished(line))];
}

function blocksOf<Name extends ViewName>(view: Name, detail: DetailOf<Name>, context: DetailContext): readonly Block[] {
	return viewRegistry[view].detail(detail, context);
}

/** Returns the shape of the charts of a detail: the chosen stretch of time, a value for each column. */
export function chartShape({zoom, columns}: Pick<UiState, 'zoom' | 'columns'>): WindowShape {
	return {seconds: timeSpans[zoom] ?? timeSpans[0], buckets: chartRoom(columns - 2)};
}

/** Returns how many lines the detail has: its scrolling ends there. */
export function detailLineCount(ui: DetailUi, data: DataState): number {
	return detailLines(ui, data, plainTheme).length;
}
