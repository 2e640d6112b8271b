import path from 'node:path';
import process from 'node:process';
import {linesOf} from './lines.ts';
import type {Namespace} from './namespace.ts';

/** Gives a command to one end (test/helpers/traffic.ts) and waits until it is done. */
export type Traffic = (command: string) => Promise<void>;

/** Starts a process that sends and receives what it is told; it ends with the namespace. */
export function startTraffic(namespace: Namespace): Traffic {
	const child = namespace.start([process.execPath, path.join(import.meta.dirname, 'traffic.ts')]);
	const lines = linesOf(child.stdout);
	return async command => {
		child.stdin.write(`${command}\n`);
		const answer = await lines.next();
		if (answer !== command) {
			throw new Error(`asked to ${command}, the answer was ${answer}`);
		}
	};
}
