import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {isRepeater} from '../../source/collectors/local-network.ts';

const alone = {
	index: 2, kind: null, masterKind: null, isLinkedElsewhere: false,
} as const;

describe('what leaves by an interface', () => {
	for (const [name, link, isCountedElsewhere] of [
		['hardware', alone, false],
		['a bridge', {...alone, kind: 'bridge'}, false],
		['the port of a bridge', {
			...alone, kind: 'veth', masterKind: 'bridge', isLinkedElsewhere: true,
		}, true],
		['a part of a bond', {...alone, masterKind: 'bond'}, true],
		['a bond in a bridge', {...alone, kind: 'bond', masterKind: 'bridge'}, true],
		['a part of something unknown', {...alone, masterKind: 'unknown'}, true],
		['a part of a VRF', {...alone, masterKind: 'vrf'}, false],
		['a VLAN', {...alone, kind: 'vlan'}, false],
		['a macvlan', {...alone, kind: 'macvlan'}, true],
		['a macvlan in a container', {...alone, kind: 'macvlan', isLinkedElsewhere: true}, false],
		['a veth in a container', {...alone, kind: 'veth', isLinkedElsewhere: true}, false],
		['an ifb', {...alone, kind: 'ifb'}, true],
		['a tunnel', {...alone, kind: 'wireguard'}, false],
	] as const) {
		it(`${name}: ${isCountedElsewhere ? 'was counted elsewhere' : 'is counted there'}`, () => {
			assert.equal(isRepeater(link), isCountedElsewhere);
		});
	}
});
