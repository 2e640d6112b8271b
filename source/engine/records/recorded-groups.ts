import {groupings, type Grouping} from '../../model/group.ts';
import type {GroupFigures} from '../../recording/figures.ts';
import type {RecordedGroup} from '../../recording/recorded-sample.ts';
import {
	figureCount,
	figurePositions,
	type GroupMember,
	type GroupFigure,
	type GroupTotals,
} from '../traffic/group-table.ts';
import type {GroupsOfSample} from '../traffic/group-finder.ts';
import {describe, kindOf} from '../views/group-rows.ts';
import type {Sample} from '../views/sample.ts';

/** Groups of a grouping that are recorded for one interval: those that moved most. The rest is recorded as the others. */
const maxGroups = 200;

const others = 'others';
const {receivedBytes, sentBytes, opened, closed} = figurePositions;
const figureNames = Object.keys(figurePositions) as readonly GroupFigure[];

type Moved = {readonly group: GroupMember; readonly amounts: Float64Array};

/** Works out what each group moved between two samples. */
export class RecordedGroups {
	#before: GroupsOfSample | undefined;

	/** Returns the groups of connections of which something was counted since the last call. */
	take({groups: {groupings: all, hasCounters}, rowContext}: Sample): readonly RecordedGroup[] {
		const before = this.#before;
		this.#before = all;
		return groupings.flatMap(grouping => {
			const totals = all[grouping];
			const moved = movedGroups(totals, before?.[grouping]);
			const [named, omitted] = busiest(moved);
			const rows = named.map(({group, amounts}) => ({
				grouping, kind: kindOf(group), name: describe(group, grouping, totals, true, rowContext).name, figures: figuresOf(amounts, hasCounters),
			}));
			return omitted === null ? rows : [...rows, othersOf(grouping, omitted, hasCounters)];
		});
	}
}

/** Returns what each group counted: also what was moved to it because its owner was found late. */
function movedGroups({groups, totals, changes}: GroupTotals, before: GroupTotals | undefined): readonly Moved[] {
	return groups.flatMap((group, number) => {
		if (group === undefined) {
			return [];
		}

		const start = number * figureCount;
		const amounts = changes.slice(start, start + figureCount);
		// The totals of groups that gave way are among those of the others, and are no change.
		if (before !== undefined && kindOf(group) !== others) {
			const isKnown = before.groups[number]?.key === group.key;
			for (let figure = 0; figure < figureCount; figure++) {
				amounts[figure] = totals[start + figure]! - (isKnown ? before.totals[start + figure]! : 0);
			}
		}

		return amounts.some(amount => amount !== 0) ? [{group, amounts}] : [];
	});
}

/** Returns the groups that are recorded by name, and the sum of the others; null where there are none. */
function busiest(moved: readonly Moved[]): readonly [named: readonly Moved[], omitted: Float64Array | null] {
	const members = moved.filter(({group}) => kindOf(group) !== others);
	const sorted = members.length > maxGroups ? members.toSorted((a, b) => weight(b) - weight(a)) : members;
	const omitted = [...moved.filter(({group}) => kindOf(group) === others), ...sorted.slice(maxGroups)];
	if (omitted.length === 0) {
		return [sorted, null];
	}

	const sum = new Float64Array(figureCount);
	for (const {amounts} of omitted) {
		for (const [figure, amount] of amounts.entries()) {
			sum[figure]! += amount;
		}
	}

	return [sorted.slice(0, maxGroups), sum];
}

/** Bytes count, and where none moved, connections. */
function weight({amounts}: Moved): number {
	return amounts[receivedBytes]! + amounts[sentBytes]! + amounts[opened]! + amounts[closed]!;
}

function othersOf(grouping: Grouping, amounts: Float64Array, hasCounters: boolean): RecordedGroup {
	return {
		grouping, kind: others, name: others, figures: figuresOf(amounts, hasCounters),
	};
}

/** Without the kernel's counters only connections are known. */
function figuresOf(amounts: Float64Array, hasCounters: boolean): GroupFigures {
	const figures = figureNames.map(name => [name, hasCounters || name === 'opened' || name === 'closed' ? amounts[figurePositions[name]]! : null]);
	// Object.fromEntries() forgets that every one is there.
	return Object.fromEntries(figures) as GroupFigures;
}
