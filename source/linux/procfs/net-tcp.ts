import {existsSync, readFileSync} from 'node:fs';
import {endianness} from 'node:os';
import {AF_INET, AF_INET6} from '../calls/libc.ts';
import {absent, InetDiagRecord} from '../netlink/inet-diag-record.ts';
import {ipv4MappedPrefix} from '../../model/address.ts';
import {isUdp, type Protocol} from '../../model/socket.ts';
import {isGone, MalformedFileError} from './read.ts';

/** The kernel prints times here in 1/100 s: USER_HZ. */
const millisecondsPerTick = 10;

const keepaliveTimer = 2;
const windowProbeTimer = 4;

const isLittleEndian = endianness() === 'LE';

/** Returns a number of the line, or NaN. */
function decimal(text: string | undefined): number {
	return text !== undefined && /^\d+$/.test(text) ? Number(text) : NaN;
}

/** Returns a hexadecimal number of the line, or NaN. */
function hexadecimal(text: string | undefined): number {
	return text !== undefined && /^[\dA-F]+$/.test(text) ? Number.parseInt(text, 16) : NaN;
}

/** Returns a word of an address, printed as the host reads it, in network byte order as in an InetDiagRecord. */
function addressWord(address: string, index: number): number {
	const word = hexadecimal(address.slice(index * 8, (index + 1) * 8));
	return !isLittleEndian || Number.isNaN(word) ? word : (((word & 0xFF) << 24) | ((word & 0xFF_00) << 8) | ((word >>> 8) & 0xFF_00) | (word >>> 24)) >>> 0;
}

function fillLocal(record: InetDiagRecord, address: string, port: string): void {
	const isIpv6 = record.idiag_family === AF_INET6;
	record.src0 = isIpv6 ? addressWord(address, 0) : 0;
	record.src1 = isIpv6 ? addressWord(address, 1) : 0;
	record.src2 = isIpv6 ? addressWord(address, 2) : ipv4MappedPrefix;
	record.src3 = addressWord(address, isIpv6 ? 3 : 0);
	record.idiag_sport = hexadecimal(port);
}

function fillRemote(record: InetDiagRecord, address: string, port: string): void {
	const isIpv6 = record.idiag_family === AF_INET6;
	record.dst0 = isIpv6 ? addressWord(address, 0) : 0;
	record.dst1 = isIpv6 ? addressWord(address, 1) : 0;
	record.dst2 = isIpv6 ? addressWord(address, 2) : ipv4MappedPrefix;
	record.dst3 = addressWord(address, isIpv6 ? 3 : 0);
	record.idiag_dport = hexadecimal(port);
}

/*
`sl: address:port address:port st tx_queue:rx_queue tr:when retrnsmt uid timeout inode ref pointer …`,
and UDP has `drops` after that. Up to `retrnsmt` all but `sl` is hexadecimal.
*/
function fill(record: InetDiagRecord, protocol: Protocol, line: string): void {
	const columns = line.trim().split(/ +/);
	const [local = '', remote = '', state, queues = '', timer = '', retransmissions, uid, probes, inode] = columns.slice(1);
	const [localAddress = '', localPort = ''] = local.split(':', 2);
	const [remoteAddress = '', remotePort = ''] = remote.split(':', 2);
	const [sendQueue, receiveQueue] = queues.split(':', 2);
	const [timerKind, expires] = timer.split(':', 2);
	fillLocal(record, localAddress, localPort);
	fillRemote(record, remoteAddress, remotePort);
	record.idiag_state = hexadecimal(state);
	record.idiag_wqueue = hexadecimal(sendQueue);
	record.idiag_rqueue = hexadecimal(receiveQueue);
	record.idiag_timer = hexadecimal(timerKind);
	// Without a timer some kernels print what is left of an earlier one.
	record.idiag_expires = record.idiag_timer === 0 ? 0 : hexadecimal(expires) * millisecondsPerTick;
	// As sock_diag does it: with these timers the attempts are the probes that were sent, the column `timeout`.
	const isProbing = record.idiag_timer === keepaliveTimer || record.idiag_timer === windowProbeTimer;
	record.idiag_retrans = isProbing ? decimal(probes) : hexadecimal(retransmissions);
	record.idiag_uid = decimal(uid);
	record.idiag_inode = decimal(inode);
	record.sk_drops = isUdp(protocol) ? decimal(columns[12]) : absent;
	// Of fixed width: `address:port`.
	const endLength = ((protocol.endsWith('6') ? 4 : 1) * 8) + ':0000'.length;
	if (local.length !== endLength || remote.length !== endLength || hasNotANumber(record)) {
		throw new MalformedFileError(`/proc/net/${protocol}`, line);
	}
}

/** Returns whether a number is missing: the sum is NaN as soon as one of them is. */
function hasNotANumber(record: InetDiagRecord): boolean {
	return Number.isNaN(record.src0 + record.src1 + record.src2 + record.src3 + record.idiag_sport
		+ record.dst0 + record.dst1 + record.dst2 + record.dst3 + record.idiag_dport
		+ record.idiag_state + record.idiag_wqueue + record.idiag_rqueue + record.idiag_timer + record.idiag_expires
		+ record.idiag_retrans + record.idiag_uid + record.idiag_inode + record.sk_drops);
}

/**
Parses /proc/net/tcp, tcp6, udp or udp6 (Documentation/networking/proc_net_tcp.rst). Fills `record` and calls `onSocket`
for each; the record is valid only during that call. There is neither cookie nor interface nor tcp_info here.
@throws MalformedFileError
*/
export function parseNetSockets(text: string, protocol: Protocol, record: InetDiagRecord, onSocket: () => void): void {
	Object.assign(record, new InetDiagRecord(), {idiag_family: protocol.endsWith('6') ? AF_INET6 : AF_INET});
	let start = text.indexOf('\n') + 1;
	if (start === 0 || !/^ *sl +local_address /.test(text)) {
		throw new MalformedFileError(`/proc/net/${protocol}`, start === 0 ? text : text.slice(0, start - 1));
	}

	while (start < text.length) {
		const newline = text.indexOf('\n', start);
		const end = newline === -1 ? text.length : newline;
		fill(record, protocol, text.slice(start, end));
		onSocket();
		start = end + 1;
	}
}

/**
Reads the sockets of the process's network namespace; none where the kernel has no IPv6.
@throws MalformedFileError, or the error of reading.
*/
export function readNetSockets(procPath: string, protocol: Protocol, record: InetDiagRecord, onSocket: () => void): void {
	let text: string;
	try {
		text = readFileSync(`${procPath}/net/${protocol}`, 'latin1');
	} catch (error) {
		if (protocol.endsWith('6') && isGone(error) && existsSync(`${procPath}/net/${protocol.slice(0, -1)}`)) {
			return;
		}

		throw error;
	}

	parseNetSockets(text, protocol, record, onSocket);
}
