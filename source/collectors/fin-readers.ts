import {isBegun} from './direction.ts';
import type {DestroyedTable} from './destroyed-table.ts';

const ports = 65_536;

/**
Learns which programs close without reading to the end. The end that closes first leaves a TIME-WAIT, and no counter shows whether the
peer's FIN reached the socket before (the process called shutdown(2) and read until the peer was done too) or the
TIME-WAIT after it (the process just closed). But a process that just closes is sometimes overtaken by the FIN, and never reads
it; one that reads to the end leaves none. So it is learned by port: the local one of accepted connections, the peer's of others.
*/
export class FinReaders {
	readonly #leavesUnread = new Uint8Array(2 * ports);

	/** Learns from the rows of a table and fills their column `leavesFinUnread`. */
	judge(table: DestroyedTable): void {
		const {columns, count} = table;
		for (let row = 0; row < count; row++) {
			// Of an orderly closed connection the FIN is all that can be unread: with payload there the kernel sends RST.
			if (columns.acknowledgedFlags[row] === 2 && columns.unreadBytes[row] === 1) {
				this.#leavesUnread[programOf(table, row)] = 1;
			}
		}

		for (let row = 0; row < count; row++) {
			columns.leavesFinUnread[row] = this.#leavesUnread[programOf(table, row)]!;
		}
	}
}

/** Returns the program, which is certain for a connection that began here and closed in order; for others it does not matter. */
function programOf({columns}: DestroyedTable, row: number): number {
	return isBegun(columns.direction[row]!) ? ports + columns.remotePort[row]! : columns.localPort[row]!;
}
