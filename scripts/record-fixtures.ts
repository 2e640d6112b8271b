#!/usr/bin/env node
/*
Records test/fixtures/netlink and test/fixtures/procfs/net: as root, `node scripts/record-fixtures.ts`.
It makes a network namespace, in it a few sockets in known states, keeps what the kernel answers to the dumps of
portop's own code, and writes beside it what `ss` says about the same sockets. See test/fixtures/README.md.
*/
import {Buffer} from 'node:buffer';
import {execFileSync} from 'node:child_process';
import dgram from 'node:dgram';
import {once} from 'node:events';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as delay} from 'node:timers/promises';
import {listSysLinks} from '../source/linux/procfs/sys-class-net.ts';
import {
	AF_INET,
	AF_INET6,
	IPPROTO_TCP,
	IPPROTO_UDP,
	loadLibc,
	SOCK_CLOEXEC,
} from '../source/linux/calls/libc.ts';
import {INET_DIAG_INFO, INET_DIAG_SKMEMINFO, InetDiagRecord} from '../source/linux/netlink/inet-diag.ts';
import {dumpSockets, openSockDiag} from '../source/linux/netlink/sock-diag.ts';
import type {NetlinkTransport} from '../source/linux/netlink/transport.ts';
import {packDatagrams, unpackDatagrams, withShorterTcpInfo} from './fixtures/datagrams.ts';
import {parseSs, type SsSocket} from './fixtures/ss.ts';

const SOCK_DGRAM = 2;
const fixtures = path.join(import.meta.dirname, '../test/fixtures');
const kernel = `linux-${os.release().split('-', 1)[0]!}`;
const run = (command: string, ...words: string[]) => execFileSync(command, words, {encoding: 'utf8', stdio: 'pipe'});

const cases = [
	{
		name: 'tcp', family: AF_INET, protocol: IPPROTO_TCP, ss: '-4t',
	},
	{
		name: 'tcp6', family: AF_INET6, protocol: IPPROTO_TCP, ss: '-6t',
	},
	{
		name: 'udp', family: AF_INET, protocol: IPPROTO_UDP, ss: '-4u',
	},
	{
		name: 'udp6', family: AF_INET6, protocol: IPPROTO_UDP, ss: '-6u',
	},
] as const;

/** The size of `struct tcp_info` in kernels that still run somewhere: netlink/tcp-info.ts. */
const olderKernels = {
	'linux-3.10': 104, 'linux-4.1': 136, 'linux-4.9': 168, 'linux-4.19': 224,
} as const;

/** In a namespace of its own, so that nothing but what is made here is in the tables. */
function recordInNamespace(): void {
	const namespace = `portop-fixtures-${process.pid}`;
	run('ip', 'netns', 'add', namespace);
	try {
		process.stdout.write(run('ip', 'netns', 'exec', namespace, process.execPath, import.meta.filename, '--inside'));
	} finally {
		run('ip', 'netns', 'delete', namespace);
	}
}

async function listen(port: number, host: string, options: net.ListenOptions = {}): Promise<void> {
	// Paused: what clients send stays in the receive queue.
	const server = net.createServer({allowHalfOpen: true, pauseOnConnect: true}, socket => {
		if (port !== 8003) {
			return;
		}

		socket.resume();
		socket.end();
	});
	await once(server.listen({port, host, ...options}), 'listening');
}

async function connect(port: number, host: string, localPort: number): Promise<net.Socket> {
	const socket = net.connect({
		port, host, localPort, allowHalfOpen: true,
	});
	await once(socket, 'connect');
	return socket;
}

/** A UDP socket that nobody reads. */
function bindUdp(port: number): void {
	const libc = loadLibc();
	const fd = libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	// struct sockaddr_in
	libc.bind(fd, Uint8Array.from([AF_INET, 0, port >> 8, port & 0xFF, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]));
}

async function makeTcpSockets(): Promise<void> {
	// The reply to port 8001 never arrives, nor does anything at port 8002.
	run('nft', 'add table inet t; add chain inet t i { type filter hook input priority 0; }');
	run('nft', 'add rule inet t i tcp sport 8001 drop; add rule inet t i tcp dport 8002 drop');
	await listen(8000, '127.0.0.1');
	await listen(8001, '127.0.0.1', {backlog: 7});
	await listen(8003, '127.0.0.1');
	await listen(8004, '::');
	await listen(8005, '::1', {ipv6Only: true});

	const busy = await connect(8000, '127.0.0.1', 40_000);
	busy.setKeepAlive(true, 7_200_000);
	busy.write(Buffer.alloc(70_000));
	const closing = await connect(8000, '127.0.0.1', 40_001);
	closing.write('hello');
	closing.end();
	for (const [port, localPort] of [[8001, 40_002], [8002, 40_003]] as const) {
		net.connect({port, host: '127.0.0.1', localPort}).on('error', () => undefined);
	}

	// The server closes first: it is the one in TIME-WAIT.
	const short = await connect(8003, '127.0.0.1', 40_004);
	short.resume();
	await once(short, 'end');
	short.end();
	await once(short, 'close');

	process.seteuid?.(1234);
	await connect(8004, '127.0.0.1', 40_005);
	process.seteuid?.(0);
	const six = await connect(8005, '::1', 40_006);
	six.write('hello over IPv6');
}

async function makeUdpSockets(): Promise<void> {
	run('ip', 'link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1');
	run('ip', 'link', 'set', 'v0', 'up');
	run('ip', 'link', 'set', 'v1', 'up');
	run('ip', '-6', 'address', 'add', 'fe80::1/64', 'dev', 'v0', 'nodad');
	bindUdp(9000);
	const client = dgram.createSocket('udp4');
	client.bind(9001, '127.0.0.1');
	await once(client, 'listening');
	client.connect(9000, '127.0.0.1');
	await once(client, 'connect');
	// More than the receive buffer takes.
	for (let sent = 0; sent < 400; sent++) {
		client.send('x');
	}

	const bindings = [
		{port: 9002, address: '::', options: {type: 'udp6'}},
		{port: 9003, address: '::', options: {type: 'udp6', ipv6Only: true}},
		{port: 9004, address: 'fe80::1%v0', options: {type: 'udp6'}},
	] as const;
	for (const {port, address, options} of bindings) {
		const socket = dgram.createSocket(options);
		socket.bind(port, address);
		await once(socket, 'listening');
	}
}

function recordDump(request: (typeof cases)[number]): readonly Uint8Array[] {
	const datagrams: Uint8Array[] = [];
	const transport = openSockDiag(loadLibc());
	const recorder: NetlinkTransport = {
		...transport,
		receive(into) {
			const length = transport.receive(into);
			datagrams.push(into.slice(0, length));
			return length;
		},
	};
	const extensions = (1 << (INET_DIAG_INFO - 1)) | (1 << (INET_DIAG_SKMEMINFO - 1));
	const dump = dumpSockets(recorder, {...request, states: 0xF_FF, extensions}, new InetDiagRecord(), () => undefined);
	while (dump.next().done !== true) {
		// The recorder keeps it.
	}

	transport.close();
	return datagrams;
}

function writeJson(file: string, sockets: readonly SsSocket[], tcpInfoBytes: number | null, interfaces: Readonly<Record<string, number>>): void {
	writeFileSync(file, JSON.stringify({tcpInfoBytes, interfaces, sockets}, null, '\t') + '\n');
}

/** Not by copyFile(): files in /proc have a size of 0. */
function keepProcFile(name: string): void {
	writeFileSync(path.join(fixtures, 'procfs/net', name), readFileSync(`/proc/self/net/${name}`));
}

async function recordInside(): Promise<void> {
	run('ip', 'link', 'set', 'lo', 'up');
	await makeTcpSockets();
	await makeUdpSockets();
	// Until the last acknowledgement is out: delayed ones take 40 ms.
	await delay(500);
	const interfaces = Object.fromEntries(listSysLinks().map(({index, name}) => [name, index]));
	mkdirSync(path.join(fixtures, 'netlink'), {recursive: true});
	mkdirSync(path.join(fixtures, 'procfs/net'), {recursive: true});
	for (const each of cases) {
		const datagrams = recordDump(each);
		const sockets = parseSs(run('ss', '-HanOeimo', each.ss));
		const file = path.join(fixtures, 'netlink', `${kernel}-${each.name}`);
		writeFileSync(`${file}.bin`, packDatagrams(datagrams));
		writeJson(`${file}.json`, sockets, null, interfaces);
		for (const [older, bytes] of Object.entries(each.name === 'tcp' ? olderKernels : {})) {
			const olderFile = path.join(fixtures, 'netlink', `${older}-tcp`);
			writeFileSync(`${olderFile}.bin`, packDatagrams(datagrams.map(datagram => withShorterTcpInfo(datagram, bytes))));
			writeJson(`${olderFile}.json`, sockets, bytes, interfaces);
		}

		keepProcFile(each.name);
		console.log(`${each.name}: ${sockets.length} sockets, ${unpackDatagrams(packDatagrams(datagrams)).length} datagrams`);
	}

	for (const name of ['dev', 'snmp', 'netstat', 'snmp6', 'softnet_stat']) {
		keepProcFile(name);
	}
}

if (process.argv.includes('--inside')) {
	await recordInside();
	// The sockets would keep it alive.
	process.exit();
} else {
	recordInNamespace();
}
