import type {StateSortKey} from '../../../fields/state.ts';
import {protocols} from '../../../model/socket.ts';

type StateColumn = {
	readonly id: string;
	readonly title: string;
	readonly meaning: string;
	readonly sort: StateSortKey | null;
	readonly largestFirst: boolean;
};

/** The States table, which ink-table draws: always whole, because it is narrow. */
export const stateColumns: readonly StateColumn[] = [
	{
		id: 'state', title: 'State', sort: 'state', largestFirst: false,
		meaning: 'The twelve states that monitoring checks name; – where Linux cannot show one',
	},
	...protocols.map(protocol => ({
		id: protocol, title: protocol, sort: protocol, largestFirst: true,
		meaning: `Sockets of ${protocol} in the state, and the change since the previous sample`,
	})),
	{
		id: 'total', title: 'total', sort: 'total', largestFirst: true, meaning: 'Of all protocols together',
	},
	{
		id: 'change', title: 'change', sort: 'change', largestFirst: true, meaning: 'Of the total since the previous sample',
	},
	{
		id: 'history', title: 'history', sort: null, largestFirst: false, meaning: 'The total, a bar per sample, scaled to the row\'s own maximum',
	},
];
