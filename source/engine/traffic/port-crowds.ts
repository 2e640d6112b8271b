import type {OwnerLookup} from '../../collectors/socket-owners.ts';
import {unknown, type SocketTable} from '../../collectors/socket-table.ts';
import type {PortSlot} from './port-slots.ts';

const stride = 2048;

/** Processes of one port that are told apart; nobody reads more. */
const mostWorkers = 512;

/**
Counts each port's different peers, and finds the processes that hold its connections: workers, where they do not hold the
listening socket too. Yields now and then.
*/
export function * countCrowds({columns, liveCount}: SocketTable, slots: readonly PortSlot[], owners: Pick<OwnerLookup, 'firstPid'>): Generator<void> {
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
		if (inode === 0 || slot.holders.size >= mostWorkers) {
			continue;
		}

		const pid = owners.firstPid(inode);
		if (pid !== undefined && pid !== slot.lastHolder) {
			slot.lastHolder = pid;
			slot.holders.add(pid);
		}
	}
}

/** The (port, peer address) pairs of a table's rows: open addressing in one typed array, at most half full. */
class PeerSet {
	readonly #columns: SocketTable['columns'];
	readonly #rows: Int32Array;
	readonly #mask: number;

	constructor(columns: SocketTable['columns'], count: number) {
		const size = 2 ** Math.max(6, Math.ceil(Math.log2((count * 2) + 1)));
		this.#columns = columns;
		this.#rows = new Int32Array(size).fill(unknown);
		this.#mask = size - 1;
	}

	/** False when another row has the same port and peer. */
	add(row: number): boolean {
		const {
			portSlot, remote0, remote1, remote2, remote3,
		} = this.#columns;
		const mixed = Math.imul(remote3[row]! ^ Math.imul(remote2[row]! ^ portSlot[row]!, 0x9E_37_79_B1) ^ Math.imul(remote1[row]! ^ remote0[row]!, 0xC2_B2_AE_35), 0x85_EB_CA_6B);
		let place = (mixed ^ (mixed >>> 15)) & this.#mask;
		for (;;) {
			const other = this.#rows[place]!;
			if (other === unknown) {
				this.#rows[place] = row;
				return true;
			}

			const isSame = portSlot[other] === portSlot[row] && remote3[other] === remote3[row] && remote2[other] === remote2[row]
				&& remote1[other] === remote1[row] && remote0[other] === remote0[row];
			if (isSame) {
				return false;
			}

			place = (place + 1) & this.#mask;
		}
	}
}
