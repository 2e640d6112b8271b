import type {Field, FieldTable} from '../../fields/field.ts';
import type {Sort} from '../../protocol/protocol.ts';

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
	const compare = byField(table[key]!, descending);
	const ties = tieBreakers.map(field => byField(field, false));
	return (a, b) => {
		const order = compare(a, b);
		if (order !== 0) {
			return order;
		}

		for (const tie of ties) {
			const tieOrder = tie(a, b);
			if (tieOrder !== 0) {
				return tieOrder;
			}
		}

		return 0;
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
