import {cellWidth} from './cell-width.ts';
import {characterLocale, isUtf8Locale} from './locale.ts';

type Environment = Readonly<Partial<Record<string, string>>>;

/** Terminals that know no UTF-8, or have hardly more than ASCII in their font. */
const asciiTerminals = /^(?:linux|ansi|cons25|sun|vt\d+|wy\d+)(?:-|$)/;

/**
Returns whether a terminal is to get ASCII only: its type is such, or the locale has another character set than UTF-8. Where no variable names
a locale, as often in containers, the terminal is taken for one of today's, which know UTF-8.
*/
export function wantsAscii(environment: Environment): boolean {
	return asciiTerminals.test(environment['TERM'] ?? '') || (characterLocale(environment) !== '' && !isUtf8Locale(environment));
}

/** The characters that portop draws with; each has the width of its equivalent. */
const equivalents: ReadonlyMap<string, string> = new Map(Object.entries({
	'…': '~', '–': '-', '—': '-', '≥': '>', '≤': '<', '±': '+', '·': '.', µ: 'u', '×': 'x', '✗': 'x', Σ: 'S', '§': 'S', '¦': '|',
	'→': '>', '←': '<', '↑': '^', '↓': 'v', '↔': '-', '▶': '>', '▲': '^', '▼': 'v',
	'─': '-', '╴': '-', '╶': '-', '│': '|', '┌': '+', '┐': '+', '└': '+', '┘': '+', '├': '+', '┤': '+', '┼': '+', '╭': '+', '╮': '+', '╯': '+', '╰': '+',
	'▁': '_', '▂': '.', '▃': ':', '▄': '-', '▅': '=', '▆': '+', '▇': '*', '█': '#',
}));

/** Signs that would mean something else in one cell; a space next to one gives way. */
const pairs: ReadonlyMap<string, string> = new Map(Object.entries({'≥': '>=', '≤': '<=', '±': '+-'}));
const afterSpace = / ((?:\p{Control}\[[\d;]*m)*)([±≤≥])/gu;
const beforeSpace = /([±≤≥])((?:\p{Control}\[[\d;]*m)*) /gu;

const segmenter = new Intl.Segmenter();

/** Replaces what is not ASCII by what looks like it, else by the letter below its accents, else by `?`: as wide as before, escape sequences aside. */
export function toAsciiCells(text: string): string {
	return text
		.replaceAll(afterSpace, (_, style: string, sign: string) => style + pairs.get(sign)!)
		.replaceAll(beforeSpace, (_, sign: string, style: string) => pairs.get(sign)! + style)
		.replaceAll(/\P{ASCII}+/gu, run => Array.from(segmenter.segment(run), ({segment}) => equivalentOf(segment)).join(''));
}

/** Areas of charts, by their height in dots: the lowest rows of a braille pattern, from the top one down. */
const brailleHeights = [[0x09, '#'], [0x12, '|'], [0x24, ':'], [0xC0, '.']] as const;

function equivalentOf(cluster: string): string {
	const known = equivalents.get(cluster);
	if (known !== undefined) {
		return known;
	}

	const dots = cluster.codePointAt(0)! - 0x28_00;
	if (dots >= 0 && dots <= 0xFF) {
		return brailleHeights.find(([row]) => (dots & row) !== 0)?.[1] ?? ' ';
	}

	const [base = ''] = cluster.normalize('NFD');
	const width = cellWidth(cluster);
	return width === 1 && /^[\u{20}-\u{7E}]$/u.test(base) ? base : '?'.repeat(width);
}
