/** A value of a line; null is an empty field. */
export type CsvValue = string | number | boolean | null;

/**
Returns comma-separated values (RFC 4180), with the newlines of Unix.
@yields A line with its newline, the names of the columns first.
*/
export function * csvLines(names: readonly string[], rows: Iterable<readonly CsvValue[]>): Generator<string> {
	yield csvLine(names);
	for (const row of rows) {
		yield csvLine(row);
	}
}

function csvLine(values: readonly CsvValue[]): string {
	return `${values.map(value => csvField(value)).join(',')}\n`;
}

function csvField(value: CsvValue): string {
	const text = value === null ? '' : String(value);
	return /[\n\r",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
