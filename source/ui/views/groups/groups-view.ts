import {groupFields} from '../../../fields/group.ts';
import {suggestedMetric} from '../../../fields/field.ts';
import type {View} from '../shared/view.ts';
import {columnsFor, groupColumns} from './columns.ts';
import {groupBlocks} from './detail.ts';

/** Connections by process, unit, container, user, remote host or service port. */
export const groupsView: View<'groups'> = {
	name: 'groups',
	title: 'Groups',
	shortTitle: 'Grps',
	command: 'show-groups',
	table: {
		kind: 'live', columns: groupColumns, columnsNow: ({grouping}) => columnsFor(grouping), isIdle: row => row.connectionCount === 0,
	},
	usualSort: {key: 'connections', descending: true},
	filter: 'sockets',
	source: 'sockets',
	empty: 'There have been no connections',
	detail: groupBlocks,
	gone: 'None of its connections is there.',
	connectionsFilter: row => row.filter,
	countsMatching: true,
	copyText: row => row.name,
	socketText: row => row.name,
	// A rule watches ports or peers: those of a process, or at a host.
	suggestRule(row, key) {
		const metric = suggestedMetric(groupFields, key);
		return row?.grouping === 'host' && row.filter !== null
			? {metric: metric === null ? null : `outgoing ${metric}`, instead: 'outgoing connections', scope: row.filter}
			: {metric, instead: 'connections', scope: row === undefined || row.pid === null ? null : `pid:${row.pid}`};
	},
};
