import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {OwnDrops} from '../../source/engine/own-drops.ts';
import type {PortEntry} from '../../source/engine/port-rows.ts';
import {port} from '../outputs/samples.ts';

const entry = (drops: number | null, known: Parameters<typeof port>[0] = {}): PortEntry => ({
	port: port({drops, ...known}), address: [0, 0, 0, 0], states: ['LISTEN'], ageSeconds: 1,
});

/** The drops that are shown for one row, when we have half-opened so many connections to its port. */
const shown = (own: OwnDrops, row: PortEntry, halfOpen: number) => own.subtract([row], () => halfOpen)[0]?.port.drops;

describe('OwnDrops', () => {
	it('leaves the rows as they are while nothing is probed', () => {
		const rows = [entry(3)];
		assert.equal(new OwnDrops().subtract(rows, undefined), rows);
	});

	it('takes our half-open connections out of a listener\'s drops, and nothing else', () => {
		const own = new OwnDrops();
		const samples = [[7, 0], [8, 1], [12, 5], [14, 5]] as const;
		assert.deepEqual(samples.map(([drops, halfOpen]) => shown(own, entry(drops), halfOpen)), [7, 7, 7, 9]);
	});

	it('never shows less than before for probes that were counted after the kernel\'s count was read', () => {
		const own = new OwnDrops();
		const samples = [[7, 0], [7, 3], [11, 3]] as const;
		assert.deepEqual(samples.map(([drops, halfOpen]) => shown(own, entry(drops), halfOpen)), [7, 7, 8]);
	});

	it('begins anew with a listener that begins anew', () => {
		const own = new OwnDrops();
		const samples = [[50, 40], [2, 42], [3, 42]] as const;
		assert.deepEqual(samples.map(([drops, halfOpen]) => shown(own, entry(drops), halfOpen)), [10, 0, 1]);
	});

	it('knows what was probed before a listener was there, by its port', () => {
		const own = new OwnDrops();
		assert.equal(shown(own, entry(null, {identity: 'watched|22', status: 'CLOSED'}), 10), null);
		assert.equal(shown(own, entry(1), 11), 0);
	});

	it('passes over UDP', () => {
		assert.equal(shown(new OwnDrops(), entry(5, {protocol: 'udp'}), 3), 5);
	});
});
