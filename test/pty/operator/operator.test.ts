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
import {tasks, type Task} from './tasks.ts';
import {
	createWorld,
	worldTools,
	type Size,
	type World,
} from './world.ts';

const bounded = {timeout: 300_000};
const sizes: readonly Size[] = [{columns: 80, rows: 24}, {columns: 200, rows: 50}];

describe('the scripted operator', requires({root: true, tools: worldTools}), () => {
	let world: World;

	before(async () => {
		world = await createWorld();
	});

	after(async () => {
		await world[Symbol.asyncDispose]();
	});

	/** Returns how many keys the task took. */
	async function perform(task: Task, size: Size): Promise<number> {
		await using session = await (task.unprivileged === true ? world.startUnprivilegedMonitor(size) : world.startMonitor(size));
		const operator = new Operator(session);
		await task.perform(operator, world);
		return operator.pressed.length;
	}

	for (const size of sizes) {
		for (const task of tasks) {
			test(`${task.name} (${size.columns}×${size.rows})`, bounded, async () => {
				const keys = await perform(task, size);
				assert.ok(keys <= maxKeys, `${keys} keys`);
			});
		}
	}
});
