import {peerText} from '../../collectors/address-text.ts';
import {unknown} from '../../collectors/socket-table.ts';
import {isIpv4Mapped} from '../../model/address.ts';
import type {PortPeer} from '../../model/port.ts';
import {socketStates, type SocketState} from '../../model/socket.ts';
import {remoteScope} from '../sockets/address-words.ts';
import {isWaiting} from '../traffic/port-slots.ts';
import {countKey, mostFrequent, type Frequencies} from './row-details.ts';
import type {Sample} from './sample.ts';

/** The peers of the ports that were looked at in one sample: every key is answered from it, and 100,000 rows take a while. */
const known = new WeakMap<Sample['openPorts'], Map<number, readonly PortPeer[]>>();

/** Returns the peers that have the most connections of an open port, by its slot: the first few. */
export function portPeers(sample: Sample, slot: number): readonly PortPeer[] {
	const peersBySlot = known.get(sample.openPorts) ?? new Map<number, readonly PortPeer[]>();
	known.set(sample.openPorts, peersBySlot);
	const peers = peersBySlot.get(slot) ?? findPeers(sample, slot);
	peersBySlot.set(slot, peers);
	return peers;
}

function findPeers({table, openPorts: {slots}, sampledAt, rowContext: {interfaceName}}: Sample, slot: number): readonly PortPeer[] {
	if (slot >= slots.length) {
		return [];
	}

	const {columns, liveCount} = table;
	const textOf = (row: number) => {
		const scopeId = remoteScope(columns, row);
		return peerText(table, row) + (scopeId === 0 ? '' : `%${interfaceName(scopeId)}`);
	};

	// An IPv4 peer is counted by its number: a text per row would be 100,000 texts.
	const keyOf = (row: number) => isIpv4Mapped(columns.remote0[row]!, columns.remote1[row]!, columns.remote2[row]!) ? columns.remote3[row]! : textOf(row);
	const isOfPort = (row: number) => columns.portSlot[row] === slot && columns.remotePort[row] !== 0;
	const frequencies: Frequencies<number | string> = new Map();
	for (let row = 0; row < liveCount; row++) {
		if (isOfPort(row)) {
			countKey(frequencies, keyOf(row), row);
		}
	}

	const listed = mostFrequent(frequencies);
	const rows = new Map(listed.map(([key]) => [key, [] as number[]]));
	for (let row = 0; row < liveCount; row++) {
		if (isOfPort(row)) {
			rows.get(keyOf(row))?.push(row);
		}
	}

	return listed.map(([key, {row}]) => peerOf(textOf(row), rows.get(key)!, table, sampledAt));
}

function peerOf(address: string, rows: readonly number[], table: Sample['table'], sampledAt: number): PortPeer {
	const {columns} = table;
	const states: Partial<Record<SocketState, number>> = {};
	let oldest = rows[0]!;
	for (const row of rows) {
		const state = socketStates[columns.state[row]!]!;
		states[state] = (states[state] ?? 0) + 1;
		oldest = columns.firstSeenAt[row]! < columns.firstSeenAt[oldest]! ? row : oldest;
	}

	const measured = (column: ArrayLike<number>) => rows.map(row => column[row]!).filter(value => value !== unknown);
	const sum = (column: ArrayLike<number>) => {
		const values = measured(column);
		return values.length === 0 ? null : values.reduce((total, value) => total + value, 0);
	};

	const rtts = measured(columns.rttMicroseconds);
	return {
		address,
		connections: rows.length,
		states,
		waiting: rows.filter(row => isWaiting(table, row)).length,
		receiveBitsPerSecond: sum(columns.receiveBitsPerSecond),
		sendBitsPerSecond: sum(columns.sendBitsPerSecond),
		rttMicroseconds: rtts.length === 0 ? null : rtts.reduce((total, value) => total + value, 0) / rtts.length,
		retransmissionsPerSecond: sum(columns.retransmissionsPerSecond),
		oldestSeconds: (sampledAt - columns.firstSeenAt[oldest]!) / 1000,
		oldestIsMinimum: columns.seenAtStart[oldest] === 1,
	};
}
