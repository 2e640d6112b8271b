import type * as sqlite from 'node:sqlite';
import {Names} from '../../collectors/names.ts';
import {RecordedHistory, type ReadSample} from '../../engine/history/recorded-history.ts';
import {openConnections, type OpenConnection} from '../../engine/records/recorded-connections.ts';
import {RecordingError} from '../../recording/open-recording.ts';

/** The `ended_ms` of a connection that has not ended: later than any that has. */
export const never = Number.MAX_SAFE_INTEGER;

/** Samples of which one at least has the connections, however many there are. */
const maxSamples = 10;

/**
Adds the connections of the last whole sample that had not ended then to what the tables `connection_rows`, `names` and `owners` have: by temporary
views, which SQLite takes for the tables of that name. `last_ms` is when a connection was last seen: its end, or the time of that sample.
@returns What is wrong with the samples, so that there are none; null where nothing is.
*/
export function addOpenConnections(database: sqlite.DatabaseSync, file: string): string | null {
	database.exec(`
		CREATE TEMP TABLE open_rows AS SELECT *, 0 AS last_ms FROM main.connection_rows LIMIT 0;
		CREATE TEMP TABLE open_names AS SELECT * FROM main.names LIMIT 0;
		CREATE TEMP TABLE open_owners AS SELECT * FROM main.owners LIMIT 0;
		CREATE TEMP VIEW connection_rows AS SELECT *, ended_ms AS last_ms FROM main.connection_rows UNION ALL SELECT * FROM temp.open_rows;
		CREATE TEMP VIEW names AS SELECT * FROM main.names UNION ALL SELECT * FROM temp.open_names;
		CREATE TEMP VIEW owners AS SELECT * FROM main.owners UNION ALL SELECT * FROM temp.open_owners;
	`);
	try {
		const read = lastWithSockets(new RecordedHistory(file, database));
		if (read === undefined) {
			return 'the recording has no whole samples';
		}

		insert(database, openConnections(read.sample), read.sample.summary.timeMilliseconds);
		return null;
	} catch (error) {
		if (error instanceof RecordingError) {
			return error.message;
		}

		throw error;
	}
}

function lastWithSockets(history: RecordedHistory): ReadSample | undefined {
	const present = {names: new Names(), interfaceName: String};
	let moment = history.samples.last;
	for (let count = 0; moment !== undefined && count < maxSamples; count++) {
		const read = history.read(moment, present);
		if (read?.sockets === 'all') {
			return read;
		}

		moment = history.samples.back(moment, 1);
	}

	return undefined;
}

function insert(database: sqlite.DatabaseSync, connections: readonly OpenConnection[], lastMilliseconds: number): void {
	const names = new NegativeIds(database.prepare('INSERT INTO temp.open_names (id, name) VALUES (?, ?)'));
	const owners = new NegativeIds(database.prepare('INSERT INTO temp.open_owners (id, process, user, unit, container) VALUES (?, ?, ?, ?, ?)'));
	const statement = database.prepare(`INSERT INTO temp.open_rows (
		ended_ms, last_ms, began_ms, began_bound, protocol, direction, local_address_id, local_port, remote_address, remote_port, owner_id, pid,
		received_bytes, sent_bytes, bytes_are_minimum, rtt_us, rtt_min_us, retransmissions
	) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
	for (const connection of connections) {
		const {owner: {process, pid, user, unit, container}, localAddress} = connection;
		statement.run(
			never,
			lastMilliseconds,
			connection.beganMilliseconds,
			connection.beganBound,
			connection.protocol,
			connection.direction,
			localAddress === null ? null : names.of([localAddress]),
			connection.localPort,
			connection.remoteAddress,
			connection.remotePort,
			owners.of([process, user, unit, container]),
			pid,
			connection.receivedBytes,
			connection.sentBytes,
			Number(connection.bytesAreMinimum),
			connection.rttMicroseconds,
			connection.minimumRttMicroseconds,
			connection.retransmissions,
		);
	}
}

/** Writes each row of names once, with a number that no row of the recording has. */
class NegativeIds {
	readonly #insert: sqlite.StatementSync;
	readonly #ids = new Map<string, number>();

	/** `insert` takes a number, then the values. */
	constructor(insertion: sqlite.StatementSync) {
		this.#insert = insertion;
	}

	/** Returns the number of the row with these values. */
	of(values: ReadonlyArray<string | null>): number {
		const key = JSON.stringify(values);
		const known = this.#ids.get(key);
		if (known !== undefined) {
			return known;
		}

		const id = -1 - this.#ids.size;
		this.#insert.run(id, ...values);
		this.#ids.set(key, id);
		return id;
	}
}
