import type {DatabaseSync, StatementSync} from 'node:sqlite';
import type {IntervalRows} from './interval-rows.ts';
import type {NameTables} from './name-table.ts';
import type {RecordedAlert, RecordedConnection, RecordedEvent} from './recorded-sample.ts';

/** Alerts that fire, of which the row is known by the alert's identity: more are not remembered, and end in a row of their own. */
const maxRemembered = 10_000;

/** Milliseconds of a minute: things that are left out are counted by it. */
const minute = 60_000;

type LogDependencies = {
	readonly names: NameTables;
	readonly intervals: Pick<IntervalRows, 'ownerId'>;
	readonly sessionId: number;
	/** The rows of alerts of this session, by identity. */
	readonly alertIds: ReadonlyMap<string, number>;
};

/** Writes what happens once: connections that ended, events, alerts, and what was left out. */
export class LogRows {
	readonly #names: NameTables;
	readonly #intervals: Pick<IntervalRows, 'ownerId'>;
	readonly #sessionId: number;
	readonly #connection: StatementSync;
	readonly #event: StatementSync;
	readonly #alert: StatementSync;
	readonly #alertChange: StatementSync;
	readonly #leftOut: StatementSync;
	readonly #clockStep: StatementSync;
	/** The rows of alerts, by identity. */
	readonly #alertIds: Map<string, number>;
	#nextConnection: number;

	constructor(database: DatabaseSync, {names, intervals, sessionId, alertIds}: LogDependencies) {
		this.#alertIds = new Map(alertIds);
		this.#names = names;
		this.#intervals = intervals;
		this.#sessionId = sessionId;
		this.#connection = prepareConnection(database, 'connection_rows');
		this.#event = database.prepare(`INSERT INTO events (
			time_ms, kind, weight, subject_kind, subject_identity, subject, message, before, after, lasted_s, lasted_is_minimum, count, alert_id, session_id, sequence, logged
		) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
		this.#alert = database.prepare(`INSERT INTO alerts (
			session_id, raised_ms, resolved_ms, severity, origin, source, subject_kind, subject_identity, subject, message, explanation, first_value, worst_value
		) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
		this.#alertChange = database.prepare('UPDATE alerts SET resolved_ms = ?, severity = ?, message = ?, explanation = ?, worst_value = ? WHERE id = ?');
		this.#leftOut = database.prepare('INSERT INTO left_out (time_ms, what, why, count) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count');
		this.#clockStep = database.prepare('INSERT INTO clock_steps (session_id, time_ms, step_ms) VALUES (?, ?, ?)');
		const {number} = database.prepare('SELECT max(number) AS number FROM connection_rows').get() as {readonly number: number | null};
		this.#nextConnection = (number ?? 0) + 1;
	}

	/** The rows of alerts, by identity: a copy. */
	get alertIds(): ReadonlyMap<string, number> {
		return new Map(this.#alertIds);
	}

	addConnection(connection: RecordedConnection, now: number): void {
		const {owner, localAddress} = connection;
		insertConnection(this.#connection, connection, {
			number: this.#nextConnection++,
			localAddressId: localAddress === null ? null : this.#names.names.id([localAddress], now),
			ownerId: this.#intervals.ownerId(owner, now),
		});
	}

	addEvent(event: RecordedEvent): void {
		const {subject, alertIdentity} = event;
		this.#event.run(
			event.timeMilliseconds,
			event.kind,
			event.weight,
			subject.kind,
			subject.identity,
			subject.text,
			event.message,
			event.before,
			event.after,
			event.lastedSeconds,
			Number(event.lastedIsMinimum),
			event.count,
			alertIdentity === null ? null : this.#alertIds.get(alertIdentity) ?? null,
			this.#sessionId,
			event.logged.sequence,
			JSON.stringify(event.logged),
		);
	}

	/** Writes an alert, or what changed of it. */
	addAlert(alert: RecordedAlert): void {
		const {identity, resolvedMilliseconds, severity, subject, message, worstValue} = alert;
		const explanation = alert.explanation.join('\n');
		const known = this.#alertIds.get(identity);
		if (known !== undefined) {
			this.#alertChange.run(resolvedMilliseconds, severity, message, explanation, worstValue, known);
			return;
		}

		if (this.#alertIds.size >= maxRemembered) {
			this.#alertIds.delete(this.#alertIds.keys().next().value!);
		}

		const {lastInsertRowid} = this.#alert.run(
			this.#sessionId,
			alert.raisedMilliseconds,
			resolvedMilliseconds,
			severity,
			alert.origin,
			alert.source,
			subject.kind,
			subject.identity,
			subject.text,
			message,
			explanation,
			alert.firstValue,
			worstValue,
		);
		this.#alertIds.set(identity, Number(lastInsertRowid));
	}

	/** Counts what was left out in a minute. */
	addLeftOut(timeMilliseconds: number, what: string, why: string, count: number): void {
		if (count > 0) {
			this.#leftOut.run(Math.floor(timeMilliseconds / minute) * minute, what, why, count);
		}
	}

	/** The clock was set, or the machine slept: it shows `timeMilliseconds` now, `stepMilliseconds` more than it would have. */
	addClockStep(timeMilliseconds: number, stepMilliseconds: number): void {
		this.#clockStep.run(this.#sessionId, timeMilliseconds, stepMilliseconds);
	}
}

/** Prepares `insertConnection` for a table that has the columns of `connection_rows`. */
export function prepareConnection(database: DatabaseSync, table: string): StatementSync {
	return database.prepare(`INSERT INTO ${table} (
		ended_ms, number, began_ms, began_bound, protocol, direction, local_address_id, local_port, remote_address, remote_port, owner_id, pid,
		received_bytes, sent_bytes, bytes_are_minimum, rtt_us, rtt_min_us, retransmissions, ending
	) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
}

/** Writes the row of a connection, with the numbers that stand for its names. */
export function insertConnection(statement: StatementSync, connection: RecordedConnection, {number, localAddressId, ownerId}: {readonly number: number; readonly localAddressId: number | null; readonly ownerId: number | null}): void {
	statement.run(
		connection.endedMilliseconds,
		number,
		connection.beganMilliseconds,
		connection.beganBound,
		connection.protocol,
		connection.direction,
		localAddressId,
		connection.localPort,
		connection.remoteAddress,
		connection.remotePort,
		ownerId,
		connection.owner.pid,
		connection.receivedBytes,
		connection.sentBytes,
		Number(connection.bytesAreMinimum),
		connection.rttMicroseconds,
		connection.minimumRttMicroseconds,
		connection.retransmissions,
		connection.ending,
	);
}
