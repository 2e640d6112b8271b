import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {ServiceList, type ServiceNames, writeServiceList} from '../../../source/linux/etc/service-list.ts';

const written = writeServiceList(new Map<number, ServiceNames>([
	[8080, {tcp: 'http-alt', udp: null}],
	[512, {tcp: 'exec', udp: 'biff'}],
	[4, {tcp: null, udp: null}],
	[53, {tcp: 'domain', udp: 'domain'}],
	[591, {tcp: 'http-alt', udp: null}],
	[853, {tcp: 'domain-s', udp: 'domain-s'}],
	[4789, {tcp: null, udp: 'vxlan'}],
]));
const list = new ServiceList(written);

const name = fc.option(fc.stringMatching(/^[\da-z]{1,4}(?:-[\da-z]{1,4})?$/));
const services = fc.uniqueArray(fc.record({port: fc.nat(65_535), tcp: name, udp: name}), {selector: ({port}) => port})
	.map(entries => new Map<number, ServiceNames>(entries.map(({port, tcp, udp}) => [port, {tcp, udp}])));

describe('the list of services', () => {
	it('is a line per port, sorted, and what agrees is written once', () => {
		assert.equal(written, '53 domain\n512 exec biff\n591 http-alt -\n853 domain-s\n4789 - vxlan\n8080 http-alt -\n');
	});

	it('names a port by transport', () => {
		assert.deepEqual(
			[53, 512, 591, 4789].map(port => [list.name('tcp', port), list.name('udp', port)]),
			[['domain', 'domain'], ['exec', 'biff'], ['http-alt', null], [null, 'vxlan']],
		);
	});

	it('has no name for ports between, before and after its own', () => {
		assert.deepEqual([0, 5, 52, 54, 511, 513, 65_535].map(port => list.name('tcp', port)), Array.from({length: 7}, () => null));
	});

	it('finds the port of a whole name, and the last of several', () => {
		assert.deepEqual(['domain', 'biff', 'domain-s', 'vxlan', 'http-alt'].map(service => list.port(service)), [53, 512, 853, 4789, 8080]);
	});

	it('finds no port for what is not a name', () => {
		for (const service of ['', '-', 'dom', 'omain', '53', 'exec biff', 'domain\n512', 'vxlan\n']) {
			assert.equal(list.port(service), undefined, JSON.stringify(service));
		}
	});

	it('may be empty', () => {
		const empty = new ServiceList('');
		assert.deepEqual([empty.name('tcp', 80), empty.port('http')], [null, undefined]);
	});

	it('gives back every name that was written, and no other', () => {
		fc.assert(fc.property(services, fc.nat(65_535), (names, other) => {
			const readBack = new ServiceList(writeServiceList(names));
			for (const port of [...names.keys(), other]) {
				const {tcp, udp} = names.get(port) ?? {tcp: null, udp: null};
				assert.deepEqual([readBack.name('tcp', port), readBack.name('udp', port)], [tcp, udp]);
			}

			for (const service of names.values().flatMap(({tcp, udp}) => [tcp, udp])) {
				if (service !== null) {
					const named = names.get(readBack.port(service) ?? -1);
					assert.ok(named?.tcp === service || named?.udp === service);
				}
			}
		}));
	});
});
