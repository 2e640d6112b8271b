import type {ErrorCounter} from '../../model/error-counter.ts';

/** The constant facts about a counter. */
export type CataloguedCounter = Pick<ErrorCounter, 'name' | 'title' | 'meaning' | 'weight'>;

export type Entry = readonly [name: string, weight: ErrorCounter['weight'], title: string, meaning: string];

/** Counters whose names begin with the protocol, as the kernel's file and `nstat` have it. */
export function entries(protocol: string, list: readonly Entry[]): readonly CataloguedCounter[] {
	return list.map(([name, weight, title, meaning]) => ({
		name: protocol + name, title, meaning, weight,
	}));
}
