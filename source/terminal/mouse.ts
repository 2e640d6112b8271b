/** Something that was done with the mouse. Columns and rows of the screen are counted from 0. */
export type MouseAction =
	| {readonly type: 'click'; readonly column: number; readonly row: number}
	| {readonly type: 'wheel'; readonly by: 1 | -1};

/** Reports of buttons and of the wheel (1000), in decimal numbers (1006): no other encoding reaches beyond column 223. */
export const mouseOn = '\u{1B}[?1000h\u{1B}[?1006h';
export const mouseOff = '\u{1B}[?1006l\u{1B}[?1000l';

/** Bits of the button's number that say which modifiers were held, and that the mouse moved. */
const modifiers = 0b1_1100;
const motion = 0b10_0000;
const wheels: Readonly<Record<number, 1 | -1>> = {64: -1, 65: 1};

/**
Reads a report: xterm's control sequences, "Extended coordinates".
@param parameters `button;column;row`
@param final `M` for a press, `m` for a release.
@returns null for what portop does not take: other buttons, releases, anything with a modifier, with which terminals select text.
*/
export function readMouse(parameters: string, final: string): MouseAction | null {
	const [button = NaN, column = NaN, row = NaN] = parameters.split(';').map(Number);
	if (final !== 'M' || !(column >= 1 && row >= 1) || (button & (modifiers | motion)) !== 0) {
		return null;
	}

	const by = wheels[button];
	if (by !== undefined) {
		return {type: 'wheel', by};
	}

	return button === 0 ? {type: 'click', column: column - 1, row: row - 1} : null;
}
