/** Counts by figure; unknown is null. */
export type Counts<Figure extends string> = Readonly<Record<Figure, number | null>>;

/** Figures that never go back during the life of a thing: if one does, the counter started again and was not corrected. */
const steady: ReadonlySet<string> = new Set(['opened', 'receivedPackets', 'sentPackets', 'received', 'timedOut']);

type Known<Figure extends string> = {
	/** In this life, and in those before. */
	readonly highest: Map<Figure, number>;
	readonly before: Map<Figure, number>;
};

/**
Makes counters of totals: they never go back while they are remembered, also where the totals do. What portop has taken back (a FIN
that was taken for payload) is caught up first; a thing that is gone, forgotten and back counts on.
*/
export class GrowingCounters<Figure extends string> {
	readonly #figures: readonly Figure[];
	readonly #most: number;
	/** The counters that were seen the longest ago come first. */
	readonly #known = new Map<string, Known<Figure>>();

	/** `most` things are remembered. */
	constructor(figures: readonly Figure[], most: number) {
		this.#figures = figures;
		this.#most = most;
	}

	has(identity: string): boolean {
		return this.#known.has(identity);
	}

	/** Takes the newest totals of a thing in. Returns its counters, and by how much each has grown; what is unknown now stays so. */
	grow(identity: string, totals: Counts<Figure>): {readonly counters: Counts<Figure>; readonly growth: Counts<Figure>} {
		const known: Known<Figure> = this.#known.get(identity) ?? {highest: new Map<Figure, number>(), before: new Map<Figure, number>()};
		this.#known.delete(identity);
		this.#known.set(identity, known);
		if (this.#known.size > this.#most) {
			this.#known.delete(this.#known.keys().next().value!);
		}

		const {highest, before} = known;
		const beginsAnew = this.#figures.some(figure => steady.has(figure) && (totals[figure] ?? Infinity) < (highest.get(figure) ?? 0));
		const grown = this.#figures.map(figure => {
			const total = totals[figure];
			const until = highest.get(figure) ?? 0;
			const lives = before.get(figure) ?? 0;
			if (beginsAnew) {
				before.set(figure, lives + until);
				highest.set(figure, total ?? 0);
			} else {
				highest.set(figure, Math.max(until, total ?? 0));
			}

			const counter = (before.get(figure) ?? 0) + highest.get(figure)!;
			return {figure, counter: total === null ? null : counter, growth: total === null ? null : counter - lives - until};
		});
		return {
			counters: Object.fromEntries(grown.map(({figure, counter}) => [figure, counter])) as Counts<Figure>,
			growth: Object.fromEntries(grown.map(({figure, growth}) => [figure, growth])) as Counts<Figure>,
		};
	}
}

/** Adds what is known. */
export function plus<Figure extends string>(figures: readonly Figure[], sum: Counts<Figure>, growth: Counts<Figure>): Counts<Figure> {
	return Object.fromEntries(figures.map(figure => {
		const grown = growth[figure];
		return [figure, grown === null ? sum[figure] : (sum[figure] ?? 0) + grown];
	})) as Counts<Figure>;
}
