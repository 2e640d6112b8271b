import assert from 'node:assert/strict';
import {constants} from 'node:os';
import {describe, it} from 'node:test';
import {NetworkFacts, type NetworkFactsDependencies} from '../../source/collectors/network-facts.ts';
import {SystemError} from '../../source/linux/calls/libc.ts';
import type {NetworkListing} from '../../source/linux/netlink/list-network.ts';
import {
	RouteChanges,
	type Link,
	type RouteChange,
} from '../../source/linux/netlink/route.ts';
import {FakeKernel} from '../linux/netlink/fake-kernel.ts';

function link(index: number, name: string): Link {
	return {
		index, name, type: 'other', kind: null, isOnBus: false, master: null, masterKind: null, lower: null, isLinkedElsewhere: false, tunnel: null,
	};
}

/** Changes that a test makes. */
class FakeChanges extends RouteChanges {
	readonly next: RouteChange[] = [];
	isComplete = true;

	constructor() {
		super(new FakeKernel());
	}

	override take(onChange: (change: RouteChange) => void): boolean {
		for (const change of this.next.splice(0)) {
			onChange(change);
		}

		const {isComplete} = this;
		this.isComplete = true;
		return isComplete;
	}
}

class Setup {
	readonly changes = new FakeChanges();
	readonly listings: Array<PromiseWithResolvers<NetworkListing>> = [];
	now = 0;
	cancelled = 0;

	open(dependencies: Partial<NetworkFactsDependencies> = {}): NetworkFacts {
		return new NetworkFacts({
			now: () => this.now,
			openChanges: () => this.changes,
			list: () => {
				const listing = Promise.withResolvers<NetworkListing>();
				this.listings.push(listing);
				return {
					result: listing.promise,
					cancel: () => {
						this.cancelled++;
					},
				};
			},
			...dependencies,
		});
	}
}

const names = (facts: NetworkFacts) => facts.links?.map(({name}) => name) ?? null;

describe('the network\'s facts', () => {
	it('are unknown until they were listed, which is a problem after two seconds', async () => {
		const setup = new Setup();
		const facts = setup.open();
		facts.update();
		assert.deepEqual([facts.links, facts.addresses, facts.problem], [null, null, null]);
		setup.now = 2001;
		assert.match(facts.problem!, /does not list the interfaces/);
		setup.listings[0]!.resolve({links: [link(2, 'eth0')], addresses: [{index: 2, bytes: [10, 0, 0, 1]}]});
		await facts.settled(1000);
		assert.deepEqual([names(facts), facts.addresses?.length, facts.problem], [['eth0'], 1, null]);
	});

	it('has the addresses of an interface as targets are spelled, once they were listed', async () => {
		const setup = new Setup();
		const facts = setup.open();
		assert.equal(facts.addressesOf('eth0'), null);
		const linkLocal = [0xFE, 0x80, ...Array.from({length: 13}, () => 0), 1];
		setup.listings[0]!.resolve({
			links: [link(2, 'eth0'), link(3, 'eth1')], addresses: [
				{index: 2, bytes: [10, 0, 0, 1]}, {index: 2, bytes: linkLocal}, {index: 3, bytes: linkLocal},
			],
		});
		await facts.settled(1000);
		assert.deepEqual([facts.addressesOf('eth0'), facts.addressesOf('eth1'), facts.addressesOf('none')], [['10.0.0.1', 'fe80::1%eth0'], ['fe80::1%eth1'], []]);
	});

	it('are what changed since, whenever the listing was made', async () => {
		const setup = new Setup();
		const facts = setup.open();
		setup.changes.next.push({what: 'link', link: link(2, 'gone'), isGone: true}, {what: 'link', link: link(3, 'new'), isGone: false});
		facts.update();
		setup.listings[0]!.resolve({links: [link(1, 'lo'), link(2, 'gone')], addresses: [{index: 1, bytes: [127, 0, 0, 1]}]});
		await facts.settled(1000);
		assert.deepEqual(names(facts), ['lo', 'new']);
		const {version} = facts;
		setup.changes.next.push({what: 'link', link: link(3, 'renamed'), isGone: false}, {what: 'address', address: {index: 1, bytes: [127, 0, 0, 1]}, isGone: true});
		facts.update();
		assert.deepEqual([names(facts), facts.addresses], [['lo', 'renamed'], []]);
		assert.notEqual(facts.version, version);
		assert.equal(setup.listings.length, 1);
	});

	it('are listed again after changes were lost, not at once again and again', async () => {
		const setup = new Setup();
		const facts = setup.open();
		setup.listings[0]!.resolve({links: [link(2, 'old')], addresses: []});
		await facts.settled(1000);
		setup.changes.isComplete = false;
		facts.update();
		setup.now = 9000;
		facts.update();
		assert.deepEqual([setup.listings.length, names(facts)], [1, ['old']]);
		setup.now = 10_000;
		facts.update();
		assert.equal(setup.listings.length, 2);
		// Lost while it is listed: what comes may be older than that.
		setup.changes.isComplete = false;
		facts.update();
		setup.listings[1]!.resolve({links: [link(2, 'new')], addresses: []});
		await facts.settled(1000);
		assert.deepEqual(names(facts), ['new']);
		setup.now = 20_000;
		facts.update();
		assert.equal(setup.listings.length, 3);
	});

	it('fail without a throw: no netlink, no program', async () => {
		const setup = new Setup();
		const forbidden = setup.open({
			openChanges() {
				throw new SystemError('socket', constants.errno.EAFNOSUPPORT);
			},
		});
		forbidden.update();
		assert.deepEqual([forbidden.hasFailed, forbidden.links], [true, null]);
		forbidden.close();

		const facts = setup.open();
		setup.listings[0]!.reject(new Error('spawn ENOENT'));
		await facts.settled(1000);
		assert.deepEqual([facts.hasFailed, facts.problem], [true, 'spawn ENOENT']);
		setup.now = 60_000;
		facts.update();
		setup.listings[1]!.resolve({links: [], addresses: []});
		await facts.settled(1000);
		assert.deepEqual([facts.hasFailed, facts.problem, facts.links], [false, null, []]);
	});

	it('end the program that lists, and wait for it no longer than asked', async () => {
		const setup = new Setup();
		const facts = setup.open();
		await facts.settled(1);
		facts.close();
		assert.equal(setup.cancelled, 1);
		setup.listings[0]!.resolve({links: [link(2, 'late')], addresses: []});
		await setup.listings[0]!.promise;
		assert.equal(facts.links, null);
	});

	it('of this machine have loopback and its addresses', async t => {
		const facts = new NetworkFacts();
		t.after(() => {
			facts.close();
		});
		await facts.settled(30_000);
		assert.equal(facts.problem, null);
		assert.equal(facts.links!.find(({index}) => index === 1)?.type, 'loopback');
		assert.ok(facts.addresses!.some(({index, bytes}) => index === 1 && bytes.join('.') === '127.0.0.1'));
	});
});
