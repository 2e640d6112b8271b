/*
X on real connections: what each end sees of it, compared with `ss`, and how portop says that it closed. Both ends are this thread's, as the sampler is, so
that everything happens in this order.
*/
import assert from 'node:assert/strict';
import path from 'node:path';
import process from 'node:process';
import {
	after,
	afterEach,
	before,
	beforeEach,
	describe,
	test,
} from 'node:test';
import {setTimeout as wait} from 'node:timers/promises';
import {Sampler} from '../../source/engine/sampler.ts';
import {loadLibc, SO_LINGER, SOL_SOCKET} from '../../source/linux/calls/libc.ts';
import type {CloseEffect, CloseProposal} from '../../source/model/close.ts';
import type {
	Closing,
	Connection,
	Protocol,
	SocketState,
} from '../../source/model/socket.ts';
import {samplerOptions} from '../builders/sampler-options.ts';
import {enterNamespace} from '../helpers/enter-namespace.ts';
import {
	accept,
	beginConnectTcp,
	bindUdp,
	close as closeDescriptor,
	connect,
	connectTcp,
	listenTcp,
	localPort,
	receiveAll,
	send,
	shutdownWrite,
	type Address,
} from '../helpers/libc-sockets.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {requires} from '../helpers/requirements.ts';
import {connectionOf} from '../helpers/sampled-connection.ts';

const ipv4 = '127.0.0.1';
const ipv6 = '::1';
const patienceMilliseconds = 10_000;
const libc = loadLibc();

type Pair = {readonly listener: number; readonly client: number; readonly server: number; readonly clientPort: number};

function setSession(value: string | undefined): void {
	if (value === undefined) {
		delete process.env['SSH_CONNECTION'];
	} else {
		process.env['SSH_CONNECTION'] = value;
	}
}

describe('a connection that is closed with X', {...requires({root: true, tools: ['ip', 'nft', 'ss', 'setpriv']}), timeout: 120_000}, () => {
	let namespace: Namespace;
	let stay: Disposable;
	let sampler: Sampler;
	let port = 7100;
	const sessionBefore = process.env['SSH_CONNECTION'];
	/** Descriptors that are still open. */
	const open = new Set<number>();

	const kept = (descriptor: number) => {
		open.add(descriptor);
		return descriptor;
	};

	const close = (descriptor: number) => {
		open.delete(descriptor);
		closeDescriptor(descriptor);
	};

	before(async () => {
		namespace = await createNamespace();
		stay = enterNamespace(namespace);
		sampler = new Sampler(samplerOptions({countsBetweenSamples: true, keepsSeries: true, completeAttribution: true}));
		await sampler.tick();
	});

	beforeEach(() => {
		setSession(undefined);
		// Each has a port of its own: what closed stays for a minute.
		port++;
	});

	afterEach(() => {
		for (const descriptor of open) {
			closeDescriptor(descriptor);
		}

		open.clear();
		setSession(sessionBefore);
	});

	after(async () => {
		sampler.close();
		stay[Symbol.dispose]();
		await namespace[Symbol.asyncDispose]();
	});

	function pair({host, from}: {readonly host: string; readonly from?: Address}, listener = kept(listenTcp({host, port}))): Pair {
		const client = kept(connectTcp({host, port}, {...from !== undefined && {from}}));
		return {
			listener, client, server: kept(accept(listener)), clientPort: localPort(client),
		};
	}

	/** Takes samples until one has the wanted row. */
	async function seen(isWanted: (row: Connection) => boolean): Promise<Connection> {
		const deadline = performance.now() + patienceMilliseconds;
		for (;;) {
			await sampler.tick();
			const row = connectionOf(sampler, isWanted);
			if (row !== undefined) {
				return row;
			}

			assert.ok(performance.now() < deadline, 'no such row');
			await wait(20);
		}
	}

	const isEnd = (local: number, remote: number) => (row: Connection) => row.localPort === local && row.remotePort === remote;
	const isOpen = (local: number, remote: number, state: SocketState = 'ESTABLISHED') => (row: Connection) => isEnd(local, remote)(row) && row.closed === null && row.state === state;
	const seenOpen = async (...wanted: Parameters<typeof isOpen>) => seen(isOpen(...wanted));
	const seenClosed = async (local: number, remote: number, how: Closing) => seen(row => isEnd(local, remote)(row) && row.closed?.how === how);

	/** Returns how the connection with this local end has closed by the next sample. */
	async function closedNow(local: number, remote: number): Promise<Closing | undefined> {
		const {closed} = await seen(isEnd(local, remote));
		return closed?.how;
	}

	function proposed({identity}: Connection): CloseProposal {
		const {proposal, problem} = sampler.proposeClose(identity);
		assert.ok(proposal, problem ?? '');
		return proposal;
	}

	function confirmed(proposal: CloseProposal) {
		return sampler.closeConnection({type: 'close', request: 1, proposal});
	}

	/** Returns the states of the sockets of this port in `ss`, `-t` or `-u`, sorted. */
	async function ssStates(flag: '-t' | '-u', filter = `sport = :${port} or dport = :${port}`): Promise<readonly string[]> {
		const text = await namespace.run(['ss', '-Hn', flag, 'state', 'all', ...`( ${filter} )`.split(' ')]);
		const states = text.split('\n').filter(line => line !== '').map(line => line.split(' ', 1)[0]!);
		return states.toSorted((one, other) => one.localeCompare(other));
	}

	/** The error that receiving gives: of a socket that has one it does not wait. */
	function errorOf(descriptor: number): string {
		libc.setReceiveTimeout(descriptor, 1000);
		try {
			return `${libc.receive(descriptor, new Uint8Array(1))} bytes`;
		} catch (error) {
			return (error as {readonly code: string}).code;
		}
	}

	const aborted = 'ECONNABORTED';
	const reset = 'ECONNRESET';

	for (const [name, listening, connecting, protocols] of [
		['IPv4', ipv4, ipv4, ['tcp', 'tcp']],
		['IPv6', ipv6, ipv6, ['tcp6', 'tcp6']],
		['IPv4 on a dual-stack listener', '::', ipv4, ['tcp6', 'tcp']],
		['IPv4-mapped at both ends', '::', '::ffff:127.0.0.1', ['tcp6', 'tcp6']],
	] as const) {
		testEnd(`${name}, the server's end`, 'server', {listening, connecting, protocol: protocols[0]});
		testEnd(`${name}, the client's end`, 'client', {listening, connecting, protocol: protocols[1]});
	}

	function testEnd(name: string, end: 'server' | 'client', {listening, connecting, protocol}: {readonly listening: string; readonly connecting: string; readonly protocol: Protocol}): void {
		test(`${name}: this end gets ECONNABORTED, the other one ECONNRESET, and ss has neither`, async () => {
			const listener = kept(listenTcp({host: listening, port}));
			const both = pair({host: connecting}, listener);
			const [own, other] = end === 'server' ? [port, both.clientPort] : [both.clientPort, port];
			const row = await seenOpen(own, other);
			assert.equal(row.protocol, protocol);
			assert.deepEqual(await ssStates('-t'), ['ESTAB', 'ESTAB', 'LISTEN']);
			const proposal = proposed(row);
			assert.deepEqual([proposal.effect, proposal.connection.identity], ['reset', row.identity]);
			const {ok, message} = confirmed(proposal);
			assert.deepEqual([ok, message], [true, `closed ${row.protocol} ${row.localAddress}:${own} ↔ ${row.remoteAddress}:${other}`]);
			assert.equal(errorOf(both[end]), aborted);
			assert.equal(errorOf(both[end === 'server' ? 'client' : 'server']), reset);
			assert.deepEqual(await ssStates('-t'), ['LISTEN']);
			await seenClosed(own, other, 'reset');
			// Their programs close them, and the kernel reports their last counters.
			close(both.client);
			close(both.server);
			await seenClosed(other, own, 'reset');
			assert.equal(await closedNow(own, other), 'reset');
			assert.equal(confirmed(proposal).message, 'not closed: it has closed already');
		});
	}

	test('another connection with the same ends is not hit, whether a sample has seen it or not', async () => {
		const from = {host: ipv4, port: 7099};
		const listener = kept(listenTcp({host: ipv4, port}));
		const first = pair({host: ipv4, from}, listener);
		const row = await seenOpen(port, from.port);
		const proposal = proposed(row);
		for (const descriptor of [first.client, first.server]) {
			libc.setOption(descriptor, SOL_SOCKET, SO_LINGER, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0));
			close(descriptor);
		}

		const second = pair({host: ipv4, from}, listener);
		assert.deepEqual(confirmed(proposal), {ok: false, message: 'not closed: it is gone already'}, 'the kernel compares the cookie');
		const again = await seen(each => isOpen(port, from.port)(each) && each.identity !== row.identity);
		assert.equal(confirmed(proposal).message, 'not closed: it has closed already');
		assert.equal(confirmed({...proposal, connection: {...again, remotePort: 1}}).message, 'not closed: it has another peer now');
		send(second.client, new Uint8Array(3));
		receiveAll(second.server, 3);
		assert.deepEqual(await ssStates('-t'), ['ESTAB', 'ESTAB', 'LISTEN']);
	});

	test('one that has closed since it was named leaves its TIME-WAIT alone', async () => {
		const both = pair({host: ipv4});
		const proposal = proposed(await seenOpen(port, both.clientPort));
		close(both.server);
		close(both.client);
		assert.deepEqual(await ssStates('-t'), ['LISTEN', 'TIME-WAIT']);
		assert.match(confirmed(proposal).message, /^not closed: it (?:has closed|is gone) already$/);
		assert.deepEqual(await ssStates('-t'), ['LISTEN', 'TIME-WAIT']);
	});

	describe('in other states', () => {
		/** Closes a row, and says what was said of it. */
		function closed(row: Connection): CloseEffect {
			const proposal = proposed(row);
			const {ok, message} = confirmed(proposal);
			assert.ok(ok, message);
			return proposal.effect;
		}

		const closeOpen = async (...wanted: Parameters<typeof isOpen>) => closed(await seenOpen(...wanted));

		async function dropping(rule: string, run: () => Promise<void>): Promise<void> {
			await namespace.run(['nft', `add table inet t; add chain inet t i { type filter hook input priority 0; }; add rule inet t i ${rule} drop`]);
			try {
				await run();
			} finally {
				await namespace.run(['nft', 'delete table inet t']);
			}
		}

		test('CLOSE-WAIT: cut off', async () => {
			const both = pair({host: ipv4});
			shutdownWrite(both.client);
			assert.equal(await closeOpen(port, both.clientPort, 'CLOSE_WAIT'), 'reset');
			assert.equal(errorOf(both.client), reset);
			await seenClosed(port, both.clientPort, 'reset');
			close(both.server);
			assert.equal(await closedNow(port, both.clientPort), 'reset');
		});

		test('FIN-WAIT-2 of a program that has it still: cut off, also for portop, though our FIN was acknowledged', async () => {
			const both = pair({host: ipv4});
			shutdownWrite(both.server);
			const row = await seenOpen(port, both.clientPort, 'FIN_WAIT_2');
			assert.equal(closed(row), 'reset');
			assert.equal(errorOf(both.server), aborted);
			await seenClosed(port, both.clientPort, 'reset');
			close(both.server);
			close(both.client);
			// The kernel has reported the other end by then, and this one before it.
			await seen(each => isEnd(both.clientPort, port)(each) && each.closed?.bytesAreMinimum === false);
			assert.equal(await closedNow(port, both.clientPort), 'reset');
		});

		test('what is left in FIN-WAIT-2 and in TIME-WAIT: forgotten', async () => {
			const both = pair({host: ipv4});
			close(both.server);
			assert.equal(await closeOpen(port, both.clientPort, 'FIN_WAIT_2'), 'forgotten');
			assert.deepEqual(await ssStates('-t'), ['CLOSE-WAIT', 'LISTEN'], 'the other end hears nothing');
			const second = pair({host: ipv4}, both.listener);
			close(second.server);
			close(second.client);
			assert.equal(await closeOpen(port, second.clientPort, 'TIME_WAIT'), 'forgotten');
			assert.deepEqual(await ssStates('-t'), ['CLOSE-WAIT', 'LISTEN']);
		});

		test('connecting: given up; half-open: forgotten, and the next SYN begins another', async () => {
			await dropping(`tcp dport ${port}`, async () => {
				const client = kept(beginConnectTcp({host: ipv4, port}));
				assert.equal(await closeOpen(localPort(client), port, 'SYN_SENT'), 'aborted');
				assert.equal(errorOf(client), aborted);
				assert.deepEqual(await ssStates('-t'), []);
			});
			kept(listenTcp({host: ipv4, port}));
			await dropping(`tcp sport ${port}`, async () => {
				const client = kept(beginConnectTcp({host: ipv4, port}));
				const row = await seenOpen(port, localPort(client), 'SYN_RECEIVED');
				assert.equal(closed(row), 'dropped');
				assert.deepEqual(await ssStates('-t'), ['LISTEN', 'SYN-SENT'], 'the peer hears nothing');
				await seen(each => isOpen(port, localPort(client), 'SYN_RECEIVED')(each) && each.identity !== row.identity);
			});
		});

		test('not accepted yet: the program accepts it and gets ECONNABORTED', async () => {
			const listener = kept(listenTcp({host: ipv4, port}));
			const client = kept(connectTcp({host: ipv4, port}));
			const row = await seenOpen(port, localPort(client));
			assert.ok(row.waitsIn);
			assert.equal(closed(row), 'reset');
			assert.equal(errorOf(client), reset);
			const accepted = kept(accept(listener));
			assert.equal(errorOf(accepted), aborted);
		});

		test('a subflow of MPTCP: its program hears nothing', async () => {
			const listener = kept(listenTcp({host: ipv4, port}, {mptcp: true}));
			const client = kept(connectTcp({host: ipv4, port}, {mptcp: true}));
			kept(accept(listener));
			const row = await seenOpen(localPort(client), port);
			assert.equal(proposed(row).isMptcp, true);
			assert.equal(closed(row), 'reset');
			assert.equal(errorOf(client), 'EAGAIN');
		});

		for (const [name, host] of [['IPv4', ipv4], ['IPv6', ipv6], ['IPv4-mapped', '::ffff:127.0.0.1']] as const) {
			testPeer(name, host);
		}

		function testPeer(name: string, host: string): void {
			test(`UDP with a peer, ${name}: the socket stays without one, and its program hears of it once`, async () => {
				const peer = kept(bindUdp({host, port}));
				// A port that the kernel has chosen would go with the peer, and the socket leave the kernel's tables.
				const own = 7098;
				const socket = kept(bindUdp({host, port: own}));
				connect(socket, {host, port});
				assert.equal(await closeOpen(own, port), 'disconnected');
				assert.equal(errorOf(socket), aborted);
				assert.equal(errorOf(socket), 'EAGAIN');
				assert.deepEqual(await ssStates('-u', `sport = :${own}`), ['UNCONN']);
				assert.equal(errorOf(peer), 'EAGAIN');
				const bound = await seen(row => row.localPort === port && row.state === 'CLOSED');
				assert.match(sampler.proposeClose(bound.identity).problem ?? '', /has no peer/);
			});
		}
	});

	test('a listener is refused, and goes on', async () => {
		const listener = kept(listenTcp({host: ipv4, port}));
		const row = await seen(each => each.localPort === port && each.state === 'LISTEN');
		assert.match(sampler.proposeClose(row.identity).problem ?? '', /a listener is no connection/);
		const asked = {
			connection: row, effect: 'reset', isMptcp: false, mayCarrySession: false,
		} as const;
		assert.equal(confirmed(asked).ok, false);
		pair({host: ipv4}, listener);
	});

	test('the user\'s own SSH connection is refused at both ends, and goes on', async () => {
		const both = pair({host: ipv4});
		const [server, client] = [await seenOpen(port, both.clientPort), await seenOpen(both.clientPort, port)];
		const proposal = proposed(server);
		setSession(`${ipv4} ${both.clientPort} ${ipv4} ${port}`);
		for (const {identity} of [server, client]) {
			assert.equal(sampler.proposeClose(identity).problem, 'it is your own SSH connection');
		}

		assert.equal(confirmed(proposal).message, 'not closed: it is your own SSH connection');
		send(both.client, new Uint8Array(3));
		receiveAll(both.server, 3);
	});

	test('without the privilege it is not closed, with a word; nor is one of /proc/net, nor what portop was started from', async () => {
		const both = pair({host: ipv4});
		const command = [process.execPath, '--import', 'tsx', path.join(import.meta.dirname, '../helpers/close-connection.ts'), String(port)];
		const said = await namespace.run(['setpriv', '--bounding-set=-all', '--inh-caps=-all', ...command]);
		assert.equal(said, 'not closed: needs CAP_NET_ADMIN, which root does not have here\n');
		const proc = new Sampler(samplerOptions({source: 'proc'}));
		try {
			await proc.tick();
			const row = connectionOf(proc, isOpen(port, both.clientPort));
			assert.match(proc.proposeClose(row!.identity).problem ?? '', /\/proc\/net, which has no cookie/);
		} finally {
			proc.close();
		}

		// With it: this process holds the connection, and has started the other one.
		assert.match(await namespace.run(command), /^it may carry your session: portop was started from process \d+ \(node\), which holds it$/m);
		send(both.client, new Uint8Array(3));
		receiveAll(both.server, 3);
	});
});
