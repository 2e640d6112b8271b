import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {ErrorSortKey} from '../../../source/fields/counter.ts';
import type {ErrorCounter} from '../../../source/model/error-counter.ts';
import {anErrorCounter} from '../../builders/error-counter.ts';
import {orderOf} from '../../builders/query.ts';
import {aSample} from '../../builders/sample.ts';

/** Counters in the order of the catalogue. */
const names: readonly string[] = ['TcpExtListenDrops', 'IpInDiscards', 'UdpInErrors', 'TcpInErrs'];
const sampleOf = (rows: ReadonlyArray<Partial<ErrorCounter>>) => aSample({
	errors: rows.map((row, place) => anErrorCounter({name: names[place]!, ...row})),
});

/** The places in the catalogue of the rows in an order. */
const placesIn = (rows: ReadonlyArray<Partial<ErrorCounter>>, key: ErrorSortKey, descending: boolean) => orderOf(sampleOf(rows), 'errors', {key, descending})
	.map(name => names.indexOf(name))
	.join(' ');

describe('the order of error counters', () => {
	const orders: Readonly<Record<ErrorSortKey, readonly [rows: ReadonlyArray<Partial<ErrorCounter>>, ascending: string, descending: string]>> = {
		order: [[{}, {}, {}, {}], '0 1 2 3', '3 2 1 0'],
		name: [[{}, {}, {}, {}], '1 0 3 2', '2 3 0 1'],
		// What is unknown comes last, and equal ones stay in the catalogue's order, in either direction.
		rate: [[{perSecond: 9}, {perSecond: null}, {perSecond: 0}, {perSecond: 10}], '2 0 3 1', '3 0 2 1'],
		sinceStart: [[{sinceStart: 9}, {sinceStart: 9}, {sinceStart: 0}, {sinceStart: 10}], '2 0 1 3', '3 0 1 2'],
		sinceReset: [[{sinceReset: 9}, {sinceReset: null}, {sinceReset: 0}, {sinceReset: 10}], '2 0 3 1', '3 0 2 1'],
		total: [[{total: 9}, {total: 9}, {total: 0}, {total: 10}], '2 0 1 3', '3 0 1 2'],
	};

	for (const [key, [rows, ascending, descending]] of Object.entries(orders)) {
		it(`follows ${key}`, () => {
			assert.equal(placesIn(rows, key as ErrorSortKey, false), ascending);
			assert.equal(placesIn(rows, key as ErrorSortKey, true), descending);
		});
	}
});
