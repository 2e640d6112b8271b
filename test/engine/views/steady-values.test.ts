/* Rows that are sorted by a rate stand still. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {ViewQueries} from '../../../source/engine/queries/view-queries.ts';
import {SteadyValues} from '../../../source/engine/views/steady-values.ts';
import {answerOf, aQuery, identitiesOf} from '../../builders/query.ts';
import {aPortEntry, aSample} from '../../builders/sample.ts';

/** Numbers from 0 to 1 that look random and are the same in each run (a linear congruential generator of Numerical Recipes). */
function noise(): () => number {
	let state = 1;
	return () => {
		state = ((state * 1_664_525) + 1_013_904_223) % (2 ** 32);
		return state / (2 ** 32);
	};
}

/** Returns in how many places two orders differ. */
function moves(before: readonly string[], after: readonly string[]): number {
	return after.filter((identity, place) => before[place] !== identity).length;
}

const means = [900, 800, 700, 600, 500, 450, 400, 350, 300, 250, 200, 150].map(kilobits => kilobits * 1000);

/** Two minutes of ports whose rates jump by up to so large a part of their means, by second. */
function noisyPorts(part: number): ReadonlyArray<readonly number[]> {
	const random = noise();
	return Array.from({length: 120}, () => means.map(mean => mean * (1 - part + (2 * part * random()))));
}

/** The screen in each second, sorted by what comes in. */
function screensOf(seconds: ReadonlyArray<readonly number[]>) {
	const queries = new ViewQueries(null);
	return seconds.map((rates, second) => answerOf({
		...aSample({ports: rates.map((receiveBitsPerSecond, index) => aPortEntry({identity: `p${index}`, port: index + 1, receiveBitsPerSecond}))}),
		sampledAt: 1000 * (second + 1),
	}, aQuery('ports', {sort: {key: 'receive', descending: true}}), null, queries));
}

/** How often a row changed its place, sorted by the last values and as they are shown. */
function countMoves(part: number): readonly [before: number, after: number] {
	const seconds = noisyPorts(part);
	const byLast = seconds.map(rates => rates.map((rate, index) => ({rate, identity: `p${index}`})).toSorted((a, b) => b.rate - a.rate).map(({identity}) => identity));
	const total = (orders: ReadonlyArray<readonly string[]>) => orders.slice(1).reduce((sum, order, index) => sum + moves(orders[index]!, order), 0);
	return [total(byLast), total(screensOf(seconds).map(message => identitiesOf(message)))];
}

describe('ports that are sorted by a rate', () => {
	it('keep their places although their rates jump', () => {
		const [quarterBefore, quarterAfter] = countMoves(0.25);
		assert.ok(quarterBefore > 800, `${quarterBefore} moves by the last values`);
		assert.ok(quarterAfter < quarterBefore / 30, `${quarterAfter} moves instead of ${quarterBefore}`);
		const [halfBefore, halfAfter] = countMoves(0.5);
		assert.ok(halfAfter < halfBefore / 5, `${halfAfter} moves instead of ${halfBefore}`);
	});

	it('show their last values all the same', () => {
		const seconds = noisyPorts(0.5);
		for (const row of screensOf(seconds).at(-1)!.content.rows) {
			assert.equal('receiveBitsPerSecond' in row && row.receiveBitsPerSecond, seconds.at(-1)![Number('identity' in row ? row.identity.slice(1) : NaN)]);
		}
	});

	it('stand in the order of their means, but for neighbours', () => {
		const screens = screensOf(noisyPorts(0.5));
		const identities = identitiesOf(screens.at(-1)!);
		for (const [place, identity] of identities.entries()) {
			const mean = Number(identity.slice(1));
			assert.ok(Math.abs(place - mean) <= 2, `${identity} at ${place}`);
		}
	});
});

describe('a value that rows are sorted by', () => {
	const valuesOf = (steady: SteadyValues, second: number, values: Readonly<Record<string, number>>, name = 'rate') => [...steady.of(name, {
		sampledAt: second * 1000, count: Object.keys(values).length, identity: row => Object.keys(values)[row]!, value: row => Object.values(values)[row]!,
	})];

	it('is the last one at first, and after a pause', () => {
		const steady = new SteadyValues();
		assert.deepEqual(valuesOf(steady, 1, {a: 10, b: NaN, c: 0}), [10, -1, 0]);
		assert.deepEqual(valuesOf(steady, 60, {a: 1000, b: 5, c: 0}), [1000, 5, 0]);
		assert.deepEqual(valuesOf(steady, 61, {a: 3, b: 1, c: 0}, 'other'), [3, 1, 0], 'in another order');
	});

	it('counts once in a sample, and never moves back to an older one', () => {
		const steady = new SteadyValues();
		valuesOf(steady, 1, {a: 90, b: 0});
		const after = valuesOf(steady, 2, {a: 90, b: 90});
		assert.deepEqual([after, valuesOf(steady, 2, {a: 90, b: 90}), valuesOf(steady, 1.5, {a: 90, b: 0})], [after, after, after]);
		assert.ok(Math.abs(after[1]! - 30) < 1e-9, 'a third of a second of five, as an average of five samples has it');
	});

	it('stays while its average moves by less than a quarter, and where one burst moves it by more', () => {
		const steady = new SteadyValues();
		const held = [100, 120, 80, 110, 130, 900, 0, 0, 0, 100, 100, 100].map((value, second) => valuesOf(steady, second + 1, {a: value})[0]!);
		assert.deepEqual(held, held.map(() => 100));
	});

	it('follows a large change after five seconds, as far as it has lasted', () => {
		const steady = new SteadyValues();
		valuesOf(steady, 1, {a: 100});
		const held = Array.from({length: 12}, (_, second) => valuesOf(steady, second + 2, {a: 1000})[0]!);
		assert.deepEqual(held.slice(0, 4), [100, 100, 100, 100]);
		assert.equal(Math.round(held[4]!), 400, 'the first average that was higher');
		assert.ok(held.at(-1)! > 800);
	});

	it('follows a small change that lasts', () => {
		const steady = new SteadyValues();
		valuesOf(steady, 1, {a: 100});
		const held = Array.from({length: 14}, (_, second) => valuesOf(steady, second + 2, {a: 110})[0]!);
		assert.equal(held[8], 100);
		assert.ok(held.at(-1)! > 109);
	});

	it('is 0 ten seconds after the last that was not, and of a new row what it means for five seconds', () => {
		const steady = new SteadyValues();
		valuesOf(steady, 1, {a: 100});
		const after = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map(second => valuesOf(steady, second, {a: 0, b: second === 11 ? 9 : 0}));
		assert.ok(after.slice(0, 9).every(([a]) => a! > 0));
		assert.deepEqual(after[9], [0, 3]);
	});
});

describe('connections that move something in bursts', () => {
	it('keep their places, in about the order of what they move', () => {
		const random = noise();
		const sizes = [1, 2, 4, 8, 16, 32, 64, 128];
		const gaps = sizes.map(() => [0.5, 1.3, 2.5, 5][Math.floor(4 * random())]!);
		const seconds = Array.from({length: 300}, () => sizes.map((size, index) => random() < 1 / gaps[index]! ? size * gaps[index]! * 3 * random() : 0));
		const steady = new SteadyValues();
		const orderOf = (values: ArrayLike<number>) => sizes.keys().toArray().toSorted((a, b) => values[b]! - values[a]!).map(String);
		const steadyOrders = seconds.map((rates, second) => orderOf(steady.of('rate', {
			sampledAt: 1000 * (second + 1), count: rates.length, identity: row => row, value: row => rates[row]!,
		})));
		const total = (orders: ReadonlyArray<readonly string[]>) => orders.slice(1).reduce((sum, order, index) => sum + moves(orders[index]!, order), 0);
		const [before, after] = [total(seconds.map(rates => orderOf(rates))), total(steadyOrders)];
		assert.ok(after < before / 7, `${after} moves instead of ${before}`);
		const places = sizes.map((_, index) => steadyOrders.slice(20).reduce((sum, order) => sum + order.indexOf(String(index)), 0));
		assert.deepEqual(orderOf(places), sizes.keys().map(String).toArray(), 'on average as in all of the time');
	});
});
