import type {ViewMessage, ViewRows} from '../../protocol/protocol.ts';
import type {ViewName} from '../../model/snapshot.ts';
import {withKey} from '../keys/keymap.ts';
import {modeOf, type DataState, type UiState} from '../state/state.ts';
import {joinAddress} from '../text/address.ts';
import {endDialogLines} from '../overlays/end-dialog.ts';
import type {KeyHelp} from '../keys/key-help-type.ts';
import {namedFiltersLines} from '../overlays/named-filters-dialog.ts';
import {removalDialogLines} from '../overlays/removal-dialog.ts';
import {bodyHeight} from '../state/visible-rows.ts';
import {oneLine} from '../text/text-width.ts';
import type {Theme} from '../text/theme.ts';

/** What lies over the view: a dialog. */
export function boxOver(ui: UiState, data: DataState, theme: Theme, keyHelp: KeyHelp): readonly string[] | null {
	if (ui.removal !== null) {
		return removalDialogLines(ui.removal, keysOf(ui, keyHelp), ui.columns, theme);
	}

	if (ui.namedFilter !== null) {
		return namedFiltersLines(ui, ui.namedFilter, keysOf(ui, keyHelp), theme);
	}

	return ui.end === null
		? null
		: endDialogLines({
			dialog: ui.end,
			thing: thingOf(ui.end.identity, data.message),
			columns: ui.columns,
			rows: bodyHeight(ui),
			keys: keysOf(ui, keyHelp),
			theme,
		});
}

/** What can be done now, each key with its label. */
function keysOf(ui: UiState, keyHelp: KeyHelp): readonly string[] {
	const mode = modeOf(ui);
	return keyHelp.flatMap(({keys, label, modes}) => label !== undefined && modes.includes(mode) ? [`${keys} ${label}`] : []);
}

/** The socket of a row that is on the screen, in words. */
function thingOf(identity: string, message: ViewMessage | null): string | null {
	const detail = message?.detail ?? null;
	const candidates: ReadonlyArray<ViewRows['rows'][number]> = [
		...(message?.content.rows ?? []),
		...(detail === null || detail === 'gone' ? [] : [detail.row]),
	];
	for (const row of candidates) {
		if ('totals' in row && row.identity === identity) {
			return `${row.protocol} ${joinAddress(row.address, row.port)}`;
		}

		if ('localPort' in row && row.identity === identity) {
			return `${row.protocol} ${joinAddress(row.localAddress, row.localPort)} ↔ ${joinAddress(row.remoteAddress, row.remotePort)}`;
		}
	}

	return null;
}

/** The part of a long text that is scrolled into view. */
export function scrolled(ui: UiState, lines: readonly string[]): readonly string[] {
	const first = firstShown(ui, lines.length);
	return lines.slice(first, first + bodyHeight(ui));
}

/** The first line of a long text that is shown: never so far down that lines stay empty. */
export function firstShown(ui: UiState, lineCount: number): number {
	return Math.max(0, Math.min(ui.scroll, lineCount - bodyHeight(ui)));
}

const emptyTexts: Readonly<Record<ViewName, string>> = {
	ports: 'No port is open',
	connections: 'There are no connections',
	states: '',
	errors: 'No errors since portop started',
	alerts: 'No alert fires, and nothing has happened yet',
	outgoing: 'Nothing connects from here',
	probes: 'No targets yet',
};

/** What can be done about it. */
const remedies: Partial<Record<ViewName, (ui: UiState) => string>> = {
	errors: ui => withKey(ui, 'every-counter', key => `. ${key} shows every counter`),
	alerts: ui => withKey(ui, 'add-alert', key => `. ${key} adds a rule`),
	probes: ui => withKey(ui, 'add-target', key => `. ${key} adds one: host, host:443, icmp://host, udp://host:53`),
};

/** What stands in place of rows when there are none. */
export function emptyText(ui: UiState, message: ViewMessage | null): string {
	if (message === null) {
		return ui.failure === null ? 'Taking the first sample…' : 'There is no sample to show';
	}

	return message.query.filter !== '' && message.total > 0
		? `None of ${message.total} rows matches the filter ${oneLine(message.query.filter)}`
		: `${emptyTexts[ui.view]}${remedies[ui.view]?.(ui) ?? ''}`;
}
