import {linesOf} from './lines.ts';
import type {Namespace} from './namespace.ts';
import {portop} from './portop.ts';
import {parseConnections, type JsonConnection} from './ss.ts';

/** What the rates of one row add up to over time. */
export type Sums = {
	readonly sentBytes: number;
	readonly receivedBytes: number;
	readonly retransmissions: number;
};

/** `portop list connections --json --watch`, document by document. */
export type Watch = {
	/** Waits for the next document. */
	next(): Promise<void>;
	/** Rate times interval of the rows that are wanted, over all documents so far. */
	sums(isWanted: (connection: JsonConnection) => boolean): Sums;
};

/** Starts portop in a namespace; it ends with the namespace. */
export function watchConnections(namespace: Namespace, intervalSeconds: number): Watch {
	const child = namespace.start(portop('list', 'connections', '--json', '--watch', '--interval', String(intervalSeconds)));
	const lines = linesOf(child.stdout);
	const rows: Array<JsonConnection & {readonly seconds: number}> = [];
	return {
		async next() {
			const {connections, intervalSeconds: seconds} = parseConnections(await lines.next());
			// A first document has no interval, and no rates.
			rows.push(...connections.map(connection => ({...connection, seconds: seconds ?? 0})));
		},
		sums(isWanted) {
			const sum = (rate: (row: JsonConnection) => number | null, unit: number) => rows
				.filter(row => isWanted(row))
				// Rounded each time: a sample's share is a whole number, only its quotient is not.
				.map(row => wholeNumber((rate(row) ?? 0) * row.seconds / unit))
				.reduce((total, number) => total + number, 0);
			return {
				sentBytes: sum(row => row.sendBitsPerSecond, 8),
				receivedBytes: sum(row => row.receiveBitsPerSecond, 8),
				retransmissions: sum(row => row.retransmissionsPerSecond, 1),
			};
		},
	};
}

function wholeNumber(value: number): number {
	const rounded = Math.round(value);
	if (Math.abs(value - rounded) > 1e-6 * Math.max(1, rounded)) {
		throw new Error(`${value} is no whole number`);
	}

	return rounded;
}
