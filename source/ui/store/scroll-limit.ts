import {keyHelp} from '../keys/key-help.ts';
import {detailLineCount} from '../presentation/detail/detail.ts';
import {helpLineCount} from '../presentation/help.ts';
import {bodyHeight} from '../presentation/visible-rows.ts';
import type {AppState} from './state.ts';

/** The last line at which the text on the screen, the help or a detail, may begin: its end is then in sight. */
export function scrollLimit({ui, data}: AppState): number {
	const lines = ui.helpOpen ? helpLineCount(ui, data, keyHelp) : detailLineCount(ui, data);
	return Math.max(0, lines - bodyHeight(ui));
}
