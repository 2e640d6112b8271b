import type {Removal} from '../state/state.ts';
import {boxLines} from '../text/box.ts';
import {wrap} from '../text/text-width.ts';
import type {Theme} from '../text/theme.ts';

/** A box takes so much of each line for its border. */
const borderColumns = 4;
/** A name of 253 characters takes no more lines than this. */
const maxNameLines = 4;

const words = {
	target: {title: 'Remove a target', consequence: 'Stops probing it and discards its statistics.'},
	rule: {title: 'Remove a rule', consequence: 'It raises no more alerts in this session; those that fire end. A rule of the configuration is back at the next start.'},
} as const;

/** The dialog that stops probing a target, or takes a rule away: it names it before anything is done. */
export function removalDialogLines({what, text}: Removal, keys: readonly string[], columns: number, theme: Theme): readonly string[] {
	const maximumWidth = Math.min(columns - 4, 70);
	const width = maximumWidth - borderColumns;
	const keyText = keys.join(' '.repeat(3));
	const {title, consequence} = words[what];
	return boxLines(title, [
		...wrap(text, width).slice(0, maxNameLines).map(line => ({text: line, draw: theme.accent})),
		...wrap(consequence, width).map(line => ({text: line})),
		{text: ''},
		...wrap(keyText, width).map(line => ({text: line, draw: theme.muted})),
	], maximumWidth, theme);
}
