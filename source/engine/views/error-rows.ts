import {errorCatalogue, type CataloguedCounter} from '../../collectors/error-catalogue.ts';
import type {ErrorCounter} from '../../model/error-counter.ts';

/** A counter as it was last seen, and what it counted since. */
type Watched = {
	total: number;
	/** Monotonic milliseconds. */
	readAt: number;
	sinceStart: number;
	sinceReset: number | null;
	/** The last row; the same object as long as nothing in it changes, as in most of them. */
	row: ErrorCounter | undefined;
};

/** Returns whether it has counted nothing since portop started. */
export function isQuiet({perSecond, sinceStart}: Pick<ErrorCounter, 'perSecond' | 'sinceStart'>): boolean {
	return sinceStart === 0 && (perSecond ?? 0) === 0;
}

/** The Errors view: the counters of the catalogue that this kernel has, in its order, compared with the sample before. */
export class ErrorRows {
	readonly #watched = new Map<string, Watched>();
	#wasReset = false;
	#rows: readonly ErrorCounter[] = [];

	get rows(): readonly ErrorCounter[] {
		return this.#rows;
	}

	/**
	Takes the counters of a new sample in, by name; those that could not be read have no row until they can be again.
	`sampledAt` is in monotonic milliseconds.
	*/
	update(values: ReadonlyMap<string, number>, sampledAt: number): readonly ErrorCounter[] {
		const rows: ErrorCounter[] = [];
		for (const counter of errorCatalogue) {
			const total = values.get(counter.name);
			if (total !== undefined) {
				rows.push(this.#row(counter, total, sampledAt));
			}
		}

		this.#rows = rows;
		return rows;
	}

	/** Counts a second time from the last sample on; the rows of the next one show it. */
	resetTotals(): void {
		this.#wasReset = true;
		for (const watched of this.#watched.values()) {
			watched.sinceReset = 0;
		}
	}

	#row(counter: CataloguedCounter, total: number, sampledAt: number): ErrorCounter {
		const before = this.#watched.get(counter.name);
		const watched = before ?? {
			total, readAt: sampledAt, sinceStart: 0, sinceReset: this.#wasReset ? 0 : null, row: undefined,
		};
		const perSecond = before === undefined ? null : advance(before, total, sampledAt);
		this.#watched.set(counter.name, watched);
		const {sinceStart, sinceReset, row} = watched;
		if (row?.perSecond !== perSecond || row.sinceStart !== sinceStart || row.sinceReset !== sinceReset || row.total !== total) {
			watched.row = {
				...counter, perSecond, sinceStart, sinceReset, total,
			};
		}

		return watched.row!;
	}
}

/** Adds what was counted; a counter that went back (another CPU set, a wrap) starts again and keeps what it counted before. */
function advance(watched: Watched, total: number, sampledAt: number): number | null {
	const counted = total - watched.total;
	const seconds = (sampledAt - watched.readAt) / 1000;
	if (counted >= 0 && seconds <= 0) {
		// Not yet: the next sample knows over which time.
		return null;
	}

	watched.total = total;
	watched.readAt = sampledAt;
	if (counted < 0) {
		return null;
	}

	watched.sinceStart += counted;
	if (watched.sinceReset !== null) {
		watched.sinceReset += counted;
	}

	return counted / seconds;
}
