import type {OwnerLookup} from '../../collectors/owner-lookup.ts';
import type {SocketTable} from '../../collectors/socket-table.ts';
import {PeerSet} from '../sockets/row-index.ts';
import type {PortSlot} from './port-slots.ts';

const stride = 2048;

/** The maximum number of processes that are counted separately for one port. */
const maxWorkers = 512;

/**
Counts each port's different peers, and finds the processes that hold its connections: workers, where they do not hold the
listening socket too. Yields now and then.
*/
export function * countPeers({columns, liveCount}: SocketTable, slots: readonly PortSlot[], owners: Pick<OwnerLookup, 'firstPid' | 'isHidden'>): Generator<void> {
	const peers = new PeerSet(columns, liveCount);
	for (let row = 0; row < liveCount; row++) {
		if (row % stride === stride - 1) {
			yield;
		}

		const slot = slots[columns.portSlot[row]!];
		if (slot === undefined || columns.remotePort[row] === 0) {
			continue;
		}

		if (peers.add(row)) {
			slot.peerCount++;
		}

		const inode = columns.inode[row]!;
		if (inode === 0 || slot.holders.size >= maxWorkers) {
			continue;
		}

		const pid = owners.firstPid(inode);
		slot.hasHiddenHolder ||= pid === undefined && owners.isHidden(inode);
		if (pid !== undefined && pid !== slot.lastHolder) {
			slot.lastHolder = pid;
			slot.holders.add(pid);
		}
	}
}
