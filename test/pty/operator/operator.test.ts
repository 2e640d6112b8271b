/* The scripted operator: what an operator asks a monitor, each in a few keys, in a small and in a large terminal, with an answer that is true. */
import assert from 'node:assert/strict';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {requires} from '../../helpers/requirements.ts';
import {maxKeys, Operator} from './operator.ts';
import type {Task} from './task.ts';
import {absenceTasks, tasks} from './tasks.ts';
import {
	createWorld,
	probes,
	worldTools,
	type Size,
	type World,
} from './world.ts';

const bounded = {timeout: 300_000};
const sizes: readonly Size[] = [{columns: 80, rows: 24}, {columns: 200, rows: 50}];

// Those who are away for a minute are so at the side.
describe('the scripted operator', {concurrency: true, ...requires({root: true, tools: worldTools})}, () => {
	let world: World;

	before(async () => {
		world = await createWorld();
	});

	after(async () => {
		await world[Symbol.asyncDispose]();
	});

	/** Returns how many keys the task took. */
	async function perform(task: Task, size: Size): Promise<number> {
		const startedAt = new Date().toISOString();
		const flags = [...(task.isWithoutProbes === true ? [] : probes), ...task.flags ?? []];
		await using session = await (task.unprivileged === true ? world.startUnprivilegedMonitor(size) : world.startMonitor(size, flags));
		const operator = new Operator(session, startedAt);
		await task.perform(operator, world);
		return operator.pressed.length;
	}

	const testTask = async (task: Task, size: Size) => test(`${task.name} (${size.columns}×${size.rows})`, bounded, async () => {
		const keys = await perform(task, size);
		assert.ok(keys <= maxKeys, `${keys} keys`);
	});

	describe('at the keyboard', {concurrency: 1}, () => {
		for (const size of sizes) {
			for (const task of tasks) {
				void testTask(task, size);
			}
		}
	});

	for (const size of sizes) {
		describe(`away at ${size.columns}×${size.rows}`, {concurrency: 1}, () => {
			for (const task of absenceTasks) {
				void testTask(task, size);
			}
		});
	}
});
