import type {SourceStatus} from '../model/snapshot.ts';
import {protocols, type Protocol} from '../model/socket.ts';
import type {SocketTable} from './socket-table.ts';

/** Reads the sockets of one protocol into a table; returns whether that changed meanwhile. */
export type ProtocolReader = (table: SocketTable, protocol: Protocol) => Generator<void, boolean>;

/** Protocols that could not be read, and why. */
export type Failures = Map<Protocol, Error>;

/**
Reads every protocol. One that cannot be read from the beginning costs itself only: it is marked in the table. One that could be before is a
failure of the whole: its sockets would seem to be closed.
@returns Whether the tables changed while they were read.
@throws The error of reading, where nothing could be read, or something no longer.
*/
export function * readProtocols(table: SocketTable, read: ProtocolReader, known: Set<Protocol>, failures: Failures): Generator<void, boolean> {
	let isInterrupted = false;
	failures.clear();
	for (const protocol of protocols) {
		const {count} = table;
		try {
			isInterrupted = (yield * read(table, protocol)) || isInterrupted;
			known.add(protocol);
		} catch (error) {
			if (known.has(protocol)) {
				throw error;
			}

			table.count = count;
			table.unread.add(protocol);
			failures.set(protocol, error as Error);
		}
	}

	if (failures.size === protocols.length) {
		throw failures.get(protocols[0])!;
	}

	return isInterrupted;
}

/** Returns a problem for those that could not be read; none where all could be. */
export function unreadProblems(failures: Failures): readonly string[] {
	return failures.entries().map(([protocol, {message}]) => `${protocol} sockets are unknown: ${message}`).toArray();
}

/** Returns the status of the sockets: degraded by any problem. */
export function socketStatus(method: SourceStatus['method'], problems: readonly string[]): SourceStatus {
	return {
		name: 'sockets', method, state: problems.length === 0 ? 'ok' : 'degraded', problem: problems.length === 0 ? null : problems.join('; '),
	};
}
