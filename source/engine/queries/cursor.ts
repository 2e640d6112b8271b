import type {Move} from '../../protocol/protocol.ts';
import type {OrderedRows} from './row-set.ts';

/** The position of a view's cursor, kept from query to query. */
export type Cursor = {
	/** The selected row; null before the first. */
	readonly identity: string | null;
	readonly index: number;
	/** Index of the first row on the screen. */
	readonly first: number;
	/** Until a person moves the cursor the top of the table stays in sight. */
	readonly isMoved: boolean;
};

export const startingCursor: Cursor = {
	identity: null, index: 0, first: 0, isMoved: false,
};

export type Window = {
	readonly cursor: Cursor;
	/** The visible rows, in order. */
	readonly rows: Uint32Array;
};

/**
Moves a cursor over the matching rows and cuts out what is visible. The selection follows the thing: it is looked
up by identity, and keeps its line on the screen when the order changes; when the thing is gone, the cursor stays at
its place. A window that shows the top goes on showing it as long as the selection fits: what comes in above, the worst
alert, must not push itself out of sight. Before the first move the table is not scrolled after a selection that the user
did not make.
@param height How many rows fit.
*/
export function moveCursor(before: Cursor, asked: Move | null, rows: OrderedRows, height: number): Window {
	const isTop = asked !== null && 'to' in asked && asked.to === 'top';
	const [cursor, move] = isTop ? [startingCursor, null] : [before, asked];
	if (rows.length === 0) {
		return {cursor, rows: new Uint32Array(0)};
	}

	const last = rows.length - 1;
	const visible = Math.max(1, height);
	const isMoved = cursor.isMoved || (move !== null && !('to' in move && move.to === 'opened'));
	const from = locate(cursor, rows, visible);
	const index = Math.max(0, Math.min(target(from, move, rows), last));
	const scrolled = cursor.isMoved && cursor.first > 0 ? cursor.first + from - cursor.index : 0;
	const holding = Math.max(index - visible + 1, Math.min(scrolled, index));
	const first = Math.max(0, Math.min(holding, rows.length - visible));
	const window = rows.slice(first, first + visible);
	return {
		cursor: {
			identity: rows.identity(window[index - first]!), index, first, isMoved,
		},
		rows: window,
	};
}

/** Returns the index of the selected row in the new order. */
function locate({identity, index, isMoved}: Cursor, rows: OrderedRows, visible: number): number {
	const place = identity === null ? -1 : rows.placeOf(identity);
	if (place === -1) {
		return Math.min(index, rows.length - 1, isMoved ? Infinity : visible - 1);
	}

	return isMoved || place < visible ? place : 0;
}

function target(from: number, move: Move | null, rows: OrderedRows): number {
	if (move === null) {
		return from;
	}

	if ('by' in move) {
		return from + move.by;
	}

	switch (move.to) {
		case 'first':
		case 'top': {
			return 0;
		}

		case 'last': {
			return rows.length - 1;
		}

		case 'row':
		case 'opened': {
			const place = rows.placeOf(move.identity);
			return place === -1 ? from : place;
		}
	}
}
