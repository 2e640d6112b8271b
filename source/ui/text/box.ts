import {fit, textWidth} from './text-width.ts';
import type {Theme} from './theme.ts';

/** A line in a box: plain text and, where it is not plain, how it is drawn at its exact width. */
export type BoxLine = {
	readonly text: string;
	readonly draw?: (text: string) => string;
};

/** Returns a frame around some lines, as wide as its content needs and at most `maximumWidth`; every line has the same width. */
export function boxLines(title: string, lines: readonly BoxLine[], maximumWidth: number, theme: Theme): readonly string[] {
	const wanted = Math.max(textWidth(title) + 2, ...lines.map(({text}) => textWidth(text)));
	const inner = Math.max(0, Math.min(wanted, maximumWidth - 4));
	const heading = fit(title, Math.min(textWidth(title), inner));
	return [
		`┌ ${theme.accent(heading)} ${'─'.repeat(Math.max(0, inner - textWidth(heading)))}┐`,
		...lines.map(({text, draw = String}) => `│ ${draw(fit(text, inner))} │`),
		`└${'─'.repeat(inner + 2)}┘`,
	];
}

/** The place of a box. */
export type BoxPlace = 'top' | 'middle' | 'bottom';

/** Lays a box over some lines, whose covered ones it replaces whole. */
export function overlay(lines: readonly string[], box: readonly string[], width: number, place: BoxPlace = 'middle'): readonly string[] {
	const shown = box.slice(0, lines.length);
	const free = lines.length - shown.length;
	const top = {top: 0, middle: Math.floor(free / 2), bottom: free}[place];
	const boxWidth = Math.max(0, ...shown.map(line => textWidth(line)));
	const margin = ' '.repeat(Math.max(0, Math.floor((width - boxWidth) / 2)));
	return lines.map((line, index) => {
		const boxLine = shown[index - top];
		return boxLine === undefined ? line : margin + boxLine;
	});
}
