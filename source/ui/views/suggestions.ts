import type {ViewName} from '../../model/snapshot.ts';
import type {SortKey, ViewMessage} from '../../protocol/protocol.ts';
import type {DataState, UiState} from '../state/state.ts';
import {viewRegistry} from './registry.ts';
import type {RuleSuggestion} from './shared/view.ts';
import {selectedRow} from './shown-view.ts';

export type SuggestedRule = {
	readonly text: string;
	/** The place for the limit; a UTF-16 index into the text. */
	readonly cursor: number;
	/** The reason why it is not about the sorted column; null where it is. */
	readonly note: string | null;
};

/**
Returns the beginning of a rule about the column that the table is sorted by, for the selected row: `connections > │ where sport:443`;
the cursor stands where the limit goes.
*/
export function suggestedRule(ui: UiState, {message}: DataState): SuggestedRule {
	const {metric, instead, scope} = suggestionFor(ui.view, ui.sorts[ui.view].key, message);
	const beginning = `${metric ?? instead} > `;
	return {
		text: scope === null ? beginning : `${beginning} where ${scope}`,
		cursor: beginning.length,
		note: metric === null ? `No metric belongs to the sorted column: ${instead} instead` : null,
	};
}

function suggestionFor<Name extends ViewName>(view: Name, key: SortKey, message: ViewMessage | null): RuleSuggestion {
	return viewRegistry[view].suggestRule(selectedRow(view, message), key);
}

/** Returns the beginning of a typed target: the suggestion of the view for the selected row. */
export function suggestedTarget({view}: Pick<UiState, 'view'>, {message}: DataState): string {
	return targetFor(view, message);
}

function targetFor<Name extends ViewName>(view: Name, message: ViewMessage | null): string {
	const row = selectedRow(view, message);
	return row === undefined ? '' : viewRegistry[view].suggestTarget?.(row) ?? '';
}
