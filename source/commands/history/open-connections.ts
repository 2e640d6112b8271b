import type * as sqlite from 'node:sqlite';
import type {Names} from '../../collectors/names.ts';
import {RecordedHistory} from '../../engine/history/recorded-history.ts';
import {openConnections, type OpenConnection} from '../../engine/records/recorded-connections.ts';
import type {Sample} from '../../engine/views/sample.ts';
import {insertConnection, prepareConnection} from '../../recording/log-rows.ts';
import {RecordingError} from '../../recording/open-recording.ts';

/** The `ended_ms` of a connection that has not ended: later than any that has. */
export const never = Number.MAX_SAFE_INTEGER;

/** Samples of which one at least has the connections, however many there are. */
const maxSamples = 10;

/** Those of the last whole sample, when it was taken (milliseconds since 1970), and what is wrong with it where there are none. */
type OpenThen = {
	readonly connections: readonly OpenConnection[];
	readonly lastMilliseconds: number;
	readonly problem: string | null;
};

/**
Adds the connections of the last whole sample that had not ended then to what the tables `connection_rows`, `names` and `owners` have: by temporary
views, which SQLite takes for the tables of that name. `last_ms` is when a connection was last seen: its end, or the time of that sample.
@returns What is wrong with the samples, so that there are none; null where nothing is.
*/
export function addOpenConnections(database: sqlite.DatabaseSync, file: string, names: Names): string | null {
	const {connections, lastMilliseconds, problem} = openThen(database, file, names);
	database.exec(`
		CREATE TEMP TABLE open_rows AS SELECT *, 0 AS last_ms FROM main.connection_rows LIMIT 0;
		CREATE TEMP TABLE open_names AS SELECT * FROM main.names LIMIT 0;
		CREATE TEMP TABLE open_owners AS SELECT * FROM main.owners LIMIT 0;
		CREATE TEMP VIEW connection_rows AS SELECT *, ended_ms AS last_ms FROM main.connection_rows UNION ALL SELECT * FROM temp.open_rows;
		CREATE TEMP VIEW names AS SELECT * FROM main.names UNION ALL SELECT * FROM temp.open_names;
		CREATE TEMP VIEW owners AS SELECT * FROM main.owners UNION ALL SELECT * FROM temp.open_owners;
	`);
	insert(database, connections);
	database.prepare('UPDATE temp.open_rows SET last_ms = ?').run(lastMilliseconds);
	return problem;
}

function openThen(database: sqlite.DatabaseSync, file: string, names: Names): OpenThen {
	const none = (problem: string): OpenThen => ({connections: [], lastMilliseconds: 0, problem});
	try {
		const sample = lastWithSockets(new RecordedHistory(file, database), names);
		return sample === undefined ? none('the recording has no whole samples') : {connections: openConnections(sample), lastMilliseconds: sample.summary.timeMilliseconds, problem: null};
	} catch (error) {
		if (error instanceof RecordingError) {
			return none(error.message);
		}

		throw error;
	}
}

function lastWithSockets(history: RecordedHistory, names: Names): Sample | undefined {
	let moment = history.samples.last;
	for (let count = 0; moment !== undefined && count < maxSamples; count++) {
		const read = history.read(moment, {names, interfaceName: String});
		if (read?.sockets === 'all') {
			return read.sample;
		}

		moment = history.samples.back(moment, 1);
	}

	return undefined;
}

function insert(database: sqlite.DatabaseSync, connections: readonly OpenConnection[]): void {
	const names = new NegativeIds(database.prepare('INSERT INTO temp.open_names (id, name) VALUES (?, ?)'));
	const owners = new NegativeIds(database.prepare('INSERT INTO temp.open_owners (id, process, user, unit, container) VALUES (?, ?, ?, ?, ?)'));
	const statement = prepareConnection(database, 'temp.open_rows');
	for (const [number, connection] of connections.entries()) {
		const {owner: {process, user, unit, container}, localAddress} = connection;
		insertConnection(statement, {...connection, endedMilliseconds: never, ending: null}, {
			number, localAddressId: localAddress === null ? null : names.of([localAddress]), ownerId: owners.of([process, user, unit, container]),
		});
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
