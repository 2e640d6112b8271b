import type {ConfigPath} from './config-problem.ts';

/** Line and column, from 1; the column in UTF-16 units. */
export type Position = {
	readonly line: number;
	readonly column: number;
};

/** `key = value`: where it stands in the source, in UTF-16 units. */
export type Statement = {
	readonly path: ConfigPath;
	readonly start: number;
	readonly valueStart: number;
	/** Behind the value; of one without brackets or quotes also behind the blanks that follow. */
	readonly valueEnd: number;
	/** It stands in `{ }`. */
	readonly isInline: boolean;
};

/** `[a.b]` or `[[a.b]]`. */
export type Header = {
	readonly path: ConfigPath;
	/** Behind the brackets. */
	readonly end: number;
};

/** Returns the statements of good TOML, those in inline tables before the statement that they are a part of, and the headers. */
export function structureOf(source: string): {readonly statements: readonly Statement[]; readonly headers: readonly Header[]} {
	const scan = new Scan(source);
	scan.offsets();
	return scan;
}

/** Deeper keys mean nothing in the file, so that their places are not asked for. */
const maxDepth = 16;

/**
Returns what gives the position of a path: that of its key, or of the value if it is an element of an array. For a path that the source
does not have (an alert without a rule) it is the position of the nearest one around it. The source is read once, however many are asked for.
@param source Good TOML.
*/
export function locator(source: string): (path: ConfigPath) => Position {
	const offsets = new Scan(source).offsets();
	const lineStarts = [0, ...source.matchAll(/\n/g).map(({index}) => index + 1)];
	return path => {
		for (let {length} = path; length > 0; length--) {
			const offset = offsets.get(keyOf(path.slice(0, length)));
			if (offset !== undefined) {
				return positionOf(lineStarts, offset);
			}
		}

		return {line: 1, column: 1};
	};
}

function positionOf(lineStarts: readonly number[], offset: number): Position {
	let [line, end] = [0, lineStarts.length];
	while (end - line > 1) {
		const middle = Math.floor((line + end) / 2);
		if (lineStarts[middle]! <= offset) {
			line = middle;
		} else {
			end = middle;
		}
	}

	return {line: line + 1, column: offset - lineStarts[line]! + 1};
}

function keyOf(path: ConfigPath): string {
	return JSON.stringify(path);
}

/*
The TOML parser keeps no positions, so this scans the source again, after the parser has accepted it. Only the places where keys
and elements begin and end matter.
*/
class Scan {
	readonly #source: string;
	readonly #offsets = new Map<string, number>();
	/** The numbers of elements that the arrays of tables have so far. */
	readonly #lengths = new Map<string, number>();
	#at = 0;
	readonly statements: Statement[] = [];
	readonly headers: Header[] = [];

	constructor(source: string) {
		this.#source = source;
	}

	/** Returns the offset of every key and element, by path, where it comes first. */
	offsets(): ReadonlyMap<string, number> {
		let table: ConfigPath = [];
		this.#skip();
		while (this.#at < this.#source.length) {
			if (this.#sees('[')) {
				table = this.#header();
			} else {
				this.#statement(table);
			}

			this.#skip();
		}

		return this.#offsets;
	}

	/** `[a.b]` or `[[a.b]]`. Returns the path of the table that begins. */
	#header(): ConfigPath {
		const isArray = this.#source.startsWith('[[', this.#at);
		this.#at += isArray ? 2 : 1;
		const path = this.#key([], part => this.#newestOf(part));
		this.#at += isArray ? 2 : 1;
		const table = isArray ? this.#nextElement(path) : this.#newestOf(path);
		this.headers.push({path: table, end: this.#at});
		return table;
	}

	/** Returns the path of a table that an array of tables has from now on. */
	#nextElement(path: ConfigPath): ConfigPath {
		const index = this.#lengths.get(keyOf(path)) ?? 0;
		this.#lengths.set(keyOf(path), index + 1);
		const element = [...path, index];
		this.#found(element, this.#offsetOfLastKey);
		return element;
	}

	#offsetOfLastKey = 0;

	/** `key = value` */
	#statement(table: ConfigPath, isInline = false): void {
		const start = this.#at;
		const path = this.#key(table, part => part);
		// The equals sign.
		this.#at++;
		this.#skipBlanks();
		const valueStart = this.#at;
		this.#value(path);
		this.statements.push({
			path, start, valueStart, valueEnd: this.#at, isInline,
		});
	}

	/** Returns a key with dots, up to what follows it. Returns its path. */
	#key(table: ConfigPath, inside: (path: ConfigPath) => ConfigPath): ConfigPath {
		let path = table;
		for (let isFirst = true; ; isFirst = false) {
			this.#skipBlanks();
			if (!isFirst && !this.#sees('.')) {
				return path;
			}

			if (!isFirst) {
				this.#at++;
				this.#skipBlanks();
			}

			this.#offsetOfLastKey = this.#at;
			const part = this.#part();
			if (path.length < maxDepth) {
				path = [...inside(path), part];
				this.#found(path, this.#offsetOfLastKey);
			}
		}
	}

	/** Returns a bare or quoted part of a key. */
	#part(): string {
		const start = this.#at;
		if (this.#sees('"') || this.#sees('\'')) {
			this.#string();
			const quoted = this.#source.slice(start + 1, this.#at - 1);
			return this.#source[start] === '"' ? unescaped(quoted) : quoted;
		}

		this.#skipAll(/[\w-]*/y);
		return this.#source.slice(start, this.#at);
	}

	#value(path: ConfigPath): void {
		if (this.#sees('[')) {
			this.#inside(']', index => {
				const element = [...path, index];
				this.#found(element, this.#at);
				this.#value(element);
			});
		} else if (this.#sees('{')) {
			this.#inside('}', () => {
				this.#statement(path, true);
			});
		} else if (this.#sees('"') || this.#sees('\'')) {
			this.#string();
		} else {
			// A number, a boolean or a date, which may have a blank in it.
			this.#skipAll(/[^\n#,\]}]*/y);
		}
	}

	/** Reads what is between brackets, separated by commas. */
	#inside(end: ']' | '}', readElement: (index: number) => void): void {
		this.#at++;
		for (let index = 0; ; index++) {
			this.#skip();
			if (this.#at >= this.#source.length || this.#sees(end)) {
				this.#at++;
				return;
			}

			readElement(index);
			this.#skip();
			this.#at += this.#sees(',') ? 1 : 0;
		}
	}

	/** Skips a string of any of the four kinds. */
	#string(): void {
		this.#skipAll(/"""(?:\\[\s\S]|[^\\])*?"{3,5}|'''[\s\S]*?'{3,5}|"(?:\\.|[^"\\])*"|'[^']*'/y);
	}

	/** Blanks, line ends and comments. */
	#skip(): void {
		this.#skipAll(/(?:\s|#.*)*/y);
	}

	#skipBlanks(): void {
		this.#skipAll(/[\t ]*/y);
	}

	#skipAll(pattern: RegExp): void {
		pattern.lastIndex = this.#at;
		const [match] = pattern.exec(this.#source) ?? [];
		// Without a match the source is not valid: skip one character, so that the scan ends.
		this.#at += match === undefined ? 1 : match.length;
	}

	#sees(character: string): boolean {
		return this.#source[this.#at] === character;
	}

	/** Returns a header inside an array of tables means the newest of them. */
	#newestOf(path: ConfigPath): ConfigPath {
		const length = this.#lengths.get(keyOf(path));
		return length === undefined ? path : [...path, length - 1];
	}

	#found(path: ConfigPath, offset: number): void {
		const key = keyOf(path);
		if (!this.#offsets.has(key)) {
			this.#offsets.set(key, offset);
		}
	}
}

/** Returns the value of a basic string of TOML. Its escapes are those of JSON, except for `\U` with eight digits and `\e`, `\x` of TOML 1.1. */
function unescaped(quoted: string): string {
	return quoted.replaceAll(/\\(?:u\p{ASCII_Hex_Digit}{4}|U\p{ASCII_Hex_Digit}{8}|x\p{ASCII_Hex_Digit}{2}|.)/gu, escape => {
		const [, letter = ''] = escape;
		return escape.length > 3 ? String.fromCodePoint(Number.parseInt(escape.slice(2), 16)) : named[letter] ?? letter;
	});
}

const named: Readonly<Partial<Record<string, string>>> = {
	b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', e: '\u{1B}',
};
