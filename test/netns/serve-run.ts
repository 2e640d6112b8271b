import type {ChildProcessWithoutNullStreams} from 'node:child_process';
import {once} from 'node:events';
import process from 'node:process';
import {linesOf} from '../helpers/lines.ts';
import type {Namespace} from '../helpers/namespace.ts';
import {portop} from '../helpers/portop.ts';

/** `portop serve` in a namespace. */
export type Service = AsyncDisposable & {
	/** `http://127.0.0.1:9464` */
	readonly url: string;
	readonly process: ChildProcessWithoutNullStreams;
	/** Resolves with the exit code. */
	end(signal: NodeJS.Signals): Promise<number | null>;
};

/** Starts it on a free port of loopback. It ends with the namespace at the latest. */
export async function startService(namespace: Namespace, ...words: readonly string[]): Promise<Service> {
	const child = namespace.start(portop('serve', '--listen', '127.0.0.1:0', ...words));
	const line = await linesOf(child.stdout).next();
	const url = /^portop: listening on (?<url>http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.groups?.['url'];
	if (url === undefined) {
		throw new Error(`it says: ${line}`);
	}

	const end = async (signal: NodeJS.Signals) => {
		child.kill(signal);
		// The border to an untyped event.
		const [code] = await once(child, 'exit') as [number | null];
		return code;
	};

	return {
		url,
		process: child,
		end,
		async [Symbol.asyncDispose]() {
			await end('SIGKILL');
		},
	};
}

const program = `
	const [url, headers] = process.argv.slice(1);
	require('node:http').get(url, {headers: JSON.parse(headers)}, async response => {
		const body = (await response.toArray()).join('');
		console.log(JSON.stringify({status: response.statusCode, type: response.headers['content-type'], body}));
	}).on('error', error => console.log(JSON.stringify({status: 0, type: '', body: error.message})));`;

type Response = {
	/** 0: nobody answers; the body says why. */
	readonly status: number;
	readonly type: string;
	readonly body: string;
};

/** GET, from inside. */
export async function getInside(namespace: Namespace, url: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
	const text = await namespace.run([process.execPath, '-e', program, '--', url, JSON.stringify(headers)]);
	// The border to a program of our own.
	return JSON.parse(text) as Response;
}

/** The samples of a text, by name and labels as they are written. */
export function samplesOf(text: string): ReadonlyMap<string, number> {
	return new Map(text.split('\n').filter(line => line !== '' && !line.startsWith('#')).map(line => {
		const space = line.lastIndexOf(' ');
		return [line.slice(0, space), Number(line.slice(space + 1))];
	}));
}

/** Asks again until what comes is wanted. */
export async function until<Result>(ask: () => Promise<Result>, isWanted: (result: Result) => boolean, timeoutMilliseconds = 20_000): Promise<Result> {
	const deadline = Date.now() + timeoutMilliseconds;
	for (;;) {
		const result = await ask();
		if (isWanted(result)) {
			return result;
		}

		if (Date.now() > deadline) {
			throw new Error(`not within ${timeoutMilliseconds} ms; the last was ${JSON.stringify(result)}`);
		}
	}
}
