/*
Makes one thing go wrong a known number of times, in the network namespace that it runs in: `node provoke-errors.ts NAME`. Nothing
is under way any more when it has ended.
*/
import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {spawnSync} from 'node:child_process';
import dgram from 'node:dgram';
import {once} from 'node:events';
import net from 'node:net';
import process from 'node:process';
import koffi from 'koffi';
import {
	beginConnectTcp,
	bindUdp,
	connectTcp,
	listenTcp,
	localPort,
	shrinkBuffers,
} from './libc-sockets.ts';

const host = '127.0.0.1';

/** A port that was free a moment ago and is closed now, or that nobody has bound. */
const closedPort = 9;

async function connectFails(port: number): Promise<void> {
	await assert.rejects(once(net.connect(port, host), 'connect'), {code: 'ECONNREFUSED'});
}

async function sendTo(address: string, port: number, datagrams: number): Promise<void> {
	const socket = dgram.createSocket(address.includes(':') ? 'udp6' : 'udp4');
	for (let sent = 0; sent < datagrams; sent++) {
		const {promise, resolve} = Promise.withResolvers<void>();
		socket.send('x', port, address, () => {
			resolve();
		});
		await promise;
	}

	socket.close();
}

/** Sends an IPv4 packet of the given protocol to loopback; the kernel writes the IP header. */
function sendRaw(protocol: number, packet: Uint8Array): void {
	const libc = koffi.load('libc.so.6');
	const socket = libc.func('int socket(int, int, int)');
	const sendto = libc.func('long sendto(int, const uint8_t *, unsigned long, int, const uint8_t *, unsigned int)');
	const close = libc.func('int close(int)');
	// AF_INET, SOCK_RAW; a struct sockaddr_in.
	const descriptor = Number(socket(2, 3, protocol));
	const address = Uint8Array.of(2, 0, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
	if (Number(sendto(descriptor, packet, packet.length, 0, address, address.length)) !== packet.length) {
		throw new Error(`sendto: errno ${koffi.errno()}`);
	}

	close(descriptor);
}

const provocations: Readonly<Record<string, () => Promise<void> | void>> = {
	/** With room for one, the accept queue is full at the second. */
	'accept-queue'() {
		const port = localPort(listenTcp({host, port: 0}, {backlog: 0}));
		connectTcp({host, port});
		for (let attempts = 0; attempts < 4; attempts++) {
			beginConnectTcp({host, port});
		}
	},
	async 'closed-tcp-port'() {
		for (let attempts = 0; attempts < 7; attempts++) {
			await connectFails(closedPort);
		}
	},
	async 'closed-udp-port'() {
		await sendTo(host, closedPort, 9);
		await sendTo('::1', closedPort, 5);
	},
	async 'receive-buffer'() {
		const descriptor = bindUdp({host, port: 0});
		shrinkBuffers(descriptor);
		await sendTo(host, localPort(descriptor), 50);
	},
	/** Nobody is there, and the checksum is wrong: the latter is seen first. */
	'checksums'() {
		const datagram = Buffer.alloc(16);
		datagram.writeUInt16BE(1, 0);
		datagram.writeUInt16BE(localPort(bindUdp({host, port: 0})), 2);
		datagram.writeUInt16BE(16, 4);
		datagram.writeUInt16BE(0x12_34, 6);
		const segment = Buffer.alloc(20);
		segment.writeUInt16BE(1, 0);
		segment.writeUInt16BE(closedPort, 2);
		segment.writeUInt16BE(0x50_02, 12);
		segment.writeUInt16BE(0x12_34, 16);
		for (let sent = 0; sent < 3; sent++) {
			sendRaw(17, datagram);
			sendRaw(6, segment);
			sendRaw(6, segment);
		}
	},
	/** Each end of three connections is established when the client resets it. */
	async resets() {
		const server = net.createServer();
		await once(server.listen(0, host), 'listening');
		const {port} = server.address() as net.AddressInfo;
		for (let connections = 0; connections < 3; connections++) {
			const accepted = once(server, 'connection');
			const socket = net.connect(port, host);
			const [[peer]] = await Promise.all([accepted, once(socket, 'connect')]) as [[net.Socket], unknown];
			// An end without a proper close is an error there.
			const ended = once(peer, 'close').catch(() => undefined);
			peer.on('error', () => undefined).resume();
			socket.resetAndDestroy();
			await ended;
		}

		server.close();
	},
	/** The firewall refuses what is sent; UDP counts it, TCP does not. */
	async 'output-rule'() {
		spawnSync('nft', ['add table inet t; add chain inet t o { type filter hook output priority 0; }; add rule inet t o udp dport 7777 drop']);
		await sendTo(host, 7777, 6);
		spawnSync('nft', ['delete table inet t']);
	},
};

const provoke = provocations[process.argv[2] ?? ''];
if (provoke === undefined) {
	throw new Error(`not one of ${Object.keys(provocations).join(', ')}`);
}

await provoke();
