import {keymapOf} from './keys/keymap.ts';
import {emptyText} from './lines/body.ts';
import {centered, fill} from './text/lines.ts';
import {headerLines} from './lines/header.ts';
import {statusLines} from './lines/status-line.ts';
import type {Theme} from './text/theme.ts';
import {tooSmallLines} from './lines/too-small.ts';
import {bodyHeight} from './state/visible-rows.ts';
import {isTooSmall, type AppState} from './state/state.ts';

/**
Returns the screen before the first sample, without React: it is on the terminal while React and Ink are still being loaded,
which takes longer than everything before. The same lines as screen.tsx draws.
*/
export function firstFrame({ui, data}: AppState, theme: Theme, nowMilliseconds: number): string {
	const lines = isTooSmall(ui)
		? tooSmallLines(ui)
		: [
			...headerLines(ui, data, theme, nowMilliseconds),
			...fill(['', centered(emptyText(ui, null), ui.columns)], bodyHeight(ui)),
			...statusLines({
				ui, data, theme, keyHelp: keymapOf(ui.keys).help, openText: null,
			}),
		];
	return lines.join('\n');
}
