import {unknown, type SocketEnds, type SocketTable} from '../../collectors/socket-table.ts';
import {groupings, type Grouping} from '../../model/group.ts';
import type {ProcessInfo} from '../../model/process.ts';
import {firstUdpIndex} from '../../model/socket.ts';
import {hostName, remoteHost} from '../sockets/address-words.ts';
import type {TrafficFigure} from './account.ts';
import {GroupTable, type CountedGroup, type GroupTotals} from './group-table.ts';

/** The columns of the socket table that hold a connection's groups, as numbers; unknown for what is no connection. */
export const groupColumns = {
	process: 'processGroup', unit: 'unitGroup', container: 'containerGroup', user: 'userGroup', host: 'hostGroup', port: 'portGroup',
} as const satisfies Readonly<Record<Grouping, keyof SocketTable['columns']>>;

/** The groups of an owner of connections. */
export type OwnerGroups = Readonly<Record<'process' | 'unit' | 'container' | 'user', CountedGroup>>;

type GroupTables = Readonly<Record<Grouping, GroupTable>>;

/** The groups of a sample: what they had counted when it was complete. The table's columns refer to them. */
export type GroupsOfSample = Readonly<Record<Grouping, GroupTotals>>;

/** The groups of one connection, for what is counted when it is over. */
export class GroupsOfConnection {
	readonly #tables: GroupTables;
	readonly #groups: Readonly<Record<Grouping, CountedGroup>>;

	constructor(tables: GroupTables, groups: Readonly<Record<Grouping, CountedGroup>>) {
		this.#tables = tables;
		this.#groups = groups;
	}

	/** The process of the connection, or of the listener that accepted it; undefined where it is not known. */
	get process(): ProcessInfo | undefined {
		const {subject} = this.#groups.process;
		return subject.kind === 'process' ? subject.process : undefined;
	}

	add(figure: TrafficFigure, amount: number): void {
		for (const grouping of groupings) {
			this.#tables[grouping].add(this.#groups[grouping], figure, amount);
		}
	}

	/** The kernel does not report all that it moved. */
	missBytes(): void {
		for (const grouping of groupings) {
			this.#groups[grouping].missesBytes = true;
		}
	}
}

/** Finds the groups of connections, and begins those that are not there yet. */
export class GroupFinder {
	readonly tables: GroupTables = {
		process: new GroupTable(), unit: new GroupTable(), container: new GroupTable(), user: new GroupTable(), host: new GroupTable(), port: new GroupTable(),
	};

	/** By process id, of this sample. */
	readonly #ofProcesses = new Map<number, OwnerGroups>();

	/** The processes that were met in this sample. */
	get processCount(): number {
		return this.#ofProcesses.size;
	}

	/** A sample begins. `now` is in monotonic milliseconds. */
	startTick(now: number): void {
		this.#ofProcesses.clear();
		for (const groups of Object.values(this.tables)) {
			groups.startTick(now);
		}
	}

	/** Returns the groups that a row of a sample has; undefined where it has none. */
	ofRow({columns}: SocketTable, row: number): GroupsOfConnection | undefined {
		if (columns.hostGroup[row] === unknown) {
			return undefined;
		}

		const at = (grouping: Grouping) => this.tables[grouping].at(columns[groupColumns[grouping]][row]!);
		return new GroupsOfConnection(this.tables, {
			process: at('process'), unit: at('unit'), container: at('container'), user: at('user'), host: at('host'), port: at('port'),
		});
	}

	/** Returns the groups of a connection that is in no sample; `owner` is undefined where it is not known. */
	ofUnseen(ends: SocketEnds, row: number, owner: OwnerGroups | undefined, wasAccepted: boolean): GroupsOfConnection {
		return new GroupsOfConnection(this.tables, {...owner ?? this.#unknownOwner(), host: this.hostOf(ends, row), port: this.portOf(ends, row, wasAccepted)});
	}

	/** Returns the groups of a process, but for its user: that is the socket's. */
	ofProcess(process: ProcessInfo): OwnerGroups {
		const {pid, startTicks, unit, container} = process;
		const known = this.#ofProcesses.get(pid);
		if (known !== undefined) {
			return known;
		}

		const {tables} = this;
		const group = tables.process.groupOf(`${pid} ${startTicks}`, () => ({kind: 'process', process}));
		if (group.subject.kind === 'process') {
			group.subject.process = process;
		}

		const groups: OwnerGroups = {
			process: group,
			unit: unit === null ? tables.unit.none : tables.unit.groupOf(unit, () => ({kind: 'name', name: unit})),
			container: container === null ? tables.container.none : tables.container.groupOf(container, () => ({kind: 'name', name: container})),
			user: tables.user.unknown,
		};
		this.#ofProcesses.set(pid, groups);
		return groups;
	}

	/** Returns the group of a socket's user, which is known where a process holds it. */
	userOf({columns}: SocketTable, row: number): CountedGroup {
		return columns.inode[row] === 0 ? this.tables.user.unknown : this.#user(columns.userId[row]!);
	}

	/** Returns the group of the user of what a listener's process accepts: its own, also where another one had opened the listener. */
	userOfAccepted(process: ProcessInfo, table: SocketTable, listener: number): CountedGroup {
		return process.userId === null ? this.userOf(table, listener) : this.#user(process.userId);
	}

	#user(userId: number): CountedGroup {
		return this.tables.user.groupOf(String(userId), () => ({kind: 'user', userId}));
	}

	/** Returns the group of the other end's machine. */
	hostOf(ends: SocketEnds, row: number): CountedGroup {
		const host = remoteHost(ends, row);
		return this.tables.host.groupOf(hostName(host), () => ({kind: 'host', ...host}));
	}

	/** Returns the group of the service's port: the local one of what was accepted, else the remote one. The kernel may have cleared it. */
	portOf(ends: SocketEnds, row: number, wasAccepted: boolean): CountedGroup {
		const port = (wasAccepted ? ends.localPort : ends.remotePort)[row]!;
		const transport = ends.protocol[row]! < firstUdpIndex ? 'tcp' : 'udp';
		return port === 0 ? this.tables.port.unknown : this.tables.port.groupOf(`${transport} ${port}`, () => ({kind: 'port', transport, port}));
	}

	#unknownOwner(): OwnerGroups {
		const {process, unit, container, user} = this.tables;
		return {
			process: process.unknown, unit: unit.unknown, container: container.unknown, user: user.unknown,
		};
	}
}
