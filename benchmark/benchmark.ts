/** What a benchmark found: ratios and limits first, then what they are made of. */
export type Table = {
	readonly title: string;
	readonly columns: readonly string[];
	readonly rows: ReadonlyArray<readonly string[]>;
	/** What a reader must know to judge the figures. */
	readonly notes?: readonly string[];
};

export type Benchmark = {
	/** As it is named on the command line. */
	readonly name: string;
	readonly description: string;
	run(): AsyncGenerator<Table>;
};

export function formatTable({title, columns, rows, notes = []}: Table): string {
	const widths = columns.map((column, index) => Math.max(column.length, ...rows.map(row => row[index]?.length ?? 0)));
	const line = (cells: readonly string[]) => cells.map((cell, index) => index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)).join('  ').trimEnd();
	return [title, line(columns), ...rows.map(row => line(row)), ...notes.map(note => `  ${note}`)].join('\n');
}

export function milliseconds(value: number): string {
	return `${value.toFixed(1)} ms`;
}

export function ratio(value: number): string {
	return `${value.toFixed(2)} ×`;
}

export function mebibytes(bytes: number): string {
	return `${(bytes / (2 ** 20)).toFixed(0)} MiB`;
}

/** A number and whether it keeps the promise that was made for it. */
export function promised(text: string, isKept: boolean): string {
	return `${text} ${isKept ? 'ok' : 'MISSED'}`;
}
