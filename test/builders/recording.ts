import type * as sqlite from 'node:sqlite';
import {openForRecording} from '../../source/recording/open-recording.ts';

/** A value of a column. */
type Value = string | number | null;
type Columns = Readonly<Record<string, Value>>;

type Owner = Readonly<Partial<Record<'process' | 'user' | 'unit' | 'container', string | null>>>;

/** A connection as the view `connections` has it: what a test does not name is unknown, or like a short one to sshd. */
export type BuiltConnection = Owner & Readonly<Partial<Record<
	'began_ms' | 'began_bound' | 'ended_ms' | 'protocol' | 'direction' | 'local_address' | 'local_port' | 'remote_address' | 'remote_port' | 'pid'
	| 'received_bytes' | 'sent_bytes' | 'bytes_are_minimum' | 'rtt_us' | 'rtt_min_us' | 'retransmissions' | 'ending',
	Value
>>>;

/** A port's figures in an interval, by the columns of `port_rows` and its names. */
export type BuiltPort = Owner & Columns & {readonly port: number; readonly protocol?: string; readonly address?: string};

/** A target's figures in an interval, by the columns of `probe_rows` and its names. */
export type BuiltProbe = Columns & {readonly target: string};

export type BuiltInterval = {
	readonly time_ms: number;
	readonly resolution_s?: number;
	readonly seconds?: number;
	/** The first number of a resolution is 1,000,000,000,000 times its place, from 1. */
	readonly id?: number;
	readonly last_part_id?: number | null;
	readonly ports?: readonly BuiltPort[];
	readonly probes?: readonly BuiltProbe[];
};

const ownerColumns = ['process', 'user', 'unit', 'container'] as const;

/** Writes the rows of a recording as its recorder would, without one. */
export class RecordingBuilder implements Disposable {
	readonly #database: sqlite.DatabaseSync;
	readonly #statements = new Map<string, sqlite.StatementSync>();
	readonly #ids = new Map<string, number>();
	#connections = 0;
	#intervals = 1e12;

	constructor(file: string) {
		this.#database = openForRecording(file);
		this.#database.exec('BEGIN');
	}

	/** Adds a run of a recorder. */
	session(started: number, ended: number): void {
		this.insert('sessions', {
			started_ms: started, ended_ms: ended, ended_cleanly: 1, interval_s: 1, portop_version: '1.0.0', host: 'web1',
		});
	}

	/** Adds something that was left out. */
	leftOut(time: number, what: string, why: string, count: number): void {
		this.insert('left_out', {
			time_ms: time, what, why, count,
		});
	}

	connection(given: BuiltConnection & {readonly ended_ms: number}): void {
		const {process = 'sshd', user = null, unit = null, container = null, local_address: local = '10.0.0.5', ...columns} = given;
		this.insert('connection_rows', {
			number: this.#connections++,
			protocol: 'tcp',
			local_port: 22,
			remote_address: '192.0.2.1',
			remote_port: 40_000,
			bytes_are_minimum: 0,
			local_address_id: local === null ? null : this.#idOf('names', {name: String(local)}),
			owner_id: this.#ownerOf({
				process, user, unit, container,
			}),
			...columns,
		});
	}

	/** Adds an interval, by default of a second, and returns its number. */
	interval({time_ms, resolution_s = 1, seconds = resolution_s, id = this.#intervals++, last_part_id = null, ports = [], probes = []}: BuiltInterval): number {
		const interval = this.insert('intervals', {
			id, resolution_s, time_ms, seconds, session_id: 1, last_part_id,
		});
		for (const {protocol = 'tcp', address = '0.0.0.0', port, process = 'nginx', user = null, unit = null, container = null, ...figures} of ports) {
			this.insert('port_rows', {
				interval_id: interval,
				port_id: this.#idOf('port_names', {protocol, address, port}),
				owner_id: this.#ownerOf({
					process, user, unit, container,
				}),
				status: 'OPEN',
				...figures,
			});
		}

		for (const {target, method = 'connect', port = null, ...figures} of probes) {
			this.insert('probe_rows', {interval_id: interval, probe_id: this.#idOf('probe_names', {target, method, port}), ...figures});
		}

		return interval;
	}

	event(given: Columns & {readonly time_ms: number}): void {
		this.insert('events', {
			kind: 'port-status', weight: 'information', subject_kind: 'port', subject_identity: 'tcp|0.0.0.0|443', subject: 'tcp 0.0.0.0:443 (nginx)', message: 'opened',
			lasted_is_minimum: 0, count: 1, session_id: 1, sequence: 1, logged: '{}', ...given,
		});
	}

	/** Adds a row, and returns its id. */
	insert(table: string, row: Columns): number {
		const names = Object.keys(row);
		const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
		const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
		this.#statements.set(sql, statement);
		return Number(statement.run(...Object.values(row)).lastInsertRowid);
	}

	[Symbol.dispose](): void {
		this.#database.exec('COMMIT');
		this.#database.close();
	}

	#ownerOf(owner: Required<Owner>): number | null {
		return ownerColumns.every(name => owner[name] === null) ? null : this.#idOf('owners', owner);
	}

	#idOf(table: string, names: Columns): number {
		const key = `${table} ${JSON.stringify(names)}`;
		const id = this.#ids.get(key) ?? this.insert(table, {...names, seen_ms: 0});
		this.#ids.set(key, id);
		return id;
	}
}
