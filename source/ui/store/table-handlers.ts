import type {Sort} from '../../protocol/protocol.ts';
import type {Handlers} from '../state/actions.ts';
import type {AppState, ColumnChooser, UiState} from '../state/state.ts';
import {withNotice, withUi} from '../state/update.ts';
import {viewRegistry} from '../views/registry.ts';
import type {Sortable} from '../views/shared/view.ts';
import {columnsShown, withReset, type ColumnsUi} from '../views/shown-columns.ts';
import {nextSort, sortChoices, usualSortOf} from '../views/sorting.ts';

/** The order of a table, and its columns. */
export const tableHandlers: Handlers<'open-sort' | 'seek-sort' | 'apply-sort' | 'next-sort' | 'reverse-sort' | 'open-columns' | 'toggle-column' | 'move-column' | 'reset-columns' | 'keep-columns' | 'write-columns' | 'columns-written' | 'toggle-scale'> = {
	'toggle-scale'(state) {
		const commonScale = !state.ui.commonScale;
		return withNotice(withUi(state, {commonScale}), commonScale ? 'Charts that stand together have one scale' : 'Each chart has its own scale');
	},

	'open-sort'(state) {
		const {view, sorts} = state.ui;
		const {fixedOrder} = viewRegistry[view];
		const current = sortChoices(withReset(state)).findIndex(({sort}) => sort === sorts[view].key);
		return fixedOrder === undefined
			? withUi(state, {overlay: {kind: 'sort', selected: Math.max(0, current), typed: ''}, notice: null})
			: withNotice(state, fixedOrder, 'warning');
	},

	'seek-sort'(state, {text}) {
		const {overlay} = state.ui;
		if (overlay?.kind !== 'sort') {
			return state;
		}

		const titles = sortChoices(withReset(state)).map(({title}) => lettersOf(title));
		// What goes on with the letters before, else the next one that begins with this letter.
		const typed = lettersOf(overlay.typed + text);
		const going = seek(titles, typed, overlay.selected);
		const found = going === -1 ? seek(titles, lettersOf(text), overlay.selected + 1) : going;
		return found === -1 ? state : withUi(state, {overlay: {...overlay, selected: found, typed: going === -1 ? text : typed}});
	},

	'apply-sort'(state) {
		const {overlay} = state.ui;
		const choice = overlay?.kind === 'sort' ? sortChoices(withReset(state))[overlay.selected] : undefined;
		return choice === undefined ? state : sortedBy(withUi(state, {overlay: null}), choice);
	},

	'next-sort': (state, {by}) => sorted(state, nextSort(withReset(state), state.ui.sorts[state.ui.view], by)),

	'reverse-sort'(state) {
		const {key, descending} = state.ui.sorts[state.ui.view];
		return sorted(state, {key, descending: !descending});
	},

	'open-columns'(state) {
		const {ui} = state;
		const {title, table} = viewRegistry[ui.view];
		return table.kind === 'whole'
			? withNotice(state, `${title} always shows all of its columns`, 'warning')
			: withUi(state, {
				overlay: {
					kind: 'columns', entries: entriesOf(withReset(state)), selected: 0, before: ui.chosenColumns[ui.view],
				},
				notice: null,
			});
	},

	'toggle-column': state => withEntries(state, chooser => {
		const entries = chooser.entries.map((entry, index) => index === chooser.selected ? {...entry, isShown: !entry.isShown} : entry);
		return {...chooser, entries};
	}),

	'move-column': (state, {by}) => withEntries(state, chooser => {
		const {entries, selected} = chooser;
		const moved = entries[selected];
		const other = entries[selected + by];
		return moved === undefined || other === undefined
			? chooser
			: {...chooser, entries: entries.with(selected, other).with(selected + by, moved), selected: selected + by};
	}),

	'reset-columns'(state) {
		const {ui} = state;
		if (ui.overlay?.kind !== 'columns') {
			return state;
		}

		const automatic = withUi(state, {chosenColumns: withColumns(ui, undefined)});
		return withUi(automatic, {overlay: {...ui.overlay, entries: entriesOf(withReset(automatic)), selected: 0}});
	},

	'keep-columns': state => withUi(state, {overlay: null}),

	'write-columns': state => withNotice(withUi(state, {overlay: null}), 'Writing the configuration file…'),

	'columns-written': (state, {message, ok}) => withNotice(state, message, ok ? 'information' : 'error'),
};

/** Returns the columns of all views, with those of the view that is shown; undefined: by their priority. */
export function withColumns({view, chosenColumns}: Pick<UiState, 'view' | 'chosenColumns'>, ids: readonly string[] | undefined): UiState['chosenColumns'] {
	const {[view]: _, ...others} = chosenColumns;
	return ids === undefined ? others : {...others, [view]: ids};
}

/** Returns every column of the view: those that are shown, then the others in the order of the table. */
function entriesOf(ui: ColumnsUi): ColumnChooser['entries'] {
	const all = viewRegistry[ui.view].table.columns.map(({id}) => id);
	// Also those that were chosen and do not fit.
	const shown = ui.chosenColumns[ui.view]?.filter(id => all.includes(id)) ?? columnsShown(ui).map(({id}) => id);
	return [
		...shown.map(id => ({id, isShown: true})),
		...all.filter(id => !shown.includes(id)).map(id => ({id, isShown: false})),
	];
}

/** Changes the entries, and with them the table. One column stays at least. */
function withEntries(state: AppState, change: (chooser: ColumnChooser) => ColumnChooser): AppState {
	const {ui} = state;
	if (ui.overlay?.kind !== 'columns') {
		return state;
	}

	const overlay = change(ui.overlay);
	const ids = overlay.entries.filter(({isShown}) => isShown).map(({id}) => id);
	return overlay === ui.overlay || ids.length === 0 ? state : withUi(state, {overlay, chosenColumns: withColumns(ui, ids)});
}

/** Returns the state sorted by a chosen column; by the one that it is sorted by already, the other way round. */
export function sortedBy(state: AppState, column: Pick<Sortable, 'sort' | 'largestFirst'>): AppState {
	const {key, descending} = state.ui.sorts[state.ui.view];
	return sorted(state, column.sort === key ? {key, descending: !descending} : usualSortOf(column));
}

function sorted(state: AppState, sort: Sort): AppState {
	const {view, sorts} = state.ui;
	const {fixedOrder} = viewRegistry[view];
	return fixedOrder === undefined
		? withUi(state, {sorts: {...sorts, [view]: sort}})
		: withNotice(state, fixedOrder, 'warning');
}

/** `Cl-Wt` is found by `clwt`, `ΣIn` by `in`. */
function lettersOf(text: string): string {
	return text.toLowerCase().replaceAll(/[^\da-z]/g, '');
}

/** Returns the first from an index on, going round, that begins so; -1 where none does. */
function seek(titles: readonly string[], start: string, from: number): number {
	if (start === '') {
		return -1;
	}

	const places = titles.map((_, index) => (index + from) % titles.length);
	return places.find(index => titles[index]!.startsWith(start)) ?? -1;
}
