import {addressText} from '../../collectors/address-text.ts';
import {protocols, socketStates, type SocketState} from '../../model/socket.ts';
import {unknownRates, unknownTotals, type OutgoingPeer} from '../../model/traffic.ts';
import {quantile} from '../sockets/connection-sums.ts';
import {fadeMilliseconds} from '../sockets/join.ts';
import type {PeerGroup} from '../traffic/peer-groups.ts';
import {ownersOf} from './port-rows.ts';
import {firstProcess, userIdOf, type RowContext} from './connection-rows.ts';

/** A peer to which there is no connection any more is listed for so long. */
const idleMilliseconds = 60_000;

/** A row of the Outgoing view, with what filters need beyond what is shown. */
export type OutgoingEntry = {
	readonly peer: OutgoingPeer;
	/** Four big-endian words; IPv4 as ::ffff:a.b.c.d. */
	readonly address: PeerGroup['address'];
	readonly states: readonly SocketState[];
	readonly ageSeconds: number;
	/** Rows of the table: the first few of its connections. */
	readonly rows: readonly number[];
};

/** Pushes the traffic of a sample on the peers' histories. Once per sample. */
export function recordTraffic(groups: readonly PeerGroup[]): void {
	for (const {account, history} of groups) {
		const {receiveBitsPerSecond, sendBitsPerSecond} = account.rates();
		if (receiveBitsPerSecond !== null && sendBitsPerSecond !== null) {
			history.push(receiveBitsPerSecond + sendBitsPerSecond);
		}
	}
}

/** The rows of the peers that there are connections to, or were a moment ago. */
export function outgoingRows(groups: readonly PeerGroup[], sources: RowContext, hasCounters: boolean, isLowerBound: boolean): readonly OutgoingEntry[] {
	return groups
		.filter(({activeAt}) => sources.sampledAt - activeAt < idleMilliseconds)
		.map(group => outgoingRow(group, sources, hasCounters, isLowerBound));
}

function outgoingRow(group: PeerGroup, sources: RowContext, hasCounters: boolean, isLowerBound: boolean): OutgoingEntry {
	const {account, states, rtts, rows, address, port} = group;
	const {table, names, sampledAt} = sources;
	const protocol = protocols[group.protocol]!;
	const text = addressText(address, protocol);
	// Of UDP sockets, and without sock_diag, the kernel counts nothing.
	const isCounted = hasCounters && protocol.startsWith('tcp');
	const connections = Object.fromEntries(socketStates.map((state, index) => [state, states[index]!] as const).filter(([, count]) => count > 0));
	const userId = rows.map(row => userIdOf(table, row)).find(user => user !== null) ?? null;
	const process = rows.map(row => firstProcess(row, sources)).find(found => found !== undefined);
	return {
		address,
		states: Object.keys(connections) as SocketState[],
		ageSeconds: (sampledAt - group.firstSeenAt) / 1000,
		rows,
		peer: {
			identity: `${protocol}|${text}|${port}`,
			protocol,
			address: text,
			port,
			service: names.service(protocol, port),
			owners: ownersOf(rows.map(row => table.columns.inode[row]!), sources),
			userId,
			user: userId === null ? null : names.user(userId),
			unit: process?.unit ?? null,
			container: process?.container ?? null,
			connections,
			connectionCount: group.connections,
			...isCounted ? account.rates() : unknownRates,
			rttMedianMicroseconds: quantile(rtts, 0.5),
			rttP95Microseconds: quantile(rtts, 0.95),
			retransmissionPercent: account.retransmissionPercent(),
			totals: {
				sinceStart: isCounted ? account.sinceStart() : unknownTotals,
				sinceReset: isCounted ? account.sinceReset() : null,
				isLowerBound,
				missesBytes: account.missesBytes,
			},
			trafficHistory: group.history.toArray(),
			freshness: !group.seenAtStart && sampledAt - group.firstSeenAt < fadeMilliseconds ? 'new' : 'present',
		},
	};
}
