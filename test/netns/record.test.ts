/* portop record, next to what the generator did: each connection once, with every byte, however it ended and however short it was. */
import assert from 'node:assert/strict';
import path from 'node:path';
import process from 'node:process';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {isDeepStrictEqual} from 'node:util';
import type {Closing} from '../../source/model/socket.ts';
import {
	answerBytes,
	moreBytes,
	requestBytes,
	runConnection,
	type Step,
} from '../helpers/connection-pair.ts';
import {enterNamespace} from '../helpers/enter-namespace.ts';
import {beginConnectTcp, close, listenTcp} from '../helpers/libc-sockets.ts';
import {linesOf} from '../helpers/lines.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {startRecorder, temporaryPlace, type RunningRecorder} from '../helpers/recorder.ts';
import {requires} from '../helpers/requirements.ts';

const host = '127.0.0.1';
const count = 5000;
const seconds = 3;
const script = path.join(import.meta.dirname, '../helpers/short-connections.ts');

type Case = {
	readonly name: string;
	readonly port: number;
	readonly steps: readonly Step[];
	/** How it ended at the server and at the client, and what the server received and sent. */
	readonly endings: readonly [server: Closing, client: Closing];
	readonly moved: readonly [received: number, sent: number];
};

const usual = [requestBytes, answerBytes] as const;
const cases: readonly Case[] = [
	{
		name: 'the client closes first', port: 7001, steps: ['client close', 'server end', 'server close'], endings: ['peer', 'us'], moved: usual,
	},
	{
		name: 'the server closes first', port: 7002, steps: ['server close', 'client end', 'client close'], endings: ['us', 'peer'], moved: usual,
	},
	{
		name: 'the client is done first, and closes after the server', port: 7003, steps: ['client finish', 'server end', 'server close', 'client end', 'client close'], endings: ['peer', 'us'], moved: usual,
	},
	{
		name: 'the client cuts it off', port: 7004, steps: ['client reset', 'server close'], endings: ['reset', 'reset'], moved: usual,
	},
	{
		name: 'the server cuts it off', port: 7005, steps: ['server reset', 'client close'], endings: ['reset', 'reset'], moved: usual,
	},
	{
		name: 'the server closes with more to read', port: 7006, steps: ['client send', 'server close', 'client close'], endings: ['reset', 'reset'], moved: [requestBytes + moreBytes - 1, answerBytes],
	},
];

describe('portop record and a known load', {...requires({root: true, tools: ['ip']}), timeout: 240_000}, () => {
	let namespace: Namespace;
	let stay: Disposable;
	let recorder: RunningRecorder;

	const place = temporaryPlace();

	before(async () => {
		namespace = await createNamespace();
		// Each test opens 5,000 connections from one address; what listens is below.
		await namespace.run(['sysctl', '-qw', 'net.ipv4.ip_local_port_range=10000 65000']);
		stay = enterNamespace(namespace);
		recorder = await startRecorder(command => namespace.start(command), place.file, ['--interval', '0.5']);
	});

	after(async () => {
		stay[Symbol.dispose]();
		await namespace[Symbol.asyncDispose]();
		place.remove();
	});

	const recordShort = (address: string, closer: 'client' | 'server' | 'server-reading', port: number) => {
		test(`${count} connections in ${seconds} s, ${address}, the ${closer} closes first: each end once, with every byte`, async () => {
			const server = namespace.start([process.execPath, script, 'server', address, String(port), closer]);
			assert.equal(await linesOf(server.stdout).next(), 'listening');
			await recorder.settled(`SELECT count(*) FROM ports WHERE port = ${port}`, ([row]) => Number(row?.[0]) > 0);
			const answered = await namespace.run([process.execPath, script, 'client', address, String(port), closer, String(count), String(seconds)]);
			assert.equal(Number(answered), count);
			server.kill('SIGKILL');

			const served = `FROM connections WHERE local_port = ${port} AND direction = 'in'`;
			await recorder.settled(`SELECT count(*) ${served}`, ([row]) => Number(row?.[0]) >= count);
			assert.deepEqual(recorder.query(`SELECT process, count(*), sum(received_bytes), sum(sent_bytes), count(rtt_us), sum(retransmissions) ${served} GROUP BY 1`), [
				['node', count, count * requestBytes, count * answerBytes, count, 0],
			]);
			await recorder.settled(`SELECT count(*) FROM connections WHERE remote_port = ${port} AND direction = 'out'`, ([row]) => Number(row?.[0]) >= count);
			assert.deepEqual(recorder.query(`SELECT count(*), sum(sent_bytes) FROM connections WHERE remote_port = ${port} AND direction = 'out'`), [[count, count * requestBytes]]);
			// Which end was first shows by what the kernel keeps of it, which a sample may miss.
			const [[closedFirst]] = recorder.query(`SELECT avg(ending = '${closer === 'client' ? 'peer' : 'us'}') ${served}`) as [[number]];
			assert.ok(closedFirst > 0.98, String(closedFirst));
			assert.deepEqual(recorder.query('SELECT * FROM left_out'), []);
			await recorder.settled(`SELECT sum(opened), sum(closed), sum(received_bytes), sum(sent_bytes), sum(resets) FROM ports WHERE resolution_s = 0.5 AND port = ${port}`, rows =>
				isDeepStrictEqual(rows, [[count, count, count * requestBytes, count * answerBytes, 0]]));
			assert.deepEqual(recorder.query(`SELECT sum(opened), sum(closed) FROM groups WHERE resolution_s = 0.5 AND grouping = 'port' AND name = '${port}/tcp'`), [[2 * count, 2 * count]]);
		});
	};

	recordShort('127.0.0.1', 'client', 901);
	recordShort('127.0.0.1', 'server', 902);
	recordShort('::1', 'server-reading', 903);

	/** Waits for the connections of a port; returns how they ended: the server's ends, and the clients' that have their ends. */
	async function endingsOf({port, endings}: Case, times: number, isShort: boolean): Promise<ReadonlyArray<readonly unknown[]>> {
		// The kernel's report of a connection that its own process cuts off does not name its peer: a client's is not found by it.
		const wanted = isShort && endings[1] === 'reset' ? times : 2 * times;
		await recorder.settled(`SELECT count(*) FROM connections WHERE local_port = ${port} OR remote_port = ${port}`, ([row]) => Number(row?.[0]) >= wanted);
		const server = recorder.query(`SELECT direction, ending, began_bound, count(*), min(received_bytes), max(sent_bytes) FROM connections WHERE local_port = ${port} GROUP BY 1, 2, 3`);
		const client = recorder.query(`SELECT direction, ending, began_bound, count(*) FROM connections WHERE remote_port = ${port} GROUP BY 1, 2, 3`);
		return [...server, ...isShort ? [] : client];
	}

	/** Where a server cuts off a connection that no sample has seen, the kernel has cleared what it moved. */
	function endingsWanted({endings, moved, steps}: Case, times: number, bound: string | null) {
		const isCleared = bound !== null && steps[0] === 'server reset';
		return [['in', endings[0], bound, times, ...isCleared ? [null, null] : moved]];
	}

	const recordCase = (each: Case) => {
		test(`${each.name}: seen by samples`, async () => {
			const listener = listenTcp({host, port: each.port});
			await runConnection(listener, {host, port: each.port}, ['server settle', ...each.steps], async () => {
				await recorder.settled(`SELECT max(connections_max) FROM ports WHERE port = ${each.port}`, ([row]) => Number(row?.[0]) > 0);
			});
			close(listener);
			assert.deepEqual(await endingsOf(each, 1, false), [...endingsWanted(each, 1, null), ['out', each.endings[1], null, 1]]);
		});

		test(`${each.name}: shorter than a sample`, async () => {
			const port = each.port + 100;
			const listener = listenTcp({host, port});
			await recorder.settled(`SELECT count(*) FROM ports WHERE port = ${port}`, ([row]) => Number(row?.[0]) > 0);
			for (let number = 0; number < 20; number++) {
				await runConnection(listener, {host, port}, each.steps, async () => {/* No step settles. */});
			}

			close(listener);
			assert.deepEqual(await endingsOf({...each, port}, 20, true), endingsWanted(each, 20, 'at earliest'));
		});
	};

	for (const each of cases) {
		recordCase(each);
	}

	test('a connect that is refused', async () => {
		close(beginConnectTcp({host, port: 7301}));
		const rows = await recorder.settled('SELECT ending, direction, received_bytes FROM connections WHERE remote_port = 7301', found => found.length > 0);
		assert.deepEqual(rows, [['failed', 'out', 0]]);
	});

	test('SIGTERM writes the rest: every resolution has the same sums, and the file is whole', async () => {
		assert.equal(await recorder.end(), 0);
		const sums = recorder.query('SELECT sum(opened), sum(closed), sum(received_bytes), sum(sent_bytes), sum(seconds) FROM ports GROUP BY resolution_s');
		assert.equal(sums.length, 3);
		assert.deepEqual(sums[1]!.slice(0, 4), sums[0]!.slice(0, 4));
		assert.deepEqual(sums[2]!.slice(0, 4), sums[0]!.slice(0, 4));
		assert.deepEqual(recorder.query('PRAGMA integrity_check'), [['ok']]);
		assert.deepEqual(recorder.query('SELECT ended_cleanly FROM sessions'), [[1]]);
	});
});
