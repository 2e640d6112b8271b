import {endText} from '../../collectors/address-text.ts';
import {closings, protocols} from '../../model/socket.ts';
import type {RecordedConnection} from '../../recording/recorded-sample.ts';
import type {CompleteEnd} from '../traffic/complete-ends.ts';
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

/** Returns a connection of a sample that ended, as it is recorded. */
export function recordedConnection({table, rowContext, sampledAt, summary}: Sample, {row, beganHere}: CompleteEnd): RecordedConnection {
	const {columns} = table;
	const {interfaceName, names} = rowContext;
	const process = firstProcess(row, rowContext);
	const userId = userIdOf(table, row);
	const closing = closings[columns.closing[row]!]!;
	// A process that cuts its own connection off clears the ends, too.
	const isCleared = columns.remotePort[row] === 0;
	const isLocalKnown = !isCleared || columns.local0[row] !== 0 || columns.local1[row] !== 0 || columns.local3[row] !== 0;
	const wallTime = (monotonic: number) => Math.round(summary.timeMilliseconds - (sampledAt - monotonic));
	return {
		beganMilliseconds: wallTime(columns.firstSeenAt[row]!),
		beganBound: columns.isUnseen[row] === 1 ? 'at earliest' : (columns.seenAtStart[row] === 1 ? 'at latest' : null),
		endedMilliseconds: wallTime(columns.vanishedAt[row]!),
		protocol: protocols[columns.protocol[row]!]!,
		direction: beganHere === null ? null : (beganHere ? 'out' : 'in'),
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
		ending: closing === 'unknown' || closing === 'open' ? null : closing,
	};
}
