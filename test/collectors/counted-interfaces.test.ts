import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {countedInterfaces} from '../../source/collectors/counted-interfaces.ts';
import type {Link} from '../../source/linux/netlink/route.ts';

type Facts = Partial<Link> & {readonly on?: string; readonly in?: string};

/** Links in which `on` and `in` name what they lie on, and what they are a part of. */
function links(facts: Readonly<Record<string, Facts>>): readonly Link[] {
	const names = Object.keys(facts);
	const indexOf = (name: string | undefined) => name === undefined ? null : names.indexOf(name) + 1;
	return Object.entries(facts).map(([name, {on, in: whole, ...others}], index) => ({
		index: index + 1,
		name,
		type: 'other',
		kind: null,
		isOnBus: false,
		master: indexOf(whole),
		masterKind: whole === undefined ? null : facts[whole]!.kind ?? 'unknown',
		lower: indexOf(on),
		isLinkedElsewhere: false,
		tunnel: null,
		...others,
	}));
}

const lo = {type: 'loopback'} as const;
const hardware = {isOnBus: true} as const;
const outside = {kind: 'veth', lower: 77, isLinkedElsewhere: true} as const;

describe('the machine\'s traffic is that of', () => {
	for (const [what, facts, counted] of [
		['nothing but loopback: none', {lo}, []],
		['hardware, not what lies on it', {
			lo, eth0: {...hardware, in: 'bond0'}, eth1: {...hardware, in: 'bond0'}, bond0: {kind: 'bond', in: 'br0'}, br0: {kind: 'bridge'}, vlan7: {kind: 'vlan', on: 'bond0'}, vm: {kind: 'tun', in: 'br0'}, container: {...outside, in: 'br0'}, vpn: {kind: 'wireguard'},
		}, ['eth0', 'eth1']],
		['hardware of an older kernel, which has no kind', {lo, eth0: {}, tun0: {kind: 'tun'}}, ['eth0']],
		['the switch\'s port to the processor, not its ports to the world', {eth0: hardware, lan1: {...hardware, kind: 'dsa', on: 'eth0'}}, ['eth0']],
		['the hypervisor\'s interface, not the virtual function that is a part of it', {eth0: hardware, eth1: {...hardware, in: 'eth0'}}, ['eth0']],
		['a radio once, though another interface listens to it', {wlan0: hardware, mon0: {...hardware, type: 'monitor'}}, ['wlan0']],
		['a container\'s interface', {lo, eth0: outside, tun0: {kind: 'tun'}}, ['eth0']],
		['a veth in a bridge once', {lo, eth7: {...outside, in: 'br7'}, br7: {kind: 'bridge'}}, ['eth7']],
		['a macvlan\'s lower interface, where that is here', {lo, eth7: outside, mac: {kind: 'macvlan', on: 'eth7'}}, ['eth7']],
		['a macvlan itself, where that is not', {lo, mac: {kind: 'macvlan', lower: 1, isLinkedElsewhere: true}}, ['mac']],
		['a VRF\'s interfaces', {lo, eth7: {...outside, in: 'red'}, red: {kind: 'vrf'}}, ['eth7']],
		['a veth whose other end has the number of an interface here', {lo, eth7: {...outside, lower: 1}}, ['eth7']],
		['no pair of veths with both ends here', {
			lo, a: {kind: 'veth', on: 'b'}, b: {kind: 'veth', on: 'a'}, eth7: outside,
		}, ['eth7']],
		['no ifb', {
			lo, ifb0: {kind: 'ifb'}, dummy0: {kind: 'dummy'}, eth7: outside,
		}, ['eth7']],
		['a tunnel, where there is nothing else', {lo, tap0: {kind: 'tun'}, ifb0: {kind: 'ifb'}}, ['tap0']],
	] as ReadonlyArray<readonly [string, Readonly<Record<string, Facts>>, readonly string[]]>) {
		it(what, () => {
			assert.deepEqual([...countedInterfaces(links(facts))], counted);
		});
	}
});
