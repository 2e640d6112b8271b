import {connectionFields} from '../../../fields/connection.ts';
import {suggestedMetric} from '../../../fields/field.ts';
import {isTcp, type Connection} from '../../../model/socket.ts';
import {firstEphemeralPort, joinAddress} from '../../text/address.ts';
import type {RuleSuggestion, View} from '../shared/view.ts';
import {connectionColumns} from './columns.ts';
import {connectionBlocks} from './detail.ts';

/** Every socket, as `ss -antup` lists them. */
export const connectionsView: View<'connections'> = {
	name: 'connections',
	title: 'Connections',
	shortTitle: 'Conns',
	command: 'show-connections',
	table: {kind: 'live', columns: connectionColumns},
	usualSort: {key: 'state', descending: false},
	filter: 'sockets',
	source: 'sockets',
	empty: 'There are no connections',
	detail: connectionBlocks,
	// The other end is what one looks up elsewhere; a listener has none.
	copyText: row => row.remotePort === 0 ? joinAddress(row.localAddress, row.localPort) : joinAddress(row.remoteAddress, row.remotePort),
	socketText: row => `${row.protocol} ${joinAddress(row.localAddress, row.localPort)} ↔ ${joinAddress(row.remoteAddress, row.remotePort)}`,
	suggestRule: (row, key) => suggestRule(row, suggestedMetric(connectionFields, key)),
	suggestTarget,
};

/** Returns the suggested rule for the port or the peer of a connection: the end that is less likely a client's. */
function suggestRule(row: Connection | undefined, metric: string | null): RuleSuggestion {
	if (row === undefined) {
		return {metric, instead: 'connections', scope: null};
	}

	return row.localPort < firstEphemeralPort || row.remotePort === 0
		? {metric, instead: 'connections', scope: `sport:${row.localPort}`}
		: {metric: metric === null ? null : `outgoing ${metric}`, instead: 'outgoing connections', scope: `dst:${row.remoteAddress} dport:${row.remotePort}`};
}

/** IPv4 on a dual-stack socket: it is probed as the IPv4 that it is. */
const mapped = /^\[::ffff:([\d.]+)\]$/;

/** Returns the peer of a TCP connection, its port where that is a server's. */
function suggestTarget({protocol, remoteAddress, remotePort}: Connection): string {
	if (remotePort === 0 || !isTcp(protocol)) {
		return '';
	}

	const host = mapped.exec(remoteAddress)?.[1] ?? remoteAddress;
	// Nothing answers on the port from which a client came; its host may answer an echo.
	return remotePort < firstEphemeralPort ? `connect://${joinAddress(host, remotePort)}` : `icmp://${host}`;
}
