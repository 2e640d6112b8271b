import {loadLibc} from '../linux/calls/libc.ts';
import {InetDiagRecord} from '../linux/netlink/inet-diag.ts';
import {dumpSockets, openSockDiag} from '../linux/netlink/sock-diag.ts';
import type {NetlinkTransport} from '../linux/netlink/transport.ts';
import {readNetSockets} from '../linux/procfs/net-tcp.ts';
import type {SourceStatus} from '../model/snapshot.ts';
import {
	firstUdpIndex,
	protocolIndices,
	protocols,
	stateIndices,
	type Protocol,
	type SocketState,
} from '../model/socket.ts';
import {nameByContent} from './content-cookie.ts';
import {directionOf, directions} from './direction.ts';
import {
	readProtocols,
	socketStatus,
	unreadProblems,
	type Failures,
} from './socket-protocols.ts';
import {unknown, type SocketTable} from './socket-table.ts';

/** Fills an empty table with every socket of the network namespace; yields often, so that the caller can do other things. */
export type SocketCollector = {
	collect(table: SocketTable): Generator<void, SourceStatus>;
	close(): void;
};

/** include/net/tcp_states.h, by number. A connecting socket's request (NEW_SYN_RECV) is SYN-RECV, a merely bound one CLOSED. */
const kernelStates: ReadonlyArray<SocketState | undefined> = [
	undefined,
	'ESTABLISHED',
	'SYN_SENT',
	'SYN_RECEIVED',
	'FIN_WAIT_1',
	'FIN_WAIT_2',
	'TIME_WAIT',
	'CLOSED',
	'CLOSE_WAIT',
	'LAST_ACK',
	'LISTEN',
	'CLOSING',
	'SYN_RECEIVED',
	'CLOSED',
];
const indicesOfKernelStates = kernelStates.map(state => state === undefined ? unknown : stateIndices[state]);
const {LISTEN: listen, FIN_WAIT_2: finWait2, TIME_WAIT: timeWait, CLOSED: closed} = stateIndices;
const finReceived = new Set([stateIndices.CLOSE_WAIT, stateIndices.LAST_ACK, stateIndices.CLOSING, timeWait]);

/** Every state but BOUND_INACTIVE: what `ss -a` asks for. */
const allStates = 0xF_FF;

// `1 << (ATTRIBUTE - 1)` of INET_DIAG_INFO and INET_DIAG_SKMEMINFO, linux/inet_diag.h.
const extensions = (1 << 1) | (1 << 6);

/** AF_INET and AF_INET6 of linux/socket.h, for requests. */
export const addressFamilies: Readonly<Record<Protocol, number>> = {
	tcp: 2, tcp6: 10, udp: 2, udp6: 10,
};
/** IPPROTO_TCP and IPPROTO_UDP of linux/in.h, for requests. */
export const protocolNumbers: Readonly<Record<Protocol, number>> = {
	tcp: 6, tcp6: 6, udp: 17, udp6: 17,
};

/** `snd_ssthresh` while slow start has no threshold: TCP_INFINITE_SSTHRESH of include/net/tcp.h. */
const infiniteThreshold = 0x7F_FF_FF_FF;

/** Returns the index of the state of the socket in the record; unknown where the kernel has a state that is not known here. */
export function stateIndexOf({idiag_state: state}: Pick<InetDiagRecord, 'idiag_state'>): number {
	return indicesOfKernelStates[state] ?? unknown;
}

/** Appends the socket in the record to the table, with the kernel's sentinels made unknown. */
function append(table: SocketTable, record: InetDiagRecord, protocol: number): void {
	const row = table.add();
	const {columns} = table;
	const state = stateIndexOf(record);
	columns.protocol[row] = protocol;
	columns.state[row] = state === unknown ? closed : state;
	columns.localPort[row] = record.idiag_sport;
	columns.remotePort[row] = record.idiag_dport;
	columns.local0[row] = record.src0;
	columns.local1[row] = record.src1;
	columns.local2[row] = record.src2;
	columns.local3[row] = record.src3;
	columns.remote0[row] = record.dst0;
	columns.remote1[row] = record.dst1;
	columns.remote2[row] = record.dst2;
	columns.remote3[row] = record.dst3;
	columns.interfaceIndex[row] = record.idiag_if;
	columns.ipv6Only[row] = record.skv6only;
	columns.cookieLow[row] = record.cookie_low;
	columns.cookieHigh[row] = record.cookie_high;
	columns.receiveQueue[row] = record.idiag_rqueue;
	columns.sendQueue[row] = record.idiag_wqueue;
	columns.userId[row] = record.idiag_uid;
	columns.inode[row] = record.idiag_inode;
	columns.timer[row] = record.idiag_timer;
	columns.timerAttempts[row] = record.idiag_retrans;
	columns.timerExpiresMilliseconds[row] = record.idiag_expires;
	columns.drops[row] = record.sk_drops;
	columns.isMptcp[row] = record.is_mptcp;
	columns.multicastLoop[row] = record.mc_loop;
	columns.direction[row] = protocol < firstUdpIndex ? directionOf(record, state) : directions.unknown;

	appendInfo(table, row, record, state);
}

/** The columns that tcp_info fills. */
const infoColumns = [
	'rttMicroseconds',
	'rttVariationMicroseconds',
	'minimumRttMicroseconds',
	'receivedBytes',
	'sentBytes',
	'retransmittedBytes',
	'segmentsIn',
	'segmentsOut',
	'dataSegmentsOut',
	'retransmissions',
	'congestionWindow',
	'slowStartThreshold',
	'maximumSegment',
	'pathMtu',
	'retransmissionTimeoutMicroseconds',
	'unacknowledged',
	'lost',
	'deliveryBytesPerSecond',
	'lastSentMilliseconds',
	'lastReceivedMilliseconds',
] as const;

/** Appends the values of tcp_info; what the kernel did not send is -1 in the record too: unknown. */
function appendInfo({columns}: SocketTable, row: number, record: InetDiagRecord, state: number): void {
	if (state === listen) {
		// A listener's tcp_info is about no connection.
		for (const column of infoColumns) {
			columns[column][row] = unknown;
		}

		return;
	}

	// Until a first segment is acknowledged there is no sample, and the timeout is a default.
	const isSampled = record.tcpi_rtt > 0;
	columns.rttMicroseconds[row] = isSampled ? record.tcpi_rtt : unknown;
	columns.rttVariationMicroseconds[row] = isSampled ? record.tcpi_rttvar : unknown;
	columns.minimumRttMicroseconds[row] = isSampled ? record.tcpi_min_rtt : unknown;
	columns.retransmissionTimeoutMicroseconds[row] = isSampled ? record.tcpi_rto : unknown;
	columns.receivedBytes[row] = receivedPayload(record, state);
	columns.sentBytes[row] = sentPayload(record, state);
	columns.retransmittedBytes[row] = record.tcpi_bytes_retrans;
	columns.segmentsIn[row] = record.tcpi_segs_in;
	columns.segmentsOut[row] = record.tcpi_segs_out;
	columns.dataSegmentsOut[row] = record.tcpi_data_segs_out;
	columns.retransmissions[row] = record.tcpi_total_retrans;
	columns.congestionWindow[row] = record.tcpi_snd_cwnd;
	columns.slowStartThreshold[row] = record.tcpi_snd_ssthresh < infiniteThreshold ? record.tcpi_snd_ssthresh : unknown;
	columns.maximumSegment[row] = record.tcpi_snd_mss;
	columns.pathMtu[row] = record.tcpi_pmtu;
	columns.unacknowledged[row] = record.tcpi_unacked;
	columns.lost[row] = record.tcpi_lost;
	columns.deliveryBytesPerSecond[row] = record.tcpi_delivery_rate > 0 ? record.tcpi_delivery_rate : unknown;
	columns.lastSentMilliseconds[row] = record.tcpi_last_data_sent;
	columns.lastReceivedMilliseconds[row] = record.tcpi_last_data_recv;
}

/** tcpi_bytes_received counts the peer's FIN as a byte. Measured on Linux 6.18; the peer's SYN is not counted. */
function receivedPayload(record: InetDiagRecord, state: number): number {
	return record.tcpi_bytes_received === unknown ? unknown : Math.max(0, record.tcpi_bytes_received - (finReceived.has(state) ? 1 : 0));
}

/**
Payload sent for the first time: tcpi_bytes_sent (Linux 4.19) counts retransmissions too, but neither SYN nor FIN.
Before that only acknowledged bytes are known, tcpi_bytes_acked, in which an acknowledged FIN is one;
so is the SYN of the side that connected, which cannot be recognised and stays in.
*/
function sentPayload(record: InetDiagRecord, state: number): number {
	if (record.tcpi_bytes_sent !== unknown && record.tcpi_bytes_retrans !== unknown) {
		return Math.max(0, record.tcpi_bytes_sent - record.tcpi_bytes_retrans);
	}

	return record.tcpi_bytes_acked === unknown ? unknown : Math.max(0, record.tcpi_bytes_acked - (state === finWait2 ? 1 : 0));
}

/** Asks the kernel through sock_diag. */
class NetlinkSockets implements SocketCollector {
	readonly #transport: NetlinkTransport;
	readonly #record = new InetDiagRecord();
	readonly #known = new Set<Protocol>();
	readonly #failures: Failures = new Map();
	/** Reads what the kernel does not dump, e.g. because it has no udp_diag. */
	readonly #substitute: ProcSockets | undefined;
	readonly #substituted = new Map<Protocol, string>();

	constructor(substitute?: ProcSockets) {
		this.#transport = openSockDiag(loadLibc());
		this.#substitute = substitute;
	}

	* collect(table: SocketTable): Generator<void, SourceStatus> {
		const isInterrupted = yield * readProtocols(table, (into, protocol) => this.#read(into, protocol), this.#known, this.#failures);
		if (this.#substituted.size === protocols.length) {
			throw new Error(this.#substituted.get('tcp'));
		}

		const isTcpDumped = !this.#substituted.has('tcp') && !this.#substituted.has('tcp6');
		return socketStatus(isTcpDumped ? 'netlink' : 'proc', [
			...isInterrupted ? ['the socket table changed while it was read: a few sockets may be missing or old'] : [],
			...this.#substituted.entries().map(([protocol, why]) => `${protocol} read from /proc/net, with fewer figures (${why})`),
			...unreadProblems(this.#failures),
		]);
	}

	close(): void {
		this.#transport.close();
	}

	* #read(table: SocketTable, protocol: Protocol): Generator<void, boolean> {
		if (this.#substitute !== undefined && this.#substituted.has(protocol)) {
			return yield * this.#substitute.read(table, protocol);
		}

		const {count} = table;
		try {
			return yield * this.#dump(table, protocol);
		} catch (error) {
			if (this.#substitute === undefined || this.#known.has(protocol)) {
				throw error;
			}

			table.count = count;
			this.#substituted.set(protocol, (error as Error).message);
			return yield * this.#substitute.read(table, protocol);
		}
	}

	* #dump(table: SocketTable, protocol: Protocol): Generator<void, boolean> {
		const request = {
			family: addressFamilies[protocol],
			protocol: protocolNumbers[protocol],
			states: allStates,
			extensions,
		};
		const index = protocolIndices[protocol];
		const {interrupted} = yield * dumpSockets(this.#transport, request, this.#record, () => {
			append(table, this.#record, index);
		});
		return interrupted;
	}
}

/** Reads the text tables of /proc/net: no RTT, no byte counts, no accept queue limits. */
class ProcSockets implements SocketCollector {
	readonly #record = new InetDiagRecord();
	readonly #known = new Set<Protocol>();
	readonly #failures: Failures = new Map();
	readonly #procPath: string;
	readonly #why: string;

	constructor(procPath: string, why: string) {
		this.#procPath = procPath;
		this.#why = why;
	}

	* collect(table: SocketTable): Generator<void, SourceStatus> {
		yield * readProtocols(table, (into, protocol) => this.read(into, protocol), this.#known, this.#failures);
		return socketStatus('proc', [
			`${this.#why}: no RTT, retransmissions, byte rates, accept queue limits or drops, and [::] looks like *`,
			...unreadProblems(this.#failures),
		]);
	}

	/** Reads one protocol, in one go. */
	* read(table: SocketTable, protocol: Protocol): Generator<void, false> {
		yield;
		const index = protocolIndices[protocol];
		readNetSockets(this.#procPath, protocol, this.#record, () => {
			const row = table.count;
			append(table, this.#record, index);
			nameByContent(table, row);
		});
		return false;
	}

	close(): void {
		// Nothing stays open.
	}
}

/** sock_diag, and /proc/net from the moment that sock_diag turns out not to answer at all. */
class AutomaticSockets implements SocketCollector {
	readonly #procPath: string;
	#collector: SocketCollector;
	#hasWorked = false;

	constructor(procPath: string) {
		this.#procPath = procPath;
		try {
			this.#collector = new NetlinkSockets(new ProcSockets(procPath, ''));
		} catch (error) {
			this.#collector = this.#fallback(error);
		}
	}

	* collect(table: SocketTable): Generator<void, SourceStatus> {
		try {
			const status = yield * this.#collector.collect(table);
			this.#hasWorked = true;
			return status;
		} catch (error) {
			if (this.#hasWorked) {
				throw error;
			}

			this.#collector.close();
			this.#collector = this.#fallback(error);
			this.#hasWorked = true;
			table.clear();
			return yield * this.#collector.collect(table);
		}
	}

	close(): void {
		this.#collector.close();
	}

	#fallback(error: unknown): SocketCollector {
		return new ProcSockets(this.#procPath, `read from /proc/net, because sock_diag is missing (${(error as Error).message})`);
	}
}

/**
`auto` asks sock_diag, else reads /proc/net; the others force one.
@throws SystemError or LibcUnavailableError if `source` demands netlink and it cannot be had.
*/
export function openSocketCollector(source: 'auto' | 'netlink' | 'proc', procPath: string): SocketCollector {
	switch (source) {
		case 'auto': {
			return new AutomaticSockets(procPath);
		}

		case 'netlink': {
			return new NetlinkSockets();
		}

		case 'proc': {
			return new ProcSockets(procPath, 'read from /proc/net, as asked');
		}
	}
}
