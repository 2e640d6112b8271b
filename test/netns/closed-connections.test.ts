/*
Connections that closed, as Connections shows them, beside what was really done: each once, how it ended, for how long it was there and what it
moved. Both ends are this thread's, and samples are taken when the test says so, so that everything happens in this order.
*/
import assert from 'node:assert/strict';
import path from 'node:path';
import process from 'node:process';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {setTimeout as wait} from 'node:timers/promises';
import {isDeepStrictEqual} from 'node:util';
import {IPPROTO_TCP, loadLibc} from '../../source/linux/calls/libc.ts';
import type {Closing, Connection} from '../../source/model/socket.ts';
import type {SourceStatus} from '../../source/model/snapshot.ts';
import {
	answerBytes,
	moreBytes,
	requestBytes,
	runConnection,
	type Step,
} from '../helpers/connection-pair.ts';
import {enterNamespace} from '../helpers/enter-namespace.ts';
import {
	accept,
	beginConnectTcp,
	close,
	connectTcp,
	listenTcp,
	send,
} from '../helpers/libc-sockets.ts';
import {linesOf} from '../helpers/lines.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {requires} from '../helpers/requirements.ts';

/** linux/tcp.h */
const TCP_USER_TIMEOUT = 18;
const timeoutMilliseconds = 1000;
const timeoutOption = Uint8Array.of(timeoutMilliseconds % 256, timeoutMilliseconds / 256, 0, 0);

const host = '127.0.0.1';
/** The connections are held for so long, so that their age is not that of any other step. */
const heldMilliseconds = 500;
const patienceMilliseconds = 15_000;

type Ending = {
	readonly how: Closing;
	readonly receivedBytes: number;
	readonly sentBytes: number;
	/** The kernel does not tell the last counters, or not whether the peer's FIN is among the received bytes: marked as the least. */
	readonly isMinimum?: true;
};

type Case = {
	readonly name: string;
	readonly port: number;
	readonly steps: readonly Step[];
	readonly server: Ending;
	readonly client: Ending;
};

const server = {receivedBytes: requestBytes, sentBytes: answerBytes} as const;
const client = {receivedBytes: answerBytes, sentBytes: requestBytes} as const;

/** The first step of those that a sample sees is `settle`: there it is taken. */
const cases: readonly Case[] = [
	{
		name: 'the client closes first', port: 7001, steps: ['client close', 'server end', 'server close'], server: {how: 'peer', ...server}, client: {how: 'us', ...client},
	},
	{
		name: 'the server closes first', port: 7002, steps: ['server close', 'client end', 'client close'], server: {how: 'us', ...server}, client: {how: 'peer', ...client},
	},
	{
		name: 'the client says that it is done, and closes once the server has',
		port: 7003,
		steps: ['client finish', 'server end', 'server close', 'client end', 'client close'],
		server: {how: 'peer', ...server},
		client: {how: 'us', ...client, isMinimum: true},
	},
	{
		name: 'the client cuts it off', port: 7004, steps: ['client reset', 'server close'], server: {how: 'reset', ...server}, client: {how: 'reset', ...client, isMinimum: true},
	},
	{
		name: 'the server cuts it off', port: 7005, steps: ['server reset', 'client close'], server: {how: 'reset', ...server, isMinimum: true}, client: {how: 'reset', ...client},
	},
	{
		name: 'the server closes while there is more to read',
		port: 7006,
		steps: ['client send', 'server close', 'client close'],
		// One of the bytes may be the client's FIN, for all that is known.
		server: {
			how: 'reset', receivedBytes: requestBytes + moreBytes - 1, sentBytes: answerBytes, isMinimum: true,
		},
		client: {how: 'reset', receivedBytes: answerBytes, sentBytes: requestBytes + moreBytes},
	},
];

type Shown = {readonly rows: readonly Connection[]; readonly sources: readonly SourceStatus[]};
type Taken = Shown & {readonly begunAt: number; readonly endedAt: number};

/** portop's sampler in the namespace, which takes a sample when told. */
type Sampler = {
	sample(): Promise<Taken>;
	/** Takes samples until one shows what is wanted. */
	settled(isSettled: (rows: readonly Connection[]) => boolean): Promise<Taken>;
};

function startSampler(namespace: Namespace, source: 'auto' | 'proc', prefix: readonly string[] = []): Sampler {
	const child = namespace.start([...prefix, process.execPath, '--import', 'tsx', path.join(import.meta.dirname, '../helpers/sample-connections.ts'), source]);
	const lines = linesOf(child.stdout);
	const sample = async (): Promise<Taken> => {
		const begunAt = performance.now();
		child.stdin.write('\n');
		// The border to the program that is tested.
		const shown = JSON.parse(await lines.next()) as Shown;
		return {...shown, begunAt, endedAt: performance.now()};
	};

	return {
		sample,
		async settled(isSettled) {
			const deadline = performance.now() + patienceMilliseconds;
			for (;;) {
				const taken = await sample();
				if (isSettled(taken.rows)) {
					return taken;
				}

				assert.ok(performance.now() < deadline, JSON.stringify(taken.rows));
				await wait(20);
			}
		},
	};
}

const closedOf = (rows: readonly Connection[], port: number) => rows.filter(row => row.closed !== null && (row.localPort === port || row.remotePort === port));
const endOf = (rows: readonly Connection[], port: number, end: 'localPort' | 'remotePort') => closedOf(rows, port).filter(row => row[end] === port);
const isShown = (port: number, count: number) => (rows: readonly Connection[]) => closedOf(rows, port).length >= count;
function endingOf({closed, receivedBytes, sentBytes}: Connection) {
	return {
		how: closed?.how, receivedBytes, sentBytes, ...closed?.bytesAreMinimum === true && {isMinimum: true},
	};
}

/** The ends of the connections of a port's listener, in the order of the table. */
type Endings = {readonly server: readonly Ending[]; readonly client: readonly Ending[]};

function endingsOf(rows: readonly Connection[], port: number) {
	return {server: endOf(rows, port, 'localPort').map(row => endingOf(row)), client: endOf(rows, port, 'remotePort').map(row => endingOf(row))};
}

/** Asserts that an age is that of a connection, by what this process measured: the sample that saw it first, and its end. */
function assertAge({ageSeconds}: Connection, seen: Taken, closedAt: number, gone: Taken): void {
	const [least, most] = [closedAt - seen.endedAt, gone.endedAt - seen.begunAt];
	const age = (ageSeconds ?? NaN) * 1000;
	assert.equal(Math.max(least, Math.min(most, age)), age, `from ${least} to ${most} ms`);
}

describe('connections that closed', {...requires({root: true, tools: ['ip', 'nft', 'setpriv']}), timeout: 240_000}, () => {
	let namespace: Namespace;
	let stay: Disposable;
	const libc = loadLibc();

	before(async () => {
		namespace = await createNamespace();
		stay = enterNamespace(namespace);
	});

	after(async () => {
		stay[Symbol.dispose]();
		await namespace[Symbol.asyncDispose]();
	});

	/** Runs a connection of a case that is seen by a sample, held for a moment, and ended. */
	async function runSeen(sampler: Sampler, {port, steps}: Case): Promise<{readonly seen: Taken; readonly closedAt: number}> {
		const listener = listenTcp({host, port});
		let seen: Taken | undefined;
		// The first step that settles is the one that is added here.
		await runConnection(listener, {host, port}, ['server settle', ...steps], async () => {
			seen = await sampler.sample();
			await wait(heldMilliseconds);
		});
		const closedAt = performance.now();
		close(listener);
		assert.ok(seen);
		const open = seen.rows.filter(row => row.closed === null && row.state === 'ESTABLISHED' && (row.localPort === port || row.remotePort === port));
		assert.equal(open.length, 2, 'the sample saw both ends');
		return {seen, closedAt};
	}

	async function dropping<Result>(rule: string, run: () => Promise<Result>): Promise<Result> {
		await namespace.run(['nft', `add table inet t; add chain inet t i { type filter hook input priority 0; }; add rule inet t i ${rule} drop`]);
		try {
			return await run();
		} finally {
			await namespace.run(['nft', 'delete table inet t']);
		}
	}

	describe('where the kernel reports them', () => {
		let sampler: Sampler;
		/** The endings that each port must have in the end. */
		const expected = new Map<number, Endings>();

		/** Waits until the kernel has reported all ends of a port: it does so a moment after they are gone. */
		async function settledAs(port: number, endings: Endings): Promise<Taken> {
			expected.set(port, endings);
			return sampler.settled(rows => isDeepStrictEqual(endingsOf(rows, port), endings));
		}

		before(async () => {
			sampler = startSampler(namespace, 'auto');
			const {sources} = await sampler.sample();
			assert.equal(sources.find(({name}) => name === 'destroyed sockets')?.state, 'ok');
		});

		const testSeen = (each: Case) => {
			test(`${each.name}: both ends say so, with the time and every byte`, async () => {
				const {seen, closedAt} = await runSeen(sampler, each);
				const gone = await sampler.settled(isShown(each.port, 2));
				const {rows} = await settledAs(each.port, {server: [each.server], client: [each.client]});
				for (const row of closedOf(rows, each.port)) {
					assertAge(row, seen, closedAt, gone);
					assert.equal(row.closed?.ageIsMaximum, false);
				}
			});
		};

		for (const each of cases) {
			testSeen(each);
		}

		test('connections shorter than a sample: each end of each once, and no longer there than since the sample before', async () => {
			const count = 20;
			const previous = await sampler.sample();
			const orderly = cases.filter(({client: {how}}) => how !== 'reset').map(each => ({...each, port: each.port + 100}));
			for (const {port, steps} of orderly) {
				const listener = listenTcp({host, port});
				for (let number = 0; number < count; number++) {
					await runConnection(listener, {host, port}, steps, async () => {/* No step settles. */});
				}

				close(listener);
			}

			for (const each of orderly) {
				const {rows, endedAt} = await settledAs(each.port, {server: Array.from({length: count}, () => each.server), client: Array.from({length: count}, () => each.client)});
				for (const {closed, ageSeconds} of closedOf(rows, each.port)) {
					assert.equal(closed?.ageIsMaximum, true);
					assert.ok((ageSeconds ?? NaN) * 1000 <= endedAt - previous.begunAt);
				}
			}
		});

		test('nothing comes back any more: it timed out, with all that was sent', async () => {
			const port = 7201;
			const listener = listenTcp({host, port});
			const began = connectTcp({host, port});
			const accepted = accept(listener);
			send(began, new Uint8Array(requestBytes));
			libc.setOption(began, IPPROTO_TCP, TCP_USER_TIMEOUT, timeoutOption);
			const seen = await sampler.settled(rows => rows.some(row => row.remotePort === port && row.sentBytes === requestBytes));
			const timedOut: Ending = {how: 'timeout', receivedBytes: 0, sentBytes: requestBytes + moreBytes};
			const sentAt = performance.now();
			const [gone, over] = await dropping(`tcp dport ${port}`, async () => {
				send(began, new Uint8Array(moreBytes));
				const vanished = await sampler.settled(isShown(port, 1));
				close(began);
				return [vanished, await settledAs(port, {server: [], client: [timedOut]})] as const;
			});
			// Until its program has closed it the kernel does not report it.
			assert.deepEqual(closedOf(gone.rows, port).map(({closed}) => closed?.how), ['unknown']);
			// The kernel gives up no sooner.
			assertAge(closedOf(over.rows, port)[0]!, seen, sentAt + (timeoutMilliseconds * 0.9), gone);
			// Its other end knows nothing of that.
			assert.deepEqual(over.rows.filter(row => row.localPort === port && row.closed === null).map(({state}) => state).toSorted(), ['ESTABLISHED', 'LISTEN']);
			close(accepted);
			close(listener);
			// It was closed with something left to read: a reset, and one of the bytes may be a FIN, for all that is known.
			const cutOff: Ending = {
				how: 'reset', receivedBytes: requestBytes - 1, sentBytes: 0, isMinimum: true,
			};
			await settledAs(port, {server: [cutOff], client: [timedOut]});
		});

		test('a connect that is refused, or not answered, failed', async () => {
			const refused = 7301;
			close(beginConnectTcp({host, port: refused}));
			const unanswered = 7302;
			const failed: Ending = {how: 'failed', receivedBytes: 0, sentBytes: 0};
			const {rows} = await dropping(`tcp dport ${unanswered}`, async () => {
				const connecting = beginConnectTcp({host, port: unanswered});
				libc.setOption(connecting, IPPROTO_TCP, TCP_USER_TIMEOUT, timeoutOption);
				const seen = await sampler.sample();
				assert.deepEqual(seen.rows.filter(row => row.remotePort === unanswered).map(({state}) => state), ['SYN_SENT']);
				await sampler.settled(isShown(unanswered, 1));
				close(connecting);
				await settledAs(refused, {server: [], client: [failed]});
				return settledAs(unanswered, {server: [], client: [failed]});
			});
			assert.deepEqual([refused, unanswered].map(port => closedOf(rows, port)[0]?.closed?.ageIsMaximum), [true, false]);
		});

		test('in the end each of them is there, once', async () => {
			const {rows} = await sampler.sample();
			assert.deepEqual(new Map(expected.keys().map(port => [port, endingsOf(rows, port)])), expected);
			const closedRows = rows.filter(({closed}) => closed !== null);
			assert.equal(new Set(closedRows.map(({identity}) => identity)).size, closedRows.length);
		});
	});

	const describeUnreported = (title: string, firstPort: number, start: () => Sampler, hasBytes: boolean) => {
		describe(title, () => {
			let sampler: Sampler;

			before(async () => {
				sampler = start();
				await sampler.sample();
			});

			const testSeen = (each: Case) => {
				test(`${each.name}: how it ended, or –; no more bytes than there were`, async () => {
					const port = each.port + firstPort;
					const {seen, closedAt} = await runSeen(sampler, {...each, port});
					const gone = await sampler.settled(isShown(port, 2));
					for (const [end, {how}] of [['localPort', each.server], ['remotePort', each.client]] as const) {
						const [row, ...others] = endOf(gone.rows, port, end);
						assert.ok(row);
						assert.deepEqual(others, []);
						assert.ok(row.closed?.how === how || row.closed?.how === 'unknown', `${row.closed?.how} is not ${how}`);
						assert.equal(row.closed.how === 'us', how === 'us', 'a TIME-WAIT says who closed first');
						assert.equal(row.closed.bytesAreMinimum, true);
						// What the sample saw.
						const moved = end === 'localPort' ? server : client;
						assert.deepEqual([row.receivedBytes, row.sentBytes], hasBytes ? [moved.receivedBytes, moved.sentBytes] : [null, null]);
						assertAge(row, seen, closedAt, gone);
					}
				});
			};

			for (const each of cases) {
				testSeen(each);
			}

			test('one that was connecting when it was seen is not said to have failed: it was answered, and closed by its peer', async () => {
				const port = 7301 + firstPort;
				const listener = listenTcp({host, port});
				const [connecting, seen] = await dropping(`tcp dport ${port}`, async () => {
					const descriptor = beginConnectTcp({host, port});
					return [descriptor, await sampler.sample()] as const;
				});
				assert.deepEqual(seen.rows.filter(row => row.remotePort === port).map(({state}) => state), ['SYN_SENT']);
				// The SYN is sent again after a second.
				const accepted = accept(listener);
				close(accepted);
				close(connecting);
				const gone = await sampler.settled(rows => endOf(rows, port, 'remotePort').length > 0);
				assert.deepEqual(endOf(gone.rows, port, 'remotePort').map(({closed}) => closed?.how), ['unknown']);
				close(listener);
			});
		});
	};

	describeUnreported('where it does not, without any capability', 1000, () => startSampler(namespace, 'auto', ['setpriv', '--bounding-set=-all', '--inh-caps=-all']), true);
	describeUnreported('where there is /proc/net alone', 2000, () => startSampler(namespace, 'proc', ['setpriv', '--bounding-set=-all', '--inh-caps=-all']), false);
});
