import {stateFields} from '../../../fields/state.ts';
import {protocols} from '../../../model/socket.ts';
import type {ColumnDescription} from '../../tables/column.ts';
import {describe} from '../../tables/field-columns.ts';

const of = (key: keyof typeof stateFields, title: string) => describe(key, stateFields[key], {title});

/** The States table, which ink-table draws: always whole, because it is narrow. */
export const stateColumns: readonly ColumnDescription[] = [
	of('state', 'State'),
	...protocols.map(protocol => of(protocol, protocol)),
	of('total', 'total'),
	of('change', 'change'),
	{
		id: 'history', title: 'history', sort: null, largestFirst: false, meaning: 'The total, a bar per second or sample, scaled to the row\'s own maximum',
	},
];
