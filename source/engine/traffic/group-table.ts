import type {AddressWords} from '../../model/address.ts';
import type {ProcessInfo} from '../../model/process.ts';
import type {Transport} from '../../model/socket.ts';
import type {TrafficFigure} from './account.ts';

/** The figures of a group; packets are not counted. */
const figures = ['opened', 'closed', 'failed', 'resets', 'timeouts', 'receivedBytes', 'sentBytes', 'dataSegments', 'retransmissions'] as const satisfies readonly TrafficFigure[];
export type GroupFigure = (typeof figures)[number];
export const figureCount = figures.length;

// Object.fromEntries() forgets which figures are there.
export const figurePositions = Object.fromEntries(figures.map((figure, index) => [figure, index])) as Readonly<Record<GroupFigure, number>>;
const positions: Readonly<Partial<Record<TrafficFigure, number>>> = figurePositions;

/** More groups of one grouping are not distinguished: those that moved something the longest ago give way to new ones. */
const maxGroups = 4096;

/** The property that the connections of a group have in common. */
export type GroupSubject =
	/** It is not known; they have none; the groups that gave way. */
	| {readonly kind: 'unknown' | 'none' | 'others'}
	/** As it was when it was last looked at. */
	| {readonly kind: 'process'; process: ProcessInfo}
	| {readonly kind: 'name'; readonly name: string}
	| {readonly kind: 'user'; readonly userId: number}
	| {readonly kind: 'host'; readonly words: AddressWords; readonly scopeId: number}
	| {readonly kind: 'port'; readonly transport: Transport; readonly port: number};

/** The groups that every grouping has, by their numbers. */
const fixed: readonly GroupSubject[] = [{kind: 'unknown'}, {kind: 'none'}, {kind: 'others'}];
const [unknownNumber, noneNumber, othersNumber] = [0, 1, 2] as const;

/** One group. Its number is an index into the figures of its table. */
export class CountedGroup {
	/** Names it among those of its table. */
	readonly key: string;
	readonly subject: GroupSubject;
	/** Becomes that of the others where it gives way: what still comes goes there. */
	number: number;
	/** Monotonic milliseconds of the last sample in which something was counted. */
	activeAt: number;
	/** Bytes of its connections may be missing: the kernel had cleared their counters. */
	missesBytes = false;

	constructor(key: string, subject: GroupSubject, number: number, activeAt: number) {
		this.key = key;
		this.subject = subject;
		this.number = number;
		this.activeAt = activeAt;
	}
}

/** A group of a complete sample. */
export type GroupMember = Readonly<Pick<CountedGroup, 'key' | 'subject' | 'missesBytes'>>;

/** The figures of the groups of one grouping as of a complete sample. */
export type GroupTotals = {
	/** By number; undefined where it is not in use. */
	readonly groups: ReadonlyArray<GroupMember | undefined>;
	/** `figureCount` values for each group: since portop started, since the previous sample, and when totals were reset. */
	readonly totals: Float64Array;
	readonly changes: Float64Array;
	readonly atReset: Float64Array | null;
	/** The groups that have given way; there were more that had no place from the start. */
	readonly leftOut: number;
	readonly leftOutMore: boolean;
};

/** The groups of one grouping, and what passed through the connections of each. Its size is bounded. */
export class GroupTable {
	readonly #byKey = new Map<string, CountedGroup>();
	#groups: Array<CountedGroup | undefined> = fixed.map((subject, number) => new CountedGroup(subject.kind, subject, number, 0));
	readonly #free: number[] = [];
	#totals = new Float64Array(64 * figureCount);
	/** Since the previous sample. */
	#changes = new Float64Array(64 * figureCount);
	#atReset: Float64Array | undefined;
	#leftOut = 0;
	#leftOutMore = false;
	#now = 0;

	get unknown(): CountedGroup {
		return this.#groups[unknownNumber]!;
	}

	get none(): CountedGroup {
		return this.#groups[noneNumber]!;
	}

	at(number: number): CountedGroup {
		return this.#groups[number]!;
	}

	/** Returns the group with that key, a new one where there is none; the group of the others if there are too many. */
	groupOf(key: string, subjectOf: () => GroupSubject): CountedGroup {
		const known = this.#byKey.get(key);
		if (known !== undefined) {
			return known;
		}

		if (this.#byKey.size >= maxGroups) {
			this.#leftOutMore = true;
			return this.#groups[othersNumber]!;
		}

		const number = this.#free.pop() ?? this.#groups.length;
		const group = new CountedGroup(key, subjectOf(), number, this.#now);
		this.#groups[number] = group;
		this.#byKey.set(key, group);
		if (this.#groups.length * figureCount > this.#totals.length) {
			this.#totals = grown(this.#totals);
			this.#changes = grown(this.#changes);
			this.#atReset = this.#atReset === undefined ? undefined : grown(this.#atReset);
		}

		return group;
	}

	/** A sample begins. `now` is in monotonic milliseconds. */
	startTick(now: number): void {
		this.#now = now;
		this.#changes.fill(0);
	}

	/** Counts a figure; packets are ignored. */
	add(group: CountedGroup, figure: TrafficFigure, amount: number): void {
		const position = positions[figure];
		if (position === undefined || amount === 0) {
			return;
		}

		const place = (group.number * figureCount) + position;
		this.#totals[place]! += amount;
		this.#changes[place]! += amount;
		group.activeAt = this.#now;
	}

	/** Counts an amount of each figure. */
	addAll(number: number, amounts: Float64Array): void {
		const start = number * figureCount;
		for (let index = 0; index < figureCount; index++) {
			const amount = amounts[index]!;
			// Most are 0, and the groups of many connections are far apart in memory.
			if (amount !== 0) {
				this.#totals[start + index]! += amount;
				this.#changes[start + index]! += amount;
			}
		}

		this.#groups[number]!.activeAt = this.#now;
	}

	/** Takes what samples before had counted from one group to another. */
	move(from: number, to: number, amounts: Float64Array): void {
		for (let index = 0; index < figureCount; index++) {
			this.#totals[(from * figureCount) + index]! -= amounts[index]!;
			this.#totals[(to * figureCount) + index]! += amounts[index]!;
		}
	}

	/** Whether groups should give way soon. */
	get isCrowded(): boolean {
		return this.#byKey.size >= maxGroups * 7 / 8;
	}

	/**
	Makes room: the groups that counted something the longest ago give way, and what they had counted goes to the others.
	@param isUsed By number: 1 where a connection of the sample is in it, so that it has to stay.
	*/
	makeRoom(isUsed: Uint8Array): void {
		const idle = this.#byKey.values()
			.filter(({number}) => isUsed[number] !== 1)
			.toArray()
			.toSorted((a, b) => a.activeAt - b.activeAt)
			.slice(0, maxGroups / 4);
		for (const group of idle) {
			const {number, key} = group;
			for (const values of [this.#totals, this.#changes, ...this.#atReset === undefined ? [] : [this.#atReset]]) {
				for (let index = 0; index < figureCount; index++) {
					values[(othersNumber * figureCount) + index]! += values[(number * figureCount) + index]!;
					values[(number * figureCount) + index] = 0;
				}
			}

			this.#groups[othersNumber]!.missesBytes ||= group.missesBytes;
			group.number = othersNumber;
			this.#byKey.delete(key);
			this.#groups[number] = undefined;
			this.#free.push(number);
		}

		this.#leftOut += idle.length;
	}

	/** Totals count a second time from now on. */
	reset(): void {
		this.#atReset = Float64Array.from(this.#totals);
	}

	/** Returns a copy of what has been counted. */
	published(): GroupTotals {
		const length = this.#groups.length * figureCount;
		return {
			groups: [...this.#groups],
			totals: this.#totals.slice(0, length),
			changes: this.#changes.slice(0, length),
			atReset: this.#atReset?.slice(0, length) ?? null,
			leftOut: this.#leftOut,
			leftOutMore: this.#leftOutMore,
		};
	}
}

function grown(values: Float64Array): Float64Array<ArrayBuffer> {
	const larger = new Float64Array(values.length * 2);
	larger.set(values);
	return larger;
}
