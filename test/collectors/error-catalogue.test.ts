import assert from 'node:assert/strict';
import path from 'node:path';
import {describe, it} from 'node:test';
import {errorCatalogue} from '../../source/collectors/error-catalogue.ts';
import {readNetworkCounters} from '../../source/collectors/network-counters.ts';
import {fixturesPath} from '../linux/netlink/recordings.ts';

describe('the catalogue of error counters', () => {
	it('names counters that a kernel has, each once', () => {
		const names = errorCatalogue.map(({name}) => name);
		const {value: values} = readNetworkCounters(path.join(fixturesPath, 'procfs'));
		assert.deepEqual(names.filter(name => !values.has(name)), []);
		assert.equal(new Set(names).size, names.length);
		assert.ok(names.length > 150, String(names.length));
	});

	it('begins with what turns clients away', () => {
		assert.equal(errorCatalogue[0]!.name, 'TcpExtListenOverflows');
	});

	it('has a short title and one line of meaning for each', () => {
		for (const {name, title, meaning} of errorCatalogue) {
			assert.match(title, /^[^\n]{4,26}$/, name);
			// No full stop, as in the help.
			assert.match(meaning, /^[A-Z][^\n]{20,165}[^\n.]$/, name);
		}
	});

	it('has every counter of these files that says in its name that something went wrong', () => {
		const {value: values} = readNetworkCounters(path.join(fixturesPath, 'procfs'));
		const inCatalogue = new Set(errorCatalogue.map(({name}) => name));
		const bad = /error|drop|fail|discard|overflow|noport|noroute|abort|prune|timeout|reset|retrans|unreach|exceed|excds|toobig|csum|full/i;
		const harmless = new Set([
			// What Multipath TCP's path managers drop, and a fallback that failed, are their daily work.
			...values.keys().filter(name => name.startsWith('MPTcpExt') && !inCatalogue.has(name)),
			// Details of recovery and of its bookkeeping.
			'TcpExtTCPSackFailures',
			'TcpExtTCPRenoFailures',
			'TcpExtTCPSackShiftFallback',
		]);
		assert.deepEqual(values.keys().filter(name => bad.test(name) && !inCatalogue.has(name) && !harmless.has(name)).toArray(), []);
	});
});
