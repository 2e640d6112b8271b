import type {Detail} from '../../../engine/protocol.ts';
import type {DataState, UiState} from '../../store/state.ts';
import {plainTheme, type Theme} from '../theme.ts';
import {connectionBlocks} from './connection.ts';
import {layOut, type Block} from './fields.ts';
import {portBlocks} from './port.ts';
import {probeBlocks} from './probe.ts';
import {stateBlocks} from './state.ts';

type DetailUi = Pick<UiState, 'columns' | 'view' | 'detail' | 'zoom' | 'utc'>;

/** The open detail as lines of at most `ui.columns` cells. */
export function detailLines(ui: DetailUi, data: DataState, theme: Theme): readonly string[] {
	const {message} = data;
	const detail = message?.query.detail === ui.detail ? message.detail : null;
	if (detail === 'gone') {
		return layOut([{heading: 'Gone'}, {text: `${ui.view === 'probes' ? 'The target was removed.' : 'The row is gone: the socket was closed.'} Esc goes back.`, style: 'bad'}], ui.columns, theme);
	}

	if (detail?.view !== ui.view) {
		return layOut([{text: 'Asking the sampler…'}], ui.columns, theme);
	}

	const blocks = blocksOf(detail, ui, message?.summary.timeMilliseconds ?? 0);
	const hasVanished = 'freshness' in detail.row && detail.row.freshness === 'vanished';
	if (!hasVanished) {
		return layOut(blocks, ui.columns, theme);
	}

	const gone: Block = {text: '- It has just gone; this is what was last known.', style: 'bad'};
	return [...layOut([gone], ui.columns, theme), ...layOut(blocks, ui.columns, plainTheme).map(line => theme.vanished(line))];
}

function blocksOf(detail: Detail, ui: DetailUi, nowMilliseconds: number): readonly Block[] {
	switch (detail.view) {
		case 'ports': {
			return portBlocks(detail, ui, nowMilliseconds);
		}

		case 'connections': {
			return connectionBlocks(detail);
		}

		case 'states': {
			return stateBlocks(detail);
		}

		case 'probes': {
			return probeBlocks(detail, ui, nowMilliseconds);
		}
	}
}

/** How many lines the detail has: its scrolling ends there. */
export function detailLineCount(ui: DetailUi, data: DataState): number {
	return detailLines(ui, data, plainTheme).length;
}
