import type {ErrorCounter} from '../../model/error-counter.ts';
import type {ErrorSortKey, Sort} from '../../protocol/protocol.ts';
import {knownFirst, type Comparator} from './comparators.ts';

const values: Readonly<Record<Exclude<ErrorSortKey, 'order'>, (row: ErrorCounter) => number | string | null>> = {
	name: row => row.name,
	rate: row => row.perSecond,
	sinceStart: row => row.sinceStart,
	sinceReset: row => row.sinceReset,
	total: row => row.total,
};

/** Sorts the rows, as indices into the list in the catalogue's order, which also decides between equal ones. Unknown comes last. */
export function errorOrder(rows: readonly ErrorCounter[], {key, descending}: Sort): Comparator<number> {
	const errorKey = key as ErrorSortKey;
	if (errorKey === 'order') {
		return (a, b) => descending ? b - a : a - b;
	}

	const compare = knownFirst(values[errorKey], descending);
	return (a, b) => {
		const order = compare(rows[a]!, rows[b]!);
		return order === 0 ? a - b : order;
	};
}
