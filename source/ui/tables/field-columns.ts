import type {Field, FieldTable, NumericField} from '../../fields/field.ts';
import type {SortKey} from '../../protocol/protocol.ts';
import {loaded, quiet, textOrUnknown} from './cells.ts';
import {
	numberColumn,
	textColumn,
	wordColumn,
	type Cell,
	type CellContext,
	type Column,
	type ColumnDescription,
	type TextWidths,
} from './column.ts';

/** The properties of a column in addition to its field. */
type Title = {
	readonly title: string;
	/** The key of the field unless given. */
	readonly id?: string;
	/** Continues the meaning of the field: marks that only a table has. */
	readonly note?: string;
	/** The table is not sorted by it. */
	readonly isUnsorted?: true;
};

type Look<Row> = Title & Pick<Column<Row>, 'priority' | 'heading'>;

type NumberLook<Row> = Look<Row> & {
	readonly width: number;
	/** Instead of the short format of the field's unit. */
	readonly format?: (value: number | null) => string;
	/** A value is a warning from the first on, and bad from the second on. */
	readonly limits?: readonly [high: number, critical: number];
	/** Instead of the format and the usual style. */
	readonly cell?: (value: number | null, row: Row, context: CellContext) => Cell;
};

type TextLook<Row> = Look<Row> & {
	/** The text of the field unless given. */
	readonly cell?: Column<Row>['cell'];
};

/** The keys of fields; every table's are sort keys. */
type FieldKey<Table> = keyof Table & SortKey;
type NumericKey<Table> = {[Key in FieldKey<Table>]: Table[Key] extends {readonly unit: 'text'} ? never : Key}[FieldKey<Table>];

/** Describes the column of a field: it means and sorts what the field does. */
export function describe<Row>(key: SortKey, {meaning, ...field}: Field<Row>, {id = key, title, note, isUnsorted}: Title): ColumnDescription {
	return {
		id,
		title,
		meaning: note === undefined ? meaning : `${meaning}; ${note}`,
		sort: isUnsorted === true ? null : key,
		largestFirst: field.unit !== 'text' && field.smallestFirst !== true,
	};
}

/**
Returns functions that make columns of the fields of a table.
@param shown The row whose numbers are shown, where that depends on the context.
*/
export function columnsOf<Row>(shown: (row: Row, context: CellContext) => Row = row => row) {
	return <Table extends FieldTable<Row>>(table: Table) => ({
		/** Returns a column of numbers: fixed width, to the right. */
		number(key: NumericKey<Table>, look: NumberLook<Row>): Column<Row> {
			const {width, format, limits, cell} = look;
			const field = table[key] as NumericField<Row>;
			const {read, unit: {short}} = field;
			const usual = (value: number | null): Cell => ({
				text: (format ?? short)(value),
				...(limits === undefined ? quiet(value) : loaded(value, ...limits)),
			});
			return numberColumn(width, {
				...placed(describe(key, field, look), look),
				cell: (row, context) => (cell ?? usual)(read(shown(row, context)), row, context),
			});
		},

		/** Returns a column of words out of a known set, such as states: fixed width, to the left, never cut. */
		word(key: FieldKey<Table>, look: TextLook<Row> & {readonly width: number}): Column<Row> {
			const field = table[key];
			return wordColumn(look.width, {...placed(describe(key, field, look), look), cell: look.cell ?? textCell(field)});
		},

		/** Returns a column of texts of any length. */
		text(key: FieldKey<Table>, look: TextLook<Row> & TextWidths): Column<Row> {
			const field = table[key];
			return textColumn(look, {...placed(describe(key, field, look), look), cell: look.cell ?? textCell(field)});
		},
	});
}

function placed<Row>(description: ColumnDescription, {priority, heading}: Look<Row>) {
	return {...description, priority, ...(heading !== undefined && {heading})};
}

function textCell<Row>({read}: Field<Row>): Column<Row>['cell'] {
	return row => {
		const value = read(row);
		return textOrUnknown(value === null ? null : String(value));
	};
}
