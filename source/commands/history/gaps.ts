import type * as sqlite from 'node:sqlite';

/** A range of time: milliseconds since 1970, UTC; the end is outside. */
export type TimeRange = {
	readonly since: number;
	readonly until: number;
};

/** The parts that a recording does not have of a range of time. */
export type Missing = {
	/** No recorder was running. */
	readonly gaps: readonly TimeRange[];
	/** So many are not there, for a reason; null: not known how many. */
	readonly leftOut: ReadonlyArray<{readonly what: string; readonly why: string; readonly count: number | null}>;
};

/** A recorder writes once a second, and may be stopped for a moment to be updated. */
const unnoticed = 10_000;

/** Returns what a recording does not have of a range of time: in order, the first thousand gaps. */
export function missingFrom(database: sqlite.DatabaseSync, {since, until}: TimeRange): Missing {
	const range = {since, until};
	const sessions = database.prepare('SELECT started_ms AS since, ended_ms AS until FROM sessions WHERE started_ms < :until AND ended_ms > :since ORDER BY started_ms').iterate(range);
	// No answer is made from whole samples.
	const leftOut = database.prepare('SELECT what, why, sum(count) AS count FROM left_out WHERE time_ms >= :since AND time_ms < :until AND what NOT LIKE \'%whole samples\' GROUP BY what, why ORDER BY what, why').all(range);
	// The border to the file: its columns are the format's.
	return {
		gaps: gapsBetween(sessions as Iterable<TimeRange>, range).take(1000).toArray(),
		leftOut: leftOut as unknown as Missing['leftOut'],
	};
}

function * gapsBetween(sessions: Iterable<TimeRange>, {since, until}: TimeRange): Generator<TimeRange> {
	let end = since;
	for (const session of sessions) {
		if (session.since - end > unnoticed) {
			yield {since: end, until: session.since};
		}

		end = Math.max(end, session.until);
	}

	if (until - end > unnoticed) {
		yield {since: end, until};
	}
}
