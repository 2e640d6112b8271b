import {
	byGrouping,
	groupings,
	type ConnectionGroup,
	type Grouping,
} from '../../model/group.ts';
import type {Probe, ProbeDetails} from '../../model/probe.ts';
import type {GroupMember, GroupTotals} from '../traffic/group-table.ts';
import type {GroupedTraffic} from '../traffic/traffic-accounting.ts';
import type {AlertRows} from '../views/alert-rows.ts';
import {groupRows} from '../views/group-rows.ts';
import type {Sample, TakenSample} from '../views/sample.ts';
import type {SteadyFacts} from '../views/steady-values.ts';

/** The alerts of a moment. Of the log only how long it was: its events stay what they are. */
export type RecordedAlerts = Omit<AlertRows, 'firing' | 'about' | 'details'> & {
	/** The number of the newest event; 0 where there is none. */
	readonly lastEvent: number;
};

/** The numbers of a grouping, which are written apart. */
export const groupNumbers = ['totals', 'changes', 'atReset'] as const satisfies ReadonlyArray<keyof GroupTotals>;

type RecordedGroups = Omit<GroupTotals, (typeof groupNumbers)[number]> & {readonly isReset: boolean};

/** Everything of a sample that is small, or hardly ever changes, as plain values. */
export type RecordedValues = Pick<Sample, 'summary' | 'closedLeftOut' | 'fixedLimits' | 'states' | 'errors' | 'interfaces'> & Pick<GroupedTraffic, 'seconds' | 'hasCounters' | 'isLowerBound'> & {
	/** By port. */
	readonly slots: ReadonlyArray<{readonly listeners: readonly number[]; readonly holders: readonly number[]}>;
	readonly probes: {readonly version: number; readonly rows: readonly Probe[]; readonly details: ReadonlyArray<Omit<ProbeDetails, 'row'> | undefined>};
	readonly alerts: RecordedAlerts;
	readonly groups: Readonly<Record<Grouping, RecordedGroups>>;
	readonly owners: {readonly mayBeHidden: boolean; readonly sought: readonly number[]; readonly processes: ReadonlyArray<readonly [number, number]>};
	/** The interfaces that sockets are bound to, by index. */
	readonly interfaceNames: ReadonlyArray<readonly [number, string]>;
	/** The users that sockets belong to, by number. */
	readonly userNames: ReadonlyArray<readonly [number, string]>;
	readonly steady: SteadyFacts;
	/** The rows of groups where the sockets may be left out, from which they would be made; else null. */
	readonly groupRows: Readonly<Record<Grouping, readonly ConnectionGroup[]>> | null;
};

/** Makes the plain values of samples. What did not change since the sample before is the same object again, which takes no time to compare. */
export class RecordedValuesMaker {
	#alerts: {readonly of: AlertRows; readonly recorded: RecordedAlerts} | undefined;
	#groups: Readonly<Record<Grouping, RecordedGroups>> | undefined;

	/** Makes those of a sample, piece by piece. */
	* make(sample: TakenSample, steady: SteadyFacts, hasGroupRows: boolean): Generator<void, RecordedValues> {
		const {summary, closedLeftOut, fixedLimits, states, errors, interfaces, groups, openPorts, probes, rowContext: {owners}} = sample;
		const {sought, mayBeHidden, processes} = owners.facts;
		return {
			summary,
			closedLeftOut,
			fixedLimits,
			states,
			errors,
			interfaces,
			seconds: groups.seconds,
			hasCounters: groups.hasCounters,
			isLowerBound: groups.isLowerBound,
			slots: openPorts.slots.map(({listeners, holders}) => ({listeners: [...listeners], holders: [...holders]})),
			probes: {version: probes.version, rows: probes.rows, details: probes.rows.map(({identity}) => detailsOf(probes, identity))},
			alerts: this.#alertsOf(sample.alerts),
			groups: this.#groupsOf(groups.groupings),
			owners: {mayBeHidden, sought: [...sought], processes: [...processes]},
			interfaceNames: interfaceNames(sample),
			userNames: userNames(sample),
			steady,
			groupRows: hasGroupRows ? yield * groupRowsOf(sample) : null,
		};
	}

	#alertsOf(alerts: AlertRows): RecordedAlerts {
		if (this.#alerts?.of !== alerts) {
			const {version, rows, conditions, rules, active, detects, counts} = alerts;
			const firstEvent = rows.findIndex(({type}) => type === 'event');
			const newest = rows[firstEvent];
			this.#alerts = {
				of: alerts,
				recorded: {
					version, rows: firstEvent === -1 ? rows : rows.slice(0, firstEvent), conditions, rules, active, detects, counts, lastEvent: newest?.type === 'event' ? newest.event.sequence : 0,
				},
			};
		}

		return this.#alerts.recorded;
	}

	#groupsOf(all: GroupedTraffic['groupings']): RecordedValues['groups'] {
		const before = this.#groups;
		this.#groups = byGrouping(grouping => {
			const {groups, leftOut, leftOutMore, atReset} = all[grouping];
			return {
				groups: groups.map((group, number) => group === undefined ? undefined : memberOf(group, before?.[grouping].groups[number])), leftOut, leftOutMore, isReset: atReset !== null,
			};
		});
		return this.#groups;
	}
}

function * groupRowsOf(sample: TakenSample): Generator<void, NonNullable<RecordedValues['groupRows']>> {
	const rows = new Map<Grouping, readonly ConnectionGroup[]>();
	for (const grouping of groupings) {
		rows.set(grouping, groupRows(sample, grouping, null));
		yield;
	}

	return byGrouping(grouping => rows.get(grouping)!);
}

/** Returns a copy of a group, which goes on counting; the one of the sample before if it is the same. */
function memberOf({key, subject, missesBytes}: GroupMember, before: GroupMember | undefined): GroupMember {
	const isSame = before?.key === key && before.missesBytes === missesBytes
		&& (subject.kind !== 'process' || (before.subject.kind === 'process' && before.subject.process === subject.process));
	return isSame ? before : {key, subject: {...subject}, missesBytes};
}

function detailsOf(probes: Sample['probes'], identity: string): Omit<ProbeDetails, 'row'> | undefined {
	const details = probes.details(identity);
	if (details === undefined) {
		return undefined;
	}

	const {row, ...others} = details;
	return others;
}

/** Returns the names of the interfaces that sockets are bound to. */
function interfaceNames({table, rowContext: {interfaceName}}: Sample): RecordedValues['interfaceNames'] {
	const {interfaceIndex} = table.columns;
	const indices = new Set<number>();
	for (let row = 0; row < table.count; row++) {
		if (interfaceIndex[row] !== 0) {
			indices.add(interfaceIndex[row]!);
		}
	}

	return Array.from(indices, index => [index, interfaceName(index)]);
}

/** Returns the names of the users that sockets belong to. */
function userNames({table, rowContext: {names}}: Sample): RecordedValues['userNames'] {
	const users = new Set(table.columns.userId.subarray(0, table.count));
	return Array.from(users, user => [user, names.user(user)]);
}
