import {endText, peerText} from '../../collectors/address-text.ts';
import type {AddressWord, FilterFields} from '../../filter/fields.ts';
import {socketStates, type SocketState} from '../../model/socket.ts';
import {
	firstProcess,
	known,
	sendQueueOf,
	serviceOf,
	userIdOf,
	type RowContext,
} from './connection-rows.ts';
import type {OutgoingEntry} from './outgoing-rows.ts';
import type {PortEntry} from './port-rows.ts';

/** One list per state, so that a filter allocates nothing per row. */
const stateLists: ReadonlyArray<readonly SocketState[]> = socketStates.map(state => [state]);

/** How a filter reads a row of the socket table. */
export function connectionFields(sources: RowContext): FilterFields<number> {
	const {table, owners, processes, names, interfaceName, sampledAt} = sources;
	const {columns} = table;
	const locals = [columns.local0, columns.local1, columns.local2, columns.local3] as const;
	const remotes = [columns.remote0, columns.remote1, columns.remote2, columns.remote3] as const;
	return {
		localPort: row => columns.localPort[row]!,
		remotePort: row => columns.remotePort[row] === 0 ? null : columns.remotePort[row]!,
		localAddressWord: (row, word) => locals[word][row]!,
		remoteAddressWord: (row, word) => remotes[word][row]!,
		hasRemote: row => columns.remotePort[row] !== 0,
		localAddressText: row => endText(table, row, 'local', interfaceName),
		remoteAddressText: row => peerText(table, row),
		states: row => stateLists[columns.state[row]!]!,
		protocol: row => table.protocolOf(row),
		pids: row => owners.pids(columns.inode[row]!),
		processes: row => owners.pids(columns.inode[row]!).map(pid => processes.name(pid)),
		user(row) {
			const userId = userIdOf(table, row);
			return userId === null ? null : names.user(userId);
		},
		userId: row => userIdOf(table, row),
		service: row => serviceOf(row, sources),
		unit: row => firstProcess(row, sources)?.unit ?? null,
		container: row => firstProcess(row, sources)?.container ?? null,
		rttMicroseconds: row => known(columns.rttMicroseconds[row]!),
		retransmissions: row => known(columns.retransmissions[row]!),
		receiveBitsPerSecond: row => known(columns.receiveBitsPerSecond[row]!),
		sendBitsPerSecond: row => known(columns.sendBitsPerSecond[row]!),
		sendQueueBytes: row => sendQueueOf(table, row),
		receiveQueueBytes: row => columns.receiveQueue[row]!,
		ageSeconds: row => (sampledAt - columns.firstSeenAt[row]!) / 1000,
	};
}

/** How a filter reads a row of the Ports view: its states are its own and those of its connections. */
export const portFields: FilterFields<PortEntry> = {
	localPort: ({port}) => port.port,
	remotePort: () => null,
	localAddressWord: ({address}, word: AddressWord) => address[word],
	remoteAddressWord: () => 0,
	hasRemote: () => false,
	localAddressText: ({port}) => port.address,
	remoteAddressText: () => '',
	states: ({states}) => states,
	protocol: ({port}) => port.protocol,
	pids: ({port}) => port.owners.holders.map(({pid}) => pid),
	processes: ({port}) => port.owners.holders.map(({name}) => name),
	user: ({port}) => port.user,
	userId: ({port}) => port.userId,
	service: ({port}) => port.service,
	unit: ({port}) => port.unit,
	container: ({port}) => port.container,
	rttMicroseconds: ({port}) => port.rttMedianMicroseconds,
	// A port's retransmissions are a percentage, not a count: no comparison matches.
	retransmissions: () => null,
	receiveBitsPerSecond: ({port}) => port.receiveBitsPerSecond,
	sendBitsPerSecond: ({port}) => port.sendBitsPerSecond,
	sendQueueBytes: () => null,
	receiveQueueBytes: ({port}) => port.acceptQueue ?? port.receiveQueueBytes,
	ageSeconds: ({ageSeconds}) => ageSeconds,
};

/** How a filter reads a row of the Outgoing view: it is the remote end of its connections. */
export const outgoingFields: FilterFields<Omit<OutgoingEntry, 'rows'>> = {
	localPort: () => null,
	remotePort: ({peer}) => peer.port,
	localAddressWord: () => 0,
	remoteAddressWord: ({address}, word: AddressWord) => address[word],
	hasRemote: () => true,
	localAddressText: () => '',
	remoteAddressText: ({peer}) => peer.address,
	states: ({states}) => states,
	protocol: ({peer}) => peer.protocol,
	pids: ({peer}) => peer.owners.holders.map(({pid}) => pid),
	processes: ({peer}) => peer.owners.holders.map(({name}) => name),
	user: ({peer}) => peer.user,
	userId: ({peer}) => peer.userId,
	service: ({peer}) => peer.service,
	unit: ({peer}) => peer.unit,
	container: ({peer}) => peer.container,
	rttMicroseconds: ({peer}) => peer.rttMedianMicroseconds,
	retransmissions: () => null,
	receiveBitsPerSecond: ({peer}) => peer.receiveBitsPerSecond,
	sendBitsPerSecond: ({peer}) => peer.sendBitsPerSecond,
	sendQueueBytes: () => null,
	receiveQueueBytes: () => null,
	ageSeconds: ({ageSeconds}) => ageSeconds,
};
