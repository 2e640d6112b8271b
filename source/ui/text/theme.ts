import type {Background} from '../../terminal/background.ts';
import {painterOf, type Painter} from './look.ts';
import {
	styleNames,
	type Looks,
	type StyleName,
	type ThemeChoice,
	type ThemeName,
} from './theme-names.ts';

export type {StyleName} from './theme-names.ts';

export type Theme = Readonly<Record<StyleName, Painter>>;

/*
Only the terminal's own colours are used, so that its palette decides what they look like. A word or symbol next to a colour always
says the same.
*/

/** Reads on dark as well as on light backgrounds: a warning is magenta because the usual yellow vanishes on white. */
const either: Looks = {
	good: 'green',
	warning: 'magenta',
	bad: 'red bold',
	alarm: 'red inverse',
	muted: 'dim',
	accent: 'bold',
	received: 'green',
	sent: 'cyan',
	heading: 'underline',
	sorted: 'cyan bold underline',
	selected: 'inverse',
	new: 'bold',
	vanished: 'dim',
	cursor: 'inverse',
};

const mono: Looks = {
	...either, good: '', warning: 'underline', bad: 'bold', alarm: 'bold inverse', received: '', sent: '', sorted: 'bold underline',
};

const highContrast: Looks = {
	...either,
	good: 'green bold',
	warning: 'magenta bold underline',
	bad: 'red bold inverse',
	alarm: 'red bold inverse',
	muted: '',
	heading: 'bold underline',
	sorted: 'bold inverse',
	selected: 'bold inverse',
	vanished: 'underline',
	cursor: 'bold inverse',
};

const looksOf: Readonly<Record<Exclude<ThemeName, 'default'>, Looks>> = {
	dark: {...either, warning: 'yellow'},
	light: {...either, sent: 'blue', sorted: 'blue bold underline'},
	'high-contrast': highContrast,
	mono,
};

const usualTheme: ThemeChoice = {base: 'default', looks: {}};

/**
Returns the styles as SGR sequences.
@param isColored false (NO_COLOR): bold, dim, underline and inverse only; the selection stays visible. It wins over the theme.
@param background As the terminal reported it; null: nothing yet.
*/
export function createTheme(isColored: boolean, {base, looks}: ThemeChoice = usualTheme, background: Background | null = null): Theme {
	const theme = base === 'default' ? background : base;
	// Without colours the high contrast keeps its attributes; those of other themes would not distinguish enough.
	const chosen: Looks = isColored
		? {...theme === null ? either : looksOf[theme], ...looks}
		: (base === 'high-contrast' ? highContrast : mono);
	return themeOf(style => painterOf(chosen[style], isColored));
}

/** No styles at all: for counting lines, and for text that is painted as a whole. */
export const plainTheme: Theme = themeOf(() => String);

function themeOf(painter: (style: StyleName) => Painter): Theme {
	// Every style is in the list of their names.
	return Object.fromEntries(styleNames.map(style => [style, painter(style)])) as Theme;
}
