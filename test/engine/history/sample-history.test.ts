/* What is kept of samples, and for how long, in how much memory. */
import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {SampleHistory, type HistoryLimits} from '../../../source/engine/history/sample-history.ts';
import {SampleTaker} from '../../../source/engine/sample-taker.ts';
import {runInTurns} from '../../../source/engine/run-in-turns.ts';
import type {Sample, TakenSample} from '../../../source/engine/views/sample.ts';
import {groupings} from '../../../source/model/group.ts';
import {startProber} from '../../../source/probes/prober/prober-client.ts';
import {FakeMachine} from '../../builders/fake-machine.ts';
import {answerOf, aQuery} from '../../builders/query.ts';
import {fixtureNames} from '../../builders/sample.ts';
import {samplerOptions} from '../../builders/sampler-options.ts';

const present = {names: fixtureNames, interfaceName: (index: number) => `if${index}`, logUntil: () => []};
const steady = {name: '', values: []};
const startedAt = 1_700_000_000_000;

/** A machine whose samples are kept, a second after the other. */
class KeptMachine {
	readonly machine = new FakeMachine();
	readonly history: SampleHistory;
	readonly #taker: SampleTaker;
	#sample: TakenSample | undefined;
	#seconds = 0;

	constructor(limits: Partial<HistoryLimits> = {}) {
		this.history = new SampleHistory({maxBytes: 64 * (2 ** 20), ...limits});
		this.#taker = new SampleTaker(samplerOptions(), {now: () => this.#seconds * 1000, openSockets: this.machine.openSockets, startProber});
	}

	get second(): number {
		return this.#seconds;
	}

	/** Takes a sample and keeps it. */
	async pass(seconds = 1): Promise<TakenSample> {
		this.#seconds += seconds;
		const taken = await runInTurns(this.#taker.take(this.#sample));
		this.#sample = {...taken, summary: {...taken.summary, timeMilliseconds: startedAt + (this.#seconds * 1000)}};
		await runInTurns(this.history.add(this.#sample, {changedOwners: this.#taker.takeChangedOwners(), steady}));
		return this.#sample;
	}

	/** Returns the sample of a second, or the one before it. */
	at(second: number) {
		return this.history.read(this.history.placeAt(second * 1000, 'monotonicMilliseconds'), present)!;
	}

	close(): void {
		this.#taker.close();
	}
}

/** Returns what the views show of a sample, but for what a table alone says where `hasTable` is false. */
function shownOf(sample: Sample, hasTable = true): readonly unknown[] {
	return [
		...(['ports', 'states', 'outgoing', 'errors'] as const).map(view => aQuery(view, {showsZero: true})),
		...hasTable ? [aQuery('connections')] : [],
		...groupings.map(grouping => aQuery('groups', {grouping})),
	].map(query => {
		const {content, counts: {connections, ...counts}} = answerOf(sample, query);
		return {content, counts, connections: hasTable ? connections : undefined};
	});
}

describe('samples that are kept', () => {
	test('each for a while, then every tenth', async () => {
		const kept = new KeptMachine({fullMilliseconds: 360_000});
		const {machine, history} = kept;
		machine.listen(80);
		const then = new Map<number, readonly unknown[]>();
		for (let second = 1; second <= 450; second++) {
			const hangUp = second % 3 === 0 ? machine.connect(20_000 + (second % 1000), 80) : undefined;
			const sample = await kept.pass();
			hangUp?.();
			if (second % 30 === 1 || (second > 100 && second % 25 === 3)) {
				then.set(second, shownOf(sample));
			}
		}

		await history.settled();
		assert.equal(kept.at(1).sample.sampledAt, 1000);
		assert.equal(kept.at(5).sample.sampledAt, 1000);
		assert.equal(kept.at(11).sample.sampledAt, 11_000);
		assert.equal(kept.at(234).sample.sampledAt, 234_000);
		// Of the 80 that are the eight oldest tens.
		assert.equal(history.length, 8 + 370);
		for (const [second, shown] of then) {
			const {sample, sockets} = kept.at(second);
			assert.equal(sockets, 'all');
			assert.deepEqual(shownOf(sample), shown, `at ${second}`);
		}

		assert.ok(history.bytes < 1_000_000, `${history.bytes} bytes`);
		kept.close();
	});

	test('in no more memory than allowed: the oldest go', async () => {
		const maxBytes = 60_000;
		const kept = new KeptMachine({maxBytes});
		const {machine, history} = kept;
		for (let port = 1000; port < 1100; port++) {
			machine.listen(port);
		}

		let most = 0;
		for (let second = 1; second <= 200; second++) {
			await kept.pass();
			await history.settled();
			most = Math.max(most, history.bytes);
		}

		// What is being written may be beyond it.
		assert.ok(history.bytes <= maxBytes + 200_000, `${history.bytes}`);
		assert.ok(kept.at(0).sample.sampledAt > 1000, 'the first is gone');
		assert.equal(kept.at(200).sample.sampledAt, 200_000);
		kept.close();
	});

	test('with the sockets of every tenth where they are many', async () => {
		const kept = new KeptMachine({maxSocketsOfEach: 3});
		kept.machine.listen(80);
		kept.machine.connect(20_000, 80);
		kept.machine.connect(20_001, 80);
		const samples: TakenSample[] = [];
		const shown: Array<readonly unknown[]> = [];
		for (let second = 1; second <= 12; second++) {
			samples.push(await kept.pass());
			shown.push(shownOf(samples.at(-1)!, false));
		}

		for (let second = 1; second <= 12; second++) {
			const {sample, sockets} = kept.at(second);
			assert.equal(sockets, second % 10 === 1 ? 'all' : 'of some');
			assert.equal(sample.table.count, second % 10 === 1 ? 5 : 0);
			assert.deepEqual(shownOf(sample, false), shown[second - 1], `at ${second}`);
		}

		assert.equal(answerOf(kept.at(2).sample, aQuery('connections')).counts.connections, undefined);
		kept.close();
	});

	test('once, and at the right place when the clock steps', async () => {
		const kept = new KeptMachine();
		const sample = await kept.pass();
		await runInTurns(kept.history.add(sample, {changedOwners: null, steady}));
		await kept.pass(5);
		const {history} = kept;
		assert.equal(history.length, 2);
		assert.deepEqual([0, 999, 1000, 5999, 6000, 60_000].map(at => history.placeAt(startedAt + at, 'timeMilliseconds')), [0, 0, 0, 0, 1, 1]);
		assert.equal(history.read(2, present), undefined);
		assert.equal(history.read(-1, present), undefined);
		assert.equal(new SampleHistory({maxBytes: 1}).placeAt(5, 'timeMilliseconds'), -1);
		kept.close();
	});
});
