import path from 'node:path';
import process from 'node:process';
import {linesOf} from './lines.ts';
import type {Namespace} from './namespace.ts';
import type {Zoo} from './zoo.ts';

export const zooTools = ['ip', 'nft', 'ss'] as const;

/** Starts the zoo in a namespace; it ends with the namespace. */
export async function startZoo(namespace: Namespace): Promise<Zoo> {
	const child = namespace.start([process.execPath, path.join(import.meta.dirname, 'zoo.ts')]);
	// The border to another program's output.
	return JSON.parse(await linesOf(child.stdout).next()) as Zoo;
}
