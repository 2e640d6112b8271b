import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {compileFilter} from '../../source/filter/compile.ts';
import type {FilterFields} from '../../source/filter/fields.ts';
import {maxMatchedTextLength} from '../../source/filter/pattern.ts';
import {matched, parsed, unmatched} from './matches.ts';
import {
	connection,
	ipv4,
	listener,
	testFields,
} from './row.ts';

describe('ports', () => {
	it('match either end, or the one that is named', () => {
		assert.deepEqual(unmatched(connection, ['443', '51000', '22,443', '440-450', 'port:51000', 'sport:443', 'dport>=1024', 'sport = :https', 'port != 22', 'sport<444', 'sport:1,2,443']), []);
		assert.deepEqual(matched(connection, ['22', '44', '4430', 'dport:443', 'sport:51000', 'sport>443', 'port != 443', 'dport:1,2,443', 'dport<=50999', 'port<0', 'port>65535']), []);
	});

	it('reach from 0 to 65535, also in lists', () => {
		for (const localPort of [0, 1, 31, 32, 65_534, 65_535]) {
			const row = {...connection, localPort, remotePort: null};
			assert.deepEqual(unmatched(row, [`${localPort}`, `1234,${localPort}`, '0-1,31,32,65534-65535', '0-65535', 'sport>=0', 'sport<=65535']), []);
			assert.deepEqual(matched(row, ['2-30,33-65533', '1234,4321']), []);
		}
	});

	it('that are unknown match no comparison, so that != does', () => {
		assert.deepEqual(unmatched(listener, ['22', 'dport != 443', 'not dport:443', '!dport>=0']), []);
		assert.deepEqual(matched(listener, ['dport:0', 'dport>=0', 'dport:0-65535', 'dport:0,1']), []);
	});
});

describe('addresses', () => {
	it('match either end, or the one that is named', () => {
		assert.deepEqual(unmatched(connection, [
			'10.0.0.0/8',
			'10.1.2.3',
			'addr:192.0.2.1',
			'src:192.0.2.0/24',
			'dst 10.1.2.3',
			'dst = 10.1.2.3:51000',
			'10.1.2.3:51000',
			'192.0.2.1:443',
			'src != 10.1.2.3',
			'dst:10.9.9.9,10.1.0.0/16',
		]), []);
		assert.deepEqual(matched(connection, ['11.0.0.0/8', 'src:10.1.2.3', 'dst 192.0.2.1', '10.1.2.3:443', '192.0.2.1:51000', 'addr != 10.1.2.3', 'dst = 10.1.2.3:443']), []);
	});

	it('of IPv4 are also found in their IPv4-mapped form, and are not IPv6', () => {
		assert.deepEqual(unmatched(connection, ['::ffff:10.1.2.3', '::ffff:10.0.0.0/104', '0.0.0.0/0', '::ffff:0:0/96']), []);
		assert.deepEqual(matched(connection, ['::/0', '::/80', 'fe80::/10']), []);
		assert.deepEqual(unmatched({...connection, remote: [0, 0, 0, 1]}, ['::/0', '::/80', '::1', '[::1]', '[::1]:51000', 'dst = [::1]:51000']), []);
		assert.deepEqual(matched({...connection, remote: [0, 0, 0, 1]}, ['::2', '[::1]:443', '::/0 dst 0.0.0.0/0']), []);
	});

	it('of IPv6 are compared over all 128 bits', () => {
		const row = {...listener, local: [0xFE_80_00_00, 0, 0x02_11_22_FF, 0xFE_33_44_55]} as const;
		assert.deepEqual(unmatched(row, ['fe80::/10', 'fe80::211:22ff:fe33:4455', 'fe80::/64', 'fe80::200:0:0:0/71', 'src fe80::211:22ff:fe33:4400/120', 'FE80::/10']), []);
		assert.deepEqual(matched(row, ['fe80::211:22ff:fe33:4456', 'fec0::/10', 'fe80:0:0:1::/64', 'fe80:1::/32', 'fe80::/72', 'fe80::211:22ff:fe33:4480/121']), []);
		assert.deepEqual(unmatched({...listener, local: [0xFF_FF_FF_FF, 0xFF_FF_FF_FF, 0xFF_FF_FF_FF, 0xFF_FF_FF_FF]}, ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'ff00::/8']), []);
	});

	it('match every prefix length at its last bit', () => {
		for (let length = 1; length <= 32; length++) {
			const inside = {...listener, local: ipv4(170, 85, 170, 85)};
			const [w0, w1, w2, w3] = inside.local;
			const outside = {...listener, local: [w0, w1, w2, (w3 ^ (1 << (32 - length))) >>> 0] as const};
			assert.deepEqual(unmatched(inside, [`170.85.170.85/${length}`]), []);
			assert.deepEqual(matched(outside, [`170.85.170.85/${length}`]), []);
		}
	});

	it('of a peer that is not there match nothing', () => {
		assert.deepEqual(unmatched(listener, ['dst != 0.0.0.0/0', 'src ::', '!dst:::/0', 'dst:*']), []);
		assert.deepEqual(matched(listener, ['dst ::', 'dst 0.0.0.0/0', 'dst ::/0', 'dst~.', '10.1.2.3']), []);
	});
});

describe('names', () => {
	it('are found by a bare word in any of them, whatever the case', () => {
		assert.deepEqual(unmatched(connection, ['nginx', 'NGINX-h', '"worker process"', '--POOL', 'www', 'https', 'nginx.service', '4f66ad', '10.1.', '192.0', 'nothing,www', '"inx"']), []);
		assert.deepEqual(matched(connection, ['apache', '"10.9"', 'nginx apache', '"443"']), []);
		assert.deepEqual(matched(listener, ['nginx', 'null']), []);
	});

	it('are found by field: contains, equals, matches', () => {
		assert.deepEqual(unmatched(connection, [
			'process:ngi',
			'process=NGINX',
			'process~^nginx-',
			'process~HELPER',
			'user:www',
			'user=www-data',
			'service:http',
			'unit~service$',
			'container:4f66',
			'command:worker',
			'command="NGINX: worker process"',
			String.raw`command~pool=\w+$`,
			'process nginx',
			'process:apache,nginx',
			'process!=apache',
		]), []);
		assert.deepEqual(matched(connection, ['process=ngi', 'command=nginx', 'command:apache', 'process:pool', 'process:www', 'process~^helper', 'user=www', 'service=http', 'unit:apache', 'process!=nginx', 'process!~nginx', 'container=4f66']), []);
	});

	it('that are unknown match no comparison, so that != does', () => {
		for (const field of ['process', 'command', 'user', 'service', 'unit', 'container']) {
			assert.deepEqual(unmatched(listener, [`${field}!=x`, `${field}!~x`, `not ${field}:x`]), []);
			assert.deepEqual(matched(listener, [`${field}:x`, `${field}~.*`, `${field}:""`, `${field}=null`]), []);
		}
	});

	it('of users may be ids', () => {
		assert.deepEqual(unmatched(connection, ['user:33', 'user=33']), []);
		assert.deepEqual(matched(connection, ['user=3', 'user:34', 'user!=33']), []);
		assert.deepEqual(unmatched({...listener, userId: 0}, ['user:0']), []);
		assert.deepEqual(matched(listener, ['user:0']), []);
	});

	it('in regular expressions are cut, and more of them than are remembered are told apart', () => {
		const long = `${'a'.repeat(maxMatchedTextLength)}b`;
		assert.deepEqual(unmatched({...connection, unit: long}, ['unit~^a+$', 'unit:b']), []);
		assert.deepEqual(matched({...connection, unit: long}, ['unit~b']), []);
		const isMatch = compileFilter(parsed('unit~^nginx'), testFields);
		for (let index = 0; index < 10_000; index++) {
			assert.equal(isMatch({...connection, unit: `unit-${index}`}), false);
			assert.equal(isMatch(connection), true);
		}
	});

	it('of addresses match as they are shown', () => {
		assert.deepEqual(unmatched(connection, [String.raw`addr~^10\.1\.`, String.raw`src~\.1$`, String.raw`dst~^(\d+\.){3}3$`]), []);
		assert.deepEqual(matched(connection, ['src~^10', 'dst~^192']), []);
	});
});

describe('interfaces', () => {
	it('match by name or by index', () => {
		assert.deepEqual(unmatched(connection, ['dev eth0', 'dev = 2', 'dev:lo,eth0', 'dev != lo', 'not dev 0']), []);
		assert.deepEqual(matched(connection, ['dev eth', 'dev ETH0', 'dev 0', 'dev != eth0', 'dev != 2']), []);
		assert.deepEqual(unmatched(listener, ['dev 0', 'dev != eth0']), []);
		assert.deepEqual(matched(listener, ['dev eth0', 'dev 2', 'dev != 0']), []);
	});
});

describe('states and protocols', () => {
	it('match when one of the row is among those asked for', () => {
		const port = {...listener, states: ['LISTEN', 'ESTABLISHED', 'TIME_WAIT']} as const;
		assert.deepEqual(unmatched(port, [
			'state:estab',
			'state listen',
			'state:syn-sent,time-wait',
			'state connected',
			'exclude time-wait',
			'state:listen state:time-wait',
			'state!=closing',
			'listen',
		]), []);
		assert.deepEqual(matched(port, ['state:closing', 'state != time-wait', 'not state time-wait', 'closing']), []);
		assert.deepEqual(matched({...listener, states: ['TIME_WAIT']}, ['exclude time-wait', 'state big']), []);
		assert.deepEqual(unmatched({...listener, states: []}, ['state all', 'state != listen']), []);
	});

	it('of TCP are both tables unless one is named', () => {
		assert.deepEqual(unmatched(connection, ['proto:tcp', 'proto:tcp4', 'tcp', 'proto!=udp', 'proto:udp,tcp']), []);
		assert.deepEqual(matched(connection, ['proto:tcp6', 'proto:udp', 'udp', 'proto!=tcp']), []);
		assert.deepEqual(unmatched(listener, ['proto:tcp', 'proto:tcp6', 'tcp6']), []);
		assert.deepEqual(matched(listener, ['proto:tcp4']), []);
		assert.deepEqual(unmatched({...listener, processes: ['udp-relay']}, ['udp']), []);
	});
});

describe('quantities', () => {
	it('are compared in the units that were written', () => {
		assert.deepEqual(unmatched(connection, [
			'rtt>20ms',
			'rtt=25ms',
			'rtt:25',
			'rtt<=25ms',
			'rtt:10ms-30ms',
			'rtt<1s',
			'retrans>0',
			'retrans:2',
			'rx>1M',
			'rx=1.5M',
			'tx>=20k',
			'tx<1M',
			'sendq=64Ki',
			'sendq>64k',
			'recvq=0',
			'age>1m',
			'age<2m',
			'age=90',
			'pid:812',
			'pid:813',
			'pid>812',
			'pid:1,800-820',
			'pid!=1',
		]), []);
		assert.deepEqual(matched(connection, [
			'rtt>25ms', 'rtt<25ms', 'rtt!=25ms', 'retrans>2', 'rx>1.5M', 'tx>20k', 'sendq>64Ki', 'recvq>0', 'age>90', 'age<1m', 'pid:814', 'pid:800-811', 'pid>813', 'pid!=812',
		]), []);
	});

	it('that are unknown match no comparison, so that != does', () => {
		for (const field of ['pid', 'rtt', 'retrans', 'rx', 'tx', 'sendq', 'recvq', 'age']) {
			assert.deepEqual(matched(listener, [`${field}:0`, `${field}>=0`, `${field}<1`]), []);
			assert.deepEqual(unmatched(listener, [`${field}!=0`, `not ${field}>=0`]), []);
		}
	});
});

describe('rows of a columnar table', () => {
	it('are indices', () => {
		const localPorts = Uint16Array.of(22, 443, 8080);
		const fields: FilterFields<number> = {
			...rowFields,
			localPort: row => localPorts[row] ?? null,
		};
		const isMatch = compileFilter(parsed('443 or sport > :8000'), fields);
		assert.deepEqual([0, 1, 2].map(row => isMatch(row)), [false, true, true]);
	});
});

/** The accessors of a listener, whatever the index. */
const rowFields: FilterFields<number> = {
	localPort: () => listener.localPort,
	remotePort: () => listener.remotePort,
	localAddressWord: (_row, word) => listener.local[word],
	remoteAddressWord: () => 0,
	hasRemote: () => false,
	localAddressText: () => listener.localText,
	remoteAddressText: () => listener.remoteText,
	deviceName: () => null,
	deviceIndex: () => 0,
	states: () => listener.states,
	protocol: () => listener.protocol,
	pids: () => listener.pids,
	processes: () => listener.processes,
	commandLines: () => [],
	users: () => [],
	userIds: () => [],
	service: () => null,
	units: () => [],
	containers: () => [],
	numbers: {},
};
