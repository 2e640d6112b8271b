import {unknown, type SocketTable} from '../../collectors/socket-table.ts';
import {firstUdpIndex, stateIndices} from '../../model/socket.ts';

const {TIME_WAIT: timeWait, FIN_WAIT_2: finWait2} = stateIndices;

/** Returns whether a row is what the kernel keeps of a connection that was closed from this end: without counters and file. It has the cookie of the connection, or one of its own: that depends on the kernel. */
export function isTimeWaitRemnant({columns}: Pick<SocketTable, 'columns'>, row: number): boolean {
	return (columns.state[row] === timeWait || columns.state[row] === finWait2) && columns.protocol[row]! < firstUdpIndex
		&& columns.segmentsIn[row] === unknown && columns.inode[row] === 0;
}
