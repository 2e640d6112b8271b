import path from 'node:path';
import process from 'node:process';
import type {ChildProcessWithoutNullStreams} from 'node:child_process';
import {linesOf} from '../test/helpers/lines.ts';
import {createNamespace, type Namespace} from '../test/helpers/namespace.ts';

/** A process may have some 20,000 descriptors; a pair of sockets takes two. */
const mostPairsPerHolder = 8500;
const firstPort = 10_000;
const talkersPort = 9999;

/** A network namespace that holds so many sockets, in as many processes as that takes. */
export async function holdSockets(sockets: number): Promise<Namespace> {
	const namespace = await createNamespace();
	await namespace.run(['sh', '-c', 'echo 15000 65000 > /proc/sys/net/ipv4/ip_local_port_range; echo 4096 > /proc/sys/net/core/somaxconn']);
	const pairs = Math.floor(sockets / 2);
	const holders = Math.ceil(pairs / mostPairsPerHolder);
	await Promise.all(Array.from({length: holders}, async (_, index) => {
		const share = Math.floor(pairs * (index + 1) / holders) - Math.floor(pairs * index / holders);
		await startHolder(namespace, firstPort + index, share, 0);
	}));
	return namespace;
}

/** Connections of which `chatty` carry bytes whenever `talk` is called. */
export async function holdTalkers(namespace: Namespace, connections: number, chatty: number): Promise<() => void> {
	const child = await startHolder(namespace, talkersPort, connections / 2, chatty);
	return () => {
		child.stdin.write('\n');
	};
}

async function startHolder(namespace: Namespace, port: number, pairs: number, chatty: number): Promise<ChildProcessWithoutNullStreams> {
	const child = namespace.start([process.execPath, path.join(import.meta.dirname, 'holder.ts'), String(port), String(pairs), String(chatty)]);
	await linesOf(child.stdout).next(120_000);
	return child;
}
