import {endText} from '../../collectors/address-text.ts';
import {closings, protocols} from '../../model/socket.ts';
import type {RecordedConnection} from '../../recording/recorded-sample.ts';
import {beganHere} from '../traffic/closed-connections.ts';
import type {CompleteEnd} from '../traffic/complete-ends.ts';
import {isConnection} from '../traffic/socket-figures.ts';
import {firstProcess, known, userIdOf} from '../views/connection-rows.ts';
import type {Sample} from '../views/sample.ts';

/** Connections that are recorded per second, on average and after a while in which there were none. */
const maxPerSecond = 2000;
const maxSecondsSaved = 10;

/** Bounds the connections that are recorded: bursts pass, a flood does not. */
export class ConnectionLimit {
	#left = maxPerSecond * maxSecondsSaved;
	#at: number | undefined;

	/** Returns how many of so many may be recorded now, in monotonic milliseconds. */
	take(wanted: number, now: number): number {
		const seconds = this.#at === undefined ? 0 : (now - this.#at) / 1000;
		this.#at = now;
		this.#left = Math.min(maxPerSecond * maxSecondsSaved, this.#left + (seconds * maxPerSecond));
		const taken = Math.min(wanted, Math.floor(this.#left));
		this.#left -= taken;
		return taken;
	}
}

/** A connection as it is recorded, but for its end. */
export type OpenConnection = Omit<RecordedConnection, 'endedMilliseconds' | 'ending'>;

/** Returns a connection of a sample that ended, as it is recorded. */
export function recordedConnection(sample: Sample, {row, beganHere: isOutgoing}: CompleteEnd): RecordedConnection {
	const {columns} = sample.table;
	const closing = closings[columns.closing[row]!]!;
	return {
		...connectionFacts(sample, row, isOutgoing),
		endedMilliseconds: wallTime(sample, columns.vanishedAt[row]!),
		ending: closing === 'unknown' || closing === 'open' ? null : closing,
	};
}

/** Returns the connections of a sample that had not ended. */
export function openConnections(sample: Sample): readonly OpenConnection[] {
	const {table} = sample;
	return Array.from({length: table.liveCount}, (_, row) => row)
		.filter(row => isConnection(table, row))
		.map(row => connectionFacts(sample, row, beganHere(table, row)));
}

function connectionFacts(sample: Sample, row: number, isOutgoing: boolean | null): OpenConnection {
	const {table, rowContext} = sample;
	const {columns} = table;
	const {interfaceName, names} = rowContext;
	const process = firstProcess(row, rowContext);
	const userId = userIdOf(table, row);
	// A process that cuts its own connection off clears the ends, too.
	const isCleared = columns.remotePort[row] === 0;
	const isLocalKnown = !isCleared || columns.local0[row] !== 0 || columns.local1[row] !== 0 || columns.local3[row] !== 0;
	return {
		beganMilliseconds: wallTime(sample, columns.firstSeenAt[row]!),
		beganBound: columns.isUnseen[row] === 1 ? 'at earliest' : (columns.seenAtStart[row] === 1 ? 'at latest' : null),
		protocol: protocols[columns.protocol[row]!]!,
		direction: isOutgoing === null ? null : (isOutgoing ? 'out' : 'in'),
		localAddress: isLocalKnown ? endText(table, row, 'local', interfaceName) : null,
		localPort: columns.localPort[row]!,
		remoteAddress: isCleared ? null : endText(table, row, 'remote', interfaceName),
		remotePort: isCleared ? null : columns.remotePort[row]!,
		owner: {
			process: process?.name ?? null,
			pid: process?.pid ?? null,
			user: (userId === null ? null : names.user(userId)) ?? process?.user ?? null,
			unit: process?.unit ?? null,
			container: process?.container ?? null,
		},
		receivedBytes: known(columns.receivedBytes[row]!),
		sentBytes: known(columns.sentBytes[row]!),
		bytesAreMinimum: columns.isFinal[row] === 0,
		rttMicroseconds: known(columns.rttMicroseconds[row]!),
		minimumRttMicroseconds: known(columns.minimumRttMicroseconds[row]!),
		retransmissions: known(columns.retransmissions[row]!),
	};
}

/** Returns a moment of the monotonic clock in milliseconds since 1970, as the clock showed when the sample was taken. */
function wallTime({sampledAt, summary}: Sample, monotonic: number): number {
	return Math.round(summary.timeMilliseconds - (sampledAt - monotonic));
}
