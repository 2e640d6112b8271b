import type {Names} from '../../collectors/names.ts';
import {compileFilter} from '../../filter/compile.ts';
import type {FilterFields} from '../../filter/fields.ts';
import {parseFilter} from '../../filter/parse.ts';
import type {AlertRow, Severity, SubjectKind} from '../../model/alert.ts';
import type {ListedView, Snapshot, ViewName} from '../../model/snapshot.ts';
import type {AlertRows} from '../views/alert-rows.ts';
import {
	connectionOrder,
	outgoingOrder,
	portOrder,
	stateOrder,
} from '../views/comparators.ts';
import {connectionRow, firstProcess} from '../views/connection-rows.ts';
import {detailOf} from '../views/details.ts';
import {errorOrder} from '../views/error-order.ts';
import {isQuiet} from '../views/error-rows.ts';
import {connectionFields, outgoingFields, portFields} from '../views/filter-fields.ts';
import {probeFields} from '../views/probe-fields.ts';
import {probeOrder} from '../views/probe-order.ts';
import type {
	Move,
	Query,
	ViewMessage,
	ViewRows,
} from '../../protocol/protocol.ts';
import {rowIdentity} from '../../protocol/row-identity.ts';
import type {Sample} from '../views/sample.ts';
import {parseSocketIdentity, socketIdentity} from '../sockets/socket-identity.ts';
import {countStates, StateRows} from '../views/state-counts.ts';
import {OrderedRows, type RowSet} from './row-set.ts';
import {moveCursor, startingCursor, type Cursor} from './cursor.ts';

/** Rows of the log below the Errors view. */
const mostLatest = 60;

/** A view of one sample under one filter, and where its cursor stands from query to query. */
type OpenView = {
	readonly sample: Sample;
	readonly filter: string;
	readonly sortName: string;
	readonly rows: OrderedRows;
	/** Of the rows those that are there; the others vanished a moment ago. */
	readonly matching: number;
	readonly total: number;
};

/** Answers queries: filter, sort, cursor, window. Keeps what the last answer worked out, as most keys only move the cursor. */
export class ViewQueries {
	readonly #cursors = new Map<ViewName, Cursor>();
	readonly #open = new Map<ViewName, OpenView>();
	#filteredStates: {readonly filter: string; readonly rows: StateRows; sample: Sample | undefined} | undefined;

	answer(sample: Sample, names: Names, query: Query, move: Move | null): ViewMessage {
		const opened = this.#view(sample, names, query);
		const cursor = this.#cursors.get(query.view) ?? startingCursor;
		const window = moveCursor(cursor, move, opened.rows, query.rows);
		this.#cursors.set(query.view, window.cursor);
		const content = this.#content(sample, names, query, window.rows);
		return {
			type: 'view',
			summary: sample.summary,
			query,
			content,
			first: window.cursor.first,
			listed: opened.rows.length,
			matching: opened.matching,
			total: opened.total,
			selected: window.rows.length === 0 ? null : window.cursor.index - window.cursor.first,
			interfaces: query.interfaces ? sample.interfaces : null,
			firing: firingRows(sample.alerts, content),
			detail: query.detail === null ? null : detailOf(sample, this.#stateRows(sample, names, query.filter), query.view, query.detail),
		};
	}

	#view(sample: Sample, names: Names, query: Query): OpenView {
		const sortName = `${query.sort.key} ${String(query.sort.descending)} ${String(query.showsZero)}`;
		const before = this.#open.get(query.view);
		if (before?.sample === sample && before.filter === query.filter && before.sortName === sortName) {
			return before;
		}

		// Only the view that is looked at is worth keeping: a table of the past is large.
		this.#open.clear();
		const rows = new OrderedRows(this.#rowSet(sample, names, query));
		const opened: OpenView = {
			sample,
			filter: query.filter,
			sortName,
			rows,
			...this.#counts(sample, query, rows),
		};
		this.#open.set(query.view, opened);
		return opened;
	}

	/** What vanished is shown for a moment, but does not count. */
	#counts({table, ports, probes, outgoing, errors, alerts}: Sample, {view, showsZero}: Query, rows: OrderedRows): Pick<OpenView, 'matching' | 'total'> {
		switch (view) {
			case 'connections': {
				const {count, liveCount} = table;
				return {matching: count === liveCount ? rows.length : rows.count(row => row < liveCount), total: liveCount};
			}

			case 'ports': {
				const isThere = (row: number) => ports[row]!.port.freshness !== 'vanished';
				return {matching: rows.count(row => isThere(row)), total: ports.filter((_, row) => isThere(row)).length};
			}

			case 'states': {
				return {matching: rows.length, total: rows.length};
			}

			case 'probes': {
				return {matching: rows.length, total: probes.rows.length};
			}

			case 'outgoing': {
				return {matching: rows.length, total: outgoing.length};
			}

			case 'errors': {
				return {matching: rows.length, total: showsZero ? errors.length : errors.filter(counter => !isQuiet(counter)).length};
			}

			case 'alerts': {
				return {matching: rows.length, total: alerts.rows.length};
			}
		}
	}

	#rowSet(sample: Sample, names: Names, query: Query): RowSet {
		switch (query.view) {
			case 'connections': {
				const {table, index, rowContext} = sample;
				const fields = connectionFields(rowContext);
				return {
					count: table.count,
					matches: predicate(query.filter, names, fields),
					compare: connectionOrder(table, query.sort, {
						process: row => firstProcess(row, rowContext)?.name ?? '',
						user: row => fields.user(row) ?? '',
						unit: row => fields.container(row) ?? fields.unit(row) ?? '',
					}),
					identity: row => socketIdentity(table, row),
					find(identity) {
						const cookie = parseSocketIdentity(identity);
						return cookie === undefined ? -1 : index.find(cookie.low, cookie.high);
					},
				};
			}

			case 'ports': {
				const {ports} = sample;
				const matches = predicate(query.filter, names, portFields);
				const order = portOrder(query.sort);
				return {
					count: ports.length,
					matches: row => matches(ports[row]!),
					compare: (a, b) => order(ports[a]!.port, ports[b]!.port),
					identity: row => ports[row]!.port.identity,
					find: identity => ports.findIndex(({port}) => port.identity === identity),
				};
			}

			case 'states': {
				const states = this.#stateRows(sample, names, query.filter);
				const order = stateOrder(query.sort);
				return {
					count: states.length,
					matches: () => true,
					compare: (a, b) => order(states[a]!, states[b]!),
					identity: row => states[row]!.state,
					find: identity => states.findIndex(({state}) => state === identity),
				};
			}

			case 'probes': {
				const {rows} = sample.probes;
				const matches = predicate(query.filter, names, probeFields(names));
				return {
					count: rows.length,
					matches: row => matches(rows[row]!),
					compare: probeOrder(rows, query.sort),
					identity: row => rows[row]!.identity,
					find: identity => rows.findIndex(row => row.identity === identity),
				};
			}

			case 'outgoing': {
				const {outgoing} = sample;
				const matches = predicate(query.filter, names, outgoingFields);
				const order = outgoingOrder(query.sort);
				return {
					count: outgoing.length,
					matches: row => matches(outgoing[row]!),
					compare: (a, b) => order(outgoing[a]!.peer, outgoing[b]!.peer),
					identity: row => outgoing[row]!.peer.identity,
					find: identity => outgoing.findIndex(({peer}) => peer.identity === identity),
				};
			}

			case 'errors': {
				const {errors} = sample;
				const matches = containsWords(query.filter);
				return {
					count: errors.length,
					matches: row => (query.showsZero || !isQuiet(errors[row]!)) && matches(`${errors[row]!.name} ${errors[row]!.title} ${errors[row]!.meaning}`),
					compare: errorOrder(errors, query.sort),
					identity: row => errors[row]!.name,
					find: identity => errors.findIndex(({name}) => name === identity),
				};
			}

			case 'alerts': {
				const {rows} = sample.alerts;
				const matches = containsWords(query.filter);
				return {
					count: rows.length,
					matches: row => matches(alertText(rows[row]!)),
					// The log has one order.
					compare: (a, b) => a - b,
					identity: row => rows[row]!.identity,
					find: identity => rows.findIndex(row => row.identity === identity),
				};
			}
		}
	}

	#content(sample: Sample, names: Names, {view, filter}: Query, rows: Uint32Array): ViewRows {
		switch (view) {
			case 'connections': {
				return {view, rows: Array.from(rows, row => connectionRow(row, sample.rowContext))};
			}

			case 'ports': {
				return {view, rows: Array.from(rows, row => sample.ports[row]!.port)};
			}

			case 'states': {
				const states = this.#stateRows(sample, names, filter);
				return {view, rows: Array.from(rows, row => states[row]!)};
			}

			case 'probes': {
				return {view, rows: Array.from(rows, row => sample.probes.rows[row]!)};
			}

			case 'outgoing': {
				return {view, rows: Array.from(rows, row => sample.outgoing[row]!.peer)};
			}

			case 'errors': {
				return {view, rows: Array.from(rows, row => sample.errors[row]!), latest: sample.alerts.rows.slice(0, mostLatest)};
			}

			case 'alerts': {
				return {view, rows: Array.from(rows, row => sample.alerts.rows[row]!)};
			}
		}
	}

	/** Under a filter the matching sockets are counted, with a history that begins when the filter is set. */
	#stateRows(sample: Sample, names: Names, filter: string): Sample['states'] {
		if (filter === '') {
			this.#filteredStates = undefined;
			return sample.states;
		}

		if (this.#filteredStates?.filter !== filter) {
			this.#filteredStates = {filter, rows: new StateRows(), sample: undefined};
		}

		const filtered = this.#filteredStates;
		if (filtered.sample !== sample) {
			filtered.sample = sample;
			const matches = predicate(filter, names, connectionFields(sample.rowContext));
			filtered.rows.update(countStates(sample.table, matches));
		}

		return filtered.rows.rows;
	}
}

/** Connections have no alerts of their own, and the rows of the log say what they are. */
const subjectKinds: Readonly<Partial<Record<ViewName, SubjectKind>>> = {
	ports: 'port', outgoing: 'outgoing', states: 'state', probes: 'probe', errors: 'counter',
};

function firingRows(alerts: AlertRows, content: ViewRows): Readonly<Record<string, Severity>> {
	const kind = subjectKinds[content.view];
	const identities = kind === undefined ? [] : content.rows.map(row => rowIdentity(row));
	return Object.fromEntries(identities.flatMap(identity => {
		const severity = alerts.firing(kind!, identity);
		return severity === undefined ? [] : [[identity, severity] as const];
	}));
}

/** What is not a socket is filtered by words, all of which must occur. */
function containsWords(filter: string): (text: string) => boolean {
	const words = filter.toLowerCase().split(/\s+/).filter(word => word !== '');
	return text => words.every(word => text.toLowerCase().includes(word));
}

function alertText(row: AlertRow): string {
	const {subject, message} = row.type === 'alert' ? row.alert : row.event;
	return `${subject.text} ${message} ${row.type === 'alert' ? `${row.alert.severity} ${row.alert.source}` : `${row.event.weight} ${row.event.kind}`}`;
}

/** A filter that does not parse, which the interface does not send, matches nothing. */
function predicate<Row>(filter: string, names: Names, fields: FilterFields<Row>): (row: Row) => boolean {
	const parsed = parseFilter(filter, {servicePort: name => names.port(name)});
	return parsed.ok ? compileFilter(parsed.expression, fields) : () => false;
}

/** Every matching row of a view that is there now, without a window: ports by port, connections as the kernel lists them. */
export function allRows(sample: Sample, names: Names, view: ListedView, filter: string): Snapshot {
	const {summary, table, ports} = sample;
	switch (view) {
		case 'connections': {
			const matches = predicate(filter, names, connectionFields(sample.rowContext));
			const rows = Array.from({length: table.liveCount}, (_, row) => row).filter(row => matches(row));
			return {summary, view, rows: rows.map(row => connectionRow(row, sample.rowContext))};
		}

		case 'ports': {
			const matches = predicate(filter, names, portFields);
			const order = portOrder({key: 'port', descending: false});
			const rows = ports.filter(entry => entry.port.freshness !== 'vanished' && matches(entry)).map(({port}) => port);
			return {summary, view, rows: rows.toSorted(order)};
		}

		case 'states': {
			if (filter === '') {
				return {summary, view, rows: sample.states};
			}

			const rows = new StateRows();
			const matches = predicate(filter, names, connectionFields(sample.rowContext));
			rows.update(countStates(table, matches));
			return {summary, view, rows: rows.rows};
		}
	}
}
