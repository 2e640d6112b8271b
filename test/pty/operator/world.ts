/* The machine that the operator is asked about, and a second source of the truth about it: the plan of its programs, and ss. */
import process from 'node:process';
import {asUser, installForEverybody} from '../../helpers/everybody.ts';
import {linesOf} from '../../helpers/lines.ts';
import {portop} from '../../helpers/portop.ts';
import {addresses} from '../../helpers/small-server/plan.ts';
import {createSmallServer, probeTargets, smallServerTools} from '../../helpers/small-server/small-server.ts';
import {startInPty, type PtySession} from '../driver.ts';

export const worldTools = [...smallServerTools, 'ss', 'setpriv'] as const;

export type Size = {readonly columns: number; readonly rows: number};

export type World = AsyncDisposable & {
	/** The monitor with its probes, on its first screen. */
	startMonitor(size: Size): Promise<PtySession>;
	/** The same as an ordinary user. */
	startUnprivilegedMonitor(size: Size): Promise<PtySession>;
	/** What `ss` says with these arguments, on the server. */
	ss(...words: readonly string[]): Promise<string>;
	/** Starts a program that listens on a port, to be ended. */
	startVictim(port: number): Promise<{readonly pid: number; readonly ended: Promise<unknown>}>;
};

const victim = `
	process.title = 'victimd';
	require('node:net').createServer().listen(Number(process.argv[1]), '0.0.0.0', () => console.log(process.pid));`;

export async function createWorld(): Promise<World> {
	const server = await createSmallServer();
	const installation = await installForEverybody();
	const start = async (command: readonly string[], size: Size, home?: string) => {
		const session = await startInPty({
			command: server.on(command), ...size, env: {NO_COLOR: undefined, XDG_CONFIG_HOME: '/nonexistent', ...(home !== undefined && {HOME: home})},
		});
		await session.waitFor(/Health/, {timeout: 30_000});
		return session;
	};

	// Quick probes: loss is said when enough of them are decided.
	const probes = ['--probe-interval', '0.2', ...probeTargets.flatMap(target => ['--probe', target])];
	return {
		startMonitor: async size => start(portop('--utc', ...probes), size),
		startUnprivilegedMonitor: async size => start([...asUser, ...installation.portop('--utc')], size, installation.folder),
		ss: async (...words) => server.namespace.run(['ss', ...words]),
		async startVictim(port) {
			const child = server.namespace.start([process.execPath, '-e', victim, '--', String(port)]);
			const ended = new Promise(resolve => {
				child.once('exit', resolve);
			});
			return {pid: Number(await linesOf(child.stdout).next()), ended};
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
