import {drawPieces, fitPieces, type Piece} from './pieces.ts';
import {fill} from './lines.ts';
import {textWidth, truncate} from './text-width.ts';
import type {Theme} from './theme.ts';

/** A line of a panel, drawn already, exactly as wide as its inside; or pieces that are made so. */
export type PanelLine = string | readonly Piece[];

export type PanelFrame = {
	readonly title: string;
	/** At the right of the title, where there is room. */
	readonly note?: string;
	readonly width: number;
	/** Its border is two of them. */
	readonly height: number;
};

/** Returns the width that the lines of a panel have: a border and a blank at both sides are taken off. */
export function innerWidth(width: number): number {
	return Math.max(0, width - 4);
}

/** Returns lines in a frame with a title, exactly as large as it says: what is too much is left out. */
export function panel({title, note = '', width, height}: PanelFrame, lines: readonly PanelLine[], theme: Theme): readonly string[] {
	const inner = innerWidth(width);
	const rows = fill(lines.map(line => typeof line === 'string' ? line : drawPieces(fitPieces(line, inner), theme)), Math.max(0, height - 2));
	const side = theme.muted('│');
	return [
		topLine(title, note, width, theme),
		...rows.map(row => `${side} ${row === '' ? ' '.repeat(inner) : row} ${side}`),
		theme.muted(`╰${'─'.repeat(Math.max(0, width - 2))}╯`),
	].slice(0, height);
}

/** `╭─ title ───── note ─╮` */
function topLine(title: string, note: string, width: number, theme: Theme): string {
	const room = Math.max(0, width - 6);
	const left = truncate(title, room);
	const free = room - textWidth(left);
	const right = textWidth(note) > 0 && textWidth(note) + 3 <= free ? note : '';
	const rule = '─'.repeat(Math.max(0, free - (right === '' ? 0 : textWidth(right) + 2) + 1));
	return theme.muted('╭─ ') + theme.accent(left) + theme.muted(` ${rule}${right === '' ? '' : ` ${right} `}╮`);
}

/** Returns blocks of lines side by side; each is as wide as its lines, and all are as high as the first. */
export function sideBySide(...blocks: ReadonlyArray<readonly string[]>): readonly string[] {
	const [first = []] = blocks;
	return first.map((_, index) => blocks.map(block => block[index] ?? '').join(''));
}
