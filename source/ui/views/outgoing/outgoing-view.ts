import {joinAddress} from '../../text/address.ts';
import type {View} from '../shared/view.ts';
import {metricsOfPeers} from '../shared/rule-metrics.ts';
import {outgoingColumns} from './columns.ts';
import {outgoingBlocks} from './detail.ts';

/** The connections that began here, by the peer and port where they go: another way to look at the ports. */
export const outgoingView: View<'outgoing'> = {
	name: 'outgoing',
	title: 'Outgoing',
	command: 'outgoing',
	tab: 'ports',
	table: {kind: 'live', columns: outgoingColumns},
	usualSort: {key: 'connections', descending: true},
	filter: 'sockets',
	empty: 'Nothing connects from here',
	detail: outgoingBlocks,
	gone: 'There have been no connections to it for a minute.',
	copyText: row => joinAddress(row.address, row.port),
	socketText: row => `${row.protocol} ${joinAddress(row.address, row.port)}`,
	suggestRule(row, key) {
		const metric = metricsOfPeers[key];
		return {
			metric: metric === undefined ? null : `outgoing ${metric}`,
			instead: 'outgoing connections',
			scope: row === undefined ? null : `dst:${row.address} dport:${row.port}`,
		};
	},
};
