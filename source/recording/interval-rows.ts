import type {DatabaseSync, StatementSync} from 'node:sqlite';
import {
	columnsOf,
	combinedSql,
	counterFigures,
	groupFigures,
	interfaceFigures,
	portFigures,
	probeFigures,
	stateFigures,
	totalFigures,
	type FigureColumn,
} from './figures.ts';
import type {NameTables} from './name-table.ts';
import type {RecordedInterval, RecordedOwner} from './recorded-sample.ts';
import {coarseResolutions} from './schema.ts';

type Value = string | number | null;

/** The numbers of the intervals of each resolution begin here, times the resolution's place: their rows lie together. */
const idsPerLevel = 1_000_000_000_000;

/** The tables whose rows belong to an interval, with the column that names a row in it, and those that are taken from its newest part. */
const tables = {
	total_rows: {key: null, figures: totalFigures, newest: []},
	port_rows: {key: 'port_id', figures: portFigures, newest: ['status', 'owner_id', 'pid']},
	group_rows: {key: 'group_id', figures: groupFigures, newest: []},
	state_rows: {key: 'name_id', figures: stateFigures, newest: []},
	counter_rows: {key: 'name_id', figures: counterFigures, newest: []},
	interface_rows: {key: 'name_id', figures: interfaceFigures, newest: []},
	probe_rows: {key: 'probe_id', figures: probeFigures, newest: ['status']},
} as const;
export const intervalTables = Object.keys(tables) as ReadonlyArray<keyof typeof tables>;

/** Returns the first and the last number that an interval of a resolution may have. Level 0 is that of the samples. */
export function idRange(level: number): readonly [first: number, last: number] {
	return [(level + 1) * idsPerLevel, ((level + 2) * idsPerLevel) - 1];
}

/** The intervals that were not combined into one of the next resolution yet. */
type Pending = {readonly first: number; last: number; readonly slot: number; readonly sessionId: number};

/** Writes the figures of each interval, and combines them into those of longer ones as time goes on. */
export class IntervalRows {
	readonly #names: NameTables;
	readonly #insertInterval: StatementSync;
	readonly #rows: Readonly<Record<keyof typeof tables, RowWriter>>;
	readonly #rangeOf: StatementSync;
	/** By level: the next number, and what waits to be combined into the next level. */
	readonly #nextIds: number[] = [];
	readonly #pending: Array<Pending | undefined> = [];

	/** Combines what a recorder before this one had left. */
	constructor(database: DatabaseSync, names: NameTables) {
		this.#names = names;
		this.#insertInterval = database.prepare('INSERT INTO intervals (id, resolution_s, time_ms, seconds, session_id, last_part_id) VALUES (?, ?, ?, ?, ?, ?)');
		this.#rangeOf = database.prepare('SELECT sum(seconds) AS seconds FROM intervals WHERE id BETWEEN ? AND ?');
		// Object.fromEntries() forgets the names.
		this.#rows = Object.fromEntries(intervalTables.map(table => [table, new RowWriter(database, table)])) as Record<keyof typeof tables, RowWriter>;
		const newest = database.prepare('SELECT id, last_part_id AS lastPart FROM intervals WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1');
		const after = database.prepare('SELECT id, time_ms AS timeMilliseconds, session_id AS sessionId FROM intervals WHERE id BETWEEN ? AND ? ORDER BY id');
		for (let level = 0; level <= coarseResolutions.length; level++) {
			const row = newest.get(...idRange(level)) as {readonly id: number} | undefined;
			this.#nextIds.push(row === undefined ? idRange(level)[0] : row.id + 1);
		}

		for (const level of coarseResolutions.keys()) {
			const row = newest.get(...idRange(level + 1)) as {readonly lastPart: number} | undefined;
			const [first, last] = idRange(level);
			for (const {id, timeMilliseconds, sessionId} of after.all(Math.max(first, (row?.lastPart ?? 0) + 1), last) as Array<{id: number; timeMilliseconds: number; sessionId: number}>) {
				this.#wait(level, id, timeMilliseconds, sessionId);
			}
		}
	}

	/** Writes an interval of the samples' resolution. Times are milliseconds since 1970. */
	add(interval: RecordedInterval, {resolution, endMilliseconds, sessionId}: {readonly resolution: number; readonly endMilliseconds: number; readonly sessionId: number}): void {
		const {seconds} = interval;
		const time = Math.round(endMilliseconds - (seconds * 1000));
		const id = this.#nextIds[0]!++;
		this.#insertInterval.run(id, resolution, time, seconds, sessionId, null);
		this.#addRows(id, interval, endMilliseconds);
		this.#wait(0, id, time, sessionId);
	}

	/** Combines what waits, although its time is not over: the recorder ends. */
	finish(): void {
		for (const level of coarseResolutions.keys()) {
			this.#combine(level);
		}
	}

	#addRows(id: number, interval: RecordedInterval, now: number): void {
		const {seconds} = interval;
		const {total_rows: totals, port_rows: ports, group_rows: groups, state_rows: states, counter_rows: counters, interface_rows: interfaces, probe_rows: probes} = this.#rows;
		totals.insert([id], interval.totals, seconds);
		for (const {protocol, address, port, status, owner, figures} of interval.ports) {
			ports.insert([id, this.#names.ports.id([port, protocol, address], now), status, this.ownerId(owner, now), owner.pid], figures, seconds);
		}

		for (const {grouping, name, kind, figures} of interval.groups) {
			groups.insert([id, this.#names.groups.id([grouping, name, kind], now)], figures, seconds);
		}

		for (const {name, figures} of interval.states) {
			states.insert([id, this.#names.names.id([name], now)], figures, seconds);
		}

		for (const {name, figures} of interval.counters) {
			counters.insert([id, this.#names.names.id([name], now)], figures, seconds);
		}

		for (const {name, figures} of interval.interfaces) {
			interfaces.insert([id, this.#names.names.id([name], now)], figures, seconds);
		}

		for (const {target, method, port, status, figures} of interval.probes) {
			probes.insert([id, this.#names.probes.id([target, method, port], now), status], figures, seconds);
		}
	}

	/** Returns the number of an owner; null where nothing is known of it. */
	ownerId({process, user, unit, container}: RecordedOwner, now: number): number | null {
		return process === null && user === null && unit === null && container === null ? null : this.#names.owners.id([process, user, unit, container], now);
	}

	/** An interval is there, which waits to be combined with others of the same slot of the next resolution. */
	#wait(level: number, id: number, timeMilliseconds: number, sessionId: number): void {
		const resolution = coarseResolutions[level];
		if (resolution === undefined) {
			return;
		}

		const slot = Math.floor(timeMilliseconds / (resolution * 1000));
		const pending = this.#pending[level];
		if (pending?.slot === slot && pending.sessionId === sessionId) {
			pending.last = id;
			return;
		}

		this.#combine(level);
		this.#pending[level] = {
			first: id, last: id, slot, sessionId,
		};
	}

	#combine(level: number): void {
		const pending = this.#pending[level];
		if (pending === undefined) {
			return;
		}

		this.#pending[level] = undefined;
		const {first, last, slot, sessionId} = pending;
		const resolution = coarseResolutions[level]!;
		const {seconds} = this.#rangeOf.get(first, last) as {readonly seconds: number};
		const id = this.#nextIds[level + 1]!++;
		const time = slot * resolution * 1000;
		this.#insertInterval.run(id, resolution, time, seconds, sessionId, last);
		for (const rows of Object.values(this.#rows)) {
			rows.combine(id, first, last, seconds);
		}

		this.#wait(level + 1, id, time, sessionId);
	}
}

/** Writes the rows of one table of figures. */
class RowWriter {
	readonly #columns: readonly FigureColumn[];
	readonly #insert: StatementSync;
	readonly #combine: StatementSync;

	constructor(database: DatabaseSync, table: keyof typeof tables) {
		const {key, figures, newest} = tables[table];
		this.#columns = columnsOf(figures);
		const keys = key === null ? ['interval_id'] : ['interval_id', key];
		const all = [...keys, ...newest, ...this.#columns.map(({column}) => column)];
		this.#insert = database.prepare(`INSERT INTO ${table} (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})
			ON CONFLICT DO UPDATE SET ${this.#columns.map(column => joinedSql(column)).join(', ')}`);
		this.#combine = database.prepare(combineSql(table, key, newest, this.#columns));
		this.#combine.setAllowUnknownNamedParameters(true);
	}

	/** `others` are the values of the columns before those of the figures. */
	insert(others: readonly Value[], figures: Readonly<Record<string, number | null>>, seconds: number): void {
		this.#insert.run(...others, ...this.#columns.map(({name, combination}) => {
			const value = figures[name]!;
			return value !== null && combination === 'maxBitsPerSecond' ? Math.round(8 * value / seconds) : value;
		}));
	}

	combine(id: number, first: number, last: number, seconds: number): void {
		this.#combine.run({
			id, first, last, seconds,
		});
	}
}

/** Returns the SQL that adds a row to one that is there already: two things may have one name, as processes one after the other with one pid. */
function joinedSql({column, combination}: FigureColumn): string {
	switch (combination) {
		case 'sum': {
			return `${column} = coalesce(${column} + excluded.${column}, ${column}, excluded.${column})`;
		}

		case 'max':
		case 'maxBitsPerSecond': {
			return `${column} = coalesce(max(${column}, excluded.${column}), ${column}, excluded.${column})`;
		}

		case 'min': {
			return `${column} = coalesce(min(${column}, excluded.${column}), ${column}, excluded.${column})`;
		}

		case 'mean':
		case 'last': {
			return `${column} = coalesce(${column}, excluded.${column})`;
		}
	}
}

function combineSql(table: string, key: string | null, newest: readonly string[], columns: readonly FigureColumn[]): string {
	const lasting = [...newest, ...columns.filter(({combination}) => combination === 'last').map(({column}) => column)];
	const names = columns.map(({column}) => column);
	const keys = key === null ? [] : [key];
	const parts = `FROM intervals JOIN ${table} AS part ON part.interval_id = intervals.id WHERE intervals.id BETWEEN :first AND :last`;
	const combined = columns.map(column => lasting.includes(column.column) ? null : `${combinedSql(column)} AS ${column.column}`).filter(text => text !== null);
	const into = `INSERT INTO ${table} (interval_id, ${[...keys, ...newest, ...names].join(', ')})`;
	// Of a table without a key there is a row for each interval; without any there is nothing to combine.
	if (key === null) {
		return `${into} SELECT :id, ${combined.join(', ')} ${parts} HAVING count(*) > 0`;
	}

	const sums = `SELECT part.${key} AS ${key}, max(part.interval_id) AS newest_id, ${combined.join(', ')} ${parts} GROUP BY part.${key}`;
	const chosen = [...newest, ...names].map(column => lasting.includes(column) ? `newest.${column}` : `sums.${column}`);
	return lasting.length === 0
		? `${into} SELECT :id, sums.${key}, ${chosen.join(', ')} FROM (${sums}) AS sums`
		: `${into} SELECT :id, sums.${key}, ${chosen.join(', ')} FROM (${sums}) AS sums JOIN ${table} AS newest ON newest.interval_id = sums.newest_id AND newest.${key} = sums.${key}`;
}
