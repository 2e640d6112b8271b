/*
Holds established TCP connections to itself, inside a network namespace: `holder.ts PORT PAIRS [CHATTY]`.
Two sockets each; CHATTY of them send a varying number of bytes on each line of standard input.
Says `ready`, and ends with its standard input.
*/
import process from 'node:process';
import readline from 'node:readline';
import {
	accept,
	connectTcp,
	listenTcp,
	send,
} from '../test/helpers/libc-sockets.ts';
import {createRandom} from './statistics.ts';

const [port = 0, pairs = 0, chatty = 0] = process.argv.slice(2).map(Number);
const here = {host: '127.0.0.1', port};
const listener = listenTcp(here);
const clients: number[] = [];
for (let index = 0; index < pairs; index++) {
	clients.push(connectTcp(here));
	accept(listener);
}

const random = createRandom(port);
let next = 0;
console.log('ready');
for await (const _ of readline.createInterface({input: process.stdin})) {
	for (let sent = 0; sent < chatty; sent++) {
		// Other connections each time. What nobody reads stays within the receive buffer for some minutes.
		next = (next + 1) % clients.length;
		const bytes = new Uint8Array(1 + Math.floor(random() * 400));
		send(clients[next] ?? -1, bytes);
	}
}
