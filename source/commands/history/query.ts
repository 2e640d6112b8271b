import type * as sqlite from 'node:sqlite';
import type {Names} from '../../collectors/names.ts';
import {parseFilter} from '../../filter/parse.ts';
import type {RecordedGrouping} from '../../model/recorded.ts';
import type {AnswerColumn, AnswerRow} from './columns.ts';
import {chooseIntervals} from './chosen-intervals.ts';
import {filterSql} from './filter-sql.ts';
import type {TimeRange} from './gaps.ts';
import type {Topic} from './topic.ts';

/** A question about a recording. */
export type HistoryQuestion = TimeRange & {
	readonly topic: Topic;
	/** In the filter language; empty: everything. */
	readonly filter: string;
	readonly groupBy: RecordedGrouping | null;
	/** The key of a column; null: the usual order. */
	readonly sort: string | null;
	/** The order is turned round. */
	readonly reverse: boolean;
	/** null: every row. */
	readonly limit: number | null;
	/** Only the columns that are printed as text are selected: the others cost time. */
	readonly isText: boolean;
};

/** Returns the columns of the answer to a question. */
export function answerColumns({topic, groupBy}: Pick<HistoryQuestion, 'topic' | 'groupBy'>): readonly AnswerColumn[] {
	if (groupBy === null) {
		return topic.rows.columns;
	}

	const {title, sql} = topic.groupings[groupBy]!;
	return [{
		key: 'name', sql, kind: 'text', title,
	}, ...topic.groups.columns];
}

/**
Answers a question: SQLite selects, groups and sorts, in a bounded part of the memory. The rows wait in a temporary table: a reader of the
output that stops reading must not keep the recording open, whose write-ahead log would then grow with all that is recorded meanwhile.
@param question Its filter parses, and its grouping and order are the topic's.
*/
export function answer(database: sqlite.DatabaseSync, question: HistoryQuestion, names: Names): Iterable<AnswerRow> {
	const {topic, since, until} = question;
	if (topic.ofIntervals) {
		chooseIntervals(database, {since, until});
	}

	const sql = sqlOf(database, question, names);
	database.prepare(`CREATE TEMP TABLE answer AS ${sql}`).run(topic.ofIntervals ? {} : {since, until});
	// The border to the file: its columns are the format's.
	return database.prepare('SELECT * FROM temp.answer ORDER BY rowid').iterate() as Iterable<AnswerRow>;
}

function sqlOf(database: sqlite.DatabaseSync, question: HistoryQuestion, names: Names): string {
	const {topic: {source, filter, rows, groupings}, groupBy, limit} = question;
	const matching = `${source} AND ${conditionOf(question.filter, filter, {database, names, range: question})}`;
	const columns = selectedColumns(question).map(({key, sql}) => `${sql} AS "${key}"`).join(', ');
	const order = `${orderOf(question)}${limit === null ? '' : ` LIMIT ${limit}`}`;
	if (groupBy !== null) {
		return `SELECT ${columns} ${matching} GROUP BY ${groupings[groupBy]!.sql} ${order}`;
	}

	if (rows.period === undefined) {
		return `SELECT ${columns} ${matching} ${order}`;
	}

	// The numbers of intervals that follow one another grow as their numbers within a period do.
	const same = rows.period.join(', ');
	// A window is slow where rows are wide.
	const recorded = columnsOf(database, rows.tables ?? []);
	const used = [...new Set(columns.match(/\b[a-z]+(?:_[a-z]+)*\b/g))].filter(name => recorded.has(name) && !rows.period!.includes(name));
	const inner = [...rows.period, ...used].join(', ');
	return `SELECT ${columns} FROM (SELECT ${inner}, ordinal - row_number() OVER (PARTITION BY ${same} ORDER BY ordinal) AS period_number ${matching}) GROUP BY ${same}, period_number ${order}`;
}

/** Returns the names of the columns of intervals, and of some tables but for what joins them. */
function columnsOf(database: sqlite.DatabaseSync, tables: readonly string[]): ReadonlySet<string> {
	const statement = database.prepare('SELECT name FROM pragma_table_info(?)');
	const names = tables.flatMap(table => statement.all(table).map(({name}) => String(name)));
	const joining = new Set(['id', 'interval_id', 'seen_ms']);
	return new Set([...names.filter(name => !joining.has(name)), 'begin_ms', 'end_ms', 'seconds']);
}

function selectedColumns(question: HistoryQuestion): readonly AnswerColumn[] {
	const columns = answerColumns(question);
	const printed = columns.filter(({title}) => title !== undefined);
	const keys = new Set([...printed.flatMap(({key, needs = []}) => [key, ...needs]), sortColumn(question).key]);
	return question.isText ? columns.filter(({key}) => keys.has(key)) : columns;
}

function conditionOf(filter: string, source: Topic['filter'], {database, names, range}: {readonly database: sqlite.DatabaseSync; readonly names: Names; readonly range: TimeRange}): string {
	const parsed = parseFilter(filter, {findService: name => names.servicePorts(name)});
	return parsed.ok ? filterSql(parsed.expression, source, {database, names, range}) : '0';
}

function sortColumn({topic, groupBy, sort}: HistoryQuestion): AnswerColumn {
	const {order} = groupBy === null ? topic.rows : topic.groups;
	return answerColumns({topic, groupBy}).find(({key}) => key === (sort ?? order))!;
}

function orderOf(question: HistoryQuestion): string {
	const {topic, groupBy, sort, reverse} = question;
	const {key, kind} = sortColumn(question);
	const {descending} = groupBy === null ? topic.rows : topic.groups;
	const isDescending = (sort === null ? descending : kind !== 'text') !== reverse;
	return `ORDER BY "${key}"${isDescending ? ' DESC' : ''} NULLS LAST`;
}
