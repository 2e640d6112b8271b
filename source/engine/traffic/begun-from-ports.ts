import type {DestroyedTable} from '../../collectors/destroyed-table.ts';
import {directions, isBegun} from '../../collectors/direction.ts';
import {unknown, type SocketEnds, type SocketTable} from '../../collectors/socket-table.ts';
import {isTimeWaitRemnant} from '../sockets/remnant.ts';

/** More are not remembered: those that were seen the longest ago are forgotten. */
const maxConnections = 4096;

/**
Remembers the connections that were begun here from an address and port on which a listener is: what is left of one of them in TIME-WAIT has
no counters by which it differs from what the listener accepted.
*/
export class BegunFromPorts {
	/** The ends, by the ports, so that a look-up mostly costs no text. */
	readonly #endsByPorts = new Map<number, string>();

	/** Returns whether a connection, whose local end fits a listener, was begun here; remembers it if so. */
	has({columns}: SocketTable, row: number): boolean {
		const direction = columns.direction[row]!;
		if (isBegun(direction)) {
			if (columns.previousRow[row] === unknown || !this.#endsByPorts.has(portsOf(columns, row))) {
				this.add(columns, row);
			}

			return true;
		}

		// What is left of one keeps its direction, once that is known, from sample to sample.
		if (this.#endsByPorts.size === 0 || direction !== directions.unknown || !isTimeWaitRemnant({columns}, row)) {
			return false;
		}

		const ends = this.#endsByPorts.get(portsOf(columns, row));
		const isBegunHere = ends !== undefined && ends === endsOf(columns, row);
		columns.direction[row] = isBegunHere ? directions.begun : directions.accepted;
		return isBegunHere;
	}

	/** Remembers those of the destroyed connections that were begun here from a port where a listener is or was. */
	addDestroyed({columns, count}: DestroyedTable, isFromPort: (ends: SocketEnds, row: number) => boolean): void {
		for (let row = 0; row < count; row++) {
			if (isBegun(columns.direction[row]!) && isFromPort(columns, row)) {
				this.add(columns, row);
			}
		}
	}

	/** Remembers a connection that was begun here. */
	add(ends: SocketEnds, row: number): void {
		const ports = portsOf(ends, row);
		this.#endsByPorts.delete(ports);
		this.#endsByPorts.set(ports, endsOf(ends, row));
		if (this.#endsByPorts.size > maxConnections) {
			this.#endsByPorts.delete(this.#endsByPorts.keys().next().value!);
		}
	}
}

function portsOf({localPort, remotePort}: SocketEnds, row: number): number {
	return (localPort[row]! * 0x1_00_00) + remotePort[row]!;
}

function endsOf(ends: SocketEnds, row: number): string {
	return [
		ends.protocol, ends.local0, ends.local1, ends.local2, ends.local3, ends.remote0, ends.remote1, ends.remote2, ends.remote3, ends.interfaceIndex,
	].map(words => words?.[row] ?? 0).join(' ');
}
