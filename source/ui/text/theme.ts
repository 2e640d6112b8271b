import {Chalk} from 'chalk';

/** The styles by their meaning; their looks are the theme's. */
export type StyleName =
	| 'good' | 'warning' | 'bad' | 'alarm' | 'muted' | 'accent'
	| 'received' | 'sent'
	| 'heading' | 'sorted' | 'selected' | 'new' | 'vanished' | 'cursor';

export type Theme = Readonly<Record<StyleName, (text: string) => string>>;

export const themeNames = ['default', 'high-contrast', 'mono'] as const;
/** `high-contrast`: nothing recedes, what is wrong is inverse. `mono`: no colours. */
export type ThemeName = (typeof themeNames)[number];

/**
Returns the styles as SGR sequences. Only the eight basic colours are used, so that the terminal's own palette decides what
they look like, and only those that read on dark as well as on light backgrounds: a warning is magenta because the
usual yellow vanishes on white. A word or symbol next to a colour always says the same.
@param isColored false (NO_COLOR): bold, dim, underline and inverse only; the selection stays visible. It wins over the theme.
*/
export function createTheme(isColored: boolean, name: ThemeName = 'default'): Theme {
	const {bold, cyan, dim, green, inverse, magenta, red, underline} = new Chalk({level: 1});
	const hasColors = isColored && name !== 'mono';
	if (name === 'high-contrast') {
		return {
			muted: String,
			accent: bold,
			received: hasColors ? green : String,
			sent: hasColors ? cyan : String,
			heading: bold.underline,
			sorted: bold.inverse,
			selected: bold.inverse,
			new: bold,
			vanished: underline,
			cursor: bold.inverse,
			good: hasColors ? green.bold : bold,
			warning: hasColors ? magenta.bold.underline : bold.underline,
			bad: hasColors ? red.bold.inverse : bold.inverse,
			alarm: hasColors ? red.bold.inverse : bold.inverse,
		};
	}

	return {
		good: hasColors ? green : String,
		warning: hasColors ? magenta : underline,
		bad: hasColors ? red.bold : bold,
		alarm: hasColors ? red.inverse : bold.inverse,
		muted: dim,
		accent: bold,
		received: hasColors ? green : String,
		sent: hasColors ? cyan : String,
		heading: underline,
		sorted: hasColors ? cyan.bold.underline : bold.underline,
		selected: inverse,
		new: bold,
		vanished: dim,
		cursor: inverse,
	};
}

/** No styles at all: for counting lines, and for text that is painted as a whole. */
export const plainTheme: Theme = {
	good: String,
	warning: String,
	bad: String,
	alarm: String,
	muted: String,
	accent: String,
	received: String,
	sent: String,
	heading: String,
	sorted: String,
	selected: String,
	new: String,
	vanished: String,
	cursor: String,
};
