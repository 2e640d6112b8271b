/*
Moves data over loopback in one thread, which sends and receives in turn: what the kernel does for it is all in this thread's
time. A line on standard input is a kind and milliseconds; the answer is one `Moved` as JSON.
*/
import process from 'node:process';
import readline from 'node:readline';
import {
	AF_INET,
	IPPROTO_TCP,
	loadLibc,
	SOCK_CLOEXEC,
	SOCK_DGRAM,
	TCP_NODELAY,
} from '../source/linux/calls/libc.ts';
import {encodeSocketAddress} from '../source/linux/packet/address.ts';
import {accept, connectTcp, listenTcp} from '../test/helpers/libc-sockets.ts';

export const trafficKinds = ['tcp-bulk', 'tcp-messages', 'udp'] as const;
export type TrafficKind = (typeof trafficKinds)[number];

/** Messages, each sent and received, or blocks of `bulkBytes`. */
export type Moved = {readonly messages: number; readonly wallMilliseconds: number; readonly processorMilliseconds: number};

export const bulkBytes = 256 * 1024;
export const messageBytes = 64;
export const udpPort = 7100;
const tcpPort = 7101;
/** Between two looks at the clock. */
const batch = 64;

const libc = loadLibc();

function openTcp(): {readonly from: number; readonly to: number} {
	const listener = listenTcp({host: '127.0.0.1', port: tcpPort});
	const from = connectTcp({host: '127.0.0.1', port: tcpPort});
	const to = accept(listener);
	libc.setOption(from, IPPROTO_TCP, TCP_NODELAY, 1);
	return {from, to};
}

function openUdp(): {readonly from: number; readonly to: number} {
	const [from, to] = [libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)];
	libc.bind(to, encodeSocketAddress('0.0.0.0', udpPort));
	libc.connect(from, encodeSocketAddress('127.0.0.1', udpPort));
	return {from, to};
}

/** Moves for so long. */
function move({from, to}: {readonly from: number; readonly to: number}, bytes: number, milliseconds: number): Moved {
	const message = new Uint8Array(new ArrayBuffer(bytes));
	const into = new Uint8Array(new ArrayBuffer(bytes));
	const processor = process.cpuUsage();
	const start = performance.now();
	let messages = 0;
	let wall = 0;
	while (wall < milliseconds) {
		for (let count = 0; count < batch; count++) {
			libc.send(from, message);
			for (let left = bytes; left > 0;) {
				left -= libc.receive(to, into);
			}
		}

		messages += batch;
		wall = performance.now() - start;
	}

	const {user, system} = process.cpuUsage(processor);
	return {messages, wallMilliseconds: wall, processorMilliseconds: (user + system) / 1000};
}

if (import.meta.main) {
	const tcp = openTcp();
	const udp = openUdp();
	process.stdout.write('ready\n');
	for await (const line of readline.createInterface({input: process.stdin})) {
		const [kind, milliseconds] = line.split(' ', 2);
		const moved = move(kind === 'udp' ? udp : tcp, kind === 'tcp-bulk' ? bulkBytes : messageBytes, Number(milliseconds));
		process.stdout.write(`${JSON.stringify(moved)}\n`);
	}
}
