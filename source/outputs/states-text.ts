import {protocols} from '../model/socket.ts';
import type {StateCount} from '../model/state-count.ts';
import {table, type TableColumn} from './table.ts';

const columns: ReadonlyArray<TableColumn<StateCount>> = [
	{title: 'State', align: 'left', cell: ({state}) => state},
	...protocols.map(protocol => ({title: protocol, align: 'right', cell: ({counts}: StateCount) => counts[protocol]}) as const),
	{title: 'total', align: 'right', cell: ({total}) => total},
];

/** Lines of a table of how many sockets are in which state. */
export function statesText(states: readonly StateCount[]): Iterable<string> {
	return table(columns, states);
}
