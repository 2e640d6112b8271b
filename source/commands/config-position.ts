import type {ConfigPath} from './config-table.ts';

/** Line and column, from 1. */
export type Position = {
	readonly line: number;
	readonly column: number;
};

/**
Where the source says what stands at the path: the position of its key. TOML's statements begin on a line of their own, and what ends
between two of them is a document too: the statement is what lies between the longest beginning without the value and the
shortest with it.
@param parse Of TOML; throws at what is none.
*/
export function locate(source: string, path: ConfigPath, parse: (source: string) => unknown): Position {
	const lines = source.split('\n');
	const key = path.findLast(part => typeof part === 'string') ?? '';
	let first = 0;
	for (let end = 1; end <= lines.length; end++) {
		const table = parsed(`${lines.slice(0, end).join('\n')}\n`, parse);
		if (table !== undefined) {
			if (has(table, path)) {
				return positionOf(key, lines.slice(first, end), first);
			}

			first = end;
		}
	}

	return {line: 1, column: 1};
}

/** Where the key stands in the lines of a statement; where it is written in another way, their beginning. */
function positionOf(key: string, lines: readonly string[], first: number): Position {
	const index = Math.max(0, lines.findIndex(line => line.includes(key)));
	const line = lines[index] ?? '';
	return {line: first + index + 1, column: Math.max(line.indexOf(key), line.search(/\S/), 0) + 1};
}

function parsed(source: string, parse: (source: string) => unknown): unknown {
	try {
		return parse(source);
	} catch {
		// It ends in the middle of a statement.
		return undefined;
	}
}

function has(table: unknown, path: ConfigPath): boolean {
	let value = table;
	for (const part of path) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) {
			return false;
		}

		value = (value as Readonly<Record<string | number, unknown>>)[part];
	}

	return true;
}
