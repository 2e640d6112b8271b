import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import os, {constants} from 'node:os';
import {describe, it, type TestContext} from 'node:test';
import type {CFunctions} from '../../../source/linux/calls/c-functions.ts';
import {socketCalls} from '../../../source/linux/calls/socket-calls.ts';
import {requires} from '../../helpers/requirements.ts';
import {
	AF_INET,
	EPOLLIN,
	EPOLLOUT,
	loadLibc,
	ReadySet,
	SO_RCVBUF,
	SOCK_CLOEXEC,
	SOCK_DGRAM,
	SOL_SOCKET,
} from '../../../source/linux/calls/libc.ts';
import {decodeSocketAddress, encodeSocketAddress} from '../../../source/linux/packet/address.ts';

const libc = loadLibc();

/** A UDP socket that is bound to loopback, closed after the test. */
function openUdp(t: TestContext): {readonly fd: number; readonly port: number} {
	const fd = libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	t.after(() => {
		libc.close(fd);
	});
	libc.bind(fd, encodeSocketAddress('127.0.0.1', 0));
	return {fd, port: decodeSocketAddress(libc.socketName(fd)).port};
}

function openEpoll(t: TestContext): number {
	const epfd = libc.epollCreate();
	t.after(() => {
		libc.close(epfd);
	});
	return epfd;
}

/** A UDP socket that is connected to another. */
function openPair(t: TestContext): {readonly sender: number; readonly receiver: number; readonly senderPort: number} {
	const receiver = openUdp(t);
	const sender = openUdp(t);
	libc.connect(sender.fd, encodeSocketAddress('127.0.0.1', receiver.port));
	return {sender: sender.fd, receiver: receiver.fd, senderPort: sender.port};
}

describe('receiving a message', () => {
	it('says false when there is none, and leaves the last one as it was', (t: TestContext) => {
		const {sender, receiver, senderPort} = openPair(t);
		const message = libc.createMessageBuffer();
		t.assert.strictEqual(libc.receiveMessage(receiver, message, 0), false);
		libc.sendNow(sender, Uint8Array.of(1, 2, 3));
		t.assert.strictEqual(libc.receiveMessage(receiver, message, 0), true);
		t.assert.strictEqual(libc.receiveMessage(receiver, message, 0), false);
		t.assert.deepStrictEqual([...message.data], [1, 2, 3]);
		t.assert.deepStrictEqual(message.sender, {
			family: 4, address: '127.0.0.1', port: senderPort, scopeId: 0,
		});
		t.assert.strictEqual(message.timestampMicroseconds, null);
		t.assert.strictEqual(message.extendedError, null);
	});

	it('tells what was cut from what fits', (t: TestContext) => {
		const {sender, receiver} = openPair(t);
		const message = libc.createMessageBuffer(4);
		for (const [sent, isTruncated] of [[4, false], [5, true], [0, false]] as const) {
			libc.sendNow(sender, new Uint8Array(sent).fill(sent));
			t.assert.strictEqual(libc.receiveMessage(receiver, message, 0), true);
			t.assert.strictEqual(message.isTruncated, isTruncated);
			t.assert.deepStrictEqual([...message.data], Array.from({length: Math.min(sent, 4)}, () => sent));
		}
	});

	it('goes on after a signal, and throws any other error', () => {
		const results = [constants.errno.EINTR, constants.errno.EINTR, constants.errno.ECONNREFUSED];
		let last = 0;
		const fake = {
			errno: () => last,
			address: () => 0n,
			longBytes: 8,
			recvmsg() {
				last = results.shift() ?? constants.errno.EAGAIN;
				return -1;
			},
		};
		// A border: what receiveMessage does not call is not there.
		const calls = socketCalls(fake as unknown as CFunctions);
		const message = calls.createMessageBuffer();
		assert.throws(() => calls.receiveMessage(0, message, 0), {name: 'SystemError', code: 'ECONNREFUSED', syscall: 'recvmsg'});
		assert.equal(results.length, 0);
		assert.equal(calls.receiveMessage(0, message, 0), false);
	});
});

describe('options', () => {
	it('are set and read', (t: TestContext) => {
		const {fd} = openUdp(t);
		libc.setOption(fd, SOL_SOCKET, SO_RCVBUF, 20_000);
		const value = new Uint8Array(8);
		t.assert.strictEqual(libc.getOption(fd, SOL_SOCKET, SO_RCVBUF, value), 4);
		// The kernel doubles it, socket(7).
		t.assert.strictEqual(new DataView(value.buffer).getInt32(0, true), 40_000);
		t.assert.throws(() => {
			libc.setOption(fd, SOL_SOCKET, 9999, Uint8Array.of(1, 0, 0, 0));
		}, {code: 'ENOPROTOOPT', syscall: 'setsockopt'});
		t.assert.throws(() => libc.getOption(fd, SOL_SOCKET, 9999, value), {code: 'ENOPROTOOPT', syscall: 'getsockopt'});
	});

	it('include a filter, which the kernel checks', (t: TestContext) => {
		const {sender, receiver} = openPair(t);
		const message = libc.createMessageBuffer();
		t.assert.throws(() => {
			libc.attachFilter(receiver, new Uint8Array(8));
		}, {code: 'EINVAL'});
		// BPF_RET | BPF_K, 0: keeps nothing.
		libc.attachFilter(receiver, Uint8Array.of(6, 0, 0, 0, 0, 0, 0, 0));
		libc.sendNow(sender, Uint8Array.of(1));
		t.assert.strictEqual(libc.receiveMessage(receiver, message, 0), false);
		libc.attachFilter(receiver, Uint8Array.of(6, 0, 0, 0, 0xFF, 0xFF, 0, 0));
		libc.sendNow(sender, Uint8Array.of(2));
		t.assert.strictEqual(libc.receiveMessage(receiver, message, 0), true);
		t.assert.deepStrictEqual([...message.data], [2]);
	});
});

describe('epoll', () => {
	it('tells which descriptors are ready, and for what', (t: TestContext) => {
		const epfd = openEpoll(t);
		const ready = new ReadySet();
		const pairs = [openPair(t), openPair(t), openPair(t)];
		for (const {receiver} of pairs) {
			libc.epollControl(epfd, 'add', receiver, EPOLLIN);
		}

		t.assert.strictEqual(libc.epollReady(epfd, ready), 0);
		const written = [pairs[0]!, pairs[2]!];
		for (const {sender} of written) {
			libc.sendNow(sender, Uint8Array.of(1));
		}

		t.assert.strictEqual(libc.epollReady(epfd, ready), 2);
		t.assert.deepStrictEqual([ready.fd(0), ready.fd(1)], written.map(({receiver}) => receiver));
		t.assert.deepStrictEqual([ready.events(0), ready.events(1)], [EPOLLIN, EPOLLIN]);

		libc.epollControl(epfd, 'delete', pairs[0]!.receiver, 0);
		libc.epollControl(epfd, 'modify', pairs[2]!.receiver, EPOLLIN | EPOLLOUT);
		t.assert.strictEqual(libc.epollReady(epfd, ready), 1);
		t.assert.strictEqual(ready.events(0), EPOLLIN | EPOLLOUT);
		t.assert.throws(() => {
			libc.epollControl(epfd, 'delete', pairs[0]!.receiver, 0);
		}, {code: 'ENOENT', syscall: 'epoll_ctl'});
	});

	it('gives no more than there is room for', (t: TestContext) => {
		const epfd = openEpoll(t);
		for (const {fd} of [openUdp(t), openUdp(t)]) {
			libc.epollControl(epfd, 'add', fd, EPOLLOUT);
		}

		t.assert.strictEqual(libc.epollReady(epfd, new ReadySet(1)), 1);
	});
});

describe('waiting', () => {
	it('ends at once when there is something to read', (t: TestContext) => {
		const {sender, receiver} = openPair(t);
		const epfd = openEpoll(t);
		libc.epollControl(epfd, 'add', receiver, EPOLLIN);
		libc.sendNow(sender, Uint8Array.of(1));
		const start = performance.now();
		libc.waitReadable(epfd, 60_000_000);
		t.assert.ok(performance.now() - start < 10_000);
	});

	it('takes the time that it was given, also right after the clock was read', () => {
		for (const microseconds of [300, 2500.5, -1]) {
			libc.realtimeMicroseconds();
			const start = performance.now();
			libc.waitReadable(-1, microseconds);
			const passed = (performance.now() - start) * 1000;
			assert.ok(passed >= microseconds, `${passed} µs instead of ${microseconds}`);
			assert.ok(passed < 10_000_000, `${passed} µs instead of ${microseconds}`);
		}
	});
});

describe('the clock', () => {
	it('is the one of Date, but finer', () => {
		const before = Date.now();
		const times = Array.from({length: 1000}, () => libc.realtimeMicroseconds());
		const after = Date.now();
		// Date rounds down to milliseconds.
		assert.ok(times[0]! >= before * 1000);
		assert.ok(times.at(-1)! < (after + 1) * 1000);
		assert.ok(times.some(time => time % 1000 >= 1));
		assert.ok(new Set(times.map(time => Math.floor(time))).size > 10);
	});
});

describe('the calling thread', () => {
	it('may be woken more exactly', () => {
		libc.setTimerSlack(12_345);
		// The slack of the main thread, which runs this: proc(5).
		assert.equal(readFileSync('/proc/self/timerslack_ns', 'utf8').trim(), '12345');
	});

	it('is given a niceness', () => {
		const before = os.getPriority();
		libc.setThreadPriority(before + 1);
		assert.equal(os.getPriority(), before + 1);
	});

	it('is put before ordinary ones, and back', requires({root: true}), () => {
		// Field 41 is the policy: proc(5). What precedes it is the name, in parentheses, and it may hold spaces.
		const policy = () => readFileSync('/proc/thread-self/stat', 'utf8').split(') ', 2)[1]?.split(' ', 39)[41 - 3];
		libc.setThreadRealtime(1);
		const during = policy();
		libc.setThreadRealtime(0);
		assert.deepEqual([during, policy()], ['2', '0']);
	});
});

describe('the table of descriptors', () => {
	it('is made larger, and nothing stays open', () => {
		const size = () => Number(/^FDSize:\s*(\d+)/mv.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
		const open = () => readdirSync('/proc/self/fd').length;
		const before = {size: size(), open: open()};
		const fd = libc.epollCreate();
		libc.growDescriptorTable(fd, (2 * before.size) - 1);
		libc.close(fd);
		assert.equal(size(), 2 * before.size);
		assert.equal(open(), before.open);
	});
});
