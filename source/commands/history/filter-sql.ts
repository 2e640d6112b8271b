import type * as sqlite from 'node:sqlite';
import type {Names} from '../../collectors/names.ts';
import {addressWords} from '../../engine/sockets/address-words.ts';
import type {ComparedName} from '../../fields/filter-numbers.ts';
import {compileFilter} from '../../filter/compile.ts';
import type {FilterExpression, Interval} from '../../filter/expression.ts';
import type {FilterFields} from '../../filter/fields.ts';
import {closings, type Protocol} from '../../model/socket.ts';
import type {TimeRange} from './gaps.ts';

/** Values by which a row is filtered. Unknown is null; what a domain does not have is not there. */
type FilteredRow = {
	readonly localAddress?: string | null;
	readonly remoteAddress?: string | null;
	readonly localPort?: number;
	readonly protocol?: Protocol;
	readonly process?: string | null;
	readonly user?: string | null;
	readonly unit?: string | null;
	readonly container?: string | null;
	/** Further text in which words are looked for. */
	readonly text?: string | null;
};

/** Values of which a recording has each once, or few different ones, by a key. */
type FilterDomain = {
	/** The expression that has the key in a row. */
	readonly key: string;
	readonly keyType: 'INTEGER' | 'TEXT';
	/** Selects each `key` with values of a FilteredRow; it may use `:since` and `:until`. */
	readonly select: string;
	/** The end of a connection whose address it has. */
	readonly side?: 'local' | 'remote';
};

/** The way in which the rows of a recording are filtered: by expressions in SQL, null where a row has none. */
export type FilterSource = {
	readonly localPort?: string;
	readonly remotePort?: string;
	readonly protocol?: string;
	/** The port whose service is meant, or both. */
	readonly servicePorts?: readonly string[];
	readonly pid?: string;
	/** The way in which it ended, which a word without a field may say: `reset`. */
	readonly ending?: string;
	/** True where it listens. */
	readonly isListening?: string;
	readonly numbers: Readonly<Partial<Record<ComparedName, string>>>;
	/** The places of names and addresses. */
	readonly domains: readonly FilterDomain[];
};

/** The connection to a recording, and the range of time that is asked about. */
type FilteredRecording = {
	readonly database: sqlite.DatabaseSync;
	readonly names: Names;
	readonly range: TimeRange;
};

/**
Returns a filter as a condition in SQL. SQLite itself compares ports, protocols and numbers. Names and addresses are looked up: the program
reads those that there are, each once, and makes temporary tables of the keys of those that match. (A function of the program that SQLite
calls keeps all of its arguments in memory until the next row of the answer is there.)
*/
export function filterSql(expression: FilterExpression, source: FilterSource, {database, names, range}: FilteredRecording): string {
	const fields = filteredFields(names);
	const makeTable = (keyType: FilterDomain['keyType'], keys: Iterable<string | number>): string => {
		const {tables} = database.prepare('SELECT count(*) AS tables FROM temp.sqlite_schema').get()!;
		const name = `found_${Number(tables)}`;
		database.exec(`CREATE TEMP TABLE ${name} (key ${keyType} PRIMARY KEY)${keyType === 'TEXT' ? ' WITHOUT ROWID' : ''}`);
		const insert = database.prepare(`INSERT OR IGNORE INTO temp.${name} VALUES (?)`);
		for (const key of keys) {
			insert.run(key);
		}

		return `(SELECT key FROM temp.${name})`;
	};

	const lookUp = (part: TextualExpression): string => {
		const inDomains = source.domains.flatMap(({key, keyType, select, side}) => {
			const term = onSide(part, side);
			if (term === null) {
				return [];
			}

			const test = compileFilter(term, fields);
			// The border to the file: its columns are the format's.
			const rows = database.prepare(select).iterate(select.includes(':since') ? {since: range.since, until: range.until} : {}) as Iterable<FilteredRow & {readonly key: string | number | null}>;
			return [`${key} IN ${makeTable(keyType, keysWhere(rows, test))}`];
		});
		const services = hasService(part) && source.servicePorts !== undefined ? makeTable('INTEGER', serviceKeys(compileFilter(part, fields))) : null;
		const inServices = services === null ? [] : source.servicePorts!.map(port => `2 * ${port} + (${source.protocol} LIKE 'udp%') IN ${services}`);
		const endings = part.kind === 'word' && source.ending !== undefined && endingWords.includes(part.text) ? [`${source.ending} = '${part.text}'`] : [];
		return anyOf([...inDomains, ...inServices, ...endings]);
	};

	const translate = (part: FilterExpression): string => {
		switch (part.kind) {
			case 'all': {
				return '1';
			}

			case 'not': {
				return `NOT ${translate(part.operand)}`;
			}

			case 'and':
			case 'or': {
				return `(${part.operands.map(operand => translate(operand)).join(` ${part.kind} `)})`;
			}

			case 'port':
			case 'protocol':
			case 'number':
			case 'state':
			case 'device': {
				return plainSql(part, source);
			}

			case 'word':
			case 'text':
			case 'pattern':
			case 'address':
			case 'address-pattern': {
				return lookUp(part);
			}
		}
	};

	return translate(expression);
}

type PlainExpression = Extract<FilterExpression, {readonly kind: 'port' | 'protocol' | 'number' | 'state' | 'device'}>;

/** Returns a term that SQLite can compare by itself. */
function plainSql(part: PlainExpression, source: FilterSource): string {
	switch (part.kind) {
		case 'port': {
			const sides = [...(part.side === 'remote' ? [] : [source.localPort]), ...(part.side === 'local' ? [] : [source.remotePort])].filter(column => column !== undefined);
			return anyOf(sides.flatMap(column => part.ranges.map(({first, last}) => `${column} BETWEEN ${Math.max(1, first)} AND ${last}`)));
		}

		case 'protocol': {
			return source.protocol === undefined ? '0' : anyOf(part.protocols.map(protocol => `${source.protocol} = '${protocol}'`));
		}

		case 'number': {
			const column = part.field === 'pid' ? source.pid : source.numbers[part.field];
			return column === undefined ? '0' : anyOf(part.intervals.map(interval => intervalSql(column, interval)));
		}

		case 'state': {
			const listening = source.isListening === undefined ? '0' : anyOf([source.isListening]);
			// What does not listen is closed: a connection is recorded when it has ended.
			return anyOf([...(part.states.includes('LISTEN') ? [listening] : []), ...(part.states.includes('CLOSED') ? [`NOT ${listening}`] : [])]);
		}

		case 'device': {
			return '0';
		}
	}
}

const endingWords: readonly string[] = closings;

type TextualExpression = Extract<FilterExpression, {readonly kind: 'word' | 'text' | 'pattern' | 'address' | 'address-pattern'}>;

/** Returns a term for values that are of one end, or of none; null where it is about the other end. */
function onSide(part: TextualExpression, side: FilterDomain['side']): TextualExpression | null {
	if (part.kind !== 'address' && part.kind !== 'address-pattern') {
		return part;
	}

	return side === undefined || (part.side !== 'any' && part.side !== side) ? null : {...part, side};
}

function hasService(part: TextualExpression): boolean {
	return part.kind === 'word' || ((part.kind === 'text' || part.kind === 'pattern') && part.field === 'service');
}

function * keysWhere(rows: Iterable<FilteredRow & {readonly key: string | number | null}>, test: (row: FilteredRow) => boolean): Generator<string | number> {
	for (const row of rows) {
		if (row.key !== null && test(row)) {
			yield row.key;
		}
	}
}

const portCount = 65_536;

/** Returns twice the number of each port of TCP whose service matches, and of UDP one more. */
function * serviceKeys(test: (row: FilteredRow) => boolean): Generator<number> {
	for (const [index, protocol] of (['tcp', 'udp'] as const).entries()) {
		for (let localPort = 1; localPort < portCount; localPort++) {
			if (test({localPort, protocol})) {
				yield (2 * localPort) + index;
			}
		}
	}
}

/** Nothing is unknown: what is not known does not match, and its opposite does. */
function anyOf(conditions: readonly string[]): string {
	return conditions.length === 0 ? '0' : `ifnull(${conditions.join(' OR ')}, 0)`;
}

function intervalSql(column: string, {minimum, maximum, exclusive}: Interval): string {
	const ends = [
		...(minimum === -Infinity ? [] : [`${exclusive ? '>' : '>='} ${minimum}`]),
		...(maximum === Infinity ? [] : [`${exclusive ? '<' : '<='} ${maximum}`]),
	];
	return ends.length === 0 ? `${column} IS NOT NULL` : `(${ends.map(end => `${column} ${end}`).join(' AND ')})`;
}

/** Reads the values of a domain; those that it does not have are not there. */
function filteredFields(names: Names): FilterFields<FilteredRow> {
	return {
		localPort: () => null,
		remotePort: () => null,
		localAddressWord: (row, word) => (wordsOf(row.localAddress) ?? noAddress)[word],
		remoteAddressWord: (row, word) => (wordsOf(row.remoteAddress) ?? noAddress)[word],
		hasRemote: row => typeof row.remoteAddress === 'string',
		localAddressText: row => row.localAddress ?? '',
		remoteAddressText: row => row.remoteAddress ?? '',
		deviceName: () => null,
		deviceIndex: () => null,
		states: () => [],
		protocol: row => row.protocol ?? 'tcp',
		pids: () => [],
		processes: row => [...listOf(row.process), ...listOf(row.text)],
		commandLines: () => [],
		users: row => listOf(row.user),
		userIds: row => /^\d+$/.test(row.user ?? '') ? [Number(row.user)] : [],
		service: row => row.localPort === undefined ? null : names.service(row.protocol ?? 'tcp', row.localPort),
		units: row => listOf(row.unit),
		containers: row => listOf(row.container),
		numbers: {},
	};
}

function listOf(text: string | null | undefined): readonly string[] {
	return typeof text === 'string' ? [text] : [];
}

/** No network but all of them has it, and the kernel never shows it. */
const noAddress = [0xFF_FF_FF_FF, 0xFF_FF_FF_FF, 0xFF_FF_FF_FF, 0xFF_FF_FF_FF] as const;

function wordsOf(text: string | null | undefined) {
	return typeof text === 'string' ? addressWords(hostIn(text)) : null;
}

/** Returns the address in the text of an end or a probe's target: without its method, brackets and port. `*` is the IPv6 wildcard, which takes IPv4 too. */
function hostIn(text: string): string {
	const end = text.replace(/^[a-z]+:\/\//, '');
	const bracketed = /^\[(?<host>[^\]]+)\]/.exec(end)?.groups?.['host'];
	return bracketed ?? (end === '*' ? '::' : end.replace(/^([^:]+):\d+$/, '$1'));
}
