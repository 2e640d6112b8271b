/*
The socket zoo: about 2,000 sockets in every state that can be made, for a network namespace of its own.
Every state but TIME-WAIT (60 s) lasts: nftables drops the one packet that would end it, so no step depends
on timing. Prints one line of JSON (`Zoo`) when all are there, and ends when its standard input does.
*/
import {execFileSync, spawn} from 'node:child_process';
import {
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import * as sockets from './libc-sockets.ts';

/** What the zoo says when it is ready. */
export type Zoo = {
	/** By the spelling of `ss`; UDP's under `udp UNCONN` and `udp ESTAB`. */
	readonly counts: Readonly<Record<string, number>>;
	readonly total: number;
	/** The processes that hold sockets. */
	readonly pids: readonly number[];
};

const ports = {
	established: 7000,
	synSent: 7001,
	synReceived: 7002,
	finWait1: 7003,
	closeWait: 7004,
	lastAck: 7005,
	closing: 7006,
	timeWait: 7007,
	queues: 7008,
	unaccepted: 7009,
	shared: 7010,
	listeners: 7100,
	udp: 8000,
} as const;

const rules = `
table inet zoo {
	chain input {
		type filter hook input priority 0; policy accept;
		tcp dport ${ports.synSent} drop
		tcp sport ${ports.synReceived} tcp flags & (syn|ack) == syn|ack drop
		tcp dport ${ports.finWait1} tcp flags & fin == fin drop
		tcp sport { ${ports.lastAck}, ${ports.closing} } tcp flags & fin == fin drop
	}
}
`;

const hosts = ['127.0.0.1', '::1'] as const;
const counts = new Map<string, number>();
const count = (state: string, number = 1) => counts.set(state, (counts.get(state) ?? 0) + number);

prepareKernel();
makeListeners();
makeEstablished();
makeQueues();
makeHalfOpen();
makeClosing();
makeUdp();
makeLinkLocal();
const pids = [process.pid, ...shareSockets()];
// The only state that ends by itself comes last.
makeTimeWait();
await stateCountsMatch();
const total = counts.values().reduce((sum, number) => sum + number, 0);
const zoo: Zoo = {counts: Object.fromEntries(counts), total, pids};
process.stdout.write(`${JSON.stringify(zoo)}\n`);
// The sockets are there until whoever started this closes its standard input.
process.stdin.resume();

function prepareKernel(): void {
	execFileSync('nft', ['-f', '-'], {input: rules});
	const settings = {
		'ipv4/tcp_syn_retries': 100,
		'ipv4/tcp_synack_retries': 100,
		'ipv4/tcp_orphan_retries': 100,
		'ipv4/tcp_fin_timeout': 600,
		'ipv4/tcp_syncookies': 0,
		'ipv4/tcp_max_syn_backlog': 4096,
		'core/somaxconn': 4096,
	};
	for (const [name, value] of Object.entries(settings)) {
		writeFileSync(`/proc/sys/net/${name}`, String(value));
	}
}

/**
Connects `number` times.
@returns Pairs of client and server descriptors.
*/
function pairs(host: string, port: number, number: number, listener = sockets.listenTcp({host, port})): ReadonlyArray<readonly [client: number, server: number]> {
	const made = Array.from({length: number}, () => {
		const client = sockets.connectTcp({host, port});
		return [client, sockets.accept(listener)] as const;
	});
	sockets.close(listener);
	return made;
}

function makeListeners(): void {
	for (let index = 0; index < 10; index++) {
		const port = ports.listeners + index;
		sockets.listenTcp({host: '127.0.0.1', port}, {backlog: index});
		sockets.listenTcp({host: '127.0.0.2', port});
		sockets.listenTcp({host: '::1', port});
		sockets.listenTcp({host: '0.0.0.0', port: port + 20});
		sockets.listenTcp({host: '::', port: port + 20}, {ipv6Only: true});
		sockets.listenTcp({host: '::', port: port + 40}, {ipv6Only: false});
		sockets.listenTcp({host: '127.0.0.3', port}, {device: 'lo'});
		count('LISTEN', 7);
		// Neither listens nor connects: ss does not list it.
		sockets.bindTcp({host: '127.0.0.4', port});
	}
}

function makeEstablished(): void {
	pairs('127.0.0.1', ports.established, 300);
	pairs('::1', ports.established, 150);
	// A dual-stack listener's IPv4 peers.
	const listener = sockets.listenTcp({host: '::', port: ports.established + 1000}, {ipv6Only: false});
	pairs('127.0.0.1', ports.established + 1000, 100, listener);
	count('ESTAB', 2 * 550);
}

/** Unread and unsent bytes, and connections that nobody accepts. */
function makeQueues(): void {
	for (const [index, [client, server]] of pairs('127.0.0.1', ports.queues, 30).entries()) {
		sockets.send(client, new Uint8Array(index));
		sockets.send(server, new Uint8Array(1000 * index));
	}

	for (const [client, server] of pairs('::1', ports.queues, 5)) {
		sockets.shrinkBuffers(client);
		sockets.shrinkBuffers(server);
		while (sockets.send(client, new Uint8Array(1000)) > 0) {
			// Until both buffers are full.
		}
	}

	sockets.listenTcp({host: '127.0.0.1', port: ports.unaccepted}, {backlog: 16});
	for (let index = 0; index < 8; index++) {
		sockets.connectTcp({host: '127.0.0.1', port: ports.unaccepted});
	}

	count('ESTAB', 2 * (30 + 5 + 8));
	count('LISTEN');
}

function makeHalfOpen(): void {
	for (const host of hosts) {
		sockets.listenTcp({host, port: ports.synReceived});
		count('LISTEN');
		for (let index = 0; index < 30; index++) {
			sockets.beginConnectTcp({host, port: ports.synSent});
			sockets.beginConnectTcp({host, port: ports.synReceived});
			count('SYN-SENT', 2);
			count('SYN-RECV');
		}
	}
}

/** Each way to end a connection, stopped half-way; every other one without a descriptor, as after `close`. */
function makeClosing(): void {
	for (const host of hosts) {
		for (const [index, [client]] of pairs(host, ports.finWait1, 20).entries()) {
			finish(client, index);
			count('FIN-WAIT-1');
			count('ESTAB');
		}

		for (const [index, [client, server]] of pairs(host, ports.closeWait, 30).entries()) {
			sockets.send(client, new Uint8Array(index));
			sockets.shutdownWrite(client);
			if (index % 2 === 1) {
				sockets.close(client);
			}

			count('FIN-WAIT-2');
			count('CLOSE-WAIT');
			if (index % 3 === 2) {
				sockets.shrinkBuffers(server);
			}
		}

		for (const [index, [client, server]] of pairs(host, ports.lastAck, 20).entries()) {
			sockets.shutdownWrite(client);
			finish(server, index);
			count('FIN-WAIT-2');
			count('LAST-ACK');
		}

		for (const [index, [client, server]] of pairs(host, ports.closing, 20).entries()) {
			finish(server, index);
			sockets.shutdownWrite(client);
			count('FIN-WAIT-2');
			count('CLOSING');
		}
	}
}

function finish(descriptor: number, index: number): void {
	if (index % 2 === 0) {
		sockets.shutdownBoth(descriptor);
	} else {
		sockets.close(descriptor);
	}
}

function makeTimeWait(): void {
	for (const host of hosts) {
		for (const [client, server] of pairs(host, ports.timeWait, 75)) {
			sockets.close(client);
			sockets.close(server);
			count('TIME-WAIT');
		}
	}
}

function makeUdp(): void {
	for (let index = 0; index < 25; index++) {
		const port = ports.udp + index;
		for (const host of hosts) {
			sockets.bindUdp({host, port});
		}

		sockets.bindUdp({host: '0.0.0.0', port: port + 200});
		sockets.bindUdp({host: '::', port: port + 200}, {ipv6Only: true});
		count('udp UNCONN', 4);
	}

	sockets.bindUdp({host: '::', port: ports.udp + 500}, {ipv6Only: false});
	sockets.bindUdp({host: '127.0.0.1', port: ports.udp + 501}, {device: 'lo'});
	count('udp UNCONN', 2);
	for (let index = 0; index < 25; index++) {
		for (const host of hosts) {
			const there = {host, port: ports.udp + 600 + index};
			const receiver = sockets.bindUdp(there);
			const sender = sockets.bindUdp({host, port: ports.udp + 700 + index});
			sockets.connect(sender, there);
			sockets.connect(receiver, {host, port: ports.udp + 700 + index});
			sockets.send(sender, new Uint8Array(index));
			count('udp ESTAB', 2);
		}
	}
}

/** Addresses that need an interface: fe80::…%zoo0. */
function makeLinkLocal(): void {
	execFileSync('ip', ['link', 'add', 'zoo0', 'type', 'veth', 'peer', 'name', 'zoo1']);
	execFileSync('ip', ['-6', 'address', 'add', 'fe80::1/64', 'dev', 'zoo0', 'nodad']);
	execFileSync('ip', ['link', 'set', 'zoo0', 'up']);
	execFileSync('ip', ['link', 'set', 'zoo1', 'up']);
	const scope = Number(readFileSync('/sys/class/net/zoo0/ifindex', 'utf8'));
	const here = {host: 'fe80::1', port: ports.listeners, scope};
	const listener = sockets.listenTcp(here);
	sockets.connectTcp(here);
	sockets.accept(listener);
	sockets.bindUdp(here);
	count('LISTEN');
	count('ESTAB', 2);
	count('udp UNCONN');
}

/** Sockets that several processes and several descriptors share; one process has a name made to confuse parsers. */
function shareSockets(): readonly number[] {
	const folder = mkdtempSync(path.join(tmpdir(), 'portop-zoo-'));
	const catNames = ['cat', 'a) S 1 (b', 'zoo:"x",pid=1'];
	const programs = catNames.map(name => path.join(folder, name));
	const listener = sockets.listenTcp({host: '0.0.0.0', port: ports.shared});
	const client = sockets.connectTcp({host: '127.0.0.1', port: ports.shared});
	const datagram = sockets.bindUdp({host: '0.0.0.0', port: ports.shared});
	sockets.duplicate(listener);
	sockets.duplicate(sockets.accept(listener));
	count('LISTEN');
	count('ESTAB', 2);
	count('udp UNCONN');
	const children = programs.map(program => {
		// The process is named after the file that was executed.
		symlinkSync('/bin/cat', program);
		// Ends when its standard input does, and that ends with this process.
		return spawn(program, {stdio: ['pipe', 'ignore', 'inherit', listener, client, datagram, listener]});
	});
	rmSync(folder, {recursive: true});
	return children.map(child => child.pid ?? 0);
}

/** Waits until the kernel shows what was made, in no case longer than ten seconds. */
async function stateCountsMatch(): Promise<void> {
	const wanted = [...counts].map(([state, number]) => `${state} ${number}`).toSorted();
	const deadline = performance.now() + 10_000;
	for (;;) {
		const seen = [...kernelCounts()].map(([state, number]) => `${state} ${number}`).toSorted();
		if (seen.join('\n') === wanted.join('\n')) {
			return;
		}

		if (performance.now() > deadline) {
			throw new Error(`the zoo wanted\n${wanted.join('\n')}\nand got\n${seen.join('\n')}`);
		}
	}
}

function kernelCounts(): ReadonlyMap<string, number> {
	const seen = new Map<string, number>();
	const lines = execFileSync('ss', ['-Hantu'], {encoding: 'utf8', maxBuffer: 2 ** 24}).trimEnd().split('\n');
	for (const line of lines) {
		const [protocol, state = ''] = line.split(/\s+/, 2);
		const key = protocol === 'tcp' ? state : `${protocol} ${state}`;
		seen.set(key, (seen.get(key) ?? 0) + 1);
	}

	return seen;
}
