/*
Holds both ends of connections of its own, so that neither the test nor portop does, and says for each line of its input what the ends have heard: `error`
of the end that listens, then of the end that connected. Its first line is their ports.
	hold-connection.ts
*/
import {once} from 'node:events';
import net from 'node:net';
import process from 'node:process';
import readline from 'node:readline';

const heard = {server: 'nothing', client: 'nothing'};
const hear = (end: keyof typeof heard, socket: net.Socket) => {
	socket.on('error', (error: Error & {readonly code?: string}) => {
		heard[end] = error.code ?? error.message;
	});
};

const server = net.createServer(socket => {
	hear('server', socket);
	socket.resume();
}).listen(0, '127.0.0.1');
await once(server, 'listening');
// A border: only a server on a path has an address of another type.
const {port} = server.address() as net.AddressInfo;
const client = net.connect(port, '127.0.0.1');
hear('client', client);
await once(client, 'connect');
process.stdout.write(`${port} ${client.localPort}\n`);
readline.createInterface({input: process.stdin}).on('line', () => {
	process.stdout.write(`${heard.server} ${heard.client}\n`);
}).on('close', () => {
	client.destroy();
	server.close();
});
