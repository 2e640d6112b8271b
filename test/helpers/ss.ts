import {ssStateNames, type SocketState} from '../../source/model/socket.ts';

/** A socket in the columns of `ss -antup`, in a form that can be compared. */
export type Row = {
	readonly protocol: string;
	readonly state: string;
	readonly receiveQueue: string;
	readonly sendQueue: string;
	readonly local: string;
	readonly peer: string;
	/** `pid:descriptor` of every holder, sorted. */
	readonly holders: string;
};

/** Reads what `ss -Hantup` prints, and what says the same. */
export function parseRows(text: string): readonly Row[] {
	return text.split('\n').filter(line => line.trim() !== '').map(line => {
		const [protocol = '', state = '', receiveQueue = '', sendQueue = '', local = '', peer = ''] = line.split(/\s+/, 6);
		// A process name may contain anything, also what looks like a holder; what ends one cannot be mistaken.
		const holders = line.matchAll(/,pid=(?<pid>\d+),fd=(?<descriptor>\d+)\)/g)
			.map(({groups}) => `${groups?.['pid']}:${groups?.['descriptor']}`)
			.toArray();
		return {
			protocol, state, receiveQueue, sendQueue, local, peer, holders: holders.toSorted().join(' '),
		};
	});
}

/** A row of `portop list connections --json`: the keys that are used here, see docs/json.md. */
export type JsonConnection = {
	readonly protocol: string;
	readonly state: SocketState;
	readonly receiveQueueBytes: number | null;
	readonly sendQueueBytes: number | null;
	readonly acceptQueue: number | null;
	readonly acceptQueueLimit: number | null;
	readonly localAddress: string;
	readonly localPort: number;
	readonly remoteAddress: string;
	readonly remotePort: number;
	readonly owners: {
		readonly status: string;
		readonly holders: ReadonlyArray<{readonly pid: number; readonly name: string; readonly fileDescriptor: number}>;
	};
	readonly userId: number | null;
	readonly user: string | null;
	readonly retransmissions: number | null;
	readonly retransmissionsPerSecond: number | null;
	readonly receiveBitsPerSecond: number | null;
	readonly sendBitsPerSecond: number | null;
};

export type JsonConnections = {
	readonly version: number;
	readonly source: string;
	readonly intervalSeconds: number | null;
	readonly privileges: {readonly userId: number; readonly seesAllProcesses: boolean};
	readonly connections: readonly JsonConnection[];
};

export function parseConnections(text: string): JsonConnections {
	// The border to another program's output; test/outputs/ checks the document against its schema.
	return JSON.parse(text) as JsonConnections;
}

/** A connection of the JSON document as the row that `ss` prints for it. */
export function rowOf(connection: JsonConnection): Row {
	const {owners: {holders}} = connection;
	return {
		protocol: connection.protocol.replace('6', ''),
		state: ssStateNames[connection.state],
		receiveQueue: String(connection.acceptQueue ?? connection.receiveQueueBytes),
		sendQueue: String(connection.acceptQueueLimit ?? connection.sendQueueBytes),
		local: endpoint(connection.localAddress, connection.localPort),
		peer: endpoint(connection.remoteAddress, connection.remotePort),
		holders: holders.map(({pid, fileDescriptor}) => `${pid}:${fileDescriptor}`).toSorted().join(' '),
	};
}

function endpoint(address: string, port: number): string {
	return `${address}:${port === 0 ? '*' : port}`;
}

/** How portop's rows differ from what `ss` saw before and after. */
export type Comparison = {
	/** Rows that `ss` saw both times and portop did not. */
	readonly missing: readonly string[];
	/** Rows that portop saw and `ss` did not, neither before nor after. */
	readonly surplus: readonly string[];
	/** How many rows `ss` saw only once: those cannot be compared. */
	readonly unstable: number;
};

/** Compares sets of rows in which a row may occur several times. */
export function compare(before: readonly Row[], seen: readonly Row[], after: readonly Row[]): Comparison {
	const first = tally(before);
	const last = tally(after);
	const portop = tally(seen);
	const rows = new Set([...first.keys(), ...last.keys(), ...portop.keys()]);
	const missing: string[] = [];
	const surplus: string[] = [];
	let unstable = 0;
	for (const row of rows) {
		const [least, most] = minimumAndMaximum(first.get(row) ?? 0, last.get(row) ?? 0);
		const number = portop.get(row) ?? 0;
		unstable += most - least;
		if (number < least) {
			missing.push(row);
		} else if (number > most) {
			surplus.push(row);
		}
	}

	return {missing, surplus, unstable};
}

function minimumAndMaximum(one: number, other: number): readonly [number, number] {
	return one < other ? [one, other] : [other, one];
}

function tally(rows: readonly Row[]): ReadonlyMap<string, number> {
	const numbers = new Map<string, number>();
	for (const row of rows) {
		const key = Object.values(row).join(' ');
		numbers.set(key, (numbers.get(key) ?? 0) + 1);
	}

	return numbers;
}
