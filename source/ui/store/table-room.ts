import type {Query, ViewMessage} from '../../protocol/protocol.ts';
import type {TableRoom, UiState} from '../state/state.ts';

/** A table that had more rows a moment ago may have them again: what stands below it moves up later. */
const spareMilliseconds = 10_000;

/** Returns the state with the room that its table takes once a message is shown; the same one where it takes no other. */
export function withTableRoom(ui: UiState, message: ViewMessage): UiState {
	const tableRoom = roomAfter(ui.tableRoom, message);
	return tableRoom === ui.tableRoom ? ui : {...ui, tableRoom};
}

/** A table takes more room at once, and gives it back when it has not needed it for a while. */
function roomAfter(before: TableRoom, {query, listed, summary: {monotonicMilliseconds: now}}: ViewMessage): TableRoom {
	const of = tableOf(query);
	const {rows, spareSince} = before;
	const taken: TableRoom = {of, rows: listed, spareSince: null};
	if (before.of !== of || listed > rows) {
		return taken;
	}

	if (listed === rows) {
		return spareSince === null ? before : taken;
	}

	const since = spareSince ?? now;
	if (now - since >= spareMilliseconds) {
		return taken;
	}

	return spareSince === null ? {...before, spareSince: now} : before;
}

function tableOf({view, filter, grouping, showsZero}: Query): string {
	return JSON.stringify([view, filter, grouping, showsZero]);
}
