import type {AnswerColumn, AnswerRow, RecordedValue} from './columns.ts';

/** The columns of who owns something. */
export const ownerColumns: readonly AnswerColumn[] = [
	{
		key: 'user', sql: 'user', kind: 'text', title: 'User',
	},
	{
		key: 'unit', sql: 'unit', kind: 'text', title: 'Unit', needs: ['container'], cell: ({unit, container}) => textOf(container) ?? textOf(unit),
	},
	{key: 'container', sql: 'container', kind: 'text'},
];

/** The names of owners, for filters. */
export const ownerDomain = {key: 'owner_id', keyType: 'INTEGER', select: 'SELECT id AS key, process, user, unit, container FROM owners'} as const;

/** The columns of a period: from when until when, and how much of it was recorded. */
export const periodColumns: readonly AnswerColumn[] = [
	{
		key: 'from', sql: 'min(begin_ms)', kind: 'time', title: 'From',
	},
	{
		key: 'until', sql: 'max(end_ms)', kind: 'time', title: 'Until',
	},
	{
		key: 'seconds', sql: 'sum(seconds)', kind: 'seconds', title: 'Lasted',
	},
];

/** Returns the sum of a column of the recording. */
export function sum(key: string, column: string, title?: string, kind: AnswerColumn['kind'] = 'number'): AnswerColumn {
	return {
		key, sql: `sum(${column})`, kind, ...titled(title),
	};
}

/** Returns the largest value of a column of the recording. */
export function largest(key: string, column: string, title?: string, kind: AnswerColumn['kind'] = 'number'): AnswerColumn {
	return {
		key, sql: `max(${column})`, kind, ...titled(title),
	};
}

/** Returns the mean of a column of the recording over the time in which it is known, or over another weight. */
export function mean(key: string, column: string, kind: AnswerColumn['kind'] = 'number', weight = 'seconds'): AnswerColumn {
	return {key, sql: `round(sum(${column} * ${weight}) / nullif(sum(${weight}) FILTER (WHERE ${column} IS NOT NULL), 0), 3)`, kind};
}

/** Adds a heading to a column. */
export function under(title: string, column: AnswerColumn): AnswerColumn {
	return {...column, title};
}

/** Returns an address and a port, `–` for an unknown one; null where both are. */
export function endText(address: RecordedValue | undefined, port: RecordedValue | undefined): string | null {
	return textOf(address) === null && textOf(port) === null ? null : `${textOf(address) ?? '–'}:${textOf(port) ?? '–'}`;
}

/** Returns a process with its id: `nginx(1234)`. */
export function processText({process, pid}: AnswerRow): string | null {
	return textOf(process) === null ? null : `${textOf(process)!}${textOf(pid) === null ? '' : `(${textOf(pid)!})`}`;
}

function textOf(value: RecordedValue | undefined): string | null {
	return value === undefined || value === null ? null : String(value);
}

function titled(title: string | undefined): Pick<AnswerColumn, 'title'> {
	return title === undefined ? {} : {title};
}
