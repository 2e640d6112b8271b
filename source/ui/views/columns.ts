import type {SortKey} from '../../protocol/protocol.ts';
import type {ViewName} from '../../model/snapshot.ts';
import {alertColumns} from './alerts/columns.ts';
import {connectionColumns} from './connections/columns.ts';
import {errorColumns} from './errors/columns.ts';
import {outgoingColumns} from './outgoing/columns.ts';
import {portColumns} from './ports/columns.ts';
import {probeColumns} from './probes/columns.ts';
import {stateColumns} from './states/columns.ts';

/** What is told of a column without its rows. */
export type ColumnDescription = {
	readonly id: string;
	readonly title: string;
	readonly meaning: string;
	readonly sort: SortKey | null;
	readonly largestFirst: boolean;
};

/** Every column of each view, in the table's order. */
export const columnsOfViews: Readonly<Record<ViewName, readonly ColumnDescription[]>> = {
	ports: portColumns,
	connections: connectionColumns,
	states: stateColumns,
	probes: probeColumns,
	errors: errorColumns,
	alerts: alertColumns,
	outgoing: outgoingColumns,
};
