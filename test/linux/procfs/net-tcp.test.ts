import assert from 'node:assert/strict';
import {
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {InetDiagRecord} from '../../../source/linux/netlink/inet-diag.ts';
import {parseNetSockets, readNetSockets} from '../../../source/linux/procfs/net-tcp.ts';
import {MalformedFileError} from '../../../source/linux/procfs/read.ts';
import {protocols, type Protocol} from '../../../source/model/socket.ts';
import {thrownBy} from '../thrown-by.ts';
import {
	basicsOf,
	expectedBasics,
	fixturesPath,
	readExpected,
	recordings,
} from '../netlink/recordings.ts';

const procPath = path.join(fixturesPath, 'procfs');

function read(protocol: Protocol, from = procPath): readonly InetDiagRecord[] {
	const record = new InetDiagRecord();
	const records: InetDiagRecord[] = [];
	readNetSockets(from, protocol, record, () => {
		records.push({...record});
	});
	return records;
}

function parse(text: string, protocol: Protocol = 'tcp'): readonly InetDiagRecord[] {
	const record = new InetDiagRecord();
	const records: InetDiagRecord[] = [];
	parseNetSockets(text, protocol, record, () => {
		records.push({...record});
	});
	return records;
}

const heading = '  sl  local_address rem_address   st tx_queue';

/** Numbers that are numbers, or an error of ours. */
function isEndured(text: string): boolean {
	let areNumbers = true;
	const error = thrownBy(() => {
		areNumbers = parse(text, 'udp').every(record => Object.values(record).every(value => Number.isSafeInteger(value)));
	});
	return areNumbers && (error === undefined || error instanceof MalformedFileError);
}

/** By ports, for sock_diag and /proc list them in different orders. */
const inOrder = <Basics extends {localPort: number; peerPort: number}>(list: readonly Basics[]) =>
	list.toSorted((a, b) => ((a.localPort - b.localPort) * 65_536) + (a.peerPort - b.peerPort));

describe('/proc/net/{tcp,tcp6,udp,udp6}', () => {
	for (const protocol of protocols) {
		it(`${protocol} has what ss said about the same sockets`, () => {
			const expected = readExpected(recordings.find(name => name.startsWith('linux-6') && name.endsWith(`-${protocol}`))!);
			assert.ok(expected.sockets.length > 1);
			const records = read(protocol);
			assert.deepEqual(inOrder(records.map(record => basicsOf(record))), inOrder(expected.sockets.map(socket => expectedBasics(socket, expected))));
			for (const record of records) {
				const socket = expected.sockets.find(({inode}) => inode === record.idiag_inode && inode !== 0);
				assert.equal(record.sk_drops, protocol.startsWith('udp') ? socket!.drops : -1);
				assert.equal(record.idiag_family, protocol.endsWith('6') ? 10 : 2);
			}
		});
	}

	it('tells nothing that only sock_diag knows, whatever was in the record', () => {
		const record = Object.assign(new InetDiagRecord(), {
			tcp_info_length: 280, tcpi_rtt: 5, skv6only: 1, cookie_low: 7, idiag_if: 3,
		});
		readNetSockets(procPath, 'tcp', record, () => undefined);
		assert.deepEqual([record.tcp_info_length, record.tcpi_rtt, record.skv6only, record.cookie_low, record.idiag_if], [0, -1, -1, 0, 0]);
	});

	it('has timers in milliseconds and probes as attempts', () => {
		const line = '   7: 0100007F:9C40 0100007F:1F40 01 00000000:00000000 02:000AFC45 00000003     0        2 423554 2 00000000f85b1b55 20 0 0 14 -1';
		const [record] = parse(`${heading}\n${line}\n`);
		assert.equal(record!.idiag_timer, 2);
		assert.equal(record!.idiag_expires, 0x0A_FC_45 * 10);
		assert.equal(record!.idiag_retrans, 2);
		const [retransmitting] = parse(`${heading}\n${line.replace('02:000AFC45', '01:0000002A')}\n`);
		assert.equal(retransmitting!.idiag_retrans, 3);
	});

	it('may be missing for IPv6 only, where IPv4 is there', t => {
		const proc = mkdtempSync(path.join(os.tmpdir(), 'portop-proc-'));
		t.after(() => {
			rmSync(proc, {recursive: true});
		});
		assert.throws(() => read('tcp', proc), {code: 'ENOENT'});
		assert.throws(() => read('tcp6', proc), {code: 'ENOENT'});
		mkdirSync(path.join(proc, 'net'));
		writeFileSync(path.join(proc, 'net/tcp'), `${heading}\n`);
		assert.deepEqual(read('tcp6', proc), []);
		assert.throws(() => read('udp6', proc), {code: 'ENOENT'});
	});

	it('may have no sockets, but not no heading', () => {
		assert.deepEqual(parse('  sl  local_address rem_address\n'), []);
		for (const bad of ['', '\n', '  sl  local_address rem_address', 'heading\n']) {
			assert.throws(() => parse(bad), MalformedFileError, JSON.stringify(bad));
		}
	});

	it('of the wrong family is refused', () => {
		assert.throws(() => parse(readFileSync(path.join(procPath, 'net/tcp6'), 'latin1'), 'tcp'), MalformedFileError);
		assert.throws(() => parse(readFileSync(path.join(procPath, 'net/tcp'), 'latin1'), 'tcp6'), MalformedFileError);
	});

	it('when damaged gives a typed error or numbers, never NaN', () => {
		const text = readFileSync(path.join(procPath, 'net/udp'), 'latin1');
		const edit = fc.record({at: fc.nat({max: text.length}), remove: fc.nat({max: 12}), insert: fc.string({maxLength: 4})});
		fc.assert(fc.property(edit, ({at, remove, insert}) => {
			assert.ok(isEndured(text.slice(0, at) + insert + text.slice(at + remove)));
		}), {numRuns: 1000});
	});
});
