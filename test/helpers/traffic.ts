/*
One end of TCP connections that sends exactly what it is told. Commands on standard input, an answer line for each:
	listen HOST PORT      connect HOST PORT     (connections are numbered from 0, in the order they come to be)
	send NUMBER BYTES     answers when the kernel has taken them all
	received NUMBER BYTES answers when so many have arrived
	finish NUMBER         sends FIN; goes on receiving
*/
import {once} from 'node:events';
import {
	connect,
	createServer,
	type Server,
	type Socket,
} from 'node:net';
import process from 'node:process';
import readline from 'node:readline';

const servers: Server[] = [];
const connections: Socket[] = [];

for await (const line of readline.createInterface({input: process.stdin})) {
	const [command = '', first = '', second = ''] = line.split(' ', 3);
	await obey(command, first, Number(second));
	process.stdout.write(`${line}\n`);
}

for (const socket of connections) {
	socket.destroy();
}

for (const server of servers) {
	server.close();
}

async function obey(command: string, first: string, number: number): Promise<void> {
	switch (command) {
		case 'listen': {
			const server = createServer({allowHalfOpen: true}, keep).listen(number, first);
			servers.push(server);
			await once(server, 'listening');
			break;
		}

		case 'connect': {
			const socket = connect({host: first, port: number, allowHalfOpen: true});
			keep(socket);
			await once(socket, 'connect');
			break;
		}

		case 'send': {
			const {promise, resolve} = Promise.withResolvers<void>();
			connection(first).write(new Uint8Array(number), () => {
				resolve();
			});
			await promise;
			break;
		}

		case 'received': {
			const socket = connection(first);
			while (socket.bytesRead < number) {
				await once(socket, 'data');
			}

			break;
		}

		case 'finish': {
			connection(first).end();
			break;
		}

		default: {
			throw new Error(`unknown command ${command}`);
		}
	}
}

function keep(socket: Socket): void {
	connections.push(socket);
	socket.resume();
}

function connection(number: string): Socket {
	const socket = connections[Number(number)];
	if (socket === undefined) {
		throw new Error(`there is no connection ${number}`);
	}

	return socket;
}
