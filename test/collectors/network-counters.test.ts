import assert from 'node:assert/strict';
import {
	cpSync,
	mkdtempSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {readNetworkCounters} from '../../source/collectors/network-counters.ts';
import {Sources} from '../../source/collectors/registry.ts';
import {openSocketCollector} from '../../source/collectors/sockets.ts';
import {systemCounters} from '../../source/collectors/system.ts';
import {fixturesPath} from '../linux/netlink/recordings.ts';

/** A copy of the fixtures' /proc that may be damaged. */
function copyOfProc(t: TestContext): string {
	const procPath = mkdtempSync(path.join(os.tmpdir(), 'portop-proc-'));
	t.after(() => {
		rmSync(procPath, {recursive: true});
	});
	cpSync(path.join(fixturesPath, 'procfs'), procPath, {recursive: true});
	return procPath;
}

describe('the network\'s counters', () => {
	it('are named as nstat names them', t => {
		const {value: values, status: source} = readNetworkCounters(copyOfProc(t));
		assert.equal(values.get('UdpRcvbufErrors'), 144);
		assert.equal(values.get('TcpExtTCPLossProbes'), 1);
		assert.equal(values.get('Udp6NoPorts'), 3);
		assert.equal(values.get('SoftnetDropped'), 0);
		assert.deepEqual(source, {
			name: 'counters', method: 'proc', state: 'ok', problem: null,
		});
	});

	it('are the sum over the CPUs for softnet', t => {
		const procPath = copyOfProc(t);
		writeFileSync(path.join(procPath, 'net/softnet_stat'), `${'0000000a '.repeat(11)}00000000\n${'00000001 '.repeat(11)}00000000\n`);
		const {value: values} = readNetworkCounters(procPath);
		assert.deepEqual(['SoftnetDropped', 'SoftnetTimeSqueeze', 'SoftnetFlowLimit'].map(name => values.get(name)), [11, 11, 11]);
	});

	it('are those of the other files where one is damaged', t => {
		const procPath = copyOfProc(t);
		writeFileSync(path.join(procPath, 'net/netstat'), 'TcpExt: A\n');
		const {value: values, status: source} = readNetworkCounters(procPath);
		assert.equal(values.get('UdpRcvbufErrors'), 144);
		assert.equal(values.get('Udp6NoPorts'), 3);
		assert.equal(values.has('TcpExtTCPTimeouts'), false);
		assert.equal(source.state, 'degraded');
		assert.match(source.problem!, /^\/proc\/net\/netstat is not in the kernel's format/);
	});

	it('may lack IPv6 and softnet without anything being wrong', t => {
		const procPath = copyOfProc(t);
		rmSync(path.join(procPath, 'net/snmp6'));
		rmSync(path.join(procPath, 'net/softnet_stat'));
		const {value: values, status: source} = readNetworkCounters(procPath);
		assert.equal(source.state, 'ok');
		assert.equal(values.has('SoftnetDropped'), false);
	});

	it('fail without a throw where there are none', () => {
		const {value: values, status: source} = readNetworkCounters('/nonexistent');
		assert.equal(values.size, 0);
		assert.equal(source.state, 'failed');
	});
});

/** The sources of a /proc, read once. */
function sourcesOf(procPath: string): Sources {
	const sources = new Sources({
		procPath, socketMethod: 'proc', openSockets: openSocketCollector, countsBetweenSamples: false, now: () => 0,
	});
	sources.read();
	return sources;
}

describe('the system\'s counters', () => {
	it('tell connections and interfaces', t => {
		const counters = systemCounters(sourcesOf(copyOfProc(t)).open);
		assert.equal(counters.passiveOpens, 5);
		assert.equal(counters.activeOpens, 7);
		assert.equal(counters.retransmittedSegments, 1);
		assert.equal(counters.errors.get('UdpRcvbufErrors'), 144);
		assert.deepEqual(counters.interfaces.map(({name}) => name), ['lo', 'v1', 'v0']);
		// One sample has no rates, for which that is asked.
		assert.equal(counters.areLinksKnown, false);
	});

	it('are unknown, not 0, where nothing can be read', () => {
		const sources = sourcesOf('/nonexistent');
		const {errors, interfaces, areLinksKnown, ...counters} = systemCounters(sources.open);
		assert.ok(Object.values(counters).every(value => value === null), JSON.stringify(counters));
		assert.equal(errors.size, 0);
		assert.deepEqual(interfaces, []);
		assert.equal(areLinksKnown, false);
		const read = sources.statuses.filter(({name}) => name !== 'processes');
		assert.deepEqual(read.map(({name, state}) => `${name} ${state}`), ['interfaces failed', 'counters failed', 'uptime failed']);
	});
});
