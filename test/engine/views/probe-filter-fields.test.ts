import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {comparedNumbers, type ComparedName} from '../../../source/fields/filter-numbers.ts';
import type {FilterFieldName} from '../../../source/filter/field-catalogue.ts';
import type {Probe} from '../../../source/model/probe.ts';
import {aProbe, someFigures} from '../../builders/probe.ts';
import {answerOf, aQuery} from '../../builders/query.ts';
import {aSample, someProbeRows} from '../../builders/sample.ts';

/** The filters that match a target. */
function matched(probe: Partial<Probe>, filters: readonly string[]): readonly string[] {
	const sample = aSample({probes: someProbeRows([aProbe(probe)])});
	return filters.filter(filter => answerOf(sample, aQuery('probes', {filter})).matching === 1);
}

describe('a filter of probes', () => {
	it('reads these fields of a target: it is the remote end', () => {
		type Expected = readonly [matching: readonly string[], failing: readonly string[]];
		const fields: Readonly<Record<Exclude<FilterFieldName, ComparedName> | 'rtt' | 'loss', Expected>> = {
			port: [['port:443'], ['port:0']],
			sport: [[], ['sport:443', 'sport>=0']],
			dport: [['dport:443'], ['dport:444']],
			addr: [['addr:192.0.2.8', 'addr:192.0.2.0/24'], ['addr:0.0.0.0']],
			src: [[], ['src:192.0.2.8', 'src~192', 'src~.']],
			dst: [['dst:192.0.2.8', 'dst~192'], ['dst:192.0.2.9']],
			dev: [[], ['dev:eth0', 'dev:0']],
			state: [['state:listen'], ['state:closed', 'state:established']],
			proto: [['proto:tcp', 'proto:tcp4'], ['proto:tcp6', 'proto:udp']],
			pid: [[], ['pid>=0']],
			process: [['process=example.org:443', 'process=connect', 'process=open'], ['process:192']],
			command: [[], ['command~.*', 'command:example']],
			user: [[], ['user~.*', 'user=0']],
			service: [['service=https'], ['service=http']],
			unit: [[], ['unit~.*']],
			container: [[], ['container~.*']],
			rtt: [['rtt:25ms'], ['rtt:30ms']],
			loss: [['loss:4%'], ['loss>5']],
		};
		const row = {
			method: 'connect', address: '192.0.2.8', status: 'OPEN', lastRttMicroseconds: 25_000, session: someFigures({averageMicroseconds: 30_000, lossPercent: 4}),
		} as const;
		const unknown = Object.keys(comparedNumbers).filter(name => name !== 'rtt' && name !== 'loss').map(name => `${name}>=0`);
		assert.deepEqual(matched(row, unknown), []);
		const found = Object.fromEntries(Object.entries(fields).map(([field, [matching, failing]]) => [field, matched(row, [...matching, ...failing])]));
		assert.deepEqual(found, Object.fromEntries(Object.entries(fields).map(([field, [matching]]) => [field, matching])));
	});

	it('takes an open port for LISTEN, a closed one for CLOSED, and any other for no state', () => {
		const states = ['state:listen', 'state:closed'];
		assert.deepEqual(matched({status: 'OPEN'}, states), ['state:listen']);
		assert.deepEqual(matched({status: 'CLOSED'}, states), ['state:closed']);
		for (const status of ['FILTERED', 'UNREACHABLE', 'OPEN|FILTERED', null] as const) {
			assert.deepEqual(matched({status}, [...states, 'state:connected']), []);
		}
	});

	it('takes connect and syn for TCP, icmp and udp for UDP, in the family of the address', () => {
		const protocols = ['proto:tcp4', 'proto:tcp6', 'proto:udp4', 'proto:udp6'];
		const address = '2001:db8::1';
		assert.deepEqual([
			matched({method: 'connect'}, protocols),
			matched({method: 'syn', address}, protocols),
			matched({method: 'udp', address: '192.0.2.8'}, protocols),
			matched({method: 'icmp', address, port: null}, protocols),
			// Which method it will be is not known yet.
			matched({method: null, port: 443}, protocols),
			matched({method: null, port: null}, protocols),
		], [['proto:tcp4'], ['proto:tcp6'], ['proto:udp4'], ['proto:udp6'], ['proto:tcp4'], ['proto:udp4']]);
	});

	it('reads an IPv6 address, one with its interface too', () => {
		assert.deepEqual(matched({address: 'fe80::1%eth0'}, ['dst:fe80::/10', 'dst:fe80::1', 'dst~eth0', 'dst:fe80::2']), ['dst:fe80::/10', 'dst:fe80::1', 'dst~eth0']);
	});

	it('knows the service by the method\'s protocol', () => {
		assert.deepEqual(matched({method: 'connect', port: 8080}, ['service=intranet']), ['service=intranet']);
		assert.deepEqual(matched({method: 'udp', port: 8080}, ['service=intranet']), []);
		assert.deepEqual(matched({method: 'icmp', port: null}, ['service~.*']), []);
	});

	it('has no address before the name is resolved', () => {
		assert.deepEqual(matched({address: null}, ['dst:0.0.0.0/0', 'dst:::/0', 'dst~.*', 'addr:::/0']), ['addr:::/0']);
	});

	it('looks for words in the target, the method, the status, the address and the service', () => {
		const words = ['example', 'icmp', 'filtered', '192.0.2', 'nothing'];
		assert.deepEqual(matched({method: 'icmp', address: '192.0.2.8', status: 'FILTERED'}, words), ['example', 'icmp', 'filtered', '192.0.2']);
	});
});
