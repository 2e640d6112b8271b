import type {DatabaseSync, StatementSync} from 'node:sqlite';

const hour = 3_600_000;
const day = 24 * hour;

/** Samples that one step removes at most. */
const maxRemoved = 50;

/** Samples that are given up at once. */
const maxGivenUp = 20;

/** Calls between two looks for samples of a time that the clock showed by mistake. */
const callsBetweenCounts = 60;

/** Removes whole samples that are old enough: all but the first of ten seconds after an hour, all but the first of a minute after a day. */
export class SampleRetention {
	/** By level: milliseconds for which its samples are kept, and how many there may be at most. */
	readonly #levels: ReadonlyArray<{readonly span: number; readonly most: number}>;
	readonly #candidates: StatementSync;
	readonly #newestOver: StatementSync;
	readonly #oldestChunk: StatementSync;
	readonly #removals: readonly StatementSync[];
	readonly #rangeRemovals: readonly StatementSync[];
	#calls = 0;

	constructor(database: DatabaseSync, {keepDays, intervalSeconds}: {readonly keepDays: number; readonly intervalSeconds: number}) {
		const keep = keepDays * day;
		this.#levels = [[hour, intervalSeconds * 1000], [day, 10_000], [keep, 60_000]].map(([span, step]) => ({span: Math.min(keep, span!), most: Math.ceil(1.5 * span! / step!)}));
		this.#candidates = database.prepare('SELECT id, time_ms AS time FROM samples WHERE level = ? ORDER BY id LIMIT ?');
		this.#newestOver = database.prepare('SELECT id FROM samples WHERE level = ? ORDER BY id DESC LIMIT 1 OFFSET ?');
		// A whole sample goes with the differences from it, or later.
		this.#oldestChunk = database.prepare('SELECT first_id AS id FROM samples ORDER BY id LIMIT 1 OFFSET ?');
		this.#removals = ['DELETE FROM sample_bytes WHERE sample_id = ?', 'DELETE FROM samples WHERE id = ?'].map(sql => database.prepare(sql));
		this.#rangeRemovals = ['DELETE FROM sample_bytes WHERE sample_id < ?', 'DELETE FROM samples WHERE id < ?'].map(sql => database.prepare(sql));
	}

	/** Removes a little of what is too old; inside of a transaction. `now` is in milliseconds since 1970. */
	removeOld(now: number): void {
		const counts = this.#calls % callsBetweenCounts === 0;
		this.#calls++;
		for (const [level, {span, most}] of this.#levels.entries()) {
			const surplus = counts ? (this.#newestOver.get(level, most) as {readonly id: number} | undefined)?.id ?? 0 : 0;
			const oldest = this.#candidates.all(level, maxRemoved) as Array<{readonly id: number; readonly time: number}>;
			const kept = oldest.findIndex(({id, time}) => time >= now - span && id > surplus);
			for (const {id} of kept === -1 ? oldest : oldest.slice(0, kept)) {
				for (const removal of this.#removals) {
					removal.run(id);
				}
			}
		}
	}

	/** Gives up the oldest samples; inside of a transaction. Returns how many: none where only the newest are left. */
	giveUp(): number {
		const bound = this.#oldestChunk.get(maxGivenUp) as {readonly id: number} | undefined;
		if (bound === undefined) {
			return 0;
		}

		const [, removed] = this.#rangeRemovals.map(removal => Number(removal.run(bound.id).changes));
		return removed!;
	}
}
