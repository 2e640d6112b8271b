import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {errorCatalogue} from '../../../source/collectors/error-catalogue.ts';
import {ErrorRows, isQuiet} from '../../../source/engine/views/error-rows.ts';
import {placeOrder} from '../../../source/engine/views/order.ts';
import {counterFields} from '../../../source/fields/counter.ts';
import type {ErrorCounter} from '../../../source/model/error-counter.ts';

const overflows = 'TcpExtListenOverflows';

/** Samples, a second apart, of one counter; what its row says after each. */
function watch(...totals: ReadonlyArray<number | null>): readonly ErrorCounter[] {
	const rows = new ErrorRows();
	return totals.map((total, second) => rows.update(new Map(total === null ? [] : [[overflows, total]]), second * 1000)[0]!);
}

const figures = ({perSecond, sinceStart, total}: ErrorCounter) => [perSecond, sinceStart, total];

describe('error rows', () => {
	it('are those that the kernel has, in the catalogue\'s order, with its words', () => {
		const rows = new ErrorRows().update(new Map([['UdpNoPorts', 3], ['TcpPassiveOpens', 9], [overflows, 4]]), 0);
		assert.deepEqual(rows.map(({name}) => name), [overflows, 'UdpNoPorts']);
		const [{meaning, title, weight}] = rows as [ErrorCounter];
		assert.deepEqual(errorCatalogue[0], {
			name: overflows, title, meaning, weight,
		});
	});

	it('have no rate at first, and count from the first sample on', () => {
		assert.deepEqual(watch(1000, 1000, 1007).map(row => figures(row)), [[null, 0, 1000], [0, 0, 1000], [7, 7, 1007]]);
	});

	it('divide by the time that went by', () => {
		const rows = new ErrorRows();
		rows.update(new Map([[overflows, 0]]), 1000);
		assert.equal(rows.update(new Map([[overflows, 10]]), 5000)[0]!.perSecond, 2.5);
	});

	it('lose nothing to two samples at the same moment', () => {
		const rows = new ErrorRows();
		rows.update(new Map([[overflows, 0]]), 1000);
		assert.equal(rows.update(new Map([[overflows, 3]]), 1000)[0]!.perSecond, null);
		const [row] = rows.update(new Map([[overflows, 4]]), 2000);
		assert.deepEqual(figures(row!), [4, 4, 4]);
	});

	it('know no rate where a counter went back, and keep what was counted before', () => {
		assert.deepEqual(watch(100, 105, 2, 4).map(row => figures(row)), [[null, 0, 100], [5, 5, 105], [null, 5, 2], [2, 7, 4]]);
	});

	it('go away while they cannot be read, and average over the gap', () => {
		const rows = watch(100, null, null, 106);
		assert.equal(rows[1], undefined);
		assert.deepEqual(figures(rows[3]!), [2, 6, 106]);
	});

	it('count a second time from a reset on, also those that come later', () => {
		const rows = new ErrorRows();
		rows.update(new Map([[overflows, 1]]), 0);
		assert.equal(rows.update(new Map([[overflows, 2]]), 1000)[0]!.sinceReset, null);
		rows.resetTotals();
		const [first] = rows.update(new Map([[overflows, 5], ['UdpNoPorts', 8]]), 2000);
		assert.deepEqual([first!.sinceStart, first!.sinceReset], [4, 3]);
		const [, second] = rows.update(new Map([[overflows, 5], ['UdpNoPorts', 9]]), 3000);
		assert.deepEqual([second!.sinceStart, second!.sinceReset], [1, 1]);
		rows.resetTotals();
		assert.deepEqual(rows.update(new Map([[overflows, 6]]), 4000).map(({sinceStart, sinceReset}) => [sinceStart, sinceReset]), [[5, 1]]);
	});

	it('are quiet until they count', () => {
		assert.deepEqual(watch(100, 100, 101, 101).map(row => isQuiet(row)), [true, true, false, false]);
	});
});

describe('the order of error rows', () => {
	const row = (name: string, perSecond: number | null, sinceStart: number, sinceReset: number | null, total: number): ErrorCounter => ({
		name, title: name, meaning: name, weight: 'warning', perSecond, sinceStart, sinceReset, total,
	});
	const rows = [row('b', null, 3, null, 5), row('a', 2, 0, null, 5), row('c', 7, 1, null, 1)];
	const sorted = (key: 'order' | 'name' | 'rate' | 'sinceStart' | 'sinceReset' | 'total', descending: boolean) =>
		[0, 1, 2].toSorted(placeOrder<ErrorCounter>(rows, counterFields, {key, descending})).map(index => rows[index]!.name).join('');

	it('is the catalogue\'s, or by any figure, with the unknown last', () => {
		assert.deepEqual((['order', 'name', 'rate', 'sinceStart', 'sinceReset', 'total'] as const).map(key => [key, sorted(key, false), sorted(key, true)]), [
			['order', 'bac', 'cab'],
			['name', 'abc', 'cba'],
			['rate', 'acb', 'cab'],
			['sinceStart', 'acb', 'bca'],
			['sinceReset', 'bac', 'bac'],
			['total', 'cba', 'bac'],
		]);
	});
});
