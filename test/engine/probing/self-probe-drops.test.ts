import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {addressWords, hostOf} from '../../../source/engine/sockets/address-words.ts';
import {SelfProbeDrops} from '../../../source/engine/probing/self-probe-drops.ts';
import type {HalfOpenPlaces} from '../../../source/engine/probing/self-probe-half-open.ts';
import {assignPorts} from '../../../source/engine/traffic/port-slots.ts';
import type {Protocol} from '../../../source/model/socket.ts';
import {run, tableOf} from '../../builders/socket-table.ts';

type Listener = {
	readonly drops: number | null;
	/** As `ss -n` spells it. */
	readonly address: string;
	readonly protocol: Protocol;
	readonly port: number;
	readonly isOpen: boolean;
	/** Names its socket; by default by its place. */
	readonly cookie?: number;
};

/** A listener on port 22, on any IPv4 address unless told. */
const listener = (drops: number | null, known: Partial<Listener> = {}): Listener => ({
	drops, address: '0.0.0.0', protocol: 'tcp', port: 22, isOpen: true, ...known,
});

/** `eth0` is the second interface. */
const openPortsOf = (listeners: readonly Listener[]) => {
	const table = tableOf(listeners.filter(({isOpen}) => isOpen).map(({drops, address, protocol, port, cookie}, index) => {
		const [host = '', interfaceName] = address.split('%', 2);
		return {
			cookie: cookie ?? (index + 1),
			protocol,
			state: protocol === 'udp' ? 'CLOSED' : 'LISTEN',
			local: addressWords(host === '*' ? '::' : host.replaceAll(/[\[\]]/gv, ''))!,
			localPort: port,
			ipv6Only: host === '[::]' ? 1 : 0,
			interfaceIndex: interfaceName === undefined ? 0 : 2,
			...drops !== null && {drops},
		};
	}));
	table.liveCount = table.count;
	return run(assignPorts(table));
};

/** So many half-open connections to port 22 of these addresses, as `hostText` spells them. */
const places = (counts: Readonly<Record<string, number>>): HalfOpenPlaces => new Map(Object.entries(counts).map(([address, count]) => [
	address,
	{host: hostOf(address)!, port: 22, count},
]));

/** Plays a sample, a second after the one before; returns the drops that others met, by listener. */
const othersDrops = (own: SelfProbeDrops, listeners: readonly Listener[], halfOpen: HalfOpenPlaces | undefined, sampledAt = 0): ReadonlyArray<number | null> => {
	const openPorts = openPortsOf(listeners);
	own.update(openPorts, halfOpen, sampledAt);
	return openPorts.slots.map(slot => own.othersDrops(slot));
};

/** The drops that are shown of one listener, when we have half-opened so many connections to its port. */
const shown = (own: SelfProbeDrops, row: Listener, halfOpen: number) => othersDrops(own, [row], places({'127.0.0.1': halfOpen}))[0];

describe('SelfProbeDrops', () => {
	it('leaves drops as they are while nothing is probed', () => {
		assert.deepEqual(othersDrops(new SelfProbeDrops(), [listener(3)], undefined), [3]);
	});

	it('takes our half-open connections out of a listener\'s drops, and nothing else', () => {
		const own = new SelfProbeDrops();
		const samples = [[7, 0], [8, 1], [12, 5], [14, 5]] as const;
		assert.deepEqual(samples.map(([drops, halfOpen]) => shown(own, listener(drops), halfOpen)), [7, 7, 7, 9]);
	});

	it('never shows less than before for probes that were counted after the kernel\'s count was read', () => {
		const own = new SelfProbeDrops();
		const samples = [[7, 0], [7, 3], [11, 3]] as const;
		assert.deepEqual(samples.map(([drops, halfOpen]) => shown(own, listener(drops), halfOpen)), [7, 7, 8]);
	});

	it('begins again with another socket, however many that one has dropped', () => {
		const samples = [[50, 40, 1], [2, 42, 2], [3, 42, 2]] as const;
		const own = new SelfProbeDrops();
		assert.deepEqual(samples.map(([drops, halfOpen, cookie]) => shown(own, listener(drops, {cookie}), halfOpen)), [10, 0, 1]);
		const more = new SelfProbeDrops();
		assert.deepEqual([[50, 40, 1], [70, 42, 2]].map(([drops, halfOpen, cookie]) => shown(more, listener(drops!, {cookie: cookie!}), halfOpen!)), [10, 68]);
	});

	it('goes on with the sockets that are left when one of several is gone', () => {
		const own = new SelfProbeDrops();
		const [one, two] = [listener(30, {cookie: 1}), listener(50, {cookie: 2})];
		assert.equal(othersDrops(own, [one, two], places({'127.0.0.1': 10}))[0], 70);
		assert.equal(othersDrops(own, [two], places({'127.0.0.1': 10}))[0], 40);
	});

	it('knows what was probed before a listener was there, by its port', () => {
		const own = new SelfProbeDrops();
		assert.equal(shown(own, listener(null, {isOpen: false}), 10), undefined);
		assert.equal(shown(own, listener(1), 11), 0);
	});

	it('says how many connections our probes have half-opened since the sample before', () => {
		const own = new SelfProbeDrops();
		const added = [0, 8, 8, 9].map(halfOpen => {
			shown(own, listener(10), halfOpen);
			return own.halfOpenAdded('tcp|0.0.0.0|22');
		});
		assert.deepEqual(added, [0, 8, 0, 1]);
		othersDrops(own, [listener(10)], undefined);
		assert.equal(own.halfOpenAdded('tcp|0.0.0.0|22'), 0);
	});

	it('passes over UDP', () => {
		assert.equal(shown(new SelfProbeDrops(), listener(5, {protocol: 'udp'}), 3), 5);
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
			['127.0.0.1', [any4, {port: 23, address: '127.0.0.1'}], [60, 100]],
			['127.0.0.1', [{address: '127.0.0.1', isOpen: false}, any4], [60]],
			['10.0.0.5', [{address: '127.0.0.1'}], [100]],
		] as const;
		for (const [address, listeners, expected] of cases) {
			const drops = othersDrops(new SelfProbeDrops(), listeners.map(known => listener(100, known)), places({[address]: 40}));
			assert.deepEqual(drops, expected, `${address} with ${listeners.map(known => known.address).join(' ')}`);
		}
	});

	it('shows the real drops of one of two listeners on a port, whatever probes do to the other', () => {
		const own = new SelfProbeDrops();
		const drops = [[0, 0, 0], [50, 3, 50], [100, 9, 100]].map(([inet = 0, inet6 = 0, halfOpen = 0]) => othersDrops(
			own,
			[listener(inet), listener(inet6, {address: '[::]', protocol: 'tcp6'})],
			places({'127.0.0.1': halfOpen}),
		));
		assert.deepEqual(drops, [[0, 0], [0, 3], [0, 9]]);
	});

	it('leaves with a listener what it had when a nearer one takes the connections over', () => {
		const own = new SelfProbeDrops();
		othersDrops(own, [listener(10)], places({'127.0.0.1': 10}));
		assert.deepEqual(othersDrops(own, [listener(12), listener(5, {address: '127.0.0.1'})], places({'127.0.0.1': 15})), [2, 0]);
	});

	it('keeps what a listener had while a sample misses it, and forgets it when it is gone for longer', () => {
		const own = new SelfProbeDrops();
		othersDrops(own, [listener(10)], places({'127.0.0.1': 8}), 0);
		othersDrops(own, [], places({'127.0.0.1': 9}), 1000);
		assert.deepEqual(othersDrops(own, [listener(10)], places({'127.0.0.1': 9}), 2000), [2]);
		othersDrops(own, [], places({'127.0.0.1': 9}), 5000);
		assert.deepEqual(othersDrops(own, [listener(10)], places({'127.0.0.1': 9}), 6000), [10]);
	});

	it('finds an IPv4 listener in an IPv6 socket, and one that is bound to the interface of its address', () => {
		const mapped = {address: '[::ffff:127.0.0.1]', protocol: 'tcp6'} as const;
		const bound = {address: '[fe80::5]%eth0', protocol: 'tcp6'} as const;
		const any4 = {address: '0.0.0.0'} as const;
		const any6 = {address: '[::]', protocol: 'tcp6'} as const;
		const cases = [
			['127.0.0.1', [any4, mapped], [100, 60]],
			['10.0.0.5', [any4, mapped], [60, 100]],
			['fe80::5%2', [any6, bound], [100, 60]],
			['fe80::6%2', [any6, bound], [60, 100]],
			// The same address on another interface is another place.
			['fe80::5%3', [any6, bound], [60, 100]],
			['fe80::6%2', [any6, {address: '[::]%eth0', protocol: 'tcp6'}], [100, 60]],
			['fe80::6%3', [any6, {address: '[::]%eth0', protocol: 'tcp6'}], [60, 100]],
		] as const;
		for (const [address, listeners, expected] of cases) {
			const drops = othersDrops(new SelfProbeDrops(), listeners.map(known => listener(100, known)), places({[address]: 40}));
			assert.deepEqual(drops, expected, `${address} with ${listeners.map(known => known.address).join(' ')}`);
		}
	});
});
