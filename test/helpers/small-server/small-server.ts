import path from 'node:path';
import process from 'node:process';
import {linesOf} from '../lines.ts';
import {createNamespace, type Namespace} from '../namespace.ts';
import {
	addresses,
	lossOneIn,
	ports,
	serviceNames,
} from './plan.ts';

export const smallServerTools = ['ip', 'nft', 'unshare'] as const;

/** A small server with real sockets in a network namespace, and its neighbours in another: web, database, names, a leak, a full queue. */
export type SmallServer = AsyncDisposable & {
	readonly namespace: Namespace;
	/** The neighbours'. */
	readonly network: Namespace;
	/** The command line that runs `command` on the server, whose host name is `web1`. */
	on(command: readonly string[]): readonly string[];
};

/** What there is to be probed: one that loses packets, and two that do not. */
export const probeTargets = [`icmp://${addresses.lossy}`, `${addresses.cache}:${ports.cache}`, `icmp://${addresses.healthy}`] as const;

const rules = `
table ip world {
	chain input {
		type filter hook input priority 0; policy accept;
		ip daddr ${addresses.lossy} numgen inc mod ${lossOneIn} == 5 drop
		ip daddr ${addresses.browsers[3]} tcp sport ${ports.web} ip length > 200 numgen random mod 1000 < 15 drop
	}
}
`;

/** Starts all of it; the leak and the full queue are there when it returns. Needs root and `smallServerTools`. */
export async function createSmallServer(): Promise<SmallServer> {
	const namespace = await createNamespace();
	const network = await createNamespace();
	const dispose = async () => {
		await network[Symbol.asyncDispose]();
		await namespace[Symbol.asyncDispose]();
	};

	try {
		await connectNamespaces(namespace, network);
		const nft = network.start(['nft', '-f', '-']);
		nft.stdin.end(rules);
		await Promise.all(serviceNames.map(async name => start(namespace, 'services.ts', name)));
		await start(network, 'neighbours.ts');
	} catch (error) {
		await dispose();
		throw error;
	}

	return {
		namespace,
		network,
		on: command => namespace.inside(['unshare', '--uts', 'sh', '-c', 'hostname web1 && exec "$@"', 'sh', ...command]),
		[Symbol.asyncDispose]: dispose,
	};
}

async function connectNamespaces(namespace: Namespace, network: Namespace): Promise<void> {
	await namespace.run(['ip', 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', network.name]);
	await namespace.run(['ip', 'address', 'add', `${addresses.server}/24`, 'dev', 'eth0']);
	const {server: _, ...neighbours} = addresses;
	for (const address of Object.values(neighbours).flat()) {
		await network.run(['ip', 'address', 'add', `${address}/24`, 'dev', 'eth0']);
	}

	for (const side of [namespace, network]) {
		await side.run(['ip', 'link', 'set', 'eth0', 'up']);
	}
}

async function start(namespace: Namespace, file: string, ...words: readonly string[]): Promise<void> {
	const child = namespace.start([process.execPath, path.join(import.meta.dirname, file), ...words]);
	await linesOf(child.stdout).next();
}
