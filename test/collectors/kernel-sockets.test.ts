import assert from 'node:assert/strict';
import {test} from 'node:test';
import {KernelSockets} from '../../source/collectors/kernel-sockets.ts';
import {NetworkFacts} from '../../source/collectors/network-facts.ts';
import {OwnerLookup} from '../../source/collectors/owner-lookup.ts';
import {type Link, RouteChanges} from '../../source/linux/netlink/route.ts';
import {tableOf, type TestSocket} from '../builders/socket-table.ts';
import {FakeKernel} from '../linux/netlink/fake-kernel.ts';

const wireGuard: Link = {
	index: 2, name: 'wg0', type: 'other', kind: 'wireguard', isOnBus: false, master: null, masterKind: null, lower: null, isLinkedElsewhere: false, tunnel: {port: null, families: [4, 6]},
};

/** A socket of root's that does not loop multicast back. */
function socket(inode: number, localPort: number, protocol: 'udp' | 'udp6'): TestSocket {
	return {
		inode, protocol, localPort, state: 'CLOSED', userId: 0, multicastLoop: 0, cookie: inode,
	};
}

/** Returns the inodes of the sockets that are the kernel's, of those whose owners are hidden. */
async function found(links: readonly Link[], sockets: readonly TestSocket[]): Promise<readonly number[]> {
	const facts = new NetworkFacts({
		now: () => 0,
		openChanges: () => new RouteChanges(new FakeKernel()),
		list: () => ({result: Promise.resolve({links, addresses: []}), cancel: () => undefined}),
	});
	await facts.settled(1000);
	const table = tableOf(sockets);
	table.liveCount = table.count;
	const inodes: number[] = [];
	const kernelSockets = new KernelSockets(facts);
	const owners = new OwnerLookup(new Map(), new Set(), () => true);
	const index = {
		owners,
		keepForKernel(inode: number) {
			inodes.push(inode);
		},
	};
	for (const wait of kernelSockets.find(table, index)) {
		assert.equal(wait, undefined);
	}

	return inodes;
}

test('WireGuard has a socket of each family on a port that only it knows', async () => {
	const sockets = [socket(1, 51_820, 'udp'), socket(2, 51_820, 'udp6'), socket(3, 5405, 'udp')];
	assert.deepEqual(await found([wireGuard], sockets), [1, 2]);
	assert.deepEqual(await found([], sockets), []);
	assert.deepEqual(await found([{...wireGuard, isLinkedElsewhere: true}], sockets), [], 'its socket is in another network namespace');
});

test('a socket of another user, or one that loops multicast back, is a program\'s', async () => {
	const link: Link = {...wireGuard, kind: 'geneve', tunnel: {port: 6081, families: [4]}};
	const own = socket(1, 6081, 'udp');
	assert.deepEqual(await found([link], [own, socket(2, 6081, 'udp6'), {...own, inode: 3, userId: 1000}, {...own, inode: 4, multicastLoop: 1}]), [1]);
});
