import type {Severity} from '../../model/alert.ts';
import type {ContentOf, RowOf, ViewMessage} from '../../protocol/protocol.ts';
import {rowIdentity} from '../../protocol/row-identity.ts';
import type {ViewName} from '../../model/snapshot.ts';
import {formatZone} from '../../text/format-duration.ts';
import type {UiState} from '../state/state.ts';
import type {CellContext} from '../tables/column.ts';
import {fittingColumns} from '../tables/layout.ts';
import {viewRegistry} from '../views/registry.ts';
import type {LiveTable, WholeTable} from '../views/shared/view.ts';
import {possibleColumns, situationOf} from '../views/shown-columns.ts';
import {plainText} from './plain-text.ts';

/** Columns are spoken as on a screen of this width: a line that is read out need not fit the terminal. */
const spokenWidth = 132;

/** Returns the rows of a message in words, each figure after its name: `Port 22, Proto tcp, State OPEN`. */
export function rowTexts(ui: UiState, message: ViewMessage): readonly string[] {
	return textsOf(message.content.view, message.content, ui, message);
}

/** Returns what stands around the rows, a fact in a line. */
export function factTexts({utc}: UiState, {content, summary}: ViewMessage): readonly string[] {
	return factsOf(content.view, content, {now: summary, utc});
}

function factsOf<Name extends ViewName>(view: Name, content: ContentOf<Name>, context: {readonly now: ViewMessage['summary']; readonly utc: boolean}): readonly string[] {
	return viewRegistry[view].facts?.(content, context) ?? [];
}

function textsOf<Name extends ViewName>(view: Name, {rows}: ContentOf<Name>, ui: UiState, message: ViewMessage): readonly string[] {
	const {table} = viewRegistry[view];
	return table.kind === 'live' ? liveTexts(table, rows, ui, message) : wholeTexts(table, rows, ui, message);
}

function liveTexts<Row extends RowOf<ViewName>>(table: LiveTable<Row>, rows: readonly Row[], ui: UiState, {summary: now, firing}: ViewMessage): readonly string[] {
	const situation = situationOf({...ui, wasReset: now.resetAtMilliseconds !== null});
	const context: CellContext = {...ui, now, zone: formatZone(now.timeMilliseconds, ui.utc)};
	const columns = fittingColumns(possibleColumns(table, situation), Math.max(situation.width, spokenWidth), situation);
	return rows.map(row => {
		const cells = columns.map(column => {
			const text = plainText(column.cell(row, context).text);
			// A chart says nothing in words.
			return text === '' ? '' : `${column.heading?.(context) ?? column.title} ${text}`;
		});
		return [...stateTexts(row, firing[rowIdentity(row)]), ...cells.filter(text => text !== '')].join(', ');
	});
}

/** Returns in words the marks of a row in a table. */
function stateTexts(row: RowOf<ViewName>, severity: Severity | undefined): readonly string[] {
	const freshness = 'freshness' in row ? row.freshness : 'present';
	return [...severity === undefined ? [] : [`${severity} alert`], ...freshness === 'present' ? [] : [freshness === 'new' ? 'new' : 'gone']];
}

function wholeTexts<Row>(table: WholeTable<Row>, rows: readonly Row[], ui: UiState, {firing}: ViewMessage): readonly string[] {
	const {headings, rows: texts} = table.draw({
		rows, selected: null, sort: ui.sorts[ui.view], width: ui.columns, isStale: false, commonScale: false, firing,
	});
	return texts.map(row => headings.map(heading => [plainText(heading), plainText(row[heading] ?? '').replaceAll(',', '')] as const)
		.filter(([, text]) => text !== '')
		.map(([heading, text]) => `${heading.replaceAll(/[▲▼]/gu, '')} ${text}`)
		.join(', '));
}
