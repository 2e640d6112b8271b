import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import ipaddr from 'ipaddr.js';
import {InetDiagRecord} from '../../../source/linux/netlink/inet-diag.ts';
import {dumpSockets} from '../../../source/linux/netlink/sock-diag.ts';
import type {NetlinkTransport} from '../../../source/linux/netlink/transport.ts';
import {runToEnd} from '../../../source/linux/run-to-end.ts';
import {unpackDatagrams} from '../../../scripts/fixtures/datagrams.ts';
import type {SsSocket} from '../../../scripts/fixtures/ss.ts';
import {FakeKernel} from './fake-kernel.ts';

/** What a recording must decode to: what `ss` said about the same sockets. test/fixtures/README.md */
export type Expected = {
	/** null: whatever this kernel sends. */
	readonly tcpInfoBytes: number | null;
	readonly interfaces: Readonly<Record<string, number>>;
	readonly sockets: readonly SsSocket[];
};

export const fixturesPath = path.join(import.meta.dirname, '../../fixtures');
const netlinkPath = path.join(fixturesPath, 'netlink');

/** E.g. `linux-3.10-tcp`. */
export const recordings: readonly string[] = readdirSync(netlinkPath)
	.filter(name => name.endsWith('.bin'))
	.map(name => name.slice(0, -4));

export function readRecording(name: string): readonly Uint8Array[] {
	return unpackDatagrams(readFileSync(path.join(netlinkPath, `${name}.bin`)));
}

export function readExpected(name: string): Expected {
	// A border: JSON, which scripts/record-fixtures.ts wrote with this type.
	return JSON.parse(readFileSync(path.join(netlinkPath, `${name}.json`), 'utf8')) as Expected;
}

export const anyRequest = {
	family: 2, protocol: 6, states: 0xF_FF, extensions: 0x42,
} as const;

/** Runs a whole dump and copies every record. */
export function dumpAll(transport: NetlinkTransport, request: Parameters<typeof dumpSockets>[1] = anyRequest): {readonly records: readonly InetDiagRecord[]; readonly interrupted: boolean} {
	const record = new InetDiagRecord();
	const records: InetDiagRecord[] = [];
	const {interrupted} = runToEnd(dumpSockets(transport, request, record, () => {
		records.push({...record});
	}));
	return {records, interrupted};
}

export function decodeRecording(name: string): readonly InetDiagRecord[] {
	return dumpAll(new FakeKernel(readRecording(name))).records;
}

const stateNames = [
	'', 'ESTAB', 'SYN-SENT', 'SYN-RECV', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'UNCONN', 'CLOSE-WAIT', 'LAST-ACK', 'LISTEN', 'CLOSING',
];
const timerNames = [null, 'on', 'keepalive', 'timewait', 'persist'];

/** Four words as ipaddr.js reads the address, IPv4 as ::ffff:a.b.c.d. `*` is the IPv6 wildcard. */
function words(address: string): readonly number[] {
	const parsed = ipaddr.parse(address === '*' ? '::' : address);
	const bytes = (parsed.kind() === 'ipv4' ? ipaddr.parse(`::ffff:${address}`) : parsed).toByteArray();
	return [0, 4, 8, 12].map(offset => new DataView(Uint8Array.from(bytes).buffer).getUint32(offset));
}

/** `[fe80::1]%v0:9004` and the like. */
function endpoint(text: string, interfaces: Expected['interfaces']) {
	const colon = text.lastIndexOf(':');
	const [address = '', name] = text.slice(0, colon).replaceAll(/[[\]]/g, '').split('%', 2);
	const port = text.slice(colon + 1);
	return {words: words(address), port: port === '*' ? 0 : Number(port), interface: name === undefined ? 0 : interfaces[name]};
}

/** What /proc/net and sock_diag both tell, of what ss said. */
export function expectedBasics(socket: SsSocket, {interfaces}: Expected) {
	const local = endpoint(socket.local, interfaces);
	const peer = endpoint(socket.peer, interfaces);
	return {
		state: socket.state,
		receiveQueue: socket.receiveQueue,
		// In /proc/net a listener has no limit.
		sendQueue: socket.state === 'LISTEN' ? 0 : socket.sendQueue,
		local: local.words,
		localPort: local.port,
		peer: peer.words,
		peerPort: peer.port,
		uid: socket.uid,
		inode: socket.inode,
		timer: socket.timer,
	};
}

/** The same of a record. */
export function basicsOf(record: InetDiagRecord) {
	return {
		state: stateNames[record.idiag_state],
		receiveQueue: record.idiag_rqueue,
		sendQueue: record.idiag_state === 10 ? 0 : record.idiag_wqueue,
		local: [record.src0, record.src1, record.src2, record.src3],
		localPort: record.idiag_sport,
		peer: [record.dst0, record.dst1, record.dst2, record.dst3],
		peerPort: record.idiag_dport,
		uid: record.idiag_uid,
		inode: record.idiag_inode,
		timer: timerNames[record.idiag_timer],
	};
}

/** What only sock_diag tells, of what ss said. */
export function expectedExtras(socket: SsSocket, {interfaces}: Expected) {
	return {
		listenLimit: socket.state === 'LISTEN' ? socket.sendQueue : null,
		interface: endpoint(socket.local, interfaces).interface,
		cookie: socket.cookie,
		ipv6Only: socket.ipv6Only,
		drops: socket.drops,
	};
}

/** The same of a record. */
export function extrasOf(record: InetDiagRecord) {
	return {
		listenLimit: record.idiag_state === 10 ? record.idiag_wqueue : null,
		interface: record.idiag_if,
		cookie: ((BigInt(record.cookie_high) << 32n) | BigInt(record.cookie_low)).toString(16),
		ipv6Only: record.skv6only === -1 ? null : record.skv6only === 1,
		drops: record.sk_drops === -1 ? null : record.sk_drops,
	};
}
