import assert from 'node:assert/strict';
import {test, type TestContext} from 'node:test';
import {maxRestart, minRestart, ProberKeeper} from '../../../source/engine/probing/prober-keeper.ts';
import {fakeProbers} from '../../builders/fake-prober.ts';

/** A keeper, its probers, what it reported, and a clock that moves its timers. */
function openKeeper(t: TestContext, start = fakeProbers()) {
	t.mock.timers.enable({apis: ['setTimeout']});
	let now = 0;
	const reported: string[] = [];
	const keeper = new ProberKeeper({
		onEvents(events) {
			reported.push(...events.map(({type}) => type));
		},
		onDeath() {
			reported.push('death');
		},
		onRestart() {
			reported.push('restart');
		},
	}, start.start, () => now);
	t.after(() => {
		keeper.close();
	});
	return {
		keeper,
		started: start.started,
		reported,
		wait(milliseconds: number) {
			now += milliseconds;
			t.mock.timers.tick(milliseconds);
		},
	};
}

test('one prober is started, once', t => {
	const {keeper, started} = openKeeper(t);
	assert.deepEqual([keeper.prober, keeper.living], [undefined, undefined]);
	keeper.start();
	keeper.start();
	assert.equal(started.length, 1);
	assert.equal(keeper.living, keeper.prober);
	assert.equal(keeper.failure, undefined);
});

test('one that dies is started again after a while, and failed until it reports something', t => {
	const {keeper, started, reported, wait} = openKeeper(t);
	keeper.start();
	started[0]!.die('it broke');
	assert.deepEqual([keeper.living, keeper.failure], [undefined, 'it broke']);
	assert.notEqual(keeper.prober, undefined);
	keeper.start();
	wait(minRestart - 1);
	assert.equal(started.length, 1);
	wait(1);
	assert.deepEqual([started.length, keeper.failure], [2, 'it broke']);
	assert.notEqual(keeper.living, undefined);
	started[1]!.emitAs('a', {type: 'sent', count: 1});
	assert.equal(keeper.failure, undefined);
	assert.deepEqual(reported, ['death', 'restart', 'sent']);
});

test('the delay doubles up to a minute while they die soon, and begins again after one that ran', t => {
	const {keeper, started, wait} = openKeeper(t);
	keeper.start();
	const delays = Array.from({length: 9}, () => {
		const count = started.length;
		started.at(-1)!.die('again');
		let delay = 0;
		while (started.length === count) {
			wait(500);
			delay += 500;
		}

		return delay / 1000;
	});
	assert.deepEqual(delays, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
	wait(maxRestart);
	started.at(-1)!.die('after a minute');
	const count = started.length;
	wait(minRestart);
	assert.equal(started.length, count + 1);
});

test('a thread that cannot be had is a failure that is tried again', t => {
	const probers = fakeProbers();
	let isRefused = true;
	const {keeper, started, wait} = openKeeper(t, {
		started: probers.started,
		start(listener) {
			if (isRefused) {
				throw new Error('EAGAIN');
			}

			return probers.start(listener);
		},
	});
	keeper.start();
	assert.deepEqual([keeper.failure, keeper.prober, started.length], ['EAGAIN', undefined, 0]);
	isRefused = false;
	wait(minRestart);
	assert.equal(started.length, 1);
});

test('a closed keeper starts none again', t => {
	const {keeper, started, reported, wait} = openKeeper(t);
	keeper.start();
	started[0]!.die('it broke');
	keeper.close();
	wait(maxRestart);
	assert.deepEqual([started.length, started[0]!.isClosed, keeper.prober], [1, true, undefined]);
	started[0]!.die('late');
	assert.deepEqual(reported, ['death']);
});
