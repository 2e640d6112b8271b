import {isDeepStrictEqual} from 'node:util';
import type {ViewName} from '../../model/snapshot.ts';
import type {ConfigPath} from './config-problem.ts';
import {structureOf, type Statement} from './config-position.ts';

type Table = Readonly<Record<string, unknown>>;

/**
Returns the source of a configuration file in which a view has other columns. Everything else stays as the user wrote it, comments too.
@param columns null: none are named, so that they are chosen by their priority.
@param parse Parses TOML.
@returns null where it is not certain that nothing else would change.
*/
export function withColumns(source: string, view: ViewName, columns: readonly string[] | null, parse: (toml: string) => Table): string | null {
	const wanted = wantedOf(parse(source), view, columns);
	const candidates = columns === null ? withoutColumnsIn(source, view) : withColumnsIn(source, view, `[${columns.map(id => JSON.stringify(id)).join(', ')}]`);
	for (const candidate of candidates) {
		if (isGood(candidate, wanted, parse)) {
			return candidate;
		}
	}

	return null;
}

/** Returns the values that the file shall have. */
function wantedOf(before: Table, view: ViewName, columns: readonly string[] | null): Table {
	const views = (before['views'] ?? {}) as Readonly<Record<string, Table>>;
	const {columns: _, ...others} = views[view] ?? {};
	return columns === null && views[view] === undefined
		? before
		: {...before, views: {...views, [view]: {...others, ...columns !== null && {columns}}}};
}

function isGood(candidate: string, wanted: Table, parse: (toml: string) => Table): boolean {
	try {
		// What the parser makes has no prototype.
		return isDeepStrictEqual(structuredClone(parse(candidate)), structuredClone(wanted));
	} catch {
		return false;
	}
}

/** The ways to write it, the most fitting first: a file can name a table in several ways, each of which forbids some others. */
function * withColumnsIn(source: string, view: ViewName, value: string): Generator<string> {
	const path = ['views', view];
	const newline = source.includes('\r\n') ? '\r\n' : '\n';
	const {statements, headers} = structureOf(source);
	const existing = statements.find(statement => isSame(statement.path, [...path, 'columns']));
	if (existing !== undefined) {
		yield replaced(source, statements, existing, value, newline);
		return;
	}

	const header = headers.find(each => isSame(each.path, path));
	if (header !== undefined) {
		const end = source.indexOf('\n', header.end);
		const text = `columns = ${value}`;
		yield end === -1 ? `${source}${newline}${text}${newline}` : `${source.slice(0, end + 1)}${text}${newline}${source.slice(end + 1)}`;
	}

	for (const depth of [2, 1]) {
		const table = statements.find(statement => isSame(statement.path, path.slice(0, depth)) && source[statement.valueStart] === '{');
		if (table !== undefined) {
			const isEmpty = /^\{\s*\}$/.test(source.slice(table.valueStart, table.valueEnd));
			const key = [...path.slice(depth), 'columns'].join('.');
			yield `${source.slice(0, table.valueStart + 1)}${key} = ${value}${isEmpty ? '' : ', '}${source.slice(table.valueStart + 1)}`;
		}
	}

	// `ports.sort = "receive"` below [views], or `views.ports.sort = "receive"`.
	const sibling = statements.find(statement => !statement.isInline && statement.path.length === 3 && isSame(statement.path.slice(0, 2), path));
	if (sibling !== undefined) {
		const key = /^(.*\.)[^.=]*$/s.exec(source.slice(sibling.start, source.indexOf('=', sibling.start)))?.[1] ?? '';
		yield `${source.slice(0, sibling.start)}${key}columns = ${value}${newline}${source.slice(sibling.start)}`;
	}

	const gap = source === '' ? '' : (source.endsWith('\n') ? newline : newline + newline);
	yield `${source}${gap}[views.${view}]${newline}columns = ${value}${newline}`;
}

function * withoutColumnsIn(source: string, view: ViewName): Generator<string> {
	const {statements} = structureOf(source);
	const existing = statements.find(statement => isSame(statement.path, ['views', view, 'columns']));
	if (existing === undefined) {
		yield source;
		return;
	}

	const {start, valueEnd, isInline} = existing;
	const comments = commentsIn(source.slice(existing.valueStart, valueEnd));
	const newline = source.includes('\r\n') ? '\r\n' : '\n';
	const kept = comments.map(comment => comment + newline).join('');
	if (isInline) {
		const rest = source.slice(valueEnd);
		const after = /^\s*,\s*/.exec(rest)?.[0].length ?? 0;
		const before = after > 0 ? source.slice(0, start) : source.slice(0, start).replace(/,\s*$/, ' ');
		const outer = lineStart(source, outermost(statements, existing).start);
		yield before.slice(0, outer) + kept + before.slice(outer) + rest.slice(after);
		return;
	}

	// A remark behind the value stays, on a line of its own.
	const remark = /^[\t ]*(?<text>#[^\n\r]*)?\r?\n?/.exec(source.slice(valueEnd))!;
	const text = remark.groups?.['text'];
	yield source.slice(0, lineStart(source, start)) + kept + (text === undefined ? '' : text + newline) + source.slice(valueEnd + remark[0].length);
}

/** Returns the source with another value; the comments in the one before stand above it. */
function replaced(source: string, statements: readonly Statement[], statement: Statement, value: string, newline: string): string {
	const {valueStart, valueEnd} = statement;
	const outer = lineStart(source, outermost(statements, statement).start);
	const comments = commentsIn(source.slice(valueStart, valueEnd)).map(comment => comment + newline).join('');
	return source.slice(0, outer) + comments + source.slice(outer, valueStart) + value + source.slice(valueEnd);
}

/** Returns the statement that is no part of an inline table, and that this one is a part of. */
function outermost(statements: readonly Statement[], inner: Statement): Statement {
	return statements.find(({start, valueEnd, isInline}) => !isInline && start <= inner.start && valueEnd >= inner.valueEnd) ?? inner;
}

function lineStart(source: string, at: number): number {
	return source.lastIndexOf('\n', at - 1) + 1;
}

/** Returns the comments in an array of texts. */
function commentsIn(value: string): readonly string[] {
	return value.matchAll(/"(?:\\.|[^"\\])*"|'[^']*'|(?<comment>#[^\n\r]*)/g).flatMap(({groups}) => groups?.['comment'] === undefined ? [] : [groups['comment']]).toArray();
}

function isSame(one: ConfigPath, other: ConfigPath): boolean {
	return one.length === other.length && one.every((part, index) => part === other[index]);
}
