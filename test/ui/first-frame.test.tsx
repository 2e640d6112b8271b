import assert from 'node:assert/strict';
import {test} from 'node:test';
import {renderToString} from 'ink';
import {firstFrame} from '../../source/ui/first-frame.ts';
import {keymapOf} from '../../source/ui/keys/keymap.ts';
import {createTheme} from '../../source/ui/text/theme.ts';
import {initialState} from '../../source/ui/store/initial-state.ts';
import {Screen} from '../../source/ui/screen.tsx';
import {start} from './store/fixtures.ts';

const now = Date.UTC(2026, 10, 21);

for (const [columns, rows, filter] of [[80, 24, ''], [120, 40, 'port:443'], [59, 14, '']] as const) {
	test(`the first frame at ${columns}x${rows} is what React would draw`, () => {
		const state = initialState({
			...start, columns, rows, filter,
		});
		const theme = createTheme(true);
		const drawn = renderToString(<Screen {...state} theme={theme} nowMilliseconds={now} keyHelp={keymapOf(state.ui.keys).help}/>, {columns});
		const lines = (frame: string) => frame.split('\n').map(line => line.trimEnd());
		assert.deepEqual(lines(firstFrame(state, theme, now)), lines(drawn));
	});
}
