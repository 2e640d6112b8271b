import type {FilterFields} from '../../source/filter/fields.ts';
import type {Protocol, SocketState} from '../../source/model/socket.ts';

/** Four big-endian uint32. */
export type AddressWords = readonly [number, number, number, number];

/** A row as a plain object, so that tests can say what they filter. */
export type TestRow = {
	readonly localPort: number | null;
	readonly remotePort: number | null;
	readonly local: AddressWords;
	/** null where there is no peer. */
	readonly remote: AddressWords | null;
	readonly localText: string;
	readonly remoteText: string;
	readonly device: {readonly name: string; readonly index: number} | null;
	readonly states: readonly SocketState[];
	readonly protocol: Protocol;
	readonly pids: readonly number[];
	readonly processes: readonly string[];
	readonly commandLines: readonly string[];
	readonly user: string | null;
	readonly userId: number | null;
	readonly service: string | null;
	readonly unit: string | null;
	readonly container: string | null;
	readonly rttMicroseconds: number | null;
	readonly retransmissions: number | null;
	readonly receiveBitsPerSecond: number | null;
	readonly sendBitsPerSecond: number | null;
	readonly sendQueueBytes: number | null;
	readonly receiveQueueBytes: number | null;
	readonly ageSeconds: number | null;
};

function remoteOf(row: TestRow): AddressWords {
	if (row.remote === null) {
		throw new Error('the remote address was read where there is none');
	}

	return row.remote;
}

export const testFields: FilterFields<TestRow> = {
	localPort: row => row.localPort,
	remotePort: row => row.remotePort,
	localAddressWord: (row, word) => row.local[word],
	remoteAddressWord: (row, word) => remoteOf(row)[word],
	hasRemote: row => row.remote !== null,
	localAddressText: row => row.localText,
	remoteAddressText(row) {
		remoteOf(row);
		return row.remoteText;
	},
	deviceName: row => row.device?.name ?? null,
	deviceIndex: row => row.device?.index ?? 0,
	states: row => row.states,
	protocol: row => row.protocol,
	pids: row => row.pids,
	processes: row => row.processes,
	commandLines: row => row.commandLines,
	users: row => row.user === null ? [] : [row.user],
	userIds: row => row.userId === null ? [] : [row.userId],
	service: row => row.service,
	units: row => row.unit === null ? [] : [row.unit],
	containers: row => row.container === null ? [] : [row.container],
	numbers: {
		rtt: row => row.rttMicroseconds,
		retrans: row => row.retransmissions,
		rx: row => row.receiveBitsPerSecond,
		tx: row => row.sendBitsPerSecond,
		sendq: row => row.sendQueueBytes,
		recvq: row => row.receiveQueueBytes,
		age: row => row.ageSeconds,
	},
};

/** IPv4 as it is held: IPv4-mapped. */
export function ipv4(a: number, b: number, c: number, d: number): AddressWords {
	return [0, 0, 0xFF_FF, ((a << 24) | (b << 16) | (c << 8) | d) >>> 0];
}

/** An nginx worker's connection from 10.1.2.3. */
export const connection: TestRow = {
	localPort: 443,
	remotePort: 51_000,
	local: ipv4(192, 0, 2, 1),
	remote: ipv4(10, 1, 2, 3),
	localText: '192.0.2.1',
	remoteText: '10.1.2.3',
	device: {name: 'eth0', index: 2},
	states: ['ESTABLISHED'],
	protocol: 'tcp',
	pids: [812, 813],
	processes: ['nginx', 'nginx-helper'],
	commandLines: ['nginx: worker process', '/usr/sbin/nginx-helper --pool=main'],
	user: 'www-data',
	userId: 33,
	service: 'https',
	unit: 'nginx.service',
	container: '4f66ad9a0b2e',
	rttMicroseconds: 25_000,
	retransmissions: 2,
	receiveBitsPerSecond: 1_500_000,
	sendBitsPerSecond: 20_000,
	sendQueueBytes: 65_536,
	receiveQueueBytes: 0,
	ageSeconds: 90,
};

/** A listener of which nothing else is known. */
export const listener: TestRow = {
	localPort: 22,
	remotePort: null,
	local: [0, 0, 0, 0],
	remote: null,
	localText: '*',
	remoteText: '*',
	device: null,
	states: ['LISTEN'],
	protocol: 'tcp6',
	pids: [],
	processes: [],
	commandLines: [],
	user: null,
	userId: null,
	service: null,
	unit: null,
	container: null,
	rttMicroseconds: null,
	retransmissions: null,
	receiveBitsPerSecond: null,
	sendBitsPerSecond: null,
	sendQueueBytes: null,
	receiveQueueBytes: null,
	ageSeconds: null,
};
