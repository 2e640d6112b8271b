import type {RemovalDialog} from '../store/state.ts';
import {boxLines} from './box.ts';
import {wrap} from './text-width.ts';
import type {Theme} from './theme.ts';

/** A box takes so much of each line for its border. */
const borderColumns = 4;
/** A name of 253 characters takes no more lines than this. */
const mostNameLines = 4;

/** The dialog that stops probing a target: it names the target before anything is done. */
export function removalDialogLines({target}: RemovalDialog, keys: readonly string[], columns: number, theme: Theme): readonly string[] {
	const maximumWidth = Math.min(columns - 4, 70);
	const width = maximumWidth - borderColumns;
	const keyText = keys.join(' '.repeat(3));
	const plain = (text: string) => wrap(text, width).map(line => ({text: line}));
	return boxLines('Remove a target', [
		...wrap(target, width).slice(0, mostNameLines).map(text => ({text, draw: theme.accent})),
		...plain('It is probed no more, and its figures are forgotten.'),
		{text: ''},
		...wrap(keyText, width).map(text => ({text, draw: theme.muted})),
	], maximumWidth, theme);
}
