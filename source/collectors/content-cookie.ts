import type {SocketTable} from './socket-table.ts';

const columnsOfContent = ['protocol', 'inode', 'localPort', 'remotePort', 'local0', 'local1', 'local2', 'local3', 'remote0', 'remote1', 'remote2', 'remote3'] as const;

/** The bits of the high word that are dropped: as a number a cookie stays below 2^52, as those of the kernel do, and the mark of closed connections free. */
const droppedBits = 12;

/** Returns what stands for the cookie of a socket from /proc/net, which has none: protocol, inode, addresses and ports, hashed to 52 bits in two words. */
function contentCookie({columns}: SocketTable, row: number): {readonly low: number; readonly high: number} {
	let low = 0x81_1C_9D_C5;
	let high = 0x9E_37_79_B9;
	for (const name of columnsOfContent) {
		const value = columns[name][row]!;
		low = Math.imul(low ^ value, 0x01_00_01_93) ^ (low >>> 15);
		high = Math.imul(high ^ value ^ (low >>> 7), 0x85_EB_CA_6B) ^ (high >>> 13);
	}

	return {low: low >>> 0, high: high >>> droppedBits};
}

/** Names a socket by its content instead of by a cookie. */
export function nameByContent(table: SocketTable, row: number): void {
	const {low, high} = contentCookie(table, row);
	table.columns.cookieLow[row] = low;
	table.columns.cookieHigh[row] = high;
}

/** Returns whether a socket is named by its content: the kernel does not know it by that. */
export function isNamedByContent(table: SocketTable, row: number): boolean {
	const {low, high} = contentCookie(table, row);
	return table.columns.cookieLow[row] === low && table.columns.cookieHigh[row] === high;
}
