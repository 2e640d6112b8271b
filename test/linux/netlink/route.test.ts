import assert from 'node:assert/strict';
import os from 'node:os';
import {describe, it, type TestContext} from 'node:test';
import fc from 'fast-check';
import {listSysLinks} from '../../../source/linux/procfs/sys-class-net.ts';
import {loadLibc, SystemError} from '../../../source/linux/calls/libc.ts';
import {
	encodeMessage,
	MalformedMessageError,
	NetlinkError,
	NLMSG_DONE,
	NLMSG_ERROR,
} from '../../../source/linux/netlink/message.ts';
import {
	dumpAddresses,
	dumpLinks,
	openRoute,
	openRouteChanges,
	RouteChanges,
	type RouteChange,
} from '../../../source/linux/netlink/route.ts';
import {addressText} from '../../../source/linux/packet/address.ts';
import {thrownBy} from '../thrown-by.ts';
import {FakeKernel} from './fake-kernel.ts';

/** Attributes as [type, value]; a text ends with a zero byte. */
type Attribute = readonly [type: number, value: readonly number[] | string | readonly Attribute[]];

function isNested(value: readonly number[] | readonly Attribute[]): value is readonly Attribute[] {
	return Array.isArray(value[0]);
}

function encodeAttributes(attributes: readonly Attribute[]): readonly number[] {
	return attributes.flatMap(([type, value]) => {
		const text = typeof value === 'string' ? [...new TextEncoder().encode(`${value}\0`)] : value;
		const bytes = isNested(text) ? encodeAttributes(text) : text;
		const padding = Array.from({length: -bytes.length & 3}, () => 0);
		return [(bytes.length + 4) & 0xFF, (bytes.length + 4) >> 8, type, 0, ...bytes, ...padding];
	});
}

const done = encodeMessage({type: NLMSG_DONE, flags: 0, sequence: 0}, Uint8Array.of(0, 0, 0, 0));

/** `family`: AF_BRIDGE for one about an interface's part in a bridge. */
function link(index: number, attributes: readonly Attribute[], {type = 16, family = 0, deviceType = 1, isUp = false} = {}): Uint8Array {
	const header = [family, 0, deviceType & 0xFF, deviceType >> 8, index, 0, 0, 0, Number(isUp), 0, 0, 0, 0, 0, 0, 0];
	return encodeMessage({type, flags: 0, sequence: 0}, Uint8Array.of(...header, ...encodeAttributes(attributes)));
}

function address(family: number, attributes: readonly Attribute[], type = 20): Uint8Array {
	return encodeMessage({type, flags: 0, sequence: 0}, Uint8Array.of(family, 24, 0, 0, 2, 0, 0, 0, ...encodeAttributes(attributes)));
}

const IFLA_IFNAME = 3;
const IFLA_LINK = 5;
const IFLA_MASTER = 10;
const IFLA_WIRELESS = 11;
const IFLA_LINKINFO = 18;
const IFLA_LINK_NETNSID = 37;
const IFLA_PARENT_DEV_NAME = 56;

const links = [
	link(1, [[IFLA_IFNAME, 'lo']], {deviceType: 772}),
	link(7, [[IFLA_IFNAME, 'port'], [IFLA_LINK, [3, 0, 0, 0]], [IFLA_MASTER, [9, 0, 0, 0]], [IFLA_LINKINFO, [[1, 'veth'], [4, 'bridge']]], [IFLA_LINK_NETNSID, [0, 0, 0, 0]]]),
	link(8, [[IFLA_IFNAME, 'eth0'], [IFLA_MASTER, [9, 0, 0, 0]], [IFLA_PARENT_DEV_NAME, 'virtio0']]),
	link(9, [[IFLA_IFNAME, 'br0'], [IFLA_LINK, [0, 0, 0, 0]], [IFLA_LINKINFO, [[1, 'bridge'], [2, [1, 2, 3]]]]]),
];

describe('a dump of links', () => {
	it('has the sockets of tunnels that are up', () => {
		const tunnelOf = (kind: string, data: readonly Attribute[], isUp = true) => {
			const message = link(3, [[IFLA_LINKINFO, [[1, kind], ...data.length === 0 ? [] : [[2, data] as const]]]], {isUp});
			return dumpLinks(new FakeKernel([message, done]))[0]!.tunnel;
		};

		const vxlanPort: Attribute = [15, [0x12, 0xB5]];
		assert.deepEqual(tunnelOf('vxlan', [vxlanPort, [25, [0]]]), {port: 4789, families: [4]});
		assert.deepEqual(tunnelOf('vxlan', [vxlanPort, [17, [0, 1]]]), {port: 4789, families: [6]});
		assert.deepEqual(tunnelOf('vxlan', [vxlanPort, [25, [1]]]), {port: 4789, families: [4, 6]});
		assert.deepEqual(tunnelOf('geneve', [[5, [0x17, 0xC1]]]), {port: 6081, families: [4]});
		assert.deepEqual(tunnelOf('geneve', [[5, [0x17, 0xC1]], [6, []]]), {port: 6081, families: [4, 6]});
		assert.deepEqual(tunnelOf('wireguard', []), {port: null, families: [4, 6]});
		assert.equal(tunnelOf('vxlan', [vxlanPort], false), null);
		assert.equal(tunnelOf('veth', [vxlanPort]), null);
	});

	it('has kinds, masters, and what lies elsewhere', () => {
		const none = {
			type: 'other', kind: null, isOnBus: false, master: null, masterKind: null, lower: null, isLinkedElsewhere: false, tunnel: null,
		};
		assert.deepEqual(dumpLinks(new FakeKernel([links[0]!, links[1]!, links[2]!, links[3]!, done])), [
			{
				...none, index: 1, name: 'lo', type: 'loopback',
			},
			{
				...none, index: 7, name: 'port', kind: 'veth', master: 9, masterKind: 'bridge', lower: 3, isLinkedElsewhere: true,
			},
			{
				...none, index: 8, name: 'eth0', isOnBus: true, master: 9, masterKind: 'unknown',
			},
			{
				...none, index: 9, name: 'br0', kind: 'bridge',
			},
		]);
	});

	it('fails with the kernel, and is no worse for it afterwards', () => {
		const refusal = encodeMessage({type: NLMSG_ERROR, flags: 0, sequence: 0}, Uint8Array.of(255, 255, 255, 255));
		const kernel = new FakeKernel([refusal], [links[0]!, done]);
		assert.throws(() => dumpLinks(kernel), NetlinkError);
		assert.equal(dumpLinks(kernel).length, 1);
	});

	it('of whatever bytes ends, with a typed error at worst', () => {
		fc.assert(fc.property(fc.constantFrom(...links), fc.nat(80), fc.nat(255), fc.nat(80), (message, place, byte, length) => {
			const bytes = Uint8Array.from(message);
			bytes[place % bytes.length] = byte;
			const kernel = new FakeKernel([bytes.subarray(0, Math.max(1, length)), done]);
			const error = thrownBy(() => {
				dumpLinks(kernel);
			});
			// Where not even the end can be read as one, none comes in time.
			assert.ok(error === undefined || [MalformedMessageError, NetlinkError, SystemError].some(type => error instanceof type));
		}));
	});
});

describe('a dump of addresses', () => {
	it('has ours, not the peer\'s', () => {
		const dump = dumpAddresses(new FakeKernel([
			address(2, [[1, [10, 0, 0, 2]], [2, [10, 0, 0, 1]]]),
			address(10, [[1, [0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]]]),
			// Of a family that we do not know, and none at all.
			address(129, [[1, [1, 2]]]),
			address(2, []),
			done,
		]));
		assert.deepEqual(dump.map(({bytes}) => addressText(Uint8Array.from(bytes))), ['10.0.0.1', 'fe80::1']);
	});
});

describe('changes', () => {
	it('are those of interfaces and addresses, in order', () => {
		const kernel = new FakeKernel();
		kernel.queue.push(
			links[3]!,
			// Its port leaves the bridge: that is no interface that has gone. A radio has found a network.
			link(7, [[IFLA_IFNAME, 'port'], [IFLA_MASTER, [9, 0, 0, 0]]], {type: 17, family: 7}),
			link(7, [[IFLA_IFNAME, 'port'], [IFLA_WIRELESS, [1, 2, 3, 4]]]),
			address(2, [[2, [10, 0, 0, 1]]]),
			address(2, [[2, [10, 0, 0, 1]]], 21),
			link(9, [[IFLA_IFNAME, 'br0']], {type: 17}),
		);
		const seen: string[] = [];
		const name = (change: RouteChange) => change.what === 'link' ? change.link.name : change.address.bytes.join('.');
		assert.equal(new RouteChanges(kernel).take(change => {
			seen.push(`${change.isGone ? '-' : '+'}${name(change)}`);
		}), true);
		assert.deepEqual(seen, ['+br0', '+10.0.0.1', '-10.0.0.1', '-br0']);
	});

	it('may be lost, and that is said', () => {
		const kernel = new FakeKernel();
		kernel.queue.push(new SystemError('recv', os.constants.errno.ENOBUFS));
		assert.equal(new RouteChanges(kernel).take(() => undefined), false);
	});
});

describe('the kernel that runs this test', () => {
	const libc = loadLibc();

	it('tells the same interfaces and addresses as others do', (t: TestContext) => {
		const transport = openRoute(libc);
		t.after(() => {
			transport.close();
		});
		t.assert.deepStrictEqual(new Set(dumpLinks(transport).map(({index}) => index)), new Set(listSysLinks().map(({index}) => index)));
		const known = new Set(dumpAddresses(transport).map(({bytes}) => addressText(Uint8Array.from(bytes))));
		const shown = Object.values(os.networkInterfaces()).flatMap(each => (each ?? []).map(({address: text}) => text));
		t.assert.deepStrictEqual(shown.filter(text => !known.has(text)), []);
	});

	it('says that nothing has changed', (t: TestContext) => {
		const changes = new RouteChanges(openRouteChanges(libc));
		t.after(() => {
			changes.close();
		});
		// Tests beside this one make interfaces, now and then.
		t.assert.ok(Array.from({length: 50}).some(() => {
			let count = 0;
			return changes.take(() => {
				count++;
			}) && count === 0;
		}));
	});
});
