import type {EmulatedCell} from '../../test/pty/emulator.ts';

export type Theme = 'dark' | 'light';

export type Palette = {
	readonly background: string;
	readonly foreground: string;
	/** The sixteen colours that a terminal's user chooses. */
	readonly ansi: readonly string[];
};

/** Colours of a terminal, in the manner of GitHub's own pages, where the pictures are mostly seen. */
export const palettes: Readonly<Record<Theme, Palette>> = {
	dark: {
		background: '#0d1117',
		foreground: '#d1d7e0',
		ansi: '#484f58 #ff7b72 #3fb950 #d29922 #58a6ff #bc8cff #39c5cf #b1bac4 #6e7681 #ffa198 #56d364 #e3b341 #79c0ff #d2a8ff #56d4dd #f0f6fc'.split(' '),
	},
	light: {
		background: '#ffffff',
		foreground: '#1f2328',
		ansi: '#24292f #cf222e #116329 #9a6700 #0969da #8250df #1b7c83 #6e7781 #57606a #a40e26 #1a7f37 #633c01 #218bff #a475f9 #3192aa #8c959f'.split(' '),
	},
};

/** The share of the foreground that is left where a terminal draws faint text. */
const faintShare = 0.6;

/** Returns the colours of a cell as `#rrggbb`; the background is null where it is the terminal's. */
export function coloursOf({foreground, background, inverse, dim}: EmulatedCell, palette: Palette): {readonly ink: string; readonly paper: string | null} {
	const ink = foreground === null ? palette.foreground : coloured(foreground, palette);
	const paper = background === null ? palette.background : coloured(background, palette);
	const [front, back] = inverse ? [paper, ink] : [ink, paper];
	return {ink: dim ? mixed(front, back) : front, paper: back === palette.background ? null : back};
}

function coloured(color: number | string, {ansi}: Palette): string {
	if (typeof color === 'string') {
		return color;
	}

	if (color < 16) {
		return ansi[color]!;
	}

	// xterm's 256 colours: a cube of six levels, then greys.
	if (color >= 232) {
		return hex(Array.from({length: 3}, () => 8 + (10 * (color - 232))));
	}

	const index = color - 16;
	return hex([Math.floor(index / 36), Math.floor(index / 6) % 6, index % 6].map(level => level === 0 ? 0 : 55 + (40 * level)));
}

function mixed(front: string, back: string): string {
	const backParts = parts(back);
	return hex(parts(front).map((part, index) => Math.round((part * faintShare) + (backParts[index]! * (1 - faintShare)))));
}

function parts(color: string): readonly number[] {
	return [1, 3, 5].map(at => Number.parseInt(color.slice(at, at + 2), 16));
}

function hex(channels: readonly number[]): string {
	return `#${channels.map(part => part.toString(16).padStart(2, '0')).join('')}`;
}
