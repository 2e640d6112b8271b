/*
Another client of the same ports: node busy-client.ts TARGETS, inside of the client's namespace. Opens TCP connections
and sends data, sends datagrams, over and over. Says `ready` when it has begun; ends with its standard input.
*/
import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {connect} from 'node:net';
import process from 'node:process';
import {say} from './command-line.ts';
import {otherUser, type Services} from './plan.ts';

const pauseMilliseconds = 5;

// The border to the process that has started this one.
const {accepting = [], echoing = []} = JSON.parse(process.argv[2] ?? '{}') as Services;

// By its user the packets are known as another client's.
process.setuid?.(otherUser);

for (const {address, port} of accepting) {
	connectForEver(address, port);
}

for (const {address, port} of echoing) {
	const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
	// Like a probe's: what tells them apart is the port that they come from.
	setInterval(() => {
		socket.send(new Uint8Array(0), port, address);
	}, pauseMilliseconds);
}

say('ready');
process.stdin.resume();
await once(process.stdin, 'end');
// Sockets and timers would keep it alive.
process.kill(process.pid, 'SIGTERM');

function connectForEver(host: string, port: number): void {
	const socket = connect({host, port});
	// The server closes each connection, also one that has data unread: with a reset.
	socket.on('error', () => {});
	socket.on('connect', () => {
		socket.write(new Uint8Array(10_000));
	});
	socket.on('close', () => {
		setTimeout(() => {
			connectForEver(host, port);
		}, pauseMilliseconds);
	});
	socket.resume();
}
