import type {DatabaseSync, StatementSync} from 'node:sqlite';
import {protocols, type Protocol} from '../model/socket.ts';
import {sanitize} from '../text/sanitize.ts';
import {lastHost} from './open-recording.ts';
import {coarseResolutions} from './schema.ts';

/** Figures are read at the coarsest resolution, which goes back farthest and has the fewest rows: seconds. */
const resolution = coarseResolutions.at(-1)!;

/** A port's figures in a minute: means, the most of it, and sums. null is unknown. */
type PortFigures = {
	readonly connections: number | null;
	readonly established: number | null;
	readonly maxHalfOpen: number | null;
	readonly maxCloseWait: number | null;
	readonly maxPeers: number | null;
	readonly opened: number | null;
	readonly receivedBytes: number | null;
	readonly sentBytes: number | null;
};

/** A row as it is read. */
type Row = readonly [
	portId: number,
	ownerId: number | null,
	connections: number | null,
	established: number | null,
	maxHalfOpen: number | null,
	maxCloseWait: number | null,
	maxPeers: number | null,
	opened: number | null,
	receivedBytes: number | null,
	sentBytes: number | null,
];

type PortName = {readonly protocol: Protocol; readonly address: string; readonly port: number};

/** A port to which a socket was bound, in a minute. */
export type RecordedPortRow = PortFigures & {
	readonly name: PortName;
	/** null: unknown. */
	readonly process: string | null;
};

/** A minute in which something was recorded. Times are milliseconds since 1970, as the clock showed. */
export type RecordedMinute = {
	readonly id: number;
	readonly time: number;
	/** Seconds of it that were measured. */
	readonly seconds: number;
	/** The start of the machine in which it was. */
	readonly bootId: string | null;
};

/** A detector's alert about a port, or about the machine. */
export type RecordedIncident = {
	readonly source: string;
	readonly identity: string;
	readonly raised: number;
	readonly resolved: number;
};

/** The ports of one machine in a recording, minute by minute. Each method throws what `recordingProblem` puts into words, and none reads for long, which would keep the recorder's log from being emptied. */
export class RecordedPorts {
	readonly #database: DatabaseSync;
	readonly #host: string;
	readonly #rows: StatementSync;
	readonly #name: StatementSync;
	readonly #owner: StatementSync;
	/** By number. null: a name that makes no sense. */
	readonly #names = new Map<number, PortName | null>();
	readonly #owners = new Map<number, string | null>();

	/**
	Reads from an open recording.
	@param database As `openRecording` opens it.
	@param host The machine, as sessions name it.
	*/
	constructor(database: DatabaseSync, host: string) {
		this.#database = database;
		this.#host = host;
		// One text for all rows: there are a million a day, and an object that Node.js makes of a row takes three times as long.
		// Only a port with a socket has a queue.
		this.#rows = database.prepare(`SELECT json_group_array(json_array(
				port_id, owner_id, connections, established, half_open_max, close_wait_max, peers_max, opened, received_bytes, sent_bytes
			)) AS rows
			FROM port_rows WHERE interval_id = ? AND coalesce(accept_queue_max, receive_queue_max_bytes) IS NOT NULL`);
		this.#name = database.prepare('SELECT protocol, address, port FROM port_names WHERE id = ?');
		this.#owner = database.prepare('SELECT process FROM owners WHERE id = ?');
	}

	/** The machine of the last session. */
	get lastHost(): string | undefined {
		return lastHost(this.#database);
	}

	/** Returns the minutes before a moment, back to so many seconds before the last of them; in the order of recording. */
	minutes(until: number, reachSeconds: number): readonly RecordedMinute[] {
		const mine = 'resolution_s = :resolution AND session_id IN (SELECT id FROM sessions WHERE host = :host)';
		const known = {resolution, host: this.#host};
		const newest = this.#database.prepare(`SELECT time_ms AS time FROM intervals WHERE ${mine} AND time_ms < :until ORDER BY time_ms DESC LIMIT 1`);
		const last = newest.get({...known, until}) as {readonly time: number} | undefined;
		if (last === undefined) {
			return [];
		}

		return this.#database.prepare(`SELECT id, time_ms AS time, seconds, (SELECT boot_id FROM sessions WHERE sessions.id = session_id) AS bootId
			FROM intervals WHERE ${mine} AND time_ms BETWEEN :since AND :last ORDER BY id`)
			.all({...known, since: last.time - (reachSeconds * 1000), last: last.time}) as unknown as readonly RecordedMinute[];
	}

	/** Returns the ports that were bound in a minute; none where it was removed meanwhile. */
	ports({id}: RecordedMinute): readonly RecordedPortRow[] {
		const {rows} = this.#rows.get(id) as {readonly rows: string};
		const ports: RecordedPortRow[] = [];
		for (const [portId, ownerId, connections, established, maxHalfOpen, maxCloseWait, maxPeers, opened, receivedBytes, sentBytes] of JSON.parse(rows) as readonly Row[]) {
			const name = this.#nameOf(portId);
			const process = ownerId === null ? null : this.#processOf(ownerId);
			if (name !== null) {
				ports.push({
					name, process, connections, established, maxHalfOpen, maxCloseWait, maxPeers, opened, receivedBytes, sentBytes,
				});
			}
		}

		return ports;
	}

	/** Returns the detectors' alerts since a moment. One of a recorder that died lasted as long as that. */
	incidents(since: number): readonly RecordedIncident[] {
		return this.#database.prepare(`SELECT source, subject_identity AS identity, raised_ms AS raised, coalesce(resolved_ms, ended_ms) AS resolved
			FROM alerts JOIN sessions ON sessions.id = session_id WHERE origin = 'detector' AND host = ? AND coalesce(resolved_ms, ended_ms) >= ?`)
			.all(this.#host, since) as unknown as readonly RecordedIncident[];
	}

	#nameOf(id: number): PortName | null {
		let name = this.#names.get(id);
		if (name === undefined) {
			// The border to the file: any program may have written it.
			const row = this.#name.get(id) as {readonly protocol: string; readonly address: string; readonly port: number} | undefined;
			const protocol = protocols.find(known => known === row?.protocol);
			name = row === undefined || protocol === undefined ? null : {protocol, address: sanitize(row.address), port: row.port};
			this.#names.set(id, name);
		}

		return name;
	}

	#processOf(id: number): string | null {
		let process = this.#owners.get(id);
		if (process === undefined) {
			const row = this.#owner.get(id) as {readonly process: string | null} | undefined;
			process = row === undefined || row.process === null ? null : sanitize(row.process);
			this.#owners.set(id, process);
		}

		return process;
	}
}
