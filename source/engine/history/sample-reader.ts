import type {Names} from '../../collectors/names.ts';
import {OwnerLookup, type HolderMap} from '../../collectors/owner-lookup.ts';
import {processLookup} from '../../collectors/processes.ts';
import {SocketTable} from '../../collectors/socket-table.ts';
import {marksOf} from '../../alerts/board/alert-board.ts';
import {eventsRaisedBy, relatedEvents, type EventRow} from '../../alerts/board/event-log.ts';
import {byGrouping, groupings, type Grouping} from '../../model/group.ts';
import type {ProcessInfo} from '../../model/process.ts';
import {CookieIndex} from '../sockets/row-index.ts';
import type {GroupTotals} from '../traffic/group-table.ts';
import {alertRows, type AlertRows} from '../views/alert-rows.ts';
import type {RowContext} from '../views/connection-rows.ts';
import type {OutgoingEntry} from '../views/outgoing-rows.ts';
import type {PortEntry} from '../views/port-rows.ts';
import type {Sample} from '../views/sample.ts';
import type {SteadyFacts} from '../views/steady-values.ts';
import {ByteReader} from './byte-reader.ts';
import {DeltaReader} from './delta-reader.ts';
import {groupNumbers, type RecordedAlerts, type RecordedValues} from './recorded-values.ts';
import type {ClosedOwner} from './sample-writer.ts';
import {
	readTableChanges,
	readWholeTable,
	setRates,
	type TimedTable,
} from './table-delta.ts';

/** The names and the log that a sample of the past takes from the present. */
export type Present = {
	readonly names: Names;
	readonly interfaceName: RowContext['interfaceName'];
	/** Returns the log up to the event of a number, newest first. */
	readonly logUntil: (lastEvent: number) => readonly EventRow[];
};

/** Reads samples that a SampleWriter wrote, from one that was written whole on. Each method throws a MalformedHistoryError on other bytes. */
export class SampleReader {
	readonly #clean: ((text: string) => string) | undefined;
	#deltas: DeltaReader | undefined;
	#values: RecordedValues | undefined;
	#ports: readonly PortEntry[] = [];
	#outgoing: readonly OutgoingEntry[] = [];
	#processes: readonly ProcessInfo[] = [];
	#closedOwners: readonly ClosedOwner[] = [];
	#numbers: ReadonlyArray<Float64Array<ArrayBuffer>> = [];
	readonly #holders: HolderMap = new Map();
	#table: TimedTable | undefined;
	/** Sets the rates of the table, which are only wanted of the sample that is looked at. */
	#setRates: (() => void) | undefined;

	/**
	Reads nothing yet.
	@param clean Is applied to every text.
	*/
	constructor(clean?: (text: string) => string) {
		this.#clean = clean;
	}

	/** Reads the rows of the next sample. */
	readRows(bytes: Uint8Array): void {
		const reader = new ByteReader(bytes);
		this.#deltas = this.#deltas === undefined ? new DeltaReader(reader, this.#clean) : this.#deltas.on(reader);
		const deltas = this.#deltas;
		// The border to what this program wrote: its readers check that the bytes are complete.
		this.#values = deltas.read(this.#values) as RecordedValues;
		this.#ports = deltas.readRows(this.#ports) as PortEntry[];
		this.#outgoing = deltas.readRows(this.#outgoing) as OutgoingEntry[];
		this.#processes = deltas.readRows(this.#processes) as ProcessInfo[];
		this.#closedOwners = deltas.readRows(this.#closedOwners) as ClosedOwner[];
		this.#numbers = groupings.flatMap(() => groupNumbers).map((_, index) => deltas.readNumbers(this.#numbers[index] ?? []));
		this.#readHolders(reader);
	}

	/** Reads the sockets of the next sample. */
	readTable(bytes: Uint8Array): void {
		const reader = new ByteReader(bytes);
		const before = this.#table;
		const table = before === undefined ? readWholeTable(reader) : readTableChanges(reader, before);
		this.#table = table;
		this.#setRates = before === undefined
			? undefined
			: () => {
				setRates(table, before);
			};
	}

	/** The order in which the rows of the sample that was read last were shown. */
	get steady(): SteadyFacts {
		return this.#values!.steady;
	}

	/** Returns the sample that was read last; without sockets where they were not read. */
	sample({names, interfaceName, logUntil}: Present): Sample {
		this.#setRates?.();
		this.#setRates = undefined;
		const values = this.#values!;
		const {summary, groups, owners} = values;
		const sampledAt = summary.monotonicMilliseconds;
		const table = this.#table?.table ?? new SocketTable(1);
		const index = new CookieIndex();
		index.build(table);
		const interfaceNames = new Map(values.interfaceNames);
		const userNames = new Map(values.userNames);
		const openPorts = {slots: values.slots.map(({listeners, holders}) => ({listeners, holders: new Set(holders)}))};
		const rowContext: RowContext = {
			table,
			sampledAt,
			owners: new OwnerLookup(new Map(this.#holders), new Set(owners.sought), () => owners.mayBeHidden, new Map(owners.processes)),
			processes: processLookup(this.#processes),
			names: {user: number => userNames.get(number) ?? names.user(number), service: (protocol, port) => names.service(protocol, port)},
			interfaceName: number => interfaceNames.get(number) ?? interfaceName(number),
			openPorts,
			closedOwners: new Map(this.#closedOwners),
		};
		const numbersOf = (grouping: Grouping, name: (typeof groupNumbers)[number]) => this.#numbers[(groupings.indexOf(grouping) * groupNumbers.length) + groupNumbers.indexOf(name)]!;
		return {
			table,
			index,
			sampledAt,
			openPorts,
			closedLeftOut: values.closedLeftOut,
			groups: {
				groupings: byGrouping((grouping): GroupTotals => {
					const {isReset, ...members} = groups[grouping];
					return {
						...members, totals: numbersOf(grouping, 'totals'), changes: numbersOf(grouping, 'changes'), atReset: isReset ? numbersOf(grouping, 'atReset') : null,
					};
				}),
				seconds: values.seconds,
				hasCounters: values.hasCounters,
				isLowerBound: values.isLowerBound,
			},
			...this.#table === undefined && values.groupRows !== null && {groupRows: values.groupRows},
			ports: this.#ports,
			outgoing: this.#outgoing,
			states: values.states,
			probes: pastProbes(values.probes),
			errors: values.errors,
			interfaces: values.interfaces,
			alerts: pastAlerts(values.alerts, logUntil(values.alerts.lastEvent)),
			fixedLimits: values.fixedLimits,
			rowContext,
			summary,
		};
	}

	#readHolders(reader: ByteReader): void {
		if (reader.byte() === 1) {
			this.#readAllHolders(reader);
			return;
		}

		const changed = reader.length();
		for (let index = 0; index < changed; index++) {
			const inode = reader.count();
			const length = reader.length();
			if (length === 0) {
				this.#holders.delete(inode);
			} else {
				const holders = readHolders(reader, length - 1);
				this.#holders.set(inode, holders.length === 1 ? holders[0]! : holders);
			}
		}
	}

	#readAllHolders(reader: ByteReader): void {
		this.#holders.clear();
		const {buffer} = Uint8Array.from(reader.bytes(8 * reader.length()));
		const pairs = new Float64Array(buffer);
		for (let index = 0; index < pairs.length; index += 2) {
			this.#holders.set(pairs[index]!, pairs[index + 1]!);
		}

		const others = reader.length();
		for (let index = 0; index < others; index++) {
			this.#holders.set(reader.count(), readHolders(reader, reader.length()));
		}
	}
}

function readHolders(reader: ByteReader, length: number): readonly number[] {
	return Array.from({length}, () => reader.count());
}

function pastProbes({version, rows, details}: RecordedValues['probes']): Sample['probes'] {
	return {
		version,
		rows,
		details(identity) {
			const place = rows.findIndex(row => row.identity === identity);
			const others = details[place];
			return others === undefined ? undefined : {row: rows[place]!, ...others};
		},
	};
}

/** The alerts of a moment, with the events that were logged until then. */
function pastAlerts({version, rows, conditions, rules, active, detects, counts}: RecordedAlerts, events: readonly EventRow[]): AlertRows {
	const all = [...rows, ...events];
	return alertRows({
		version,
		rows: () => all,
		conditions,
		rules,
		active,
		detects,
		counts,
		marks: marksOf(active),
		rule: name => rules.find(rule => rule.name === name) ?? null,
		related: row => relatedEvents(events, row),
		raisedBy: (origin, source) => eventsRaisedBy(events, {origin, source}),
	});
}
