import type {DestroyedTable} from './destroyed-table.ts';

const ports = 65_536;

/**
Which programs close without reading to the end. Whoever closes first leaves a TIME-WAIT, and no counter tells whether the
peer's FIN reached the socket before (the process said that it was done, shutdown(2), and read until the peer was too) or the
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

/** Of a connection that began here and was closed in order that is certain; of others it does not matter. */
function programOf({columns}: DestroyedTable, row: number): number {
	return columns.beganHere[row] === 1 ? ports + columns.remotePort[row]! : columns.localPort[row]!;
}
