/* The machine that the operator is asked about, and a second source of the truth about it: the plan of its programs, and ss. */
import process from 'node:process';
import {asUser, installForEverybody} from '../../helpers/everybody.ts';
import {linesOf} from '../../helpers/lines.ts';
import {portop} from '../../helpers/portop.ts';
import {addresses, ports} from '../../helpers/small-server/plan.ts';
import {createSmallServer, probeTargets, smallServerTools} from '../../helpers/small-server/small-server.ts';
import {startInPty, type PtySession} from '../driver.ts';

/** Quick probes: loss is said when enough of them are decided. */
export const probes: readonly string[] = ['--probe-interval', '0.2', ...probeTargets.flatMap(target => ['--probe', target])];

export const worldTools = [...smallServerTools, 'ss', 'setpriv'] as const;

export type Size = {readonly columns: number; readonly rows: number};

export type World = AsyncDisposable & {
	/** The monitor, on its first screen. */
	startMonitor(size: Size, flags: readonly string[]): Promise<PtySession>;
	/** The same as an ordinary user. */
	startUnprivilegedMonitor(size: Size): Promise<PtySession>;
	/** What `ss` says with these arguments, on the server. */
	ss(...words: readonly string[]): Promise<string>;
	/** Starts a program that listens on a port of its own, to be ended. */
	startVictim(): Promise<{readonly port: number; readonly pid: number; readonly ended: Promise<unknown>}>;
	/** Opens a connection to mqd, which nobody else is connected to. */
	startVisit(): Promise<Visit>;
};

/** One client's connection; what it did is counted by the client. */
export type Visit = {
	/** The client's port. */
	readonly port: number;
	/** Closes the connection when all that was asked for has come. */
	finish(): Promise<{readonly seconds: number; readonly sent: number; readonly received: number}>;
};

const visitor = String.raw`
	const socket = require('node:net').connect({port: ${ports.queue}, host: '${addresses.server}', localAddress: '${addresses.administrator}'});
	let asked = 0, received = 0, isLast = false;
	socket.once('connect', () => {
		const from = performance.now();
		console.log(socket.localPort);
		const end = () => {
			if (isLast && received === asked) socket.end(() => console.log(JSON.stringify({seconds: (performance.now() - from) / 1000, sent: socket.bytesWritten, received})));
		};
		const timer = setInterval(() => { socket.write('1234\n'); asked += 1234; }, 100);
		socket.on('data', data => { received += data.length; end(); });
		process.stdin.once('data', () => { clearInterval(timer); isLast = true; end(); });
	});`;

const victim = `
	process.title = 'victimd';
	require('node:net').createServer().listen(Number(process.argv[1]), '0.0.0.0', () => console.log(process.pid));`;

export async function createWorld(): Promise<World> {
	const server = await createSmallServer();
	const installation = await installForEverybody();
	let victims = 0;
	const start = async (command: readonly string[], size: Size, home?: string) => {
		const session = await startInPty({
			command: server.on(command), ...size, env: {NO_COLOR: undefined, XDG_CONFIG_HOME: '/nonexistent', ...(home !== undefined && {HOME: home})},
		});
		await session.waitFor(/Health/, {timeout: 30_000});
		return session;
	};

	return {
		startMonitor: async (size, flags) => start(portop('--utc', ...flags), size),
		startUnprivilegedMonitor: async size => start([...asUser, ...installation.portop('--utc')], size, installation.folder),
		ss: async (...words) => server.namespace.run(['ss', ...words]),
		async startVictim() {
			victims++;
			const port = 7700 + victims;
			const child = server.namespace.start([process.execPath, '-e', victim, '--', String(port)]);
			const ended = new Promise(resolve => {
				child.once('exit', resolve);
			});
			return {port, pid: Number(await linesOf(child.stdout).next()), ended};
		},
		async startVisit() {
			const {stdin, stdout} = server.network.start([process.execPath, '-e', visitor]);
			const lines = linesOf(stdout);
			return {
				port: Number(await lines.next()),
				async finish() {
					stdin.write('end\n');
					return JSON.parse(await lines.next()) as Awaited<ReturnType<Visit['finish']>>;
				},
			};
		},
		async [Symbol.asyncDispose]() {
			await installation[Symbol.asyncDispose]();
			await server[Symbol.asyncDispose]();
		},
	};
}

/** Returns how many connections each host has, of `ss -Htn state …`, which leaves the state out. */
export function hostsOf(text: string): ReadonlyMap<string, number> {
	const hosts = new Map<string, number>();
	for (const line of text.trimEnd().split('\n')) {
		const peer = line.trim().split(/\s+/, 4)[3] ?? '';
		const host = peer.slice(0, peer.lastIndexOf(':'));
		hosts.set(host, (hosts.get(host) ?? 0) + 1);
	}

	return hosts;
}

/** The target that loses probes, as the screen names it. */
export const lossyTarget = `icmp://${addresses.lossy}`;

/** Returns the bytes that were sent from each local port, of `ss -HtniO state …`. */
export function bytesByPort(text: string): ReadonlyMap<number, number> {
	const sums = new Map<number, number>();
	for (const line of text.trimEnd().split('\n')) {
		const local = line.trim().split(/\s+/, 3)[2] ?? '';
		const port = Number(local.slice(local.lastIndexOf(':') + 1));
		const sent = Number(/bytes_sent:(?<bytes>\d+)/.exec(line)?.groups!['bytes'] ?? 0);
		sums.set(port, (sums.get(port) ?? 0) + sent);
	}

	return sums;
}
