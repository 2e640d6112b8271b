import assert from 'node:assert/strict';
import {once} from 'node:events';
import {readdirSync} from 'node:fs';
import net from 'node:net';
import process from 'node:process';
import {describe, it, type TestContext} from 'node:test';
import {loadLibc, SystemError} from '../../../source/linux/calls/libc.ts';
import {InetDiagRecord} from '../../../source/linux/netlink/inet-diag.ts';
import {dumpSockets, openSockDiag} from '../../../source/linux/netlink/sock-diag.ts';
import type {NetlinkTransport} from '../../../source/linux/netlink/transport.ts';
import {readSocketInode} from '../../../source/linux/procfs/pid-fd.ts';
import {anyRequest, dumpAll} from './recordings.ts';

/** A socket for sock_diag, closed after the test. */
function open(t: TestContext): NetlinkTransport {
	const transport = openSockDiag(loadLibc());
	t.after(() => {
		transport.close();
	});
	return transport;
}

async function listen(t: TestContext): Promise<number> {
	const server = net.createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	t.after(() => {
		server.close();
	});
	// A border: only a server on a path has an address of another type.
	const {port} = server.address() as net.AddressInfo;
	return port;
}

describe('the kernel that runs this test', () => {
	it('shows a listener, with the inode that its descriptor has', async (t: TestContext) => {
		const port = await listen(t);
		const {records} = dumpAll(open(t));
		const listeners = records.filter(record => record.idiag_state === 10 && record.idiag_sport === port);
		t.assert.strictEqual(listeners.length, 1);
		const [listener] = listeners;
		t.assert.strictEqual(listener!.src3, 0x7F_00_00_01);
		t.assert.strictEqual(listener!.idiag_uid, process.geteuid!());
		const inodes = readdirSync('/proc/self/fd').map(fd => readSocketInode('/proc', process.pid, Number(fd)));
		t.assert.ok(inodes.includes(listener!.idiag_inode));
	});

	it('answers another dump after one was given up', async (t: TestContext) => {
		const port = await listen(t);
		const transport = open(t);
		const dump = dumpSockets(transport, anyRequest, new InetDiagRecord(), () => undefined);
		dump.next();
		dump.return({interrupted: false});
		t.assert.ok(dumpAll(transport).records.some(record => record.idiag_sport === port));
	});

	it('refuses a protocol that it does not know', (t: TestContext) => {
		const transport = open(t);
		t.assert.throws(() => dumpAll(transport, {...anyRequest, protocol: 255}), {name: 'NetlinkError', code: 'ENOENT'});
		t.assert.strictEqual(dumpAll(transport).interrupted, false);
	});

	it('never keeps us waiting for a reply that does not come', (t: TestContext) => {
		const transport = open(t);
		t.assert.throws(() => transport.receive(new Uint8Array(64)), {name: 'SystemError', code: 'EAGAIN'});
	});

	it('closes once, however often it is asked', (t: TestContext) => {
		const transport = open(t);
		transport.close();
		transport.close();
		t.assert.throws(() => transport.receive(new Uint8Array(64)), {code: 'EBADF'});
	});
});

describe('system calls', () => {
	const libc = loadLibc();

	it('throw what errno says', () => {
		assert.throws(() => libc.socket(-1, 0, 0), (error: unknown) => error instanceof SystemError && error.code === 'EAFNOSUPPORT' && error.syscall === 'socket');
		assert.throws(() => {
			libc.close(-1);
		}, /^SystemError: close: bad file descriptor \(EBADF\)$/);
		assert.throws(() => {
			libc.setns(-1, 0);
		}, {code: 'EBADF', errno: 9});
		// Larger than any pid can be: PID_MAX_LIMIT, linux/threads.h.
		assert.throws(() => libc.pidfdOpen(0x7F_FF_FF_FF), {code: 'ESRCH', syscall: 'pidfd_open'});
	});

	it('name a process for ever by a pidfd', () => {
		const pidfd = libc.pidfdOpen(process.pid);
		libc.pidfdSendSignal(pidfd, 0);
		assert.throws(() => {
			libc.pidfdSendSignal(pidfd, 10_000);
		}, {code: 'EINVAL'});
		libc.close(pidfd);
	});
});
