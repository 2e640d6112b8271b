import {unknown, type SocketTable} from '../collectors/socket-table.ts';
import {isConnection, isRemains} from './socket-figures.ts';
import {tupleName} from './tuple-name.ts';

/**
Rows of what is left of connections (TIME-WAIT) that were not there at the sample before: they began and were closed since.
@param survived Of the rows before: 1 where the socket is still there.
*/
export function shortLivedRows(table: SocketTable, before: SocketTable, survived: Uint8Array): readonly number[] {
	const remains: number[] = [];
	for (let row = 0; row < table.liveCount; row++) {
		if (table.columns.previousRow[row] === unknown && isRemains(table, row)) {
			remains.push(row);
		}
	}

	if (remains.length === 0) {
		return remains;
	}

	const closed = new Set<string>();
	for (let row = 0; row < before.liveCount; row++) {
		if (survived[row] === 0 && isConnection(before, row)) {
			closed.add(tupleName(before.columns, row));
		}
	}

	return remains.filter(row => !closed.has(tupleName(table.columns, row)));
}
