import {suggestedMetric} from '../../../fields/field.ts';
import {outgoingFields} from '../../../fields/outgoing.ts';
import {joinAddress} from '../../text/address.ts';
import type {View} from '../shared/view.ts';
import {outgoingColumns} from './columns.ts';
import {outgoingBlocks} from './detail.ts';

/** The connections that began here, by the peer and port where they go: another way to group connections. */
export const outgoingView: View<'outgoing'> = {
	name: 'outgoing',
	title: 'Outgoing',
	shortTitle: 'Outg',
	command: 'outgoing',
	tab: 'groups',
	table: {kind: 'live', columns: outgoingColumns},
	usualSort: {key: 'connections', descending: true},
	filter: 'sockets',
	source: 'sockets',
	empty: 'Nothing connects from here',
	detail: outgoingBlocks,
	gone: 'There have been no connections to it for a minute.',
	connectionsFilter: row => `dst:${row.address.split('%', 1)[0]} dport:${row.port} proto:${row.protocol}`,
	copyText: row => joinAddress(row.address, row.port),
	socketText: row => `${row.protocol} ${joinAddress(row.address, row.port)}`,
	suggestRule(row, key) {
		const metric = suggestedMetric(outgoingFields, key);
		return {
			metric: metric === null ? null : `outgoing ${metric}`,
			instead: 'outgoing connections',
			scope: row === undefined ? null : `dst:${row.address} dport:${row.port}`,
		};
	},
};
