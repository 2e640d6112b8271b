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
import {SocketTable} from '../../source/collectors/socket-table.ts';
import {SocketSource} from '../../source/collectors/socket-source.ts';
import {openSocketCollector} from '../../source/collectors/sockets.ts';
import {protocols, type Protocol} from '../../source/model/socket.ts';
import {run} from '../builders/socket-table.ts';
import {fixturesPath} from '../linux/netlink/recordings.ts';

/** The sockets of a copy of the fixtures' /proc that may be damaged. */
function open(t: TestContext) {
	const procPath = mkdtempSync(path.join(os.tmpdir(), 'portop-proc-'));
	t.after(() => {
		rmSync(procPath, {recursive: true});
	});
	cpSync(path.join(fixturesPath, 'procfs'), procPath, {recursive: true});
	const source = new SocketSource('proc', procPath, openSocketCollector);
	const table = new SocketTable();
	return {
		write(protocol: Protocol, text: string) {
			writeFileSync(path.join(procPath, 'net', protocol), text);
		},
		read() {
			table.clear();
			const {state, problem} = run(source.collect(table));
			const counts = protocols.map((_, index) => table.columns.protocol.subarray(0, table.count).filter(each => each === index).length);
			return {
				state, problem, counts, unread: [...table.unread],
			};
		},
	};
}

describe('sockets', () => {
	it('of a protocol that cannot be read are unknown, and those of others are there', t => {
		const {write, read} = open(t);
		const {counts, unread} = read();
		assert.deepEqual([counts.every(count => count > 0), unread], [true, []]);

		const damaged = open(t);
		damaged.write('udp', '');
		// A line that is cut takes those before it with it: how many are missing is unknown.
		damaged.write('tcp6', '  sl  local_address remote_address\n   0: 0000\n');
		const without = damaged.read();
		assert.deepEqual(without.counts, [counts[0], 0, 0, counts[3]]);
		assert.deepEqual(without.unread, ['tcp6', 'udp']);
		assert.equal(without.state, 'degraded');
		assert.match(without.problem!, /tcp6 sockets are unknown: .*; udp sockets are unknown: /);
		write('udp', '');
	});

	it('of a protocol that could be read before fail as a whole: they would seem to be closed', t => {
		const {write, read} = open(t);
		read();
		write('udp', '');
		const {state, counts, unread} = read();
		assert.deepEqual([state, counts, unread], ['failed', [0, 0, 0, 0], [...protocols]]);
	});

	it('are unknown, not none, where nothing can be read', t => {
		const {write, read} = open(t);
		for (const protocol of protocols) {
			write(protocol, '');
		}

		const {state, unread} = read();
		assert.deepEqual([state, unread], ['failed', [...protocols]]);
	});
});
