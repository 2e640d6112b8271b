import {isJumpy, type Field, type FieldTable} from '../../fields/field.ts';
import type {Sort} from '../../protocol/protocol.ts';
import type {ViewQuestion} from './view.ts';

export type Comparator<Row> = (a: Row, b: Row) => number;

/** The order of people: numbers in a text by their value. */
export const collator = new Intl.Collator('en', {numeric: true});

/** Compares rows by a field in the given direction; 0 where it does not decide. */
export function byField<Row>(field: Field<Row>, descending: boolean): Comparator<Row> {
	const sign = descending ? -1 : 1;
	const compare = field.unit === 'text' ? byText(field.read, field.order) : byNumber(field.read);
	if (field.unknownLast !== true) {
		return (a, b) => sign * compare(a, b);
	}

	const {read} = field;
	return (a, b) => {
		const isUnknown = read(a) === null;
		return isUnknown || read(b) === null ? Number(isUnknown) - Number(read(b) === null) : sign * compare(a, b);
	};
}

/** Compares by the sort key's field, in its direction, then by the tie-breakers. These always ascend, so that equal rows keep their places. */
export function rowOrder<Row>(table: FieldTable<Row>, {key, descending}: Sort, tieBreakers: ReadonlyArray<Field<Row>>): Comparator<Row> {
	return thenBy(byField(table[key]!, descending), tieOrder(tieBreakers));
}

function tieOrder<Row>(tieBreakers: ReadonlyArray<Field<Row>>): Comparator<Row> {
	const ties = tieBreakers.map(field => byField(field, false));
	return (a, b) => {
		for (const tie of ties) {
			const order = tie(a, b);
			if (order !== 0) {
				return order;
			}
		}

		return 0;
	};
}

/** Compares by the first, and what is equal there by the second. */
export function thenBy<Row>(first: Comparator<Row>, second: Comparator<Row>): Comparator<Row> {
	return (a, b) => {
		const order = first(a, b);
		return order === 0 ? second(a, b) : order;
	};
}

/**
Compares rows, as indices into their list, by the sort key's field. Places in the list decide between equal rows, and alone
where the key is `order`.
*/
export function placeOrder<Row>(rows: readonly Row[], table: FieldTable<Row>, {key, descending}: Sort): Comparator<number> {
	const field = table[key];
	if (field === undefined) {
		return (a, b) => descending ? b - a : a - b;
	}

	const compare = byField(field, descending);
	return (a, b) => {
		const order = compare(rows[a]!, rows[b]!);
		return order === 0 ? a - b : order;
	};
}

/** The rows of a table as they are sorted. */
export type SortedRows<Row> = {
	readonly rows: readonly Row[];
	readonly identity: (row: Row) => string;
	readonly table: FieldTable<Row>;
	readonly tieBreakers: ReadonlyArray<Field<Row>>;
};

/** Compares rows, as indices into their list, by the sort key's field: by its average where it jumps, so that rows stand still. */
export function steadyOrder<Row>({rows, identity, table, tieBreakers}: SortedRows<Row>, name: string, {sort, steady, sample: {sampledAt}}: Pick<ViewQuestion, 'sort' | 'steady' | 'sample'>): Comparator<number> {
	const field = table[sort.key]!;
	if (field.unit === 'text' || !isJumpy(field)) {
		const order = rowOrder(table, sort, tieBreakers);
		return (a, b) => order(rows[a]!, rows[b]!);
	}

	const values = steady.of(`${name} ${sort.key}`, {
		sampledAt, count: rows.length, identity: row => identity(rows[row]!), value: row => field.read(rows[row]!) ?? NaN,
	});
	const unknownIs = field.unknownLast === true && !sort.descending ? Infinity : -1;
	const ties = tieOrder(tieBreakers);
	return thenBy(byValues(values.map(value => value < 0 ? unknownIs : value), sort.descending), (a, b) => ties(rows[a]!, rows[b]!));
}

/** Compares indices by their values. */
export function byValues(values: ArrayLike<number>, descending: boolean): Comparator<number> {
	const sign = descending ? -1 : 1;
	return (a, b) => sign * (values[a]! - values[b]!);
}

/** Ascends; unknown is below every number. */
function byNumber<Row>(read: (row: Row) => number | null): Comparator<Row> {
	return (a, b) => {
		const left = read(a) ?? -Infinity;
		const right = read(b) ?? -Infinity;
		return left === right ? 0 : (left < right ? -1 : 1);
	};
}

/** Ascends by the alphabet, or in the given order; unknown is below every text. */
function byText<Row>(read: (row: Row) => string | null, order: readonly string[] | undefined): Comparator<Row> {
	return order === undefined
		? (a, b) => collator.compare(read(a) ?? '', read(b) ?? '')
		: (a, b) => order.indexOf(read(a) ?? '') - order.indexOf(read(b) ?? '');
}
