import assert from 'node:assert/strict';
import {test} from 'node:test';
import {CommandLines} from '../../source/collectors/command-lines.ts';

/** Command lines of which some never come, and a clock that a test moves. */
function makeLines(stuck: ReadonlySet<number>) {
	let time = 0;
	const asked: number[] = [];
	const releases = new Map<number, () => void>();
	const read = async (pid: number): Promise<readonly string[] | undefined> => {
		asked.push(pid);
		if (stuck.has(pid)) {
			const {promise, resolve} = Promise.withResolvers<void>();
			releases.set(pid, resolve);
			await promise;
		}

		return pid === 404 ? undefined : [`program${pid}`];
	};

	const answers = new Map<number, readonly string[] | null>();
	const lines = new CommandLines(() => time, read);
	return {
		lines,
		asked,
		answers,
		request(pid: number, isLikely = true) {
			lines.request({
				pid,
				isLikely,
				onRead(words) {
					answers.set(pid, words);
				},
			});
		},
		pass(milliseconds: number) {
			time += milliseconds;
		},
		release(pid: number) {
			releases.get(pid)!();
		},
	};
}

test('all are read, and one that is gone is null', async () => {
	const {lines, request, answers} = makeLines(new Set());
	for (const pid of [1, 2, 404, 3]) {
		request(pid);
	}

	await lines.settled(1000);
	assert.deepEqual(Object.fromEntries(answers), {
		1: ['program1'], 2: ['program2'], 404: null, 3: ['program3'],
	});
	assert.equal(lines.isReading, false);
});

test('nothing waits for a process that does not answer: the others are read, and its own comes late', async () => {
	const {lines, request, answers, pass, release, asked} = makeLines(new Set([7]));
	request(7);
	for (const pid of [1, 2, 3]) {
		request(pid);
	}

	const settled = lines.settled(1000);
	pass(150);
	await settled;
	assert.deepEqual(answers.keys().toArray(), [1, 2, 3]);
	assert.equal(lines.lateCount, 1);
	release(7);
	request(4);
	await lines.settled(1000);
	await new Promise(resolve => {
		setImmediate(resolve);
	});
	assert.deepEqual(answers.get(7), ['program7']);
	assert.equal(lines.lateCount, 0);
	assert.deepEqual(asked, [7, 1, 2, 3, 4]);
});

test('those that wait themselves come last, and when two do not answer no further one is asked', async () => {
	const {lines, request, answers, pass, asked} = makeLines(new Set([7, 8]));
	request(1);
	request(2);
	request(7, false);
	request(8, false);
	request(3);
	const settled = lines.settled(1000);
	await new Promise(resolve => {
		setImmediate(resolve);
	});
	pass(150);
	await settled;
	assert.deepEqual(asked, [1, 2, 3, 7, 8]);
	request(9);
	assert.equal(answers.get(9), null);
	assert.equal(asked.length, 5);
});
