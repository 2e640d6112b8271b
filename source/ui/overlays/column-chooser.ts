import {bodyHeight, listRows} from '../state/visible-rows.ts';
import type {ColumnChooser, UiState} from '../state/state.ts';
import {fit, textWidth} from '../text/text-width.ts';
import type {Theme} from '../text/theme.ts';
import {viewRegistry} from '../views/registry.ts';
import {columnsShown, type ColumnsUi} from '../views/shown-columns.ts';
import {tableTop} from '../views/shown-view.ts';
import {listDialogLines} from './list-dialog.ts';

type PlaceUi = Parameters<typeof tableTop>[0];

/** The least of the dialog above a table: its border, a line of keys and some columns. */
const minLinesAbove = 7;
/** Lines of the table that are seen: its heading and some rows. */
const minTableLines = 6;

/** Returns where the dialog lies, so that the table is seen: above it where something stands there, else at the bottom. */
export function chooserPlace(ui: PlaceUi): 'top' | 'bottom' {
	return tableTop(ui) >= minLinesAbove ? 'top' : 'bottom';
}

/** Returns how many of the columns it lists. */
export function chooserRows(ui: PlaceUi, count: number): number {
	const height = chooserPlace(ui) === 'top' ? tableTop(ui) : bodyHeight(ui) - tableTop(ui) - minTableLines;
	return Math.max(1, Math.min(listRows(ui, count), height - 3));
}

/**
The dialog that chooses and orders columns: each with its meaning, and whether it is shown.
@param keys What can be done now, each key with its label.
*/
export function columnChooserLines(ui: UiState & ColumnsUi, {entries, selected}: ColumnChooser, keys: readonly string[], theme: Theme): readonly string[] {
	const {title, table: {columns}} = viewRegistry[ui.view];
	const byId = new Map(columns.map(column => [column.id, column]));
	const titleWidth = Math.max(...columns.map(column => textWidth(column.title)));
	const visible = new Set(columnsShown(ui).map(({id}) => id));
	return listDialogLines({
		title: `Columns of ${title}`,
		items: entries.map(({id, isShown}) => {
			const column = byId.get(id)!;
			const room = isShown && !visible.has(id) ? '(no room) ' : '';
			return {text: `[${isShown ? 'x' : ' '}] ${fit(column.title, titleWidth)}  ${room}${column.meaning}`, isMuted: !isShown};
		}),
		selected,
		rows: chooserRows(ui, entries.length),
		columns: ui.columns,
		keys,
		isDense: true,
	}, theme);
}
