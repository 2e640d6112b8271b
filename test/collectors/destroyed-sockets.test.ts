import assert from 'node:assert/strict';
import {constants} from 'node:os';
import {describe, it} from 'node:test';
import {directions} from '../../source/collectors/direction.ts';
import {DestroyedSockets} from '../../source/collectors/destroyed-sockets.ts';
import type {DestroyedTable} from '../../source/collectors/destroyed-table.ts';
import {LibcUnavailableError, SystemError} from '../../source/linux/calls/libc.ts';
import {InetDiagRecord} from '../../source/linux/netlink/inet-diag.ts';
import {encodeMessage} from '../../source/linux/netlink/message.ts';
import {lastTcpInfoOffsets} from '../../source/linux/netlink/tcp-info.ts';
import {encodeInetDiagMessage} from '../linux/netlink/encode-inet-diag.ts';
import {FakeKernel} from '../linux/netlink/fake-kernel.ts';

/** Where tcp_info begins in a message without other attributes: behind inet_diag_msg and the attribute's header. */
const tcpInfoStart = 76;

/** A connection from 10.0.0.9:1000 to our port 80, as the kernel tells of it when both have closed in order, the peer first. */
const accepted = {
	idiag_family: 2,
	idiag_state: 7,
	idiag_sport: 80,
	idiag_dport: 1000,
	src2: 0xFF_FF,
	src3: 0x0A_00_00_01,
	dst2: 0xFF_FF,
	dst3: 0x0A_00_00_09,
	idiag_if: 3,
	cookie_low: 5,
	tcp_info_length: 224,
	tcpi_rto: 204_000,
	tcpi_rtt: 20,
	tcpi_last_data_sent: 8,
	tcpi_last_data_recv: 12,
	tcpi_bytes_acked: 9001,
	tcpi_bytes_received: 701,
	tcpi_bytes_sent: 9100,
	tcpi_bytes_retrans: 100,
	tcpi_total_retrans: 1,
	tcpi_segs_in: 6,
	tcpi_segs_out: 4,
	tcpi_data_segs_out: 2,
	tcpi_last_ack_recv: 4,
	tcpi_rcv_space: 59_392,
	tcpi_delivered: 3,
} as const;
type Told = Partial<Record<keyof InetDiagRecord | keyof typeof lastTcpInfoOffsets, number>>;

function notification(told: Told = {}): Uint8Array {
	const fields: Told = {...accepted, ...told};
	const payload = encodeInetDiagMessage(Object.assign(new InetDiagRecord(), fields));
	const view = new DataView(payload.buffer, payload.byteOffset + tcpInfoStart);
	for (const name of ['tcpi_last_ack_recv', 'tcpi_rcv_space'] as const) {
		if (lastTcpInfoOffsets[name] + 4 <= fields.tcp_info_length!) {
			view.setUint32(lastTcpInfoOffsets[name], fields[name]!, true);
		}
	}

	if (fields.tcp_info_length! > 0) {
		view.setUint8(lastTcpInfoOffsets.tcpi_probes, fields.tcpi_probes ?? 0);
	}

	return encodeMessage({type: 20, flags: 0, sequence: 0}, payload);
}

/** What tcp_disconnect() leaves of it. */
const cleared: Told = {
	idiag_dport: 0,
	tcpi_segs_in: 0,
	tcpi_segs_out: 0,
	tcpi_data_segs_out: 0,
	tcpi_bytes_acked: 0,
	tcpi_bytes_received: 0,
	tcpi_bytes_sent: 0,
	tcpi_bytes_retrans: 0,
	tcpi_delivered: 0,
	tcpi_total_retrans: 0,
	tcpi_rtt: 0,
	idiag_wqueue: 65_538,
};

function collectorOf(...replies: ReadonlyArray<Uint8Array | SystemError>) {
	const kernel = new FakeKernel();
	kernel.queue.push(...replies);
	return {kernel, collector: new DestroyedSockets(() => kernel, () => 1234)};
}

function taken(...told: readonly Told[]): DestroyedTable {
	const {collector} = collectorOf(...told.map(each => notification(each)));
	collector.drain();
	return collector.take();
}

function rowOf({columns}: DestroyedTable, row = 0): Partial<Record<keyof typeof columns, number>> {
	return Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[row]!]));
}

describe('a destroyed connection', () => {
	it('is told with its ends, its name and its counters', () => {
		const table = taken({});
		assert.equal(table.count, 1);
		assert.deepEqual(rowOf(table), {
			protocol: 0,
			localPort: 80,
			remotePort: 1000,
			local0: 0,
			local1: 0,
			local2: 0xFF_FF,
			local3: 0x0A_00_00_01,
			remote0: 0,
			remote1: 0,
			remote2: 0xFF_FF,
			remote3: 0x0A_00_00_09,
			interfaceIndex: 3,
			cookieLow: 5,
			cookieHigh: 0,
			receivedBytes: 701,
			sentBytes: 9000,
			segmentsIn: 6,
			segmentsOut: 4,
			dataSegmentsOut: 2,
			retransmissions: 1,
			rttMicroseconds: 20,
			minimumRttMicroseconds: 0,
			acknowledgedFlags: 1,
			direction: directions.unknown,
			unreadBytes: 0,
			unacknowledgedBytes: 0,
			isCleared: 0,
			wasEstablished: 1,
			wasUnanswered: 0,
			leavesFinUnread: 0,
			lastActivityMilliseconds: 4,
			receivedAt: 1234,
		});
	});

	it('that sent its FIN in a segment of its own has surely finished', () => {
		const flags = (told: Told) => taken(told).columns.acknowledgedFlags[0];
		assert.equal(flags({tcpi_data_segs_out: 2, tcpi_delivered: 4}), 2);
		// It may as well be the SYN of one that began here, and was cut off.
		assert.equal(flags({tcpi_data_segs_out: 2, tcpi_delivered: 3}), 1);
		assert.equal(flags({tcpi_data_segs_out: 2, tcpi_delivered: 4, idiag_wqueue: 1}), 1);
		assert.equal(flags({tcpi_bytes_acked: 9000}), 0);
		// Of payload something was not acknowledged.
		assert.equal(flags({tcpi_bytes_acked: 8000, idiag_wqueue: 1000}), 0);
	});

	it('that began here has its SYN acknowledged, too', () => {
		const {columns} = taken({tcpi_bytes_acked: 9002});
		assert.deepEqual([columns.acknowledgedFlags[0], columns.direction[0]], [2, 1]);
	});

	it('has no counters once it was cleared, and only an address of its peer', () => {
		const row = rowOf(taken({...cleared, tcpi_last_data_recv: 9_000_000}));
		assert.deepEqual([row.isCleared, row.wasEstablished, row.localPort, row.remotePort, row.remote3], [1, 1, 80, 0, 0x0A_00_00_09]);
		for (const name of ['receivedBytes', 'sentBytes', 'segmentsIn', 'segmentsOut', 'dataSegmentsOut', 'retransmissions'] as const) {
			assert.equal(row[name], -1, name);
		}

		assert.equal(row.lastActivityMilliseconds, 4);
	});

	it('is no listener, nor a socket that never had a peer', () => {
		assert.equal(taken({...cleared, tcpi_rcv_space: 0, dst3: 0}, {tcp_info_length: 0}).count, 0);
	});

	it('is a connect() that failed, of which only the address is known any more', () => {
		const row = rowOf(taken({...cleared, tcpi_rcv_space: 0}));
		assert.deepEqual([row.wasEstablished, row.remotePort, row.remote3], [0, 0, 0x0A_00_00_09]);
	});

	// Figures of Linux 6.18.
	const ends = [
		{
			name: 'reset by the peer', told: {tcpi_bytes_acked: 9000}, wasEstablished: 1, wasUnanswered: 0,
		},
		{
			name: 'given up after retransmissions', told: {tcpi_retransmits: 3, tcpi_rto: 1_632_000, tcpi_last_data_sent: 1664}, wasEstablished: 1, wasUnanswered: 1,
		},
		{
			name: 'given up by TCP_USER_TIMEOUT', told: {tcpi_retransmits: 2, tcpi_rto: 816_000, tcpi_last_data_sent: 288}, wasEstablished: 1, wasUnanswered: 1,
		},
		{
			name: 'reset in answer to a retransmission', told: {tcpi_retransmits: 2, tcpi_rto: 816_000, tcpi_last_data_sent: 20}, wasEstablished: 1, wasUnanswered: 0,
		},
		{
			name: 'given up after keepalive probes', told: {tcpi_probes: 2}, wasEstablished: 1, wasUnanswered: 1,
		},
		{
			name: 'refused', told: {tcpi_rcv_space: 0, tcpi_segs_in: 1, tcpi_segs_out: 1}, wasEstablished: 0, wasUnanswered: 0,
		},
		{
			name: 'never answered', told: {
				tcpi_rcv_space: 0, tcpi_segs_in: 0, tcpi_segs_out: 3, tcpi_retransmits: 2,
			}, wasEstablished: 0, wasUnanswered: 1,
		},
		{
			name: 'not waited for', told: {tcpi_rcv_space: 0, tcpi_segs_in: 0, tcpi_segs_out: 1}, wasEstablished: 0, wasUnanswered: 1,
		},
	] as const;
	for (const {name, told, ...expected} of ends) {
		it(name, () => {
			const {wasEstablished, wasUnanswered} = rowOf(taken(told));
			assert.deepEqual({wasEstablished, wasUnanswered}, expected);
		});
	}

	it('that never was one has no activity: those counters run since the machine started', () => {
		const since = 9_000_000;
		assert.equal(rowOf(taken({
			tcpi_rcv_space: 0, tcpi_last_ack_recv: since, tcpi_last_data_recv: since, tcpi_last_data_sent: since,
		})).lastActivityMilliseconds, 0);
	});

	it('of Linux before 4.19 is known by what was acknowledged', () => {
		assert.equal(rowOf(taken({tcp_info_length: 192})).sentBytes, 9000);
	});
});

describe('a program that closes without reading on', () => {
	const unread: Told = {tcpi_delivered: 4, idiag_rqueue: 1};

	it('is known by a FIN that it left, whichever comes first', () => {
		const {columns} = taken({}, unread, {idiag_sport: 81}, {idiag_sport: 81, idiag_rqueue: 1, tcpi_bytes_acked: 9000});
		assert.deepEqual([...columns.leavesFinUnread.subarray(0, 4)], [1, 1, 0, 0]);
	});

	it('is known by the peer\'s port where the connection began here', () => {
		const outgoing: Told = {idiag_sport: 40_000, idiag_dport: 443, tcpi_bytes_acked: 9002};
		const {columns} = taken({...outgoing, idiag_rqueue: 1}, {...outgoing, idiag_sport: 40_001}, {idiag_sport: 443}, {idiag_sport: 40_000});
		assert.deepEqual([...columns.leavesFinUnread.subarray(0, 4)], [1, 1, 0, 0]);
	});

	it('stays known', () => {
		const {kernel, collector} = collectorOf(notification(unread));
		collector.drain();
		assert.equal(collector.take().columns.leavesFinUnread[0], 1);
		kernel.queue.push(notification());
		collector.drain();
		assert.equal(collector.take().columns.leavesFinUnread[0], 1);
	});
});

describe('the collector', () => {
	it('reads what waits, and takes turns with two tables', () => {
		const {kernel, collector} = collectorOf(notification(), notification({cookie_low: 6}));
		collector.drain();
		const first = collector.take();
		assert.equal(first.count, 2);
		kernel.queue.push(notification({cookie_low: 7}));
		collector.drain();
		assert.equal(first.count, 2);
		const second = collector.take();
		assert.deepEqual([second.count, second.columns.cookieLow[0]], [1, 7]);
		assert.notEqual(second, first);
		assert.equal(collector.take(), first);
		assert.equal(first.count, 0);
		assert.equal(collector.status.state, 'ok');
	});

	it('grows, and gives memory back', () => {
		const {kernel, collector} = collectorOf(...Array.from({length: 10_000}, (_, index) => notification({cookie_low: index})));
		collector.drain();
		const table = collector.take();
		assert.ok(table.columns.cookieLow.subarray(0, table.count).every((cookie, index) => cookie === index));
		assert.equal(table.count, 10_000);
		for (let turn = 0; turn < 4; turn++) {
			kernel.queue.push(notification());
			collector.drain();
			collector.take();
		}

		assert.ok(table.columns.cookieLow.length < 1000);
	});

	it('counts overruns and reads on', () => {
		const {collector} = collectorOf(new SystemError('recv', constants.errno.ENOBUFS), notification());
		collector.drain();
		assert.equal(collector.take().count, 1);
		assert.equal(collector.overruns, 1);
		assert.deepEqual(collector.status, {
			name: 'destroyed sockets', method: 'netlink', state: 'degraded', problem: 'notifications of closed connections were lost once: totals are a lower bound',
		});
	});

	it('keeps so many, and says that there were more', () => {
		const kernel = new FakeKernel();
		kernel.queue.push(notification(), notification(), notification());
		const collector = new DestroyedSockets(() => kernel, undefined, 2);
		collector.drain();
		assert.equal(collector.take().count, 2);
		assert.equal(collector.overruns, 1);
	});

	it('passes over what is malformed or something else', () => {
		const whole = notification();
		const other = encodeMessage({type: 3, flags: 0, sequence: 0}, new Uint8Array(4));
		const {collector} = collectorOf(...Array.from({length: whole.length}, (_, length) => whole.slice(0, length)), other, whole);
		collector.drain();
		assert.equal(collector.take().count, 1);
		assert.equal(collector.status.state, 'ok');
	});

	it('says what is missing without CAP_NET_ADMIN, and never throws', () => {
		const collector = new DestroyedSockets(() => {
			throw new SystemError('bind', constants.errno.EPERM);
		});
		collector.drain();
		assert.equal(collector.take().count, 0);
		assert.equal(collector.isOpen, false);
		const {problem, ...status} = collector.status;
		assert.deepEqual(status, {name: 'destroyed sockets', method: 'netlink', state: 'degraded'});
		// It depends on the rights of this process, what is missing: refusal.test.ts.
		assert.match(problem ?? '', /^connections that are shorter than a sample are not all counted: .*CAP_NET_ADMIN/);
		collector.close();
	});

	it('says so where there is no koffi', () => {
		const collector = new DestroyedSockets(() => {
			throw new LibcUnavailableError('not here');
		});
		assert.match(collector.status.problem ?? '', /koffi could not be loaded/);
	});

	it('ends when the socket fails, with what had come', () => {
		const {kernel, collector} = collectorOf(notification(), new SystemError('recv', constants.errno.EIO), notification());
		collector.drain();
		assert.deepEqual([collector.isOpen, kernel.isClosed, collector.take().count], [false, true, 1]);
		assert.match(collector.status.problem ?? '', /not counted any more: recv: .*EIO/);
		collector.drain();
		assert.equal(kernel.queue.length, 1);
	});
});
