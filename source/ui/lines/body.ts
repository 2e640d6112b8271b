import type {RowOf, ViewMessage} from '../../protocol/protocol.ts';
import {rowIdentity} from '../../protocol/row-identity.ts';
import type {ViewName} from '../../model/snapshot.ts';
import {modeOf, type DataState, type UiState} from '../state/state.ts';
import {closeDialogLines} from '../overlays/close-dialog.ts';
import type {DialogRoom} from '../overlays/dialog-lines.ts';
import {endDialogLines} from '../overlays/end-dialog.ts';
import type {KeyHelp} from '../keys/key-help.ts';
import {namedFiltersLines} from '../overlays/named-filters-dialog.ts';
import {columnChooserLines, chooserPlace} from '../overlays/column-chooser.ts';
import {sortMenuLines} from '../overlays/sort-menu.ts';
import {removalDialogLines} from '../overlays/removal-dialog.ts';
import {bodyHeight} from '../state/visible-rows.ts';
import type {BoxPlace} from '../text/box.ts';
import {oneLine} from '../text/text-width.ts';
import type {Theme} from '../text/theme.ts';
import {viewRegistry} from '../views/registry.ts';
import {withReset} from '../views/shown-columns.ts';
import {unreadText} from './unread.ts';

/** Returns the dialog over the view; null where there is none. */
export function boxOver(ui: UiState, data: DataState, theme: Theme, keyHelp: KeyHelp): readonly string[] | null {
	const {overlay} = ui;
	const keys = keysOf(ui, keyHelp);
	const roomOf = (identity: string): DialogRoom => ({
		thing: data.message === null ? null : socketText(identity, data.message), columns: ui.columns, rows: bodyHeight(ui), keys, theme,
	});
	switch (overlay?.kind) {
		case 'remove': {
			return removalDialogLines(overlay, keys, ui.columns, theme);
		}

		case 'named-filters': {
			return namedFiltersLines(ui, overlay.selected, keys, theme);
		}

		case 'sort': {
			return sortMenuLines(withReset({ui, data}), overlay, keys, theme);
		}

		case 'columns': {
			return columnChooserLines(withReset({ui, data}), overlay, keys, theme);
		}

		case 'end': {
			return endDialogLines(overlay, roomOf(overlay.identity));
		}

		case 'close': {
			return closeDialogLines(overlay, roomOf(overlay.identity));
		}

		case undefined:
		case 'help':
		case 'interfaces':
		case 'filter':
		case 'target':
		case 'rule':
		case 'moment': {
			return null;
		}
	}
}

/** Returns the place of the dialog. */
export function boxPlace(ui: UiState): BoxPlace {
	return ui.overlay?.kind === 'columns' ? chooserPlace(ui) : 'middle';
}

/** Returns the keys of this mode with their labels. */
function keysOf(ui: UiState, keyHelp: KeyHelp): readonly string[] {
	const mode = modeOf(ui);
	return keyHelp.flatMap(({keys, label, modes}) => label !== undefined && modes.includes(mode) ? [`${keys} ${label}`] : []);
}

/** Returns the socket of a row that is on the screen, in words. */
function socketText(identity: string, message: ViewMessage): string | null {
	const {content, detail} = message;
	return socketAmong(identity, content.view, content.rows) ?? (detail === null || detail === 'gone' ? null : socketAmong(identity, detail.view, [detail.row]));
}

function socketAmong<Name extends ViewName>(identity: string, view: Name, rows: ReadonlyArray<RowOf<Name>>): string | null {
	const row = rows.find(each => rowIdentity(each) === identity);
	return row === undefined ? null : viewRegistry[view].socketText?.(row) ?? null;
}

/** Returns the part of a long text that is scrolled into view. */
export function scrolled(ui: UiState, lines: readonly string[]): readonly string[] {
	const first = firstShown(ui, lines.length);
	return lines.slice(first, first + bodyHeight(ui));
}

/** Returns the first line of a long text that is shown: never so far down that lines stay empty. */
export function firstShown(ui: UiState, lineCount: number): number {
	return Math.max(0, Math.min(ui.scroll, lineCount - bodyHeight(ui)));
}

/** Returns the text in place of rows when there are none. */
export function emptyText(ui: UiState, message: ViewMessage | null): string {
	if (message === null) {
		return ui.failure === null ? 'Taking the first sample…' : 'There is no sample to show';
	}

	const {empty, remedy} = viewRegistry[ui.view];
	return message.query.filter !== '' && message.total > 0
		? `None of ${message.total} rows matches the filter ${oneLine(message.query.filter)}`
		: unreadText(ui.view, message) ?? `${empty}${remedy?.(ui) ?? ''}`;
}
