import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';
import type {CheckState} from '../../source/model/check.ts';
import {CommandError, execute, type Output} from './execute.ts';
import {linesOf, type Lines} from './lines.ts';
import type {Namespace} from './namespace.ts';
import {portop} from './portop.ts';

/** How a run of `portop check` ended. */
export type CheckRun = {
	readonly exitCode: number | string | null;
	readonly stdout: string;
	readonly stderr: string;
	readonly seconds: number;
};

type RunOptions = {
	/** Instead of the built program. */
	readonly program?: readonly string[];
	readonly env?: NodeJS.ProcessEnv;
};

/** Runs `portop check` in a namespace to its end, whatever it comes to. */
export async function runCheck(namespace: Namespace, words: readonly string[], {program = portop(), env = process.env}: RunOptions = {}): Promise<CheckRun> {
	const [ip, ...rest] = namespace.inside([...program, 'check', ...words]);
	const startedAt = performance.now();
	const ended = (exitCode: CheckRun['exitCode'], output: Output): CheckRun => ({exitCode, ...output, seconds: (performance.now() - startedAt) / 1000});
	try {
		return ended(0, await execute(ip, rest, {env, timeout: 50_000}));
	} catch (error) {
		if (error instanceof CommandError) {
			return ended(error.code, error.output);
		}

		throw error;
	}
}

/** An item of `--format json`: the keys that are used here, see docs/checks.md. */
export type JsonItem = {
	readonly name: string;
	readonly state: CheckState;
	readonly finding: string;
	readonly faults: readonly string[];
	readonly problems: ReadonlyArray<{readonly state: CheckState; readonly message: string}>;
	readonly status_text: string;
	readonly figures: Readonly<Record<string, {readonly value: number | null; readonly state: CheckState}>>;
};

type JsonReport = {
	readonly state: CheckState;
	readonly exitCode: number;
	readonly problems: JsonItem['problems'];
	readonly items: readonly JsonItem[];
};

/** What one item came to. */
export type CheckedItem = JsonItem & {
	readonly values: Readonly<Record<string, number | null>>;
};

/** Runs a check with `--format json`. */
export async function check(namespace: Namespace, words: readonly string[], options?: RunOptions) {
	const run = await runCheck(namespace, [...words, '--format', 'json'], options);
	assert.notEqual(run.stdout, '', `exit code ${run.exitCode} after ${run.seconds} s: ${run.stderr}`);
	// The border to another program's output.
	const {state, exitCode: saidExitCode, problems, items: said} = JSON.parse(run.stdout) as JsonReport;
	const items = said.map((item): CheckedItem => ({...item, values: Object.fromEntries(Object.entries(item.figures).map(([key, {value}]) => [key, value]))}));
	return {
		...run,
		state,
		saidExitCode,
		problems,
		items,
		/**
		The one of that name.
		@throws {Error} There is none.
		*/
		item(name: number | string): CheckedItem {
			const found = items.find(item => item.name === String(name));
			if (found === undefined) {
				throw new Error(`there is no ${name} in ${run.stdout}`);
			}

			return found;
		},
	};
}

/**
The least, the average and the most of an item's times, in milliseconds, which must be in that order.
@param prefix Of their keys.
@param from The least is no less.
@param to The most is less.
*/
export function timesOf({name, values}: CheckedItem, prefix: 'latency' | 'rt', from: number, to: number): readonly [least: number, average: number, most: number] {
	const [least = NaN, average = NaN, most = NaN] = ['min', 'avg', 'max'].map(key => values[`${prefix}_${key}`] ?? NaN);
	const order = [from, least, average, most, to];
	assert.ok(order.every((time, index) => index === 0 || time >= order[index - 1]!), `${name}: ${order.join(', ')}`);
	return [least, average, most];
}

/** Resident memory of a process, by /proc/PID/status. */
export function residentKibibytes(pid: number): number {
	return Number(/^VmRSS:\s+(?<size>\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.groups?.['size']);
}

/** A JavaScript program that runs in a namespace and has said that it is ready. */
export type Script = {
	readonly pid: number;
	readonly lines: Lines;
};

/**
Starts a program that prints `ready` once it is; it ends with the namespace.
@param before Goes before Node.js in the command line.
*/
export async function startScript(namespace: Namespace, program: string, before: readonly string[] = [], node = process.execPath): Promise<Script> {
	const child = namespace.start([...before, node, '-e', program]);
	const lines = linesOf(child.stdout);
	const said = await lines.next();
	if (said !== 'ready' || child.pid === undefined) {
		throw new Error(`it is not ready: ${said}`);
	}

	return {pid: child.pid, lines};
}

/** Waits until something is so, which is asked for again and again, for ten seconds at most. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
	const deadline = performance.now() + 10_000;
	while (!await isSo()) {
		if (performance.now() > deadline) {
			throw new Error(`not within 10 s: ${what}`);
		}

		await wait(5);
	}
}

/** How many TCP connections have been begun in the namespace of a process: /proc/net/snmp. */
export function connectionsBegun(pid: number): number {
	const [names = '', values = ''] = readFileSync(`/proc/${pid}/net/snmp`, 'utf8').split('\n').filter(line => line.startsWith('Tcp: '));
	return Number(values.split(' ')[names.split(' ').indexOf('ActiveOpens')]);
}

/**
Starts a check of ports of this machine and waits for its first connection: its first sample has been taken by then.
@param pid Of any process in the namespace; nobody else may connect meanwhile.
*/
export async function beginCheck(namespace: Namespace, pid: number, words: readonly string[], options?: RunOptions) {
	const before = connectionsBegun(pid);
	const result = check(namespace, words, options);
	await until(() => connectionsBegun(pid) > before, 'a probe of portop check port');
	return {result};
}
