import {counterFields} from '../../fields/counter.ts';
import {followedConnectionFields} from '../../fields/followed-connection.ts';
import {numericFields, type FieldTable, type RecordedKey} from '../../fields/field.ts';
import {groupTrafficFields, type GroupTraffic} from '../../fields/group-traffic.ts';
import {interfaceFields} from '../../fields/interface.ts';
import {machineFields} from '../../fields/machine.ts';
import {outgoingFields} from '../../fields/outgoing.ts';
import {portFields} from '../../fields/port.ts';
import {recordedProbeFields} from '../../fields/recorded-probe.ts';
import {stateFields} from '../../fields/state.ts';
import type {ErrorCounter} from '../../model/error-counter.ts';
import type {Port} from '../../model/port.ts';
import type {RecordedProbe} from '../../model/probe.ts';
import type {Totals} from '../../model/snapshot.ts';
import type {FollowedConnection} from '../../model/socket.ts';
import type {StateCount} from '../../model/state-count.ts';
import type {NetworkInterface, OutgoingPeer} from '../../model/traffic.ts';

/** The row from which each kind of entity is recorded. */
export type RecordedRows = {
	readonly machine: Totals;
	readonly port: Port;
	readonly outgoing: OutgoingPeer;
	readonly state: StateCount;
	/** The states of the sockets under the filter of the States view. */
	readonly filteredState: StateCount;
	readonly counter: ErrorCounter;
	readonly interface: NetworkInterface;
	readonly group: GroupTraffic;
	/** Those whose details are open, or were. */
	readonly connection: FollowedConnection;
	readonly probe: RecordedProbe;
};

const tables = {
	machine: machineFields,
	port: portFields,
	outgoing: outgoingFields,
	state: stateFields,
	filteredState: stateFields,
	counter: counterFields,
	interface: interfaceFields,
	group: groupTrafficFields,
	connection: followedConnectionFields,
	probe: recordedProbeFields,
} as const;

export type RecordedKind = keyof RecordedRows;
/** The figures of a kind of which there is a series: the fields that are marked as recorded. */
export type FigureOf<Kind extends RecordedKind> = RecordedKey<(typeof tables)[Kind]> & string;

/** One figure of a kind. */
export type RecordedFigure<Row> = {
	readonly key: string;
	readonly read: (row: Row) => number | null;
	readonly isRate: boolean;
};

/** One kind of entity. */
export type RecordedKindOf<Kind extends RecordedKind> = {
	readonly figures: ReadonlyArray<RecordedFigure<RecordedRows[Kind]>>;
	/** The most that are kept, there and gone. */
	readonly maxEntities: number;
	/** The figures by which memory is shared out: what had most of them lately keeps its past longest. None: everything is kept. */
	readonly importance: ReadonlyArray<FigureOf<Kind>>;
};

/** Everything that is recorded. A field with `recorded: true` is all that a new figure takes. */
export const recordedKinds: {readonly [Kind in RecordedKind]: RecordedKindOf<Kind>} = {
	machine: {figures: figuresOf<Totals>(machineFields), maxEntities: 1, importance: []},
	port: {figures: figuresOf<Port>(portFields), maxEntities: 2048, importance: ['receive', 'send']},
	outgoing: {figures: figuresOf<OutgoingPeer>(outgoingFields), maxEntities: 2048, importance: ['receive', 'send']},
	state: {figures: figuresOf<StateCount>(stateFields), maxEntities: 16, importance: []},
	filteredState: {figures: figuresOf<StateCount>(stateFields), maxEntities: 16, importance: []},
	counter: {figures: figuresOf<ErrorCounter>(counterFields), maxEntities: 256, importance: []},
	interface: {figures: figuresOf<NetworkInterface>(interfaceFields), maxEntities: 256, importance: ['receive', 'send']},
	group: {figures: figuresOf<GroupTraffic>(groupTrafficFields), maxEntities: 768, importance: ['receive', 'send']},
	connection: {figures: figuresOf<FollowedConnection>(followedConnectionFields), maxEntities: 64, importance: []},
	probe: {figures: figuresOf<RecordedProbe>(recordedProbeFields), maxEntities: 192, importance: []},
};

function figuresOf<Row>(table: FieldTable<Row>): ReadonlyArray<RecordedFigure<Row>> {
	return numericFields(table)
		.filter(([, {recorded}]) => recorded === true)
		.map(([key, {read, unit}]) => ({key, read, isRate: unit.isRate === true}));
}
