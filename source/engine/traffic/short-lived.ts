import {unknown, type SocketTable} from '../../collectors/socket-table.ts';
import {TupleIndex} from '../sockets/tuple-index.ts';
import {isConnection, isRemains} from './socket-figures.ts';

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

	const closed: number[] = [];
	for (let row = 0; row < before.liveCount; row++) {
		if (survived[row] === 0 && isConnection(before, row)) {
			closed.push(row);
		}
	}

	const index = new TupleIndex(before.columns, closed);
	return remains.filter(row => !index.has(table.columns, row));
}
