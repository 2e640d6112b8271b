import {mkdir, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {startScript} from './check.ts';
import type {Namespace} from './namespace.ts';

const server = 'require(\'node:dgram\').createSocket(\'udp4\').bind(53, \'127.0.0.1\', () => console.log(\'ready\'))';

/** Gives a namespace a name server that never answers (ip-netns(8): /etc/netns); what is started there later asks it. */
export async function useSilentNameServer(namespace: Namespace): Promise<AsyncDisposable> {
	const folder = path.join('/etc/netns', namespace.name);
	await startScript(namespace, server);
	await mkdir(folder, {recursive: true});
	await writeFile(path.join(folder, 'resolv.conf'), 'nameserver 127.0.0.1\n');
	return {
		async [Symbol.asyncDispose]() {
			await rm(folder, {recursive: true});
		},
	};
}
