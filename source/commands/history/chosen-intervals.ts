import type * as sqlite from 'node:sqlite';
import {coarseResolutions} from '../../recording/schema.ts';
import type {TimeRange} from './gaps.ts';

/** An interval of which figures are recorded. */
export type RecordedInterval = {
	/** Ascending with each resolution, as it was recorded. */
	readonly id: number;
	readonly resolutionSeconds: number;
	readonly beginMilliseconds: number;
	/** The time of it that was recorded. */
	readonly seconds: number;
	/** The last of the shorter intervals that it is made of; null: it is between two samples. */
	readonly lastPartId: number | null;
};

/** An interval of an answer, and its place: the next one has the next number unless time between them is missing. */
export type ChosenInterval = RecordedInterval & {readonly ordinal: number};

/**
Makes the temporary table `chosen`: the intervals that answer a question about a range of time, in order. Its columns are `ordinal`, `id`,
`begin_ms`, `end_ms` and `seconds`.
*/
export function chooseIntervals(database: sqlite.DatabaseSync, {since, until}: TimeRange): void {
	database.exec('CREATE TEMP TABLE chosen (ordinal INTEGER PRIMARY KEY, id INTEGER, begin_ms INTEGER, end_ms INTEGER, seconds REAL)');
	// At the ends of the range an interval is only replaced by its parts where all of them are looked at.
	const around = Math.max(...coarseResolutions) * 1000;
	const rows = database.prepare(`
		SELECT id, resolution_s AS resolutionSeconds, time_ms AS beginMilliseconds, seconds, last_part_id AS lastPartId FROM intervals
		WHERE time_ms < :until AND time_ms + 1000 * resolution_s > :since
		ORDER BY id
	`).iterate({since: since - around, until: until + around});
	const insert = database.prepare('INSERT INTO temp.chosen VALUES (?, ?, ?, ?, ?)');
	// The border to the file: its columns are the format's.
	for (const interval of finest(rows as Iterable<RecordedInterval>)) {
		const {beginMilliseconds, resolutionSeconds, seconds} = interval;
		if (beginMilliseconds < until && beginMilliseconds + (1000 * Math.max(resolutionSeconds, seconds)) > since) {
			insert.run(interval.ordinal, interval.id, interval.beginMilliseconds, endOf(interval), interval.seconds);
		}
	}
}

/** An interval, and the intervals with the finest resolution that make it up. */
type Unit = {readonly interval: RecordedInterval; readonly pieces: readonly RecordedInterval[]};

/**
Chooses intervals so that what was recorded is in one of them, with the finest resolution there is: a recording has the same again in coarser
intervals, and the finer ones not as long.
@param intervals Ascending by id.
@returns In the order of time.
*/
export function finest(intervals: Iterable<RecordedInterval>): readonly ChosenInterval[] {
	const levels = Map.groupBy(intervals, ({lastPartId, resolutionSeconds}) => lastPartId === null ? 0 : resolutionSeconds);
	const pieces: RecordedInterval[] = [];
	let units: readonly Unit[] = [];
	for (const level of levels.keys().toArray().toSorted((a, b) => a - b)) {
		const {combined, rest} = combine(units, levels.get(level)!);
		for (const unit of rest) {
			pieces.push(...unit.pieces);
		}

		units = combined;
	}

	for (const unit of units) {
		pieces.push(...unit.pieces);
	}

	return numbered(pieces.toSorted((a, b) => a.beginMilliseconds === b.beginMilliseconds ? a.id - b.id : a.beginMilliseconds - b.beginMilliseconds));
}

/** Replaces intervals of a resolution by their parts where all of them are there; `rest` are the parts that are of none of them. */
function combine(parts: readonly Unit[], intervals: readonly RecordedInterval[]): {readonly combined: readonly Unit[]; readonly rest: readonly Unit[]} {
	let next = 0;
	const combined = intervals.map(interval => {
		const first = next;
		let seconds = 0;
		while (next < parts.length && parts[next]!.interval.id <= (interval.lastPartId ?? 0)) {
			seconds += parts[next]!.interval.seconds;
			next++;
		}

		// Seconds are sums of fractions.
		const isWhole = first < next && seconds >= 0.99 * interval.seconds;
		return {interval, pieces: isWhole ? parts.slice(first, next).flatMap(({pieces}) => pieces) : [interval]};
	});
	return {combined, rest: parts.slice(next)};
}

function numbered(intervals: readonly RecordedInterval[]): readonly ChosenInterval[] {
	let ordinal = 0;
	let before: RecordedInterval | undefined;
	return intervals.map(interval => {
		ordinal += before !== undefined && isGap(before, interval) ? 2 : 1;
		before = interval;
		return {...interval, ordinal};
	});
}

/** Whether time is missing between two intervals: more than a late sample explains. */
function isGap(before: RecordedInterval, after: RecordedInterval): boolean {
	return after.beginMilliseconds - endOf(before) > 1500 * Math.max(before.resolutionSeconds, after.resolutionSeconds);
}

function endOf({beginMilliseconds, seconds}: RecordedInterval): number {
	return Math.round(beginMilliseconds + (1000 * seconds));
}
