export type Background = 'dark' | 'light';

type Environment = Readonly<Partial<Record<string, string>>>;

/** The question for the colour of the background: xterm's control sequences, OSC 11. */
export const backgroundQuestion = '\u{1B}]11;?\u{1B}\\';

/** Terminals that print such a question instead of answering it, or have one background. */
const deafTerminals = /^(?:dumb|linux|ansi|cons25|sun|vt\d+|wy\d+)(?:-|$)/;

/** Returns whether the terminal can be asked for its background. */
export function canAskBackground({TERM: type = ''}: Environment): boolean {
	return type !== '' && !deafTerminals.test(type);
}

/**
Reads the answer: `rgb:ffff/ffff/ffff`, `rgba:…` or `#ffffff`.
@returns null where it makes no sense.
*/
export function readBackground(answer: string): Background | null {
	const parts = /^rgba?:(?<red>[\da-f]{1,4})\/(?<green>[\da-f]{1,4})\/(?<blue>[\da-f]{1,4})(?:\/[\da-f]{1,4})?$/i.exec(answer)?.groups
		?? /^#(?<red>[\da-f]{2})(?<green>[\da-f]{2})(?<blue>[\da-f]{2})$/i.exec(answer)?.groups;
	if (parts === undefined) {
		return null;
	}

	const share = (digits = '') => Number.parseInt(digits, 16) / ((16 ** digits.length) - 1);
	// Rec. 601: how bright it looks.
	const luminance = (0.299 * share(parts['red'])) + (0.587 * share(parts['green'])) + (0.114 * share(parts['blue']));
	return luminance > 0.5 ? 'light' : 'dark';
}

/** Returns what COLORFGBG says, `15;0` or `0;default;15`, as rxvt and Konsole set it; null without it. It is a hint: a session may have moved to another terminal. */
export function backgroundHint({COLORFGBG: colors = ''}: Environment): Background | null {
	const last = /(?:^|;)(?<index>\d{1,2})$/.exec(colors)?.groups?.['index'];
	if (last === undefined) {
		return null;
	}

	return last === '7' || Number(last) > 8 ? 'light' : 'dark';
}
