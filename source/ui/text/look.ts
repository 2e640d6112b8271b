import {Chalk, type ChalkInstance} from 'chalk';

/*
Looks in words, as themes and the configuration file have them: `bold red on #202020`. A colour is one of the terminal's sixteen, an
index of its 256, or `#rrggbb`; after `on` it is the background's.
*/

const attributes = ['bold', 'dim', 'italic', 'underline', 'inverse'] as const;
const basicColors = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/** Paints a text. */
export type Painter = (text: string) => string;

// Level 3 for `#rrggbb`; a basic colour is written as such at any level.
const chalk = new Chalk({level: 3});

/** Returns the word of a look that means nothing; null where it means something as a whole. */
export function wrongWordIn(look: string): string | null {
	let isBackground = false;
	for (const word of wordsOf(look)) {
		const isAttribute = !isBackground && isOneOf(attributes, word);
		if (word !== 'on' && !isAttribute && colored(chalk, word, isBackground) === null) {
			return word;
		}

		if (word === 'on' && isBackground) {
			return word;
		}

		isBackground = word === 'on';
	}

	return isBackground ? 'on' : null;
}

/**
Returns the painter of a look.
@param isColored false: its colours are left out.
*/
export function painterOf(look: string, isColored = true): Painter {
	let painter: ChalkInstance | null = null;
	let isBackground = false;
	for (const word of wordsOf(look)) {
		const before: ChalkInstance = painter ?? chalk;
		if (isOneOf(attributes, word)) {
			painter = before[word];
		} else if (word !== 'on' && isColored) {
			painter = colored(before, word, isBackground) ?? painter;
		}

		isBackground = word === 'on';
	}

	return painter ?? String;
}

function wordsOf(look: string): readonly string[] {
	return look.split(/\s+/).filter(word => word !== '');
}

function colored(painter: ChalkInstance, word: string, isBackground: boolean): ChalkInstance | null {
	if (/^#[\da-f]{6}$/i.test(word)) {
		return isBackground ? painter.bgHex(word) : painter.hex(word);
	}

	if (/^\d{1,3}$/.test(word) && Number(word) <= 255) {
		return isBackground ? painter.bgAnsi256(Number(word)) : painter.ansi256(Number(word));
	}

	const isBright = word.startsWith('bright-');
	const name = isBright ? word.slice('bright-'.length) : word;
	if (!isOneOf(basicColors, name)) {
		return null;
	}

	if (!isBackground) {
		const foreground = isBright ? `${name}Bright` as const : name;
		return painter[foreground];
	}

	const background = `bg${name.charAt(0).toUpperCase()}${name.slice(1)}` as `bg${Capitalize<typeof name>}`;
	const bright = isBright ? `${background}Bright` as const : background;
	return painter[bright];
}

function isOneOf<Word extends string>(words: readonly Word[], word: string): word is Word {
	return (words as readonly string[]).includes(word);
}
