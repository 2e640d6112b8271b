import {stripVTControlCharacters} from 'node:util';
import {rowIdentity} from '../protocol/row-identity.ts';
import type {MouseAction} from '../terminal/mouse.ts';
import {tabAt} from './lines/tabs.ts';
import type {Action} from './state/actions.ts';
import {isTooSmall, type AppState} from './state/state.ts';
import type {ColumnDescription} from './tables/column.ts';
import {textWidth} from './text/text-width.ts';
import {tableSize} from './views/shown-view.ts';
import {shownHeadings} from './views/sorting.ts';

/** The line of the tabs. */
const tabsRow = 2;
/** Lines that a turn of the wheel moves. */
const wheelLines = 3;
/** The borders at both sides of a table that stands in a panel. */
const borders = 4;

/**
Returns what a click or a turn of the wheel does: a tab opens its view, a heading sorts, a row is selected and opened where it is
selected already; the wheel moves as the arrow keys do.
@param frame The screen as it was drawn last.
*/
export function mouseActions(mouse: MouseAction, state: AppState, frame: string): readonly Action[] {
	const {ui, data: {message}} = state;
	if (isTooSmall(ui)) {
		return [];
	}

	if (mouse.type === 'wheel') {
		return Array.from({length: wheelLines}, () => ({type: 'move', step: {unit: 'row', by: mouse.by}}));
	}

	// A dialog is for keys: a click must confirm nothing.
	if (ui.overlay !== null) {
		return [];
	}

	if (mouse.row === tabsRow) {
		const view = tabAt(ui, message, mouse.column);
		return view === null ? [] : [{type: 'show-view', view}];
	}

	return ui.detail === null ? tableActions(mouse, state, frame.split('\n').map(line => stripVTControlCharacters(line))) : [];
}

function tableActions({column, row}: {readonly column: number; readonly row: number}, {ui, data: {message}}: AppState, lines: readonly string[]): readonly Action[] {
	if (message === null || column >= tableSize(ui).width + borders) {
		return [];
	}

	const headings = shownHeadings(ui, message.summary);
	const sorting = (): readonly Action[] => {
		const heading = nearest(headings, lines[row] ?? '', column);
		const sort = heading?.sort ?? null;
		return heading === null || sort === null ? [] : [{type: 'sort-by', sort, largestFirst: heading.largestFirst}];
	};

	// Also before the rows are there.
	if (isHeading(lines[row] ?? '', headings)) {
		return sorting();
	}

	const selectedRow = lines.findIndex(line => /^[ │]*▶/.test(line));
	if (selectedRow === -1 || message.content.view !== ui.view || message.selected === null) {
		return [];
	}

	const {content, selected} = message;
	// The frame may be older than the message, which then has the selected row somewhere else.
	const found = lines.findIndex(line => isHeading(line, headings));
	const headingRow = found === -1 ? selectedRow - selected - 1 : found;
	if (row === headingRow) {
		return sorting();
	}

	const index = row - headingRow - 1;
	const clicked = index < 0 ? undefined : content.rows[index];
	if (clicked === undefined) {
		return [];
	}

	const action: Action = index === selected ? {type: 'open-detail'} : {type: 'select-row', identity: rowIdentity(clicked)};
	return [action];
}

/** Returns whether a line has the titles of all columns, in their order. */
function isHeading(line: string, columns: ReadonlyArray<{readonly shownTitle: string}>): boolean {
	let from = 0;
	return columns.length > 1 && columns.every(({shownTitle}) => {
		const place = line.indexOf(shownTitle, from);
		from = place + shownTitle.length;
		return place !== -1;
	});
}

/** Returns the column whose title is nearest to a cell; null where no title is found. */
function nearest(columns: ReadonlyArray<ColumnDescription & {readonly shownTitle: string}>, line: string, cell: number): ColumnDescription | null {
	let best: ColumnDescription | null = null;
	let shortest = Infinity;
	let from = 0;
	for (const column of columns) {
		const place = line.indexOf(column.shownTitle, from);
		if (place === -1) {
			continue;
		}

		from = place + column.shownTitle.length;
		const first = textWidth(line.slice(0, place));
		const distance = Math.max(first - cell, cell - (first + textWidth(column.shownTitle) - 1), 0);
		if (distance < shortest) {
			shortest = distance;
			best = column;
		}
	}

	return best;
}
