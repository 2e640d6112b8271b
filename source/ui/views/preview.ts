import {stripVTControlCharacters} from 'node:util';
import type {ViewMessage} from '../../protocol/protocol.ts';
import {keyOf} from '../keys/keymap.ts';
import {viewHeight, type UiState} from '../state/state.ts';
import {bodyHeight} from '../state/visible-rows.ts';
import {innerWidth, panel} from '../text/panel.ts';
import {textWidth} from '../text/text-width.ts';
import type {Theme} from '../text/theme.ts';
import {titledDetail, type TitledText} from './detail.ts';
import {viewRegistry} from './registry.ts';

/** A preview that is lower, its border among its lines, shows too little. */
const minHeight = 14;

type PreviewUi = Pick<UiState, 'view' | 'columns' | 'rows' | 'overlay' | 'tableRoom' | 'zoom' | 'utc' | 'keys'>;

/** Returns the number of rows up to which a table leaves room for the preview of the selected one; 0: it has none. */
export function previewedRows(ui: Pick<UiState, 'view' | 'rows'>): number {
	return rowsBesides(ui, null);
}

/** Returns the lines of the preview below the table; 0: there is none, and the table has the whole room. */
export function previewHeight(ui: PreviewUi, message: ViewMessage | null): number {
	if (message?.content.view !== ui.view || message.preview === null) {
		return 0;
	}

	const rows = Math.max(ui.tableRoom.rows, message.listed);
	return rows > rowsBesides(ui, message) ? 0 : bodyHeight(ui) - headingHeight - rows - linesBelow(ui, message)!;
}

/** Returns the detail of the selected row in a panel, as high as it is wanted: what is too much is left out. */
export function previewLines(ui: PreviewUi, message: ViewMessage, height: number, theme: Theme): readonly string[] {
	const width = innerWidth(ui.columns);
	const {title, lines} = textOf({...ui, columns: width}, message, theme);
	const key = keyOf(ui, viewRegistry[ui.view].leadsTo === undefined ? 'detail' : 'explain');
	const padded = lines.slice(0, height).map(line => {
		const used = textWidth(stripVTControlCharacters(line));
		return line + ' '.repeat(Math.max(0, width - used));
	});
	return panel({
		title, width: ui.columns, height, ...key !== null && {note: `${key}: open`},
	}, padded, theme);
}

const headingHeight = 1;

/** The line that is typed takes one of the preview: it does not go for it. */
function rowsBesides(ui: Pick<UiState, 'view' | 'rows'>, message: ViewMessage | null): number {
	const below = linesBelow(ui, message);
	return below === null ? 0 : Math.max(0, viewHeight(ui) - headingHeight - below - minHeight);
}

/** Returns the lines between the rows and the preview; null where there is no preview. */
function linesBelow({view}: Pick<UiState, 'view'>, message: ViewMessage | null): number | null {
	const {table} = viewRegistry[view];
	return table.kind === 'whole' || table.around === undefined ? 0 : table.around.linesBelow?.(message) ?? null;
}

function textOf(ui: PreviewUi, message: ViewMessage, theme: Theme): TitledText {
	const {preview} = message;
	return preview === null || preview === 'gone'
		? {title: 'Gone', lines: [viewRegistry[ui.view].gone ?? 'The socket was closed.']}
		: titledDetail(preview, message, ui, theme);
}
