import type {Detail} from '../../protocol/protocol.ts';
import type {Summary, ViewName} from '../../model/snapshot.ts';
import {withKey} from '../keys/keymap.ts';
import type {DataState, UiState} from '../state/state.ts';
import {plainTheme, type Theme} from '../text/theme.ts';
import {layOut, type Block} from '../detail/blocks.ts';
import {alertBlocks} from './alerts/detail.ts';
import {connectionBlocks} from './connections/detail.ts';
import {errorBlocks} from './errors/detail.ts';
import {outgoingBlocks} from './outgoing/detail.ts';
import {portBlocks} from './ports/detail.ts';
import {probeBlocks} from './probes/detail.ts';
import {stateBlocks} from './states/detail.ts';

type DetailUi = Pick<UiState, 'columns' | 'view' | 'detail' | 'zoom' | 'utc' | 'keys'>;

const goneTexts: Readonly<Partial<Record<ViewName, string>>> = {
	probes: 'The target was removed.',
	alerts: 'The alert is over, which the log tells, or the log has forgotten the event.',
	outgoing: 'There have been no connections to it for a minute.',
};

/** The open detail as lines of at most `ui.columns` cells. */
export function detailLines(ui: DetailUi, data: DataState, theme: Theme): readonly string[] {
	const {message} = data;
	const detail = message?.query.detail === ui.detail ? message.detail : null;
	if (detail === 'gone') {
		return layOut([{heading: 'Gone'}, {text: `${goneTexts[ui.view] ?? 'The row is gone: the socket was closed.'}${withKey(ui, 'back', key => ` ${key} goes back.`)}`, style: 'bad'}], ui.columns, theme);
	}

	if (message === null || detail?.view !== ui.view) {
		return layOut([{text: 'Asking the sampler…'}], ui.columns, theme);
	}

	const blocks = blocksOf(detail, ui, message.summary);
	const hasVanished = 'freshness' in detail.row && detail.row.freshness === 'vanished';
	if (!hasVanished) {
		return layOut(blocks, ui.columns, theme);
	}

	const gone: Block = {text: '- It has just gone; this is what was last known.', style: 'bad'};
	return [...layOut([gone], ui.columns, theme), ...layOut(blocks, ui.columns, plainTheme).map(line => theme.vanished(line))];
}

function blocksOf(detail: Detail, ui: DetailUi, {timeMilliseconds: nowMilliseconds, ...since}: Summary): readonly Block[] {
	switch (detail.view) {
		case 'ports': {
			return portBlocks(detail, ui, since, nowMilliseconds);
		}

		case 'connections': {
			return connectionBlocks(detail);
		}

		case 'states': {
			return stateBlocks(detail);
		}

		case 'outgoing': {
			return outgoingBlocks(detail, ui, since);
		}

		case 'errors': {
			return errorBlocks(detail, ui, since, nowMilliseconds);
		}

		case 'alerts': {
			return alertBlocks(detail, ui, nowMilliseconds);
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
