import assert from 'node:assert/strict';
import {once} from 'node:events';
import {
	chmodSync,
	mkdirSync,
	mkdtempSync,
	rmSync,
	symlinkSync,
} from 'node:fs';
import net from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {describe, it, type TestContext} from 'node:test';
import {
	listDescriptors,
	parseRegisteredSockets,
	parseSocketLink,
	readSocketInode,
} from '../../../source/linux/procfs/pid-fd.ts';
import {listPids} from '../../../source/linux/procfs/pids.ts';

describe('/proc/PID/fd', () => {
	it('names sockets by their inode', () => {
		assert.equal(parseSocketLink('socket:[12345]'), 12_345);
		for (const other of ['', '/dev/null', 'pipe:[12]', 'socket:[]', 'socket:[1', 'socket:[x]', 'socket:[-1]', 'anon_inode:[eventpoll]', '/tmp/socket:[5]']) {
			assert.equal(parseSocketLink(other), 0, other);
		}
	});

	it('parses the sockets that are registered with an io_uring', () => {
		const slots = ['    0: socket:[12]', '    1: /dev/null', '    2: <none>', '   10: socket:[13]', '   11: socket:[13]'];
		const found = parseRegisteredSockets(`pos:\t0\nSQEs:\t1\n   99: opcode:22, fd:8\nUserFiles:\t12\n${slots.join('\n')}\nUserBufs:\t0\n`);
		assert.deepEqual(found, new Map([[0, 12], [11, 13]]));
		assert.deepEqual(parseRegisteredSockets('UserFiles:\t0\nUserBufs:\t0\n'), new Map());
		assert.equal(parseRegisteredSockets('UserFiles:\t12\nUserBufs:\t0\n'), undefined);
		assert.equal(parseRegisteredSockets('pos:\t0\n'), undefined);
	});

	it('has this process\'s sockets', async () => {
		const inodes = () => (listDescriptors('/proc', process.pid) as readonly number[]).map(fd => readSocketInode('/proc', process.pid, fd));
		const before = inodes();
		const server = net.createServer().listen(0, '127.0.0.1');
		await once(server, 'listening');
		const added = inodes().filter(inode => typeof inode === 'number' && inode > 0 && !before.includes(inode));
		server.close();
		assert.equal(added.length, 1);
	});

	it('is undefined, and a descriptor -1, when it is gone', () => {
		assert.equal(listDescriptors('/proc', 0x7F_FF_FF_FF), undefined);
		assert.equal(readSocketInode('/proc', 0x7F_FF_FF_FF, 0), -1);
		assert.equal(readSocketInode('/proc', process.pid, 0x7F_FF_FF_FF), -1);
	});

	it('is denied where we may not look', (t: TestContext) => {
		const procPath = mkdtempSync(path.join(tmpdir(), 'portop-fd-'));
		const descriptorsPath = path.join(procPath, '77/fd');
		const userId = process.geteuid!();
		t.after(() => {
			process.seteuid!(userId);
			chmodSync(descriptorsPath, 0o700);
			rmSync(procPath, {recursive: true});
		});
		mkdirSync(descriptorsPath, {recursive: true});
		symlinkSync('socket:[5]', path.join(descriptorsPath, '3'));
		t.assert.deepStrictEqual(listDescriptors(procPath, 77), [3]);
		t.assert.strictEqual(readSocketInode(procPath, 77, 3), 5);
		chmodSync(descriptorsPath, 0);
		if (userId === 0) {
			// Root may look everywhere.
			process.seteuid!(65_534);
		}

		t.assert.strictEqual(listDescriptors(procPath, 77), 'denied');
		t.assert.strictEqual(readSocketInode(procPath, 77, 3), 'denied');
	});
});

describe('/proc', () => {
	it('lists the processes', () => {
		const pids = listPids('/proc');
		assert.ok(pids.includes(process.pid));
		assert.ok(pids.includes(process.ppid));
		assert.ok(pids.every(pid => Number.isSafeInteger(pid) && pid > 0));
	});
});
