/*
The other end of the path: node server.ts SERVICES, inside of the server's namespace. Says `ready` when everything
listens; ends with its standard input.
*/
import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {createServer} from 'node:net';
import process from 'node:process';
import {beginConnectTcp, listenTcp} from '../libc-sockets.ts';
import {say} from './command-line.ts';
import type {Endpoint, Services} from './plan.ts';

// The border to the process that has started this one.
const {accepting = [], echoing = [], full = []} = JSON.parse(process.argv[2] ?? '{}') as Services;

for (const endpoint of full) {
	fill(endpoint);
}

await Promise.all([...accepting.map(async endpoint => accept(endpoint)), ...echoing.map(async endpoint => echo(endpoint))]);
say('ready');
process.stdin.resume();
await once(process.stdin, 'end');
// Sockets would keep it alive.
process.kill(process.pid, 'SIGTERM');

/** A TCP listener that takes every connection and closes it. */
async function accept({address, port}: Endpoint): Promise<void> {
	const server = createServer(socket => {
		// Whoever has reset the connection has done so before it could be closed.
		socket.on('error', () => {});
		socket.destroy();
	});
	server.listen({host: address, port, backlog: 4096});
	await once(server, 'listening');
}

/** Sends each datagram back where it came from. */
async function echo({address, port}: Endpoint): Promise<void> {
	const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
	socket.on('message', (message, {address: sender, port: senderPort}) => {
		socket.send(message, senderPort, sender);
	});
	socket.bind(port, address);
	await once(socket, 'listening');
}

/** A TCP listener whose accept queue is full: it drops every SYN. */
function fill({address, port}: Endpoint): void {
	listenTcp({host: address, port}, {backlog: 0});
	// The queue takes one more than its limit.
	beginConnectTcp({host: address, port});
}
