/* Which connections are a port's, and what they moved: compared with what was really done, with nftables and with the kernel's counters. */
import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {enterNamespace} from '../helpers/enter-namespace.ts';
import {execute} from '../helpers/execute.ts';
import {
	accept,
	beginConnectTcp,
	close,
	connectTcp,
	listenTcp,
	receiveAll,
	send,
	type Address,
} from '../helpers/libc-sockets.ts';
import {linesOf} from '../helpers/lines.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {portop} from '../helpers/portop.ts';
import {requires} from '../helpers/requirements.ts';
import {
	settledPort,
	watchPorts,
	type JsonPort,
	type PortsDocument,
} from '../helpers/watch-ports.ts';

const host = '127.0.0.1';

/** A row with the figures that only these tests look at. */
type Row = JsonPort & {
	readonly connections: Readonly<Record<string, number>>;
	readonly acceptQueue: number | null;
	readonly acceptQueueLimit: number | null;
};

/** The next sample in which the port's row is as wanted. */
async function rowWhen(next: () => Promise<PortsDocument>, port: number, isWanted: (row: Row) => boolean): Promise<Row> {
	for (;;) {
		const {ports} = await next();
		// A border: the rows have more than the type says.
		const row = ports.find(candidate => candidate.port === port) as Row | undefined;
		if (row !== undefined && isWanted(row)) {
			return row;
		}
	}
}

/** Waits for a sample that is taken from now on. */
async function sampleFromNow(next: () => Promise<PortsDocument>): Promise<void> {
	const from = Date.now();
	for (;;) {
		const {time} = await next();
		if (Date.parse(time) >= from) {
			return;
		}
	}
}

describe('connections are counted where they were accepted', requires({root: true, tools: ['ip', 'ss', 'nft', 'nstat']}), () => {
	let namespace: Namespace;
	let stay: Disposable;

	before(async () => {
		namespace = await createNamespace();
		stay = enterNamespace(namespace);
	});

	after(async () => {
		stay[Symbol.dispose]();
		await namespace[Symbol.asyncDispose]();
	});

	/** Connects, has so many bytes go there and back, and returns both ends. */
	const exchange = (listener: number, address: Address, bytes: number) => {
		const client = connectTcp(address);
		const server = accept(listener);
		send(client, new Uint8Array(bytes));
		receiveAll(server, bytes);
		send(server, new Uint8Array(bytes));
		receiveAll(client, bytes);
		return {client, server};
	};

	test('what connects from an address and port that listens is outgoing, in TIME-WAIT too', async () => {
		const own = {host, port: 7100};
		const listener = listenTcp({host: '0.0.0.0', port: own.port}, {reusePort: true});
		const far = listenTcp({host: '127.0.0.2', port: 7101});
		const next = watchPorts(namespace, portop(), 0.3);
		await next();
		const out = connectTcp({host: '127.0.0.2', port: 7101}, {from: own});
		const farEnd = accept(far);
		send(out, new Uint8Array(1000));
		receiveAll(farEnd, 1000);
		const {client, server} = exchange(listener, own, 50);
		const {totals, connections} = await rowWhen(next, own.port, row => (row.connections['ESTABLISHED'] ?? 0) > 0);
		assert.deepEqual([totals.opened, totals.receivedBytes, connections], [1, 50, {ESTABLISHED: 1}]);
		for (const descriptor of [out, farEnd, client, server]) {
			close(descriptor);
		}

		const last = await settledPort(next, own.port) as Row;
		assert.deepEqual([last.totals.opened, last.totals.closed, last.totals.receivedBytes, last.connections], [1, 1, 50, {}]);
		close(listener);
		close(far);
	});

	test('what is accepted as its listener closes stays the port\'s, and so does what a listener accepts that no sample sees', async () => {
		const next = watchPorts(namespace, portop(), 0.3);
		for (const port of [7110, 7111]) {
			const address = {host, port};
			let listener = listenTcp(address);
			if (port === 7110) {
				await rowWhen(next, port, () => true);
			}

			const {client, server} = exchange(listener, address, 900);
			close(listener);
			// It is seen without its listener.
			await sampleFromNow(next);

			send(client, new Uint8Array(100));
			receiveAll(server, 100);
			close(client);
			close(server);
			// Where no sample saw the listener, any that would have accepted it has it.
			listener = listenTcp(port === 7110 ? address : {host: '0.0.0.0', port});
			const {totals: {opened, closed, receivedBytes, sentBytes}} = await settledPort(next, port);
			assert.deepEqual([opened, closed, receivedBytes, sentBytes], [1, 1, 1000, 900], `port ${port}`);
			close(listener);
		}
	});

	test('drops are counted by socket: a listener that replaces another between two samples begins at 0', async () => {
		const address = {host, port: 7120};
		const flood = (count: number) => {
			const clients = Array.from({length: count}, () => beginConnectTcp(address));
			return () => {
				for (const client of clients) {
					close(client);
				}
			};
		};

		const droppedBySs = async () => {
			const {stdout} = await execute('ss', ['-Htlnm', `sport = :${address.port}`]);
			return Number(/d(?<drops>\d+)\)/.exec(stdout)!.groups!['drops']);
		};

		let listener = listenTcp(address, {backlog: 1});
		const next = watchPorts(namespace, portop(), 1);
		await next();
		let end = flood(12);
		const first = await droppedBySs();
		await rowWhen(next, address.port, ({totals}) => totals.drops === first);
		end();
		close(listener);
		listener = listenTcp(address, {backlog: 1});
		end = flood(40);
		const second = await droppedBySs();
		assert.ok(second > first, `${second} drops are not more than ${first}`);
		const row = await rowWhen(next, address.port, ({drops}) => drops === second);
		assert.equal(row.totals.drops, first + second);
		end();
		close(listener);
	});

	test('segments are as nftables counts them, whichever end closes first', async () => {
		const ports = {server: 7130, client: 7131};
		await namespace.run(['nft', `add table inet count; ${Object.values(ports).map(port => `
			add counter inet count in${port}; add counter inet count out${port};`).join('')}
			add chain inet count in { type filter hook input priority 0; }; add chain inet count out { type filter hook output priority 0; };
			${Object.values(ports).map(port => `add rule inet count in tcp dport ${port} counter name in${port}; add rule inet count out tcp sport ${port} counter name out${port};`).join('\n')}`]);
		const listeners = Object.entries(ports).map(([first, port]) => ({first, port, listener: listenTcp({host, port})}));
		const next = watchPorts(namespace, portop(), 0.3);
		await next();
		for (let turn = 0; turn < 20; turn++) {
			for (const {first, port, listener} of listeners) {
				const {client, server} = exchange(listener, {host, port}, 100);
				const order = first === 'server' ? [server, client] : [client, server];
				for (const descriptor of order) {
					close(descriptor);
				}
			}
		}

		const {nftables} = JSON.parse(await namespace.run(['nft', '-j', 'list', 'counters', 'table', 'inet', 'count'])) as {readonly nftables: ReadonlyArray<{readonly counter?: {readonly name: string; readonly packets: number}}>};
		const counted = new Map(nftables.flatMap(({counter}) => counter === undefined ? [] : [[counter.name, counter.packets] as const]));
		for (const {port, listener} of listeners) {
			const {totals} = await settledPort(next, port);
			const found = {receivedPackets: totals.receivedPackets, sentPackets: totals.sentPackets, receivedBytes: totals.receivedBytes};
			assert.deepEqual(found, {receivedPackets: counted.get(`in${port}`), sentPackets: counted.get(`out${port}`), receivedBytes: 2000}, `port ${port}`);
			close(listener);
		}
	});

	test('the accept queue of several sockets on a port is that of the fullest', async () => {
		const address = {host, port: 7140};
		const listeners = Array.from({length: 4}, () => listenTcp(address, {backlog: 5, reusePort: true}));
		const clients = Array.from({length: 60}, () => beginConnectTcp(address));
		const next = watchPorts(namespace, portop(), 0.3);
		const {acceptQueue, acceptQueueLimit} = await rowWhen(next, address.port, row => (row.acceptQueue ?? 0) > 0);
		assert.deepEqual([acceptQueue, acceptQueueLimit], [6, 5]);
		for (const descriptor of [...clients, ...listeners]) {
			close(descriptor);
		}
	});

	test('of short MPTCP connections it is not known what they moved, and none was reset', requires({missing: existsSync('/proc/sys/net/mptcp/enabled') ? undefined : 'a kernel with MPTCP'}), async () => {
		const address = {host, port: 7150};
		const listener = listenTcp(address, {mptcp: true});
		const next = watchPorts(namespace, portop(), 0.3);
		await next();
		for (let turn = 0; turn < 20; turn++) {
			const client = connectTcp(address, {mptcp: true});
			const server = accept(listener);
			send(client, new Uint8Array(1000));
			receiveAll(server, 1000);
			close(client);
			close(server);
		}

		const {totals: {opened, resets, receivedBytes, sentBytes}, missing} = await settledPort(next, address.port);
		assert.deepEqual({
			opened, resets, receivedBytes, sentBytes,
		}, {
			opened: 20, resets: 0, receivedBytes: null, sentBytes: null,
		});
		assert.match(missing ?? '', /MPTCP/);
		close(listener);
	});

	test('of thousands of good connections none failed, however often it is sampled', async () => {
		const script = path.join(import.meta.dirname, '../helpers/short-connections.ts');
		const server = namespace.start([process.execPath, script, 'server', host, '7160', 'client']);
		assert.equal(await linesOf(server.stdout).next(), 'listening');
		const next = watchPorts(namespace, portop(), 0.1);
		await next();
		await namespace.run([process.execPath, script, 'client', host, '7160', 'client', '2000', '2']);
		const {totals} = await settledPort(next, 7160);
		const sentAgain = Number(/TcpExtTCPSynRetrans\s+(?<count>\d+)/.exec(await namespace.run(['nstat', '-az', 'TcpExtTCPSynRetrans']))!.groups!['count']);
		assert.equal(totals.opened, 2000);
		assert.ok((totals.failed ?? 0) <= sentAgain, `${totals.failed} failed, ${sentAgain} SYNs were sent again`);
	});
});
