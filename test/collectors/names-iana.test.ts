/* The names that come from IANA's registry, and that each correction still has something to correct. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {additions, corrections} from '../../source/collectors/iana-corrections.ts';
import {correctedServices, readIanaServices, readRegistry} from '../../source/collectors/iana-services.ts';
import {ServiceList} from '../../source/linux/etc/service-list.ts';

const text = readIanaServices();
const list = new ServiceList(text);
const registry = readRegistry();

describe('the registry of services', () => {
	it('has the names of what servers run', () => {
		const expected: ReadonlyArray<readonly [port: number, tcp: string]> = [
			[22, 'ssh'],
			[25, 'smtp'],
			[53, 'domain'],
			[80, 'http'],
			[143, 'imap'],
			[443, 'https'],
			[465, 'submissions'],
			[587, 'submission'],
			[631, 'ipp'],
			[853, 'domain-s'],
			[993, 'imaps'],
			[1433, 'ms-sql-s'],
			[2049, 'nfs'],
			[2376, 'docker-s'],
			[2379, 'etcd-client'],
			[2380, 'etcd-server'],
			[3306, 'mysql'],
			[3389, 'ms-wbt-server'],
			[5432, 'postgresql'],
			[5672, 'amqp'],
			[5900, 'rfb'],
			[6010, 'x11'],
			[6379, 'redis'],
			[6443, 'kube-apiserver'],
			[6667, 'ircu'],
			[8080, 'http-alt'],
			[8443, 'https-alt'],
			[9092, 'kafka'],
			[9100, 'pdl-datastream'],
			[10_050, 'zabbix-agent'],
			[10_250, 'kubelet'],
			[11_211, 'memcache'],
			[27_017, 'mongodb'],
			[33_060, 'mysqlx'],
		];
		assert.deepEqual(expected.map(([port]) => [port, list.name('tcp', port)]), expected);
	});

	it('tells the transports apart', () => {
		assert.deepEqual([list.name('tcp', 514), list.name('udp', 514)], ['shell', 'syslog']);
		assert.deepEqual([list.name('tcp', 4789), list.name('udp', 4789)], [null, 'vxlan']);
		assert.deepEqual([list.name('tcp', 51_820), list.name('udp', 51_820)], [null, 'wireguard']);
	});

	it('says nothing where it would only mislead: reserved, obsolete, a port of clients', () => {
		assert.deepEqual([0, 3000, 8000, 9090, 32_768, 43_210, 47_808].map(port => list.name('tcp', port)), Array.from({length: 7}, () => null));
	});

	it('gives the ports of clients only the names that were added', () => {
		const ports = text.split('\n').map(line => Number(line.split(' ', 1)[0])).filter(port => port >= 32_768);
		assert.deepEqual(ports, [33_060, 44_321, 51_820]);
	});

	it('spells names as service names are spelled', () => {
		assert.deepEqual(text.split('\n').filter(line => line !== '' && !/^\d+ [\d\-a-z]+(?: [\d\-a-z]+)?$/i.test(line)), []);
		assert.deepEqual([210, 63, 3050, 6444].map(port => list.name('tcp', port)), ['z39-50', 'whoispp', 'gds-db', 'sge-qmaster']);
	});

	it('stays small: it lies in memory beside the samples', () => {
		assert.ok(text.length > 50_000, `${text.length} characters`);
		assert.ok(text.length < 150_000, `${text.length} characters`);
	});

	it('may be any registry', () => {
		const named = correctedServices({
			'53/udp': ['domain', ''], '9/sctp': ['discard', ''], '24/tcp': ['', 'any private mail system'], '80/tcp': ['http', ''],
		});
		assert.deepEqual([53, 9, 24, 80].map(port => named.get(port)), [{tcp: null, udp: 'domain'}, undefined, undefined, {tcp: 'http', udp: null}]);
	});
});

describe('the corrections', () => {
	it('replace names that the registry has', () => {
		const outlived = corrections.filter(([port, name]) => registry[`${port}/tcp`]?.[0] !== name && registry[`${port}/udp`]?.[0] !== name);
		assert.deepEqual(outlived, []);
	});

	it('change what they replace, once for each name', () => {
		assert.deepEqual(corrections.filter(([, name, better]) => name === better), []);
		assert.equal(new Set(corrections.map(([port, name]) => `${port} ${name}`)).size, corrections.length);
	});

	it('add names only where the list would have none', () => {
		for (const {firstPort, lastPort, transports} of additions) {
			for (const port of [firstPort, lastPort]) {
				for (const transport of transports) {
					assert.ok(port >= 32_768 || (registry[`${port}/${transport}`]?.[0] ?? '') === '', `${port}/${transport}`);
				}
			}
		}
	});
});
