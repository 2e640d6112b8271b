import {keymapOf} from '../keys/keymap.ts';
import {detailLineCount} from '../views/detail.ts';
import {helpLineCount} from '../overlays/help.ts';
import {interfaceLineCount} from '../overlays/interfaces.ts';
import {bodyHeight} from '../state/visible-rows.ts';
import type {AppState} from '../state/state.ts';

/** The last line at which the text on the screen, the help, the interfaces or a detail, may begin: its end is then in sight. */
export function scrollLimit({ui, data}: AppState): number {
	return Math.max(0, lineCount({ui, data}) - bodyHeight(ui));
}

function lineCount({ui, data}: Pick<AppState, 'ui' | 'data'>): number {
	if (ui.helpOpen) {
		return helpLineCount(ui, data, keymapOf(ui.keys).help);
	}

	return ui.interfacesOpen ? interfaceLineCount(ui, data) : detailLineCount(ui, data);
}
