/*
The neighbours of the small server, all in one process: browsers, applications, and the clients of what is ill. Says
`ready` when the leak is there and the queue is full, goes on, and ends with its standard input.
*/
import {Buffer} from 'node:buffer';
import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import net, {type Socket} from 'node:net';
import process from 'node:process';
import {
	addresses,
	databaseConnections,
	firstLeaked,
	maxLeaked,
	ports,
	slowBacklog,
} from './plan.ts';

process.title = 'neighbours';

const started = performance.now();
let seed = 1;
const leaked: Socket[] = [];

await cache();
await Promise.all([browse(), query(), administer(), leak(), wait()]);
resolve();
keepComing();
process.stdout.write('ready\n');
process.stdin.resume();
await once(process.stdin, 'end');
// Sockets and timers would keep it alive.
process.kill(process.pid, 'SIGKILL');

/** The same numbers between 0 and 1 in each run. */
function random(): number {
	seed = (seed * 16_807) % 2_147_483_647;
	return seed / 2_147_483_647;
}

async function connect(port: number, localAddress: string, allowHalfOpen = false): Promise<Socket> {
	const socket = net.connect({
		port, host: addresses.server, localAddress, allowHalfOpen,
	});
	socket.on('error', () => {});
	await once(socket, 'connect');
	return socket;
}

/** Asks again and again for some bytes, after pauses that vary around the given one. */
function ask(socket: Socket, pauseMilliseconds: number, bytes: () => number): void {
	socket.resume();
	const next = () => {
		if (!socket.writable) {
			return;
		}

		socket.write(`${Math.round(bytes())}\n`);
		setTimeout(next, pauseMilliseconds * (0.5 + random()));
	};

	setTimeout(next, pauseMilliseconds * random());
}

/** Web traffic rises and falls within a minute, and has a few large answers. */
function page(): number {
	const seconds = (performance.now() - started) / 1000;
	const tide = 1 + (0.7 * Math.sin(seconds / 9)) + (0.3 * Math.sin(seconds / 2.3));
	return tide * 12_000 * (random() < 0.05 ? 8 : 0.4 + random());
}

async function browse(): Promise<void> {
	const [first, ...others] = addresses.browsers;
	const clients = [first, first, first, ...others].flatMap(address => [address, address, address]);
	for (const address of clients) {
		ask(await connect(ports.web, address), 400, page);
	}

	ask(await connect(ports.plainWeb, first), 900, () => 700);
	// Short visits: a connection each.
	setInterval(() => {
		void visit(addresses.browsers[Math.floor(random() * addresses.browsers.length)]!);
	}, 250);
}

async function visit(address: string): Promise<void> {
	const socket = await connect(ports.plainWeb, address);
	socket.once('data', () => {
		socket.end();
	});
	socket.write('900\n');
}

async function query(): Promise<void> {
	for (let index = 0; index < databaseConnections; index++) {
		const socket = await connect(ports.database, addresses.applications[index % 2]!);
		ask(socket, 1500, () => 200 + (2000 * random()));
	}
}

async function administer(): Promise<void> {
	ask(await connect(ports.shell, addresses.administrator), 2000, () => 120);
}

/** The server's own neighbour: leakd is its client. */
async function cache(): Promise<void> {
	const server = net.createServer(socket => {
		socket.on('error', () => {}).on('data', () => {
			socket.write(Buffer.alloc(400));
		});
	});
	server.listen(ports.cache, addresses.cache);
	await once(server, 'listening');
}

function resolve(): void {
	for (const localAddress of addresses.browsers) {
		const socket = createSocket('udp4');
		socket.on('error', () => {});
		socket.bind(0, localAddress);
		setInterval(() => {
			socket.send(Buffer.alloc(40), ports.names, addresses.server);
		}, 80);
	}
}

async function leakOne(): Promise<void> {
	const socket = await connect(ports.leak, addresses.leaked, true);
	socket.resume();
	leaked.push(socket);
	socket.end('300\n');
}

async function leak(): Promise<void> {
	while (leaked.length < firstLeaked) {
		await leakOne();
	}
}

/** Fills slowd's queue: those that fit are connected. */
async function wait(): Promise<void> {
	for (let index = 0; index <= slowBacklog; index++) {
		await connect(ports.slow, addresses.waiting[index % addresses.waiting.length]!);
	}
}

/** More leaks, and more clients that slowd's full queue drops; each gives up after a while. */
function keepComing(): void {
	setInterval(() => {
		if (leaked.length < maxLeaked) {
			void leakOne();
		}
	}, 2000);
	setInterval(() => {
		const localAddress = addresses.waiting[Math.floor(random() * addresses.waiting.length)]!;
		const socket = net.connect({port: ports.slow, host: addresses.server, localAddress});
		socket.on('error', () => {});
		setTimeout(() => {
			socket.destroy();
		}, 2500);
	}, 300);
}
