import {csvLines} from '../../outputs/csv.ts';
import {formatVersion} from '../../outputs/json.ts';
import {table} from '../../outputs/table.ts';
import type {RecordedGrouping, RecordedTopic} from '../../model/recorded.ts';
import {formatZone} from '../../text/format-duration.ts';
import {
	cellText,
	isLeft,
	plainValue,
	timeText,
	type AnswerColumn,
	type AnswerRow,
	type TextClock,
} from './columns.ts';
import type {Missing, TimeRange} from './gaps.ts';

/** The answer to a question, whose rows are read once. */
export type Answer = {
	readonly range: TimeRange;
	readonly topic: RecordedTopic;
	readonly groupBy: RecordedGrouping | null;
	readonly columns: readonly AnswerColumn[];
	readonly rows: Iterable<AnswerRow>;
	readonly missing: Missing;
};

/**
Returns an answer as a table under a line with its range of time.
@yields A line with its newline.
*/
export function * historyText({range, columns, rows}: Answer, isUtc: boolean): Generator<string> {
	const clock = clockOf(range, isUtc);
	yield `${rangeText(range, clock)}\n`;
	yield * table(columns.filter(({title}) => title !== undefined).map(column => ({
		title: column.title!,
		align: isLeft(column) ? 'left' : 'right',
		cell: (row: AnswerRow) => cellText(column, row, clock),
	})), rows);
}

/** Returns an answer as comma-separated values, with every column. */
export function historyCsv({columns, rows}: Answer): Generator<string> {
	return csvLines(columns.map(({key}) => key), mapped(rows, row => columns.map(column => plainValue(column, row))));
}

/**
Returns an answer as a JSON document, a line per row; docs/history.md describes it.
@yields A part of the document; no row is cut.
*/
export function * historyJson({range, topic, groupBy, columns, rows, missing}: Answer): Generator<string> {
	const head = JSON.stringify({
		version: formatVersion,
		...rangeToJson(range),
		gaps: missing.gaps.map(gap => rangeToJson(gap)),
		leftOut: missing.leftOut.map(({what, why, count}) => ({what, why, count})),
		...(groupBy !== null && {groupedBy: groupBy}),
	});
	yield `${head.slice(0, -1)},"${groupBy === null ? topic : 'groups'}":[\n`;
	let separator = '';
	for (const row of rows) {
		yield `${separator}${JSON.stringify(Object.fromEntries(columns.map(column => [column.key, plainValue(column, row)])))}`;
		separator = ',\n';
	}

	yield `${separator === '' ? '' : '\n'}]}\n`;
}

const maxGaps = 10;

/** Returns a line for each thing that the recording does not have of the range. */
export function missingText({gaps, leftOut}: Missing, range: TimeRange, isUtc: boolean): string {
	const clock = clockOf(range, isUtc);
	const more = gaps.length - maxGaps;
	return [
		...gaps.slice(0, maxGaps).map(gap => `not recorded: ${rangeText(gap, clock)}`),
		...(more > 0 ? [`not recorded: ${more} more times`] : []),
		...leftOut.map(({what, why, count}) => `not recorded: ${count === null ? '' : `${count} `}${what} (${why})`),
	].map(line => `portop: ${line}\n`).join('');
}

/** Returns the zone of a range with it, once where it is the same at both ends. */
function clockOf({since, until}: TimeRange, isUtc: boolean): TextClock {
	return {isUtc, hasZones: formatZone(since, isUtc) !== formatZone(until, isUtc)};
}

function rangeText({since, until}: TimeRange, clock: TextClock): string {
	const zone = clock.hasZones ? '' : ` ${formatZone(until, clock.isUtc)}`;
	return `${timeText(since, clock)} to ${timeText(until, clock)}${zone}`;
}

function rangeToJson({since, until}: TimeRange) {
	return {since: new Date(since).toISOString(), until: new Date(until).toISOString()};
}

function * mapped<Row, Result>(rows: Iterable<Row>, map: (row: Row) => Result): Generator<Result> {
	for (const row of rows) {
		yield map(row);
	}
}
