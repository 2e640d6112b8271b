import {groupFields} from '../../fields/group.ts';
import {groupings, type ConnectionGroup} from '../../model/group.ts';
import type {Connection} from '../../model/socket.ts';
import type {RecordedName} from '../series/series-source.ts';
import {groupColumns} from '../traffic/group-finder.ts';
import {connectionRow} from './connection-rows.ts';
import {connectionFilterFields} from './connections.ts';
import {groupNumber, groupRows, groupTotals} from './group-rows.ts';
import {steadyOrder} from './order.ts';
import {maxListed} from './row-details.ts';
import {chartsOf} from './row-series.ts';
import type {Sample} from './sample.ts';
import {
	listedRows,
	rowTest,
	type View,
	type ViewSource,
} from './view.ts';

/** Sockets that are searched for the process to end. */
const maxEnded = 64;

/** Lists groups of connections. A filter chooses connections: it leaves the groups that have some, with these alone. */
export const groupsView: View<'groups'> = {
	subjectKind: null,
	ending: {
		sockets(sample, identity) {
			const {columns} = sample.table;
			return rowsOf(sample, identity).filter(row => columns.inode[row] !== 0).slice(0, maxEnded);
		},
		refusalOf: identity => identity.startsWith('process|') ? null : 'only a process can be ended: group by process',
	},
	open(question) {
		const {groups} = rowsUnder(question);
		return {
			...listedRows(groups, ({identity}) => identity),
			matches: () => true,
			compare: steadyOrder<ConnectionGroup>({
				rows: groups, identity: row => row.identity, table: groupFields, tieBreakers: [groupFields.name],
			}, `groups ${question.grouping}`, question),
			isThere: null,
			total: question.filter === '' ? groups.length : memberCount(question),
		};
	},
	content(source, rows) {
		const {groups} = rowsUnder(source);
		return {view: 'groups', rows: Array.from(rows, row => groups[row]!)};
	},
	detail(source, identity) {
		const {sample} = source;
		const row = rowsUnder(source).groups.find(group => group.identity === identity);
		if (row === undefined) {
			return 'gone';
		}

		const process = row.pid === null ? undefined : sample.rowContext.processes.get(row.pid);
		return {
			view: 'groups',
			row: {...row, totals: groupTotals(sample, row.grouping, identity) ?? row.totals},
			processes: process === undefined || !row.identity.endsWith(` ${process.startTicks}`) ? [] : [process],
			charts: chartsOf({...source, name: recordedName(row)}, 'group', identity, ['receive', 'send']),
			connections: busiest(source, identity),
		};
	},
};

/** Returns what names a group in a recording, where one of those that gave way has no number. */
function recordedName({grouping, kind, name}: ConnectionGroup): RecordedName {
	return {grouping, kind, name: kind === 'others' ? kind : name};
}

type Rows = Pick<ViewSource, 'filter' | 'grouping'> & {
	readonly groups: readonly ConnectionGroup[];
	/** The busiest connections of the groups that were looked at, by their identity. */
	readonly busiest: Map<string, readonly Connection[]>;
};

/** The rows of a sample that were asked for last: most keys only move the cursor. */
const lastRows = new WeakMap<Sample, Rows>();

function rowsUnder(source: ViewSource): Rows {
	const {sample, filter, grouping} = source;
	const last = lastRows.get(sample);
	if (last?.filter === filter && last.grouping === grouping) {
		return last;
	}

	const rows: Rows = {
		filter, grouping, groups: groupsUnder(source), busiest: new Map(),
	};
	lastRows.set(sample, rows);
	return rows;
}

function groupsUnder(source: ViewSource): readonly ConnectionGroup[] {
	const {sample, filter, grouping} = source;
	if (sample.groupRows !== undefined) {
		// Which connections a filter would leave is not known.
		return filter === '' ? sample.groupRows[grouping] : [];
	}

	return groupRows(sample, grouping, filterOf(source));
}

function filterOf(source: ViewSource): ((row: number) => boolean) | null {
	return source.filter === '' ? null : rowTest(source, connectionFilterFields(source.sample.rowContext));
}

function memberCount({sample, grouping}: ViewSource): number {
	return sample.groups.groupings[grouping].groups.filter(group => group !== undefined).length;
}

/** Returns the rows of a group's connections in the socket table. */
function rowsOf(sample: Sample, identity: string): readonly number[] {
	const grouping = groupings.find(each => identity.startsWith(`${each}|`));
	const number = grouping === undefined ? -1 : groupNumber(sample, grouping, identity);
	if (grouping === undefined || number === -1) {
		return [];
	}

	const {columns, liveCount} = sample.table;
	const numbers = columns[groupColumns[grouping]];
	const rows: number[] = [];
	for (let row = 0; row < liveCount; row++) {
		if (numbers[row] === number) {
			rows.push(row);
		}
	}

	return rows;
}

/** Returns the connections of a group that move the most, those under the filter. */
function busiest(source: ViewSource, identity: string): readonly Connection[] {
	const {busiest: found} = rowsUnder(source);
	const connections = found.get(identity) ?? findBusiest(source, identity);
	found.set(identity, connections);
	return connections;
}

/** Sorting 100,000 rows would take a while: only those that are listed are kept in order. */
function findBusiest(source: ViewSource, identity: string): readonly Connection[] {
	const {table: {columns}, rowContext} = source.sample;
	const matches = filterOf(source);
	const moves = (row: number) => Math.max(0, columns.receiveBitsPerSecond[row]!) + Math.max(0, columns.sendBitsPerSecond[row]!);
	const listed: Array<{readonly row: number; readonly moved: number}> = [];
	for (const row of rowsOf(source.sample, identity)) {
		const moved = moves(row);
		const isAmong = listed.length < maxListed || moved > listed.at(-1)!.moved;
		if (!isAmong || matches?.(row) === false) {
			continue;
		}

		const place = listed.findIndex(other => other.moved < moved);
		listed.splice(place === -1 ? listed.length : place, 0, {row, moved});
		if (listed.length > maxListed) {
			listed.pop();
		}
	}

	return listed.map(({row}) => connectionRow(row, rowContext));
}
