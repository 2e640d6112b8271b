import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {CountedInterface} from '../../../source/collectors/interfaces.ts';
import {InterfaceRows} from '../../../source/engine/views/interface-rows.ts';

function counters(name: string, values: Partial<CountedInterface> = {}): CountedInterface {
	return {
		name,
		isCounted: false,
		receivedBytes: 0,
		receivedPackets: 0,
		receiveErrors: 0,
		receiveDrops: 0,
		sentBytes: 0,
		sentPackets: 0,
		sendErrors: 0,
		sendDrops: 0,
		...values,
	};
}

describe('interface rows', () => {
	it('begin with those that are in the totals, then go by name', () => {
		const rows = new InterfaceRows().update([
			counters('lo'), counters('veth10'), counters('veth9'), counters('eth10', {isCounted: true}), counters('eth2', {isCounted: true}),
		], 0);
		assert.deepEqual(rows.map(({name}) => name), ['eth2', 'eth10', 'lo', 'veth9', 'veth10']);
	});

	it('have rates from the second sample on: bits, packets, errors, drops', () => {
		const rows = new InterfaceRows();
		const before = counters('eth0', {receivedBytes: 2 ** 40, sentPackets: 7});
		const [first] = rows.update([before], 0);
		assert.equal(first!.receiveBitsPerSecond, null);
		assert.equal(first!.sendDropsPerSecond, null);
		const after = counters('eth0', {
			receivedBytes: (2 ** 40) + 1000, receivedPackets: 20, receiveErrors: 2, receiveDrops: 4, sentBytes: 500, sentPackets: 17, sendErrors: 6, sendDrops: 8,
		});
		assert.deepEqual(rows.update([after], 2000), [{
			...after,
			receiveBitsPerSecond: 4000,
			sendBitsPerSecond: 2000,
			receivePacketsPerSecond: 10,
			sendPacketsPerSecond: 5,
			receiveErrorsPerSecond: 1,
			sendErrorsPerSecond: 3,
			receiveDropsPerSecond: 2,
			sendDropsPerSecond: 4,
		}]);
	});

	it('come and go, and one that comes back under its name begins anew', () => {
		const rows = new InterfaceRows();
		rows.update([counters('veth0', {receivedPackets: 50})], 0);
		assert.deepEqual(rows.update([], 1000), []);
		assert.equal(rows.update([counters('veth0', {receivedPackets: 80})], 2000)[0]!.receivePacketsPerSecond, null);
		// Replaced between two samples.
		assert.equal(rows.update([counters('veth0', {receivedPackets: 3})], 3000)[0]!.receivePacketsPerSecond, null);
		assert.equal(rows.update([counters('veth0', {receivedPackets: 5})], 4000)[0]!.receivePacketsPerSecond, 2);
	});
});
