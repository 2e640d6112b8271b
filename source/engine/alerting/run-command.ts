import {Buffer} from 'node:buffer';
import process from 'node:process';
import type {Readable} from 'node:stream';
import {setTimeout as wait} from 'node:timers/promises';
import {sanitize} from '../../text/sanitize.ts';

export type Command = {
	/** The program, by its path or as found in PATH, and its arguments. */
	readonly words: readonly string[];
	/** The text for its standard input. */
	readonly input: string;
	readonly timeoutSeconds: number;
	/** Ends it early. */
	readonly signal: AbortSignal;
};

type Outcome =
	| {readonly type: 'failed'; readonly error: unknown}
	| {readonly type: 'exited'; readonly code: number | null; readonly signal: NodeJS.Signals | null}
	| {readonly type: 'late' | 'stopped'};

/** Between the request to end and the end: of a command whose time is up, and of one that ends with portop, which ends within a second. */
const graceMilliseconds = {late: 1000, stopped: 500} as const;
const pollMilliseconds = 20;

/**
Becomes the program. spawn() waits until a program is started, for ever where its file system does not answer, and this thread with
it: so it starts a shell, and the shell waits.
*/
const launcher = '/bin/sh';
const launch = ['-c', 'exec "$@"', 'sh'] as const;

/** Its words where it cannot start the program: `sh: 1: exec: page: not found`, or with `line 1`. */
const launchFailure = /^sh: (?:line )?\d+: (?:exec: )?(?<reason>.+)$/;
const launchFailureCodes: ReadonlySet<number | null> = new Set([126, 127]);

/** The output that goes into a line of the log, in bytes. */
const maxBytesSaid = 200;

/** Something that it left running may hold its standard error open. */
const lastWordsMilliseconds = 100;

/**
Runs a program to its end, in a process group of its own; no shell reads its arguments. When its time is up, or `signal` says so, the group gets
SIGTERM, and SIGKILL a moment later if something of it is left. Its output is thrown away but for the beginning of standard error.
@returns What went wrong, as it goes on after the command's name; null where it exited with 0 or was ended by `signal`. Never rejects.
*/
export async function runCommand(command: Command): Promise<string | null> {
	try {
		return await run(command);
	} catch (error) {
		// Arguments that no program can have.
		return notStarted(error);
	}
}

/** The process groups of commands that run. A thread that dies of an error cannot end them in time: then they end with it. */
const running = new Set<number>();

function endAll(): void {
	for (const group of running) {
		signalGroup(group, 'SIGKILL');
	}
}

async function run({words, input, timeoutSeconds, signal}: Command): Promise<string | null> {
	// Loaded when a rule first runs a command: it takes some megabytes, and hardly any monitor has such rules.
	const {spawn} = process.getBuiltinModule('node:child_process');
	const child = spawn(launcher, [...launch, ...words], {detached: true, stdio: ['pipe', 'ignore', 'pipe']});
	const {promise: outcome, resolve} = Promise.withResolvers<Outcome>();
	const {promise: exit, resolve: resolveExit} = Promise.withResolvers<void>();
	child.once('error', error => {
		resolve({type: 'failed', error});
	});
	child.once('exit', (code, endedBy) => {
		resolve({type: 'exited', code, signal: endedBy});
		resolveExit();
	});
	if (child.pid === undefined) {
		return problemOf(await outcome, '', timeoutSeconds);
	}

	const group = child.pid;
	running.add(group);
	process.off('exit', endAll).once('exit', endAll);
	// A program need not read it.
	child.stdin.on('error', ignore);
	child.stdin.end(input);
	const said = firstBytes(child.stderr);
	const timer = setTimeout(resolve, timeoutSeconds * 1000, {type: 'late'});
	const stop = () => {
		resolve({type: 'stopped'});
	};

	signal.addEventListener('abort', stop);
	const result = await outcome;
	signal.removeEventListener('abort', stop);
	clearTimeout(timer);
	if (result.type === 'late' || result.type === 'stopped') {
		await endGroup(group, graceMilliseconds[result.type]);
		await exit;
	}

	running.delete(group);
	child.stdin.destroy();
	return problemOf(result, await said(), timeoutSeconds);
}

function problemOf(outcome: Outcome, said: string, timeoutSeconds: number): string | null {
	const words = said === '' ? '' : `: ${said}`;
	switch (outcome.type) {
		case 'failed': {
			return notStarted(outcome.error);
		}

		case 'exited': {
			const {code, signal} = outcome;
			const reason = launchFailureCodes.has(code) ? launchFailure.exec(said)?.groups?.['reason'] : undefined;
			if (reason !== undefined) {
				return `could not be started: ${reason}`;
			}

			return code === 0 ? null : `${code === null ? `was ended by ${signal}` : `ended with exit code ${code}`}${words}`;
		}

		case 'late': {
			return `was ended after ${timeoutSeconds} s${words}`;
		}

		case 'stopped': {
			return null;
		}
	}
}

function notStarted(error: unknown): string {
	return `could not be started: ${sanitize(error instanceof Error ? error.message : String(error))}`;
}

/**
The program and what it started, and nothing else: a group's number is not given to another while one of it lives, also when the
program itself has ended. That is why it is looked at in short steps, and left alone once it is empty.
*/
async function endGroup(group: number, grace: number): Promise<void> {
	const deadline = performance.now() + grace;
	for (let isThere = signalGroup(group, 'SIGTERM'); isThere; isThere = signalGroup(group, 0)) {
		if (performance.now() >= deadline) {
			signalGroup(group, 'SIGKILL');
			return;
		}

		await wait(pollMilliseconds);
	}
}

/** Returns false where no process is left in it. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
	try {
		process.kill(-group, signal);
		return true;
	} catch (error) {
		// EPERM: a program that became another user.
		return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
	}
}

/** Reads to the end, so that the program never waits; keeps the beginning, as one line. */
function firstBytes(stream: Readable): () => Promise<string> {
	const chunks: Buffer[] = [];
	let size = 0;
	const {promise: closed, resolve} = Promise.withResolvers<void>();
	stream.on('error', ignore);
	stream.once('close', resolve);
	stream.on('data', (chunk: Buffer) => {
		const kept = chunk.subarray(0, maxBytesSaid - size);
		if (kept.length === 0) {
			return;
		}

		chunks.push(kept);
		size += kept.length;
	});
	return async () => {
		const timer = setTimeout(resolve, lastWordsMilliseconds);
		await closed;
		clearTimeout(timer);
		stream.destroy();
		return sanitize(Buffer.concat(chunks).toString().trim().replaceAll(/\s+/g, ' '));
	};
}

function ignore() {
	// Nothing is lost.
}
