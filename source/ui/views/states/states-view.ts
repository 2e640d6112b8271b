import {ssStateNames} from '../../../model/socket.ts';
import type {View} from '../shared/view.ts';
import {stateColumns} from './columns.ts';
import {stateBlocks, stateFilter} from './detail.ts';
import {statesTable} from './states-table.ts';

/** The numbers of sockets by state. */
export const statesView: View<'states'> = {
	name: 'states',
	title: 'States',
	shortTitle: 'Stat',
	command: 'show-states',
	count: () => null,
	table: {kind: 'whole', columns: stateColumns, draw: statesTable},
	usualSort: {key: 'state', descending: false},
	filter: 'sockets',
	empty: '',
	detail: stateBlocks,
	connectionsFilter: row => stateFilter(row.state),
	countsMatching: true,
	copyText: row => ssStateNames[row.state],
	withoutProcess: 'A state has no process',
	suggestRule: row => ({metric: `state ${(row?.state ?? 'CLOSE_WAIT').toLowerCase().replaceAll('_', '-')}`, instead: '', scope: null}),
	isMachineWide: true,
};
