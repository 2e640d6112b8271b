import {addressText} from '../../collectors/address-text.ts';
import {unknown} from '../../collectors/socket-table.ts';
import {isIpv4Mapped} from '../../model/address.ts';
import type {ConnectionGroup, Grouping} from '../../model/group.ts';
import {socketStates} from '../../model/socket.ts';
import {
	unknownRates,
	unknownTotals,
	type Counted,
	type TrafficRates,
	type TrafficTotals,
} from '../../model/traffic.ts';
import {quantile} from '../sockets/connection-sums.ts';
import {groupColumns} from '../traffic/group-finder.ts';
import {
	figureCount,
	figurePositions,
	type GroupMember,
	type GroupFigure,
	type GroupTotals,
} from '../traffic/group-table.ts';
import type {RowContext} from './connection-rows.ts';
import type {Sample} from './sample.ts';

const stateCount = socketStates.length;

/** The sums over the connections of each group in one sample, by the number of the group. */
type Sums = {
	readonly connections: Uint32Array;
	/** `stateCount` values for each group. */
	readonly states: Uint32Array;
	/** The row of the oldest connection. */
	readonly oldest: Int32Array;
	/** The smoothed RTTs of all, a group after the other, sorted in each; where those of a group end. */
	readonly rtts: Int32Array;
	readonly rttEnds: Uint32Array;
};

/**
Returns the groups of a sample: all that have or had connections, or under a filter those with connections that match, which alone are counted
then. Of what connections that are over have moved a filter says nothing: totals are unknown under one.
@param matches The filter of connections; null: none.
*/
export function groupRows({table, groups, rowContext, sampledAt}: Sample, grouping: Grouping, matches: ((row: number) => boolean) | null): readonly ConnectionGroup[] {
	const totals = groups.groupings[grouping];
	const rows = matchingRows(table.columns[groupColumns[grouping]], table.liveCount, matches);
	const sums = sumsOf(rows, totals.groups.length, table.columns, grouping);
	const passing = matches === null ? null : passingRates(rows, totals.groups.length, table.columns, grouping);
	const isIncomplete = hasAny(totals.totals, 0);
	return totals.groups.flatMap((group, number) => {
		const isListed = group !== undefined && (sums.connections[number]! > 0 || (matches === null && (kindOf(group) === 'member' || hasAny(totals.totals, number))));
		if (!isListed) {
			return [];
		}

		const connectionCount = sums.connections[number]!;
		const oldest = sums.oldest[number]!;
		const isUnattributed = grouping !== 'host' && isIncomplete && group.subject.kind !== 'unknown';
		const rtts = sums.rtts.subarray(number === 0 ? 0 : sums.rttEnds[number - 1]!, sums.rttEnds[number]);
		const shownRates = passing === null ? ratesOf(totals, number, groups) : passing.rates(number);
		return [{
			identity: `${grouping}|${group.key}`,
			grouping,
			kind: kindOf(group),
			...describe(group, grouping, totals, connectionCount > 0, rowContext),
			connections: Object.fromEntries(socketStates.map((state, index) => [state, sums.states[(number * stateCount) + index]!] as const).filter(([, count]) => count > 0)),
			connectionCount,
			...shownRates,
			rttMedianMicroseconds: quantile(rtts, 0.5),
			rttP95Microseconds: quantile(rtts, 0.95),
			retransmissionPercent: passing === null ? retransmissionPercent(totals, number) : passing.retransmissionPercent(number),
			totals: passing === null
				? countedOf(group, totals, number, {hasCounters: groups.hasCounters, isLowerBound: groups.isLowerBound || isUnattributed})
				: nothingCounted,
			ratesAreLowerBounds: passing === null && (groups.isLowerBound || (isUnattributed && hasAny(totals.changes, 0))),
			oldestSeconds: oldest === unknown ? null : (sampledAt - table.columns.firstSeenAt[oldest]!) / 1000,
			oldestIsMinimum: oldest !== unknown && table.columns.seenAtStart[oldest] === 1,
		}];
	});
}

/** Returns the whole totals of a group, whatever the filter; null where it is gone. */
export function groupTotals(sample: Sample, grouping: Grouping, identity: string): Counted | null {
	return groupRows(sample, grouping, null).find(row => row.identity === identity)?.totals ?? null;
}

/** Returns the number of a group of a sample; -1 where it is not there. */
export function groupNumber({groups}: Sample, grouping: Grouping, identity: string): number {
	return groups.groupings[grouping].groups.findIndex(group => group !== undefined && `${grouping}|${group.key}` === identity);
}

const nothingCounted: Counted = {
	sinceStart: unknownTotals, sinceReset: null, isLowerBound: false, missesBytes: false, atLeast: [],
};

function matchingRows(numbers: Int16Array, liveCount: number, matches: ((row: number) => boolean) | null): Uint32Array {
	const rows = new Uint32Array(liveCount);
	let length = 0;
	for (let row = 0; row < liveCount; row++) {
		if (numbers[row] !== unknown && (matches === null || matches(row))) {
			rows[length++] = row;
		}
	}

	return rows.subarray(0, length);
}

function sumsOf(rows: Uint32Array, groupCount: number, columns: Sample['table']['columns'], grouping: Grouping): Sums {
	const numbers = columns[groupColumns[grouping]];
	const connections = new Uint32Array(groupCount);
	const states = new Uint32Array(groupCount * stateCount);
	const oldest = new Int32Array(groupCount).fill(unknown);
	const rttEnds = new Uint32Array(groupCount);
	const {state, rttMicroseconds, firstSeenAt} = columns;
	for (const row of rows) {
		const number = numbers[row]!;
		connections[number]!++;
		states[(number * stateCount) + state[row]!]!++;
		rttEnds[number]! += rttMicroseconds[row] === unknown ? 0 : 1;
		if (oldest[number] === unknown || firstSeenAt[row]! < firstSeenAt[oldest[number]!]!) {
			oldest[number] = row;
		}
	}

	let rttCount = 0;
	for (const [number, count] of rttEnds.entries()) {
		rttEnds[number] = rttCount;
		rttCount += count;
	}

	// Each end begins as the start of its group, and is counted up while that is filled.
	const rtts = new Int32Array(rttCount);
	for (const row of rows) {
		if (rttMicroseconds[row] !== unknown) {
			rtts[rttEnds[numbers[row]!]!++] = rttMicroseconds[row]!;
		}
	}

	let start = 0;
	for (const end of rttEnds) {
		rtts.subarray(start, end).sort();
		start = end;
	}

	return {
		connections, states, oldest, rtts, rttEnds,
	};
}

/** Adds up the rates of the connections themselves. */
function passingRates(rows: Uint32Array, groupCount: number, columns: Sample['table']['columns'], grouping: Grouping) {
	const numbers = columns[groupColumns[grouping]];
	const sum = (values: Float64Array) => {
		const sums = new Float64Array(groupCount).fill(unknown);
		for (const row of rows) {
			if (values[row] !== unknown) {
				sums[numbers[row]!] = Math.max(0, sums[numbers[row]!]!) + values[row]!;
			}
		}

		return (number: number) => sums[number] === unknown ? null : sums[number]!;
	};

	const received = sum(columns.receiveBitsPerSecond);
	const sent = sum(columns.sendBitsPerSecond);
	const retransmitted = sum(columns.retransmissionsPerSecond);
	const segments = sum(columns.dataSegmentsPerSecond);
	return {
		rates: (number: number): TrafficRates => ({...unknownRates, receiveBitsPerSecond: received(number), sendBitsPerSecond: sent(number)}),
		retransmissionPercent: (number: number) => percentOf(retransmitted(number) ?? 0, segments(number) ?? 0),
	};
}

function percentOf(part: number, whole: number): number | null {
	return whole <= 0 ? null : Math.min(100, 100 * part / whole);
}

function valueOf(values: Float64Array, number: number, figure: GroupFigure): number {
	return Math.max(0, values[(number * figureCount) + figurePositions[figure]] ?? 0);
}

function retransmissionPercent({changes}: GroupTotals, number: number): number | null {
	return percentOf(valueOf(changes, number, 'retransmissions'), valueOf(changes, number, 'dataSegments'));
}

/** Whether connections of a group were opened, failed, or moved something. */
function hasAny(values: Float64Array, number: number): boolean {
	return (['opened', 'failed', 'receivedBytes', 'sentBytes'] as const).some(figure => valueOf(values, number, figure) > 0);
}

function ratesOf({changes}: GroupTotals, number: number, {seconds, hasCounters}: Sample['groups']): TrafficRates {
	if (seconds === null || seconds <= 0) {
		return unknownRates;
	}

	const perSecond = (figure: GroupFigure) => valueOf(changes, number, figure) / seconds;
	const connections = {...unknownRates, openedPerSecond: perSecond('opened'), closedPerSecond: perSecond('closed')};
	return hasCounters
		? {
			...connections,
			failedPerSecond: perSecond('failed'),
			resetsPerSecond: perSecond('resets'),
			timeoutsPerSecond: perSecond('timeouts'),
			receiveBitsPerSecond: 8 * perSecond('receivedBytes'),
			sendBitsPerSecond: 8 * perSecond('sentBytes'),
		}
		: connections;
}

function countedOf({missesBytes}: GroupMember, {totals, atReset}: GroupTotals, number: number, {hasCounters, isLowerBound}: Pick<Sample['groups'], 'hasCounters' | 'isLowerBound'>): Counted {
	const totalsOf = (base: Float64Array | null): TrafficTotals => {
		const since = (figure: GroupFigure) => Math.max(0, valueOf(totals, number, figure) - (base === null ? 0 : valueOf(base, number, figure)));
		const connections = {...unknownTotals, opened: since('opened'), closed: since('closed')};
		return hasCounters
			? {
				...connections,
				failed: since('failed'),
				resets: since('resets'),
				timeouts: since('timeouts'),
				receivedBytes: since('receivedBytes'),
				sentBytes: since('sentBytes'),
				retransmissions: since('retransmissions'),
			}
			: connections;
	};

	return {
		sinceStart: totalsOf(null), sinceReset: atReset === null ? null : totalsOf(atReset), isLowerBound, missesBytes, atLeast: [],
	};
}

const kinds: Readonly<Record<GroupMember['subject']['kind'], ConnectionGroup['kind']>> = {
	unknown: 'unknown', none: 'none', others: 'others', process: 'member', name: 'member', user: 'member', host: 'member', port: 'member',
};

export function kindOf({subject: {kind}}: GroupMember): ConnectionGroup['kind'] {
	return kinds[kind];
}

type Description = Pick<ConnectionGroup, 'name' | 'pid' | 'service' | 'user' | 'userId' | 'unit' | 'container' | 'filter'>;

const undescribed: Omit<Description, 'name'> = {
	pid: null, service: null, user: null, userId: null, unit: null, container: null, filter: null,
};

/** Names a group, and the filter that leaves only its connections. */
export function describe({subject}: GroupMember, grouping: Grouping, {leftOut, leftOutMore}: GroupTotals, isThere: boolean, {names, processes, interfaceName}: RowContext): Description {
	switch (subject.kind) {
		case 'unknown': {
			return {...undescribed, name: 'unknown'};
		}

		case 'none': {
			return {...undescribed, name: grouping === 'unit' ? 'no unit' : 'no container'};
		}

		case 'others': {
			return {...undescribed, name: leftOut === 0 ? 'others' : `${leftOut}${leftOutMore ? ' or more' : ''} others`};
		}

		case 'process': {
			const last = isThere ? processes.lastKnown(subject.process.pid) : undefined;
			// Another process may have the number by now.
			const process = last?.startTicks === subject.process.startTicks ? last : subject.process;
			const {pid, name, user, userId, unit, container} = process;
			return {
				...undescribed, name: `${name}(${pid})`, pid, user, userId, unit, container, filter: isThere ? withConnections(`pid:${pid}`) : null,
			};
		}

		case 'name': {
			return {...undescribed, name: subject.name, filter: withConnections(`${grouping}=${quoted(subject.name)}`)};
		}

		case 'user': {
			const {userId} = subject;
			const user = names.user(userId);
			return {
				...undescribed, name: user ?? String(userId), user, userId, filter: withConnections(`user=${quoted(user ?? String(userId))}`),
			};
		}

		case 'host': {
			const {words, scopeId} = subject;
			const text = addressText(words, isIpv4Mapped(words[0], words[1], words[2]) ? 'tcp' : 'tcp6').replaceAll(/[\[\]]/gv, '');
			const device = scopeId === 0 ? null : interfaceName(scopeId);
			return {
				...undescribed, name: device === null ? text : `${text}%${device}`, filter: device === null ? `dst:${text}` : `dst:${text} dev:${quoted(device)}`,
			};
		}

		case 'port': {
			const {transport, port} = subject;
			return {
				...undescribed, name: `${port}/${transport}`, service: names.service(transport, port), filter: withConnections(`port:${port} proto:${transport}`),
			};
		}
	}
}

/** Listeners are no connections. */
function withConnections(filter: string): string {
	return `${filter} state:connected`;
}

function quoted(text: string): string {
	return /^[\w\-.:@]+$/v.test(text) ? text : (text.includes('"') ? `'${text}'` : `"${text}"`);
}
