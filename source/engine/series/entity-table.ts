import {recordedKinds, type RecordedKind} from './recorded-figures.ts';
import type {SeriesBlock} from './series-level.ts';

/** One thing of which figures are recorded. Its numbers are used again when it is forgotten. */
export type Entity = SeriesBlock & {
	readonly kind: RecordedKind;
	readonly identity: string;
	/** Monotonic milliseconds of the first sample in which it was there. */
	readonly firstSeenAt: number;
	/** Monotonic milliseconds of the last sample in which it was there. */
	seenAt: number;
};

/** The entities of one kind, and where their numbers begin. */
type Group = {
	readonly areRates: readonly boolean[];
	readonly maxEntities: number;
	readonly firstEntity: number;
	readonly firstSeries: number;
	readonly byIdentity: Map<string, Entity>;
	/** Those that are gone, the one that is gone for the longest last. undefined: not looked for in this sample. */
	gone: Entity[] | undefined;
};

/** The entities, there and gone, with the numbers of their series. Of each kind there are so many at most; then what is gone for the longest gives way. */
export class EntityTable {
	/** The most that there can be. */
	readonly counts: {readonly entities: number; readonly series: number};
	readonly #groups = new Map<RecordedKind, Group>();
	/** Monotonic milliseconds of the sample before, and of the last one. */
	#sampledBefore = -Infinity;
	#sampledAt = -Infinity;

	/**
	Numbers nothing yet.
	@param share The part of the usual number of entities of each kind that there is room for.
	*/
	constructor(share = 1) {
		let entities = 0;
		let series = 0;
		for (const [kind, {figures, maxEntities}] of Object.entries(recordedKinds)) {
			const most = Math.max(1, Math.floor(maxEntities * share));
			// Object.entries() forgets the names.
			this.#groups.set(kind as RecordedKind, {
				areRates: figures.map(({isRate}) => isRate), maxEntities: most, firstEntity: entities, firstSeries: series, byIdentity: new Map(), gone: undefined,
			});
			entities += most;
			series += most * figures.length;
		}

		this.counts = {entities, series};
	}

	/** A new sample begins, at that monotonic time. */
	begin(sampledAt: number): void {
		this.#sampledBefore = this.#sampledAt;
		this.#sampledAt = sampledAt;
		for (const group of this.#groups.values()) {
			group.gone = undefined;
		}
	}

	/** Returns the entities of a kind, in no order that means anything. */
	ofKind(kind: RecordedKind): Iterable<Entity> {
		return this.#groups.get(kind)!.byIdentity.values();
	}

	* all(): Generator<Entity> {
		for (const {byIdentity} of this.#groups.values()) {
			yield * byIdentity.values();
		}
	}

	find(kind: RecordedKind, identity: string): Entity | undefined {
		return this.#groups.get(kind)!.byIdentity.get(identity);
	}

	/**
	Returns the entity of the sample, a new one if it is not known; undefined where there is no room.
	@param onReplaced Called with one that gives way to it.
	*/
	see(kind: RecordedKind, identity: string, onReplaced: (entity: Entity) => void): Entity | undefined {
		const group = this.#groups.get(kind)!;
		const known = group.byIdentity.get(identity);
		if (known !== undefined) {
			known.seenAt = this.#sampledAt;
			return known;
		}

		const {areRates, byIdentity} = group;
		let number = byIdentity.size;
		if (number >= group.maxEntities) {
			group.gone ??= this.#goneOf(group);
			const replaced = group.gone.pop();
			if (replaced === undefined) {
				return undefined;
			}

			onReplaced(replaced);
			byIdentity.delete(replaced.identity);
			number = replaced.entity - group.firstEntity;
		}

		const entity: Entity = {
			kind, identity, entity: group.firstEntity + number, first: group.firstSeries + (number * areRates.length), areRates, firstSeenAt: this.#sampledAt, seenAt: this.#sampledAt,
		};
		byIdentity.set(identity, entity);
		return entity;
	}

	/** Forgets all entities of a kind; `onRemoved` is called with each. */
	remove(kind: RecordedKind, onRemoved: (entity: Entity) => void): void {
		const {byIdentity} = this.#groups.get(kind)!;
		for (const entity of byIdentity.values()) {
			onRemoved(entity);
		}

		byIdentity.clear();
	}

	/** Those that were not even in the sample before. */
	#goneOf({byIdentity}: Group): Entity[] {
		return byIdentity.values().filter(({seenAt}) => seenAt < this.#sampledBefore).toArray().toSorted((a, b) => b.seenAt - a.seenAt);
	}
}
