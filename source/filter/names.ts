import {
	protocols,
	socketStates,
	type Protocol,
	type SocketState,
} from '../model/socket.ts';

/** The spellings of `ss`, netstat and the monitoring checks, without case, `-` and `_`. */
const statesBySpelling: Readonly<Record<string, readonly SocketState[]>> = {
	listen: ['LISTEN'],
	listening: ['LISTEN'],
	estab: ['ESTABLISHED'],
	established: ['ESTABLISHED'],
	synsent: ['SYN_SENT'],
	synrecv: ['SYN_RECEIVED'],
	synrcv: ['SYN_RECEIVED'],
	synrcvd: ['SYN_RECEIVED'],
	synreceived: ['SYN_RECEIVED'],
	newsynrecv: ['SYN_RECEIVED'],
	finwait: ['FIN_WAIT_1', 'FIN_WAIT_2'],
	finwait1: ['FIN_WAIT_1'],
	finwait2: ['FIN_WAIT_2'],
	closewait: ['CLOSE_WAIT'],
	closing: ['CLOSING'],
	lastack: ['LAST_ACK'],
	timewait: ['TIME_WAIT'],
	close: ['CLOSED'],
	closed: ['CLOSED'],
	unconn: ['CLOSED'],
	unconnected: ['CLOSED'],
	idle: ['IDLE'],
};

/** The groups of ss(8), "STATE-FILTER". IDLE is not one of Linux's states: only `all` and `big` hold it. */
const stateGroups: Readonly<Record<string, readonly SocketState[]>> = {
	all: socketStates,
	connected: without('LISTEN', 'CLOSED', 'IDLE'),
	synchronized: without('LISTEN', 'CLOSED', 'IDLE', 'SYN_SENT'),
	bucket: ['TIME_WAIT', 'SYN_RECEIVED'],
	big: without('TIME_WAIT', 'SYN_RECEIVED'),
};

const protocolsBySpelling: Readonly<Record<string, readonly Protocol[]>> = {
	tcp: ['tcp', 'tcp6'],
	tcp4: ['tcp'],
	tcp6: ['tcp6'],
	udp: ['udp', 'udp6'],
	udp4: ['udp'],
	udp6: ['udp6'],
};

/** The states that messages suggest for an unknown one. */
export const stateSpellings = [
	'listen',
	'listening',
	'estab',
	'established',
	'syn-sent',
	'syn-recv',
	'syn-received',
	'fin-wait-1',
	'fin-wait-2',
	'close-wait',
	'closing',
	'last-ack',
	'time-wait',
	'closed',
	'unconn',
	'idle',
	...Object.keys(stateGroups),
] as const;

export const protocolSpellings = Object.keys(protocolsBySpelling);

/** Returns the states that one name in any common spelling stands for, or null. `fin-wait` is both of them. */
export function statesNamed(name: string): readonly SocketState[] | null {
	const spelling = name.toLowerCase().replaceAll(/[-_]/g, '');
	return own(statesBySpelling, spelling);
}

/** Returns the states of a group of ss(8): all, connected, synchronized, bucket, big; else null. */
export function stateGroupNamed(name: string): readonly SocketState[] | null {
	return own(stateGroups, name.toLowerCase());
}

/** `tcp` is both tcp and tcp6; `tcp4` and `tcp6` are one of them. null where there is no such protocol. */
export function protocolsNamed(name: string): readonly Protocol[] | null {
	return own(protocolsBySpelling, name.toLowerCase());
}

/** In the order of the model and each once, so that equal sets are equal data. */
export function inModelOrder(states: Iterable<SocketState>): readonly SocketState[] {
	const wanted = new Set(states);
	return socketStates.filter(state => wanted.has(state));
}

/** In the order of the model and each once. */
export function protocolsInModelOrder(names: Iterable<Protocol>): readonly Protocol[] {
	const wanted = new Set(names);
	return protocols.filter(protocol => wanted.has(protocol));
}

function without(...left: readonly SocketState[]): readonly SocketState[] {
	return socketStates.filter(state => !left.includes(state));
}

function own<Value>(table: Readonly<Record<string, Value>>, key: string): Value | null {
	return Object.hasOwn(table, key) ? table[key] ?? null : null;
}
