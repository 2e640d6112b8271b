import path from 'node:path';
import process from 'node:process';
import {linesOf} from './lines.ts';
import type {Namespace} from './namespace.ts';
import type {Answer, Request} from './packet-agent.ts';

/**
Gives a request to test/helpers/packet-agent.ts and waits for the answer.
@throws {Error} What went wrong there.
*/
export type PacketAgent = (request: Request) => Promise<Answer>;

/**
Starts one in a namespace, with which it ends.
@param wrapper - Put before its command line, e.g. `setpriv …`.
*/
export function startPacketAgent(namespace: Namespace, wrapper: readonly string[] = []): PacketAgent {
	const child = namespace.start([...wrapper, process.execPath, path.join(import.meta.dirname, 'packet-agent.ts')]);
	const lines = linesOf(child.stdout);
	return async request => {
		child.stdin.write(`${JSON.stringify(request)}\n`);
		// A border: the agent is checked against the same type.
		const answer = JSON.parse(await lines.next()) as Answer;
		if (answer.error !== undefined) {
			throw new Error(answer.error);
		}

		return answer;
	};
}
