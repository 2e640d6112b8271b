import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {parseAuxiliaryPageSize, readAuxiliaryPageSize} from '../../../source/linux/procfs/auxv.ts';
import {parseNetDev, readNetDev} from '../../../source/linux/procfs/net-dev.ts';
import {readNetNetstat} from '../../../source/linux/procfs/net-netstat.ts';
import {parseNetSnmp, readNetSnmp} from '../../../source/linux/procfs/net-snmp.ts';
import {parseNetSnmp6, readNetSnmp6} from '../../../source/linux/procfs/net-snmp6.ts';
import {MalformedFileError} from '../../../source/linux/procfs/read.ts';
import {parseSoftnetStat, readSoftnetStat} from '../../../source/linux/procfs/softnet-stat.ts';
import {parseUptime, readUptime} from '../../../source/linux/procfs/uptime.ts';
import {thrownBy} from '../thrown-by.ts';
import {fixturesPath} from '../netlink/recordings.ts';

const procPath = path.join(fixturesPath, 'procfs');

/** Damages the file anywhere: does the parser always throw a typed error, or give numbers that are numbers? */
function whenDamaged(file: string, numbersOf: (text: string) => readonly number[]) {
	const text = readFileSync(path.join(procPath, file), 'utf8');
	const edit = fc.record({at: fc.nat({max: text.length}), remove: fc.nat({max: 8}), insert: fc.string({maxLength: 4})});
	return fc.property(edit, ({at, remove, insert}) => {
		const damaged = text.slice(0, at) + insert + text.slice(at + remove);
		let areNumbers = true;
		const error = thrownBy(() => {
			areNumbers = numbersOf(damaged).every(number => Number.isFinite(number));
		});
		return areNumbers && (error === undefined || error instanceof MalformedFileError);
	});
}

describe('/proc/net/dev', () => {
	it('has the traffic by interface', () => {
		const interfaces = readNetDev(procPath);
		assert.deepEqual(interfaces.map(({name}) => name).toSorted(), ['lo', 'v0', 'v1']);
		const [v0, v1] = ['v0', 'v1'].map(name => interfaces.find(each => each.name === name)!);
		// Two ends of one wire.
		assert.equal(v0!.sentBytes, v1!.receivedBytes);
		assert.equal(v1!.sentPackets, v0!.receivedPackets);
		assert.ok(v0!.sentBytes > v0!.sentPackets);
		assert.ok(v0!.sentPackets > 0);
	});

	it('may have no space after the colon, large counters, and colons in names', () => {
		const [eth] = parseNetDev(`Inter-|   Receive\n face |bytes\n eth0:1:${[2 ** 52, ...Array.from({length: 15}, (_, index) => index + 1)].join(' ')}\n`);
		assert.deepEqual(eth, {
			name: 'eth0:1',
			receivedBytes: 2 ** 52,
			receivedPackets: 1,
			receiveErrors: 2,
			receiveDrops: 3,
			sentBytes: 8,
			sentPackets: 9,
			sendErrors: 10,
			sendDrops: 11,
		});
	});

	it('is refused without its headings', () => {
		for (const bad of ['', '\n', 'lo: 1\n', 'Inter-|   Receive\n']) {
			assert.throws(() => parseNetDev(bad), MalformedFileError, bad);
		}
	});

	it('gives typed errors when damaged', () => {
		const property = whenDamaged('net/dev', text => parseNetDev(text).flatMap(({name, ...counters}) => Object.values(counters)));
		assert.equal(fc.check(property, {numRuns: 500}).counterexample, null);
	});
});

describe('/proc/net/snmp and netstat', () => {
	it('have counters by protocol and name', () => {
		const {counters, problem} = readNetSnmp(procPath);
		assert.equal(problem, null);
		assert.equal(counters.get('Tcp')?.get('MaxConn'), -1);
		assert.ok(counters.get('Tcp')!.get('RetransSegs')! >= 0);
		assert.ok(counters.get('Udp')!.get('RcvbufErrors')! > 0);
		assert.ok(counters.has('Ip'));
		assert.ok(counters.has('UdpLite'));
		const {counters: netstat} = readNetNetstat(procPath);
		assert.equal(netstat.get('TcpExt')?.get('SyncookiesSent'), 0);
		assert.equal(netstat.get('IpExt')?.get('InOctets'), 87_679);
	});

	it('lose a protocol without its values, with others than numbers, or with more or fewer of them than names', () => {
		for (const odd of ['Tcp: A B\nTcp: 1\n', 'Tcp: A\nTcp: 1 2\n', 'Tcp: A\n', 'Tcp: A\nTcp: x\n', 'Tcp A\nTcp 1\n']) {
			for (const text of [`${odd}Udp: C\nUdp: 3\n`, `Udp: C\nUdp: 3\n${odd}`]) {
				const {counters, problem} = parseNetSnmp(text);
				assert.deepEqual(counters, new Map([['Udp', new Map([['C', 3]])]]), text);
				assert.ok(problem instanceof MalformedFileError, text);
			}
		}
	});

	it('are refused where they have no protocol', () => {
		for (const bad of ['', '\n', 'Tcp: A\n', 'Tcp: A\nTcp: x\n', 'Tcp A\nTcp 1\n']) {
			assert.throws(() => parseNetSnmp(bad), MalformedFileError, bad);
		}
	});

	it('give typed errors when damaged', () => {
		const property = whenDamaged('net/snmp', text => parseNetSnmp(text).counters.values().flatMap(each => each.values()).toArray());
		assert.equal(fc.check(property, {numRuns: 500}).counterexample, null);
	});
});

describe('/proc/net/snmp6', () => {
	it('has counters by name', () => {
		const counters = readNetSnmp6(procPath);
		assert.equal(counters.get('Udp6NoPorts'), 3);
		assert.equal(counters.get('Icmp6InDestUnreachs'), 3);
		assert.equal(counters.get('Ip6OutNoRoutes'), 0);
	});

	it('is empty where the kernel has no IPv6', () => {
		assert.equal(readNetSnmp6(path.join(procPath, 'net')).size, 0);
	});

	it('gives typed errors when damaged', () => {
		for (const bad of ['A\n', 'A 1 2\n', 'A x\n', '1 1\n', ' A 1\n', 'A -1\n']) {
			assert.throws(() => parseNetSnmp6(bad), MalformedFileError, bad);
		}

		const property = whenDamaged('net/snmp6', text => parseNetSnmp6(text).values().toArray());
		assert.equal(fc.check(property, {numRuns: 500}).counterexample, null);
	});
});

describe('/proc/net/softnet_stat', () => {
	it('has a line of hexadecimal columns per CPU', () => {
		const cpus = readSoftnetStat(procPath);
		assert.deepEqual(cpus.map(({processed}) => processed), [0x7E_43_4F, 0x9D_0D_32]);
		const line = Array.from({length: 15}, (_, column) => (column + 0xF0).toString(16).padStart(8, '0')).join(' ');
		assert.deepEqual(parseSoftnetStat(`${line}\n`), [{
			processed: 0xF0, dropped: 0xF1, timeSqueeze: 0xF2, flowLimit: 0xFA,
		}]);
	});

	it('has no flow limit in old kernels', () => {
		const [cpu] = parseSoftnetStat(`${'00000001 '.repeat(9)}00000001\n`);
		assert.equal(cpu!.flowLimit, null);
		assert.equal(cpu!.dropped, 1);
	});

	it('gives typed errors when damaged, nothing where it is missing', () => {
		assert.deepEqual(readSoftnetStat(path.join(procPath, 'net')), []);
		for (const bad of ['00000001 00000002\n', '1 2 3\n', 'cpu 00000001 00000001\n']) {
			assert.throws(() => parseSoftnetStat(bad), MalformedFileError, bad);
		}

		const property = whenDamaged('net/softnet_stat', text => parseSoftnetStat(text).flatMap(({dropped, timeSqueeze}) => [dropped, timeSqueeze]));
		assert.equal(fc.check(property, {numRuns: 500}).counterexample, null);
	});
});

describe('/proc/uptime', () => {
	it('is in seconds', () => {
		assert.equal(parseUptime('12345.67 24000.10\n'), 12_345.67);
		assert.ok(Math.abs(readUptime('/proc') - os.uptime()) < 60);
	});

	it('gives a typed error when damaged', () => {
		for (const bad of ['', '\n', 'x', '1', '1.0', '1.0 x']) {
			assert.throws(() => parseUptime(bad), MalformedFileError, bad);
		}
	});
});

describe('/proc/self/auxv', () => {
	it('has the size of a page', () => {
		assert.equal(readAuxiliaryPageSize('/proc'), Number(execFileSync('getconf', ['PAGESIZE'], {encoding: 'utf8'})));
	});

	it('may be missing, cut, or without it', () => {
		assert.equal(readAuxiliaryPageSize(procPath), 4096);
		assert.equal(parseAuxiliaryPageSize(new Uint8Array()), undefined);
		assert.equal(parseAuxiliaryPageSize(Buffer.alloc(15, 6)), undefined);
		assert.equal(parseAuxiliaryPageSize(Buffer.alloc(32)), undefined);
	});
});
