import type {SortKey} from '../../../engine/protocol.ts';
import type {ViewName} from '../../../model/snapshot.ts';
import {alertColumns} from './alerts.ts';
import {connectionColumns} from './connections.ts';
import {errorColumns} from './errors.ts';
import {outgoingColumns} from './outgoing.ts';
import {portColumns} from './ports.ts';
import {probeColumns} from './probes.ts';
import {stateColumns} from './states.ts';

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
