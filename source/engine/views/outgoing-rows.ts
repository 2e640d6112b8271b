import {addressText} from '../../collectors/address-text.ts';
import type {AddressWords} from '../../model/address.ts';
import {
	isTcp,
	protocols,
	socketStates,
	type SocketState,
} from '../../model/socket.ts';
import {unknownRates, unknownTotals, type OutgoingPeer} from '../../model/traffic.ts';
import {quantile} from '../sockets/connection-sums.ts';
import {fadeMilliseconds} from '../sockets/join.ts';
import type {PeerGroup} from '../traffic/peer-groups.ts';
import type {OutgoingTraffic} from '../traffic/traffic-accounting.ts';
import {commandLinesOf, ownersOf} from './port-rows.ts';
import {servingOwners, type RowContext} from './connection-rows.ts';
import {placesOf, usersOf, type SharedPlaces} from './row-names.ts';

/** A peer to which there is no connection any more is listed for so long. */
const idleMilliseconds = 60_000;

/** A row of the Outgoing view, with what filters need beyond what is shown. */
export type OutgoingEntry = {
	readonly peer: OutgoingPeer;
	readonly address: AddressWords;
	readonly states: readonly SocketState[];
	readonly ageSeconds: number;
	/** Those of the owners. */
	readonly commandLines: readonly string[];
	/** Rows of the table: the first few of its connections. */
	readonly rows: readonly number[];
};

/** Returns the rows of the peers that there are connections to, or were a moment ago. */
export function outgoingRows({peers, hasCounters, isLowerBound}: OutgoingTraffic, context: RowContext): readonly OutgoingEntry[] {
	return peers
		.filter(({activeAt}) => context.sampledAt - activeAt < idleMilliseconds)
		.map(group => outgoingRow(group, context, hasCounters, isLowerBound));
}

/** Returns the rows with the owners that were found since. */
export function outgoingWithOwners(entries: readonly OutgoingEntry[], context: RowContext): readonly OutgoingEntry[] {
	return entries.map(entry => {
		const figures = ownerFigures(entry.rows, context);
		return {...entry, commandLines: commandLinesOf(figures.owners, context), peer: {...entry.peer, ...figures}};
	});
}

function outgoingRow(group: PeerGroup, context: RowContext, hasCounters: boolean, isLowerBound: boolean): OutgoingEntry {
	const {account, states, rtts, rows, address, port} = group;
	const {names, sampledAt} = context;
	const protocol = protocols[group.protocol]!;
	const text = addressText(address, protocol) + (group.interfaceIndex === 0 ? '' : `%${context.interfaceName(group.interfaceIndex)}`);
	// Of UDP sockets, and without sock_diag, the kernel counts nothing.
	const isCounted = hasCounters && isTcp(protocol);
	const connections = Object.fromEntries(socketStates.map((state, index) => [state, states[index]!] as const).filter(([, count]) => count > 0));
	const owners = ownerFigures(rows, context);
	return {
		address,
		states: Object.keys(connections) as SocketState[],
		ageSeconds: (sampledAt - group.firstSeenAt) / 1000,
		rows,
		commandLines: commandLinesOf(owners.owners, context),
		peer: {
			identity: `${protocol}|${text}|${port}`,
			protocol,
			address: text,
			port,
			service: names.service(protocol, port),
			...usersOf(rows, context),
			...owners,
			connections,
			connectionCount: group.connections,
			...isCounted ? account.rates() : unknownRates,
			rttMedianMicroseconds: quantile(rtts, 0.5),
			rttP95Microseconds: quantile(rtts, 0.95),
			retransmissionPercent: account.retransmissionPercent(),
			totals: {
				sinceStart: isCounted ? account.sinceStart() : unknownTotals,
				sinceReset: isCounted ? account.sinceReset() : null,
				isLowerBound: isLowerBound || account.missesConnections,
				missesBytes: account.missesBytes,
				atLeast: [...account.atLeast],
			},
			freshness: !group.seenAtStart && sampledAt - group.firstSeenAt < fadeMilliseconds ? 'new' : 'present',
		},
	};
}

/** Returns the fields of a row that may be found after the sample: its owners. */
function ownerFigures(rows: readonly number[], context: RowContext): Pick<OutgoingPeer, 'owners' | keyof SharedPlaces> {
	const {inode} = context.table.columns;
	return {
		owners: ownersOf(rows.map(row => inode[row]!), context),
		...placesOf(rows.flatMap(row => servingOwners(row, context))),
	};
}
