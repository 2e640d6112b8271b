import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {addressWords} from '../../../source/engine/sockets/address-words.ts';
import {SelfProbeDrops} from '../../../source/engine/probing/self-probe-drops.ts';
import type {HalfOpenPlaces} from '../../../source/engine/probing/self-probe-half-open.ts';
import type {PortEntry} from '../../../source/engine/views/port-rows.ts';
import {aPort} from '../../builders/port.ts';

/** A listener on port 22, on any IPv4 address unless told. */
const entry = (drops: number | null, known: Parameters<typeof aPort>[0] = {}): PortEntry => ({
	port: aPort({
		drops, address: '0.0.0.0', identity: known.address ?? '0.0.0.0', ...known,
	}),
	address: addressWords(bare(known.address ?? '0.0.0.0')) ?? [0, 0, 0, 0],
	states: [known.status === 'CLOSED' ? 'CLOSED' : 'LISTEN'],
	ageSeconds: 1,
});

const bare = (address: string) => address.replaceAll(/[\[\]]/gv, '');

/** So many half-open connections to port 22 of these addresses. */
const places = (counts: Readonly<Record<string, number>>): HalfOpenPlaces => new Map(Object.entries(counts).map(([address, count]) => [
	address,
	{address: addressWords(address) ?? [0, 0, 0, 0], port: 22, count},
]));

/** The drops that are shown for one row, when we have half-opened so many connections to its port. */
const shown = (own: SelfProbeDrops, row: PortEntry, halfOpen: number) => own.subtract([row], places({'127.0.0.1': halfOpen}))[0]?.port.drops;

describe('SelfProbeDrops', () => {
	it('leaves the rows as they are while nothing is probed', () => {
		const rows = [entry(3)];
		assert.equal(new SelfProbeDrops().subtract(rows, undefined), rows);
	});

	it('takes our half-open connections out of a listener\'s drops, and nothing else', () => {
		const own = new SelfProbeDrops();
		const samples = [[7, 0], [8, 1], [12, 5], [14, 5]] as const;
		assert.deepEqual(samples.map(([drops, halfOpen]) => shown(own, entry(drops), halfOpen)), [7, 7, 7, 9]);
	});

	it('never shows less than before for probes that were counted after the kernel\'s count was read', () => {
		const own = new SelfProbeDrops();
		const samples = [[7, 0], [7, 3], [11, 3]] as const;
		assert.deepEqual(samples.map(([drops, halfOpen]) => shown(own, entry(drops), halfOpen)), [7, 7, 8]);
	});

	it('begins anew with a listener that begins anew', () => {
		const own = new SelfProbeDrops();
		const samples = [[50, 40], [2, 42], [3, 42]] as const;
		assert.deepEqual(samples.map(([drops, halfOpen]) => shown(own, entry(drops), halfOpen)), [10, 0, 1]);
	});

	it('knows what was probed before a listener was there, by its port', () => {
		const own = new SelfProbeDrops();
		assert.equal(shown(own, entry(null, {identity: 'watched|22', status: 'CLOSED'}), 10), null);
		assert.equal(shown(own, entry(1), 11), 0);
	});

	it('passes over UDP', () => {
		assert.equal(shown(new SelfProbeDrops(), entry(5, {protocol: 'udp'}), 3), 5);
	});

	it('subtracts from the listener that the kernel chooses, and from no other of the same port', () => {
		const any4 = {address: '0.0.0.0'} as const;
		const any6 = {address: '[::]', protocol: 'tcp6'} as const;
		const both = {address: '*', protocol: 'tcp6'} as const;
		const cases = [
			['127.0.0.1', [any4, any6], [60, 100]],
			['::1', [any4, any6], [100, 60]],
			['127.0.0.1', [any4, {address: '127.0.0.1'}], [100, 60]],
			['127.0.0.1', [any4, {address: '127.0.0.2'}], [60, 100]],
			['::1', [both, {address: '[::1]', protocol: 'tcp6'}], [100, 60]],
			['127.0.0.1', [both, any4], [100, 60]],
			['127.0.0.1', [both, any6], [60, 100]],
			['127.0.0.1', [{address: '0.0.0.0%eth0'}, both], [100, 60]],
			['127.0.0.1', [any4, {port: 23, identity: 'other', address: '127.0.0.1'}], [60, 100]],
			['127.0.0.1', [{address: '127.0.0.1', status: 'CLOSED'}, any4], [100, 60]],
			['10.0.0.5', [{address: '127.0.0.1'}], [100]],
		] as const;
		for (const [address, listeners, expected] of cases) {
			const rows = new SelfProbeDrops().subtract(listeners.map(listener => entry(100, listener)), places({[address]: 40}));
			assert.deepEqual(rows.map(row => row.port.drops), expected, `${address} beside ${listeners.map(listener => listener.address).join(' ')}`);
		}
	});

	it('shows the real drops of one of two listeners on a port, whatever probes do to the other', () => {
		const own = new SelfProbeDrops();
		const drops = [[0, 0, 0], [50, 3, 50], [100, 9, 100]].map(([inet = 0, inet6 = 0, halfOpen = 0]) => own.subtract(
			[entry(inet), entry(inet6, {address: '[::]', protocol: 'tcp6'})],
			places({'127.0.0.1': halfOpen}),
		).map(row => row.port.drops));
		assert.deepEqual(drops, [[0, 0], [0, 3], [0, 9]]);
	});

	it('leaves with a listener what it had when a nearer one takes the connections over', () => {
		const own = new SelfProbeDrops();
		own.subtract([entry(10)], places({'127.0.0.1': 10}));
		const rows = own.subtract([entry(12), entry(5, {address: '127.0.0.1'})], places({'127.0.0.1': 15}));
		assert.deepEqual(rows.map(row => row.port.drops), [2, 0]);
	});

	it('leaves what vanished as it was', () => {
		const own = new SelfProbeDrops();
		own.subtract([entry(10)], places({'127.0.0.1': 8}));
		assert.deepEqual(own.subtract([entry(10, {freshness: 'vanished'})], places({'127.0.0.1': 9})).map(row => row.port.drops), [2]);
	});
});
