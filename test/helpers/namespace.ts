import {
	spawn,
	spawnSync,
	type ChildProcessWithoutNullStreams,
} from 'node:child_process';
import {existsSync} from 'node:fs';
import process from 'node:process';
import {execute} from './execute.ts';

const prefix = 'portop-test';

/** A network namespace of its own, with loopback up. Gone with everything it runs when it is disposed of. */
export type Namespace = AsyncDisposable & {
	readonly name: string;
	/** The command line that runs `command` inside. */
	inside(command: readonly string[]): [string, ...string[]];
	/**
	Runs a command inside to its end.
	@returns Its standard output.
	@throws {CommandError} Where it fails.
	*/
	run(command: readonly string[], options?: RunOptions): Promise<string>;
	/** Starts a command inside that is ended with the namespace at the latest. */
	start(command: readonly string[], options?: {readonly env?: NodeJS.ProcessEnv}): ChildProcessWithoutNullStreams;
};

type RunOptions = {
	readonly env?: NodeJS.ProcessEnv;
	/** After this the command is killed. */
	readonly timeoutMilliseconds?: number;
};

let made = 0;

/** Makes a network namespace. Needs root and iproute2. */
export async function createNamespace(): Promise<Namespace> {
	await removeAbandoned();
	made++;
	const name = `${prefix}-${process.pid}-${made}`;
	const children = new Set<ChildProcessWithoutNullStreams>();
	await execute('ip', ['netns', 'add', name]);

	// Also where the test runner ends this process before its time.
	const removeAtExit = () => {
		for (const child of children) {
			child.kill('SIGKILL');
		}

		spawnSync('ip', ['netns', 'delete', name]);
	};

	process.once('exit', removeAtExit);
	await execute('ip', ['-n', name, 'link', 'set', 'lo', 'up']);

	const inside = (command: readonly string[]): [string, ...string[]] => ['ip', 'netns', 'exec', name, ...command];

	return {
		name,
		inside,
		async run(command, {env = process.env, timeoutMilliseconds = 60_000} = {}) {
			const [program, ...commandArguments] = inside(command);
			const {stdout} = await execute(program, commandArguments, {env, timeout: timeoutMilliseconds});
			return stdout;
		},
		start(command, {env = process.env} = {}) {
			const [program, ...commandArguments] = inside(command);
			const child = spawn(program, commandArguments, {env, stdio: ['pipe', 'pipe', 'pipe']});
			child.stderr.pipe(process.stderr, {end: false});
			children.add(child);
			child.once('exit', () => {
				children.delete(child);
			});
			return child;
		},
		async [Symbol.asyncDispose]() {
			await Promise.all([...children].map(async child => ended(child)));
			await execute('ip', ['netns', 'delete', name]);
			process.off('exit', removeAtExit);
		},
	};
}

async function ended(child: ChildProcessWithoutNullStreams): Promise<void> {
	const {promise, resolve} = Promise.withResolvers<void>();
	child.once('exit', () => {
		resolve();
	});
	child.kill('SIGKILL');
	await promise;
}

/** Deletes the namespaces of test processes that were killed before they could do it themselves. */
async function removeAbandoned(): Promise<void> {
	const {stdout} = await execute('ip', ['netns', 'list']);
	const names = stdout.split('\n').map(line => line.split(' ', 1)[0] ?? '');
	for (const name of names) {
		const owner = /^portop-test-(?<pid>\d+)-\d+$/.exec(name)?.groups?.['pid'];
		if (owner !== undefined && !existsSync(`/proc/${owner}`)) {
			spawnSync('ip', ['netns', 'delete', name]);
		}
	}
}
