/*
The programs of a small server, one per process: `node services.ts NAME`. Each says `ready` when it listens, and ends
with its standard input. What they do to their clients is known, so that a screen can be compared with it.
*/
import {Buffer} from 'node:buffer';
import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {readSync} from 'node:fs';
import net, {type Socket} from 'node:net';
import process from 'node:process';
import {makeBlocking} from '../path-emulator/system.ts';
import {
	addresses,
	ports,
	slowBacklog,
	type ServiceName,
} from './plan.ts';

// The border to the process that has started this one.
const name = process.argv[2] as ServiceName;

// Debian's www-data and nobody; where they have no name, they are numbers.
const webUser = 33;
const namesUser = 65_534;

const services: Readonly<Record<ServiceName, () => Promise<void>>> = {
	async webd() {
		await Promise.all([serve(ports.web, answer), serve(ports.plainWeb, answer)]);
		process.setuid?.(webUser);
	},
	async pgdb() {
		await serve(ports.database, answer);
	},
	async dnsd() {
		const socket = createSocket('udp4');
		socket.on('message', (message, {address, port}) => {
			socket.send(Buffer.concat([message, Buffer.alloc(120)]), port, address);
		});
		socket.bind(ports.names, addresses.server);
		await once(socket, 'listening');
		process.setuid?.(namesUser);
	},
	/** Does not close what its clients have finished: CLOSE-WAIT grows. It asks another machine for what it answers. */
	async leakd() {
		await serve(ports.leak, socket => {
			answer(socket);
		}, true);
		for (let index = 0; index < 4; index++) {
			ask(net.connect(ports.cache, addresses.cache));
		}
	},
	/** Accepts nothing: its queue fills up, and what comes then is dropped. */
	async slowd() {
		net.createServer().listen({port: ports.slow, host: '0.0.0.0', backlog: slowBacklog}, () => {
			say('ready');
			makeBlocking(0);
			readSync(0, Buffer.alloc(1));
			process.kill(process.pid, 'SIGKILL');
		});
		await new Promise(() => {});
	},
	async mqd() {
		await serve(ports.queue, answer);
	},
	async sshd() {
		await serve(ports.shell, answer);
	},
};

process.title = name;
await services[name]();
say('ready');
process.stdin.resume();
process.stdin.on('end', () => {
	// Sockets and timers would keep it alive.
	process.kill(process.pid, 'SIGKILL');
});

function say(word: string): void {
	process.stdout.write(`${word}\n`);
}

async function serve(port: number, accept: (socket: Socket) => void, allowHalfOpen = false): Promise<void> {
	const server = net.createServer({allowHalfOpen}, socket => {
		socket.on('error', () => {});
		accept(socket);
	});
	server.listen(port, '0.0.0.0', 128);
	await once(server, 'listening');
}

/** A request is a number of bytes as text, and a newline; the answer has so many. */
function answer(socket: Socket): void {
	socket.on('data', data => {
		const wanted = data.toString().split('\n').reduce((sum, line) => sum + Number(line), 0);
		if (wanted > 0 && socket.writable) {
			socket.write(Buffer.alloc(wanted));
		}
	});
}

/** Asks for a few bytes every second. */
function ask(socket: Socket): void {
	socket.on('error', () => {}).on('data', () => {});
	setInterval(() => {
		socket.write('400\n');
	}, 1000);
}
