import {boxLines, type BoxLine} from '../text/box.ts';
import {fit, textWidth, truncate} from '../text/text-width.ts';
import type {Theme} from '../text/theme.ts';

/** A box takes so much of each line for its border. */
const borderColumns = 4;

/** A dialog that lists things of which one is chosen. */
export type ListDialog = {
	readonly title: string;
	/** As plain text. */
	readonly items: ReadonlyArray<{readonly text: string; readonly isMuted?: boolean}>;
	readonly selected: number;
	/** The number of them that fits. */
	readonly rows: number;
	readonly columns: number;
	/** The keys that do something now, each with its label. */
	readonly keys: readonly string[];
	/** Without a blank line above the keys. */
	readonly isDense?: boolean;
};

/** Returns the dialog as a box: the things around the chosen one where there are more than fit, and below them the keys. */
export function listDialogLines({title, items, selected, rows, columns, keys, isDense = false}: ListDialog, theme: Theme): readonly string[] {
	const maximumWidth = columns - 4;
	const first = Math.max(0, Math.min(selected - Math.floor(rows / 2), items.length - rows));
	const lines = items.slice(first, first + rows).map(({text, isMuted = false}, index): BoxLine => {
		const draw = isMuted ? theme.muted : String;
		return first + index === selected ? {text: `▶ ${text}`, draw: theme.selected} : {text: `  ${text}`, draw};
	});
	// As wide as the widest of all, so that it does not jump while one goes through them.
	const widest = Math.max(...items.map(({text}) => textWidth(text)));
	const width = Math.min(widest + 2, maximumWidth - borderColumns);
	const range = rows < items.length ? ` ${first + 1}-${first + rows} of ${items.length}` : '';
	const keyText = truncate(keys.join(' '.repeat(3)), maximumWidth - borderColumns);
	const blank = {text: fit('', width)};
	const keyLine = {text: fit(keyText, Math.max(width, textWidth(keyText))), draw: theme.muted};
	return boxLines(title + range, [...lines, ...isDense ? [] : [blank], keyLine], maximumWidth, theme);
}
