import type {ViewName} from '../../model/snapshot.ts';
import {rowIdentity} from '../../protocol/row-identity.ts';
import type {AppState} from '../state/state.ts';
import {viewRegistry} from '../views/registry.ts';
import {chosenRow} from '../views/shown-view.ts';

/** The row under the cursor, or whose detail is open, as the interface needs to name it. */
export type Selection = {
	/** By which the sampler knows the row. */
	readonly identity: string;
	/** The text that `y` copies. */
	readonly copyText: string;
};

/** null when there is none: no row matches, or the table on the screen is still another view's. */
export function selectionOf({ui, data}: Pick<AppState, 'ui' | 'data'>): Selection | null {
	return describe(ui.view, ui, data);
}

function describe<Name extends ViewName>(view: Name, ui: AppState['ui'], {message}: AppState['data']): Selection | null {
	const row = chosenRow(view, ui, message);
	return row === undefined ? null : {identity: rowIdentity(row), copyText: viewRegistry[view].copyText(row)};
}
