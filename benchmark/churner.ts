/*
Opens and closes TCP connections to itself, inside a network namespace: `churner.ts PORT PER_SECOND`. Each carries 700 bytes
there and 9,000 back. Says `ready`; the first line of standard input starts it, the second ends it: it prints how many there were.
*/
import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';
import {
	accept,
	close,
	connectTcp,
	listenTcp,
	receiveAll,
	send,
} from '../test/helpers/libc-sockets.ts';

const [port = 0, perSecond = 0] = process.argv.slice(2).map(Number);
const here = {host: '127.0.0.1', port};
const listener = listenTcp(here);
const request = new Uint8Array(700);
const answer = new Uint8Array(9000);

function open(): void {
	const client = connectTcp(here);
	const server = accept(listener);
	send(client, request);
	receiveAll(server, request.length);
	send(server, answer);
	receiveAll(client, answer.length);
	close(client);
	close(server);
}

const lines = process.stdin[Symbol.asyncIterator]();
console.log('ready');
await lines.next();
const state = {isOver: false};
void lines.next().then(() => {
	state.isOver = true;
});
const start = performance.now();
let opened = 0;
while (!state.isOver) {
	const due = Math.floor((performance.now() - start) / 1000 * perSecond);
	while (opened < due) {
		open();
		opened++;
	}

	await wait(2);
}

console.log(`${opened} ${((performance.now() - start) / 1000).toFixed(2)}`);
