/* Connections that live shorter than a sample: every one is counted, with every byte, beside what the generator counted. */
import assert from 'node:assert/strict';
import path from 'node:path';
import process from 'node:process';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {asUser, installForEverybody} from '../helpers/everybody.ts';
import {linesOf} from '../helpers/lines.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {portop} from '../helpers/portop.ts';
import {requires} from '../helpers/requirements.ts';
import {answerBytes, requestBytes} from '../helpers/short-connections.ts';
import {settledPort, watchPorts, type JsonPort} from '../helpers/watch-ports.ts';

const count = 5000;
const seconds = 3;
const script = path.join(import.meta.dirname, '../helpers/short-connections.ts');

describe('connections that live shorter than a sample', requires({root: true, tools: ['ip', 'setpriv']}), () => {
	let namespace: Namespace;

	before(async () => {
		namespace = await createNamespace();
		// Each test opens 5,000 connections from one address.
		await namespace.run(['sysctl', '-qw', 'net.ipv4.ip_local_port_range=1024 65000']);
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
	});

	async function generate(host: string, port: number, closer: string): Promise<() => Promise<void>> {
		const server = namespace.start([process.execPath, script, 'server', host, String(port), closer]);
		assert.equal(await linesOf(server.stdout).next(), 'listening');
		return async () => {
			const answered = await namespace.run([process.execPath, script, 'client', host, String(port), closer, String(count), String(seconds)]);
			assert.equal(Number(answered), count);
		};
	}

	const countExactly = (host: string, closer: 'client' | 'server' | 'server-reading', port: number) => {
		test(`${host}, the ${closer.replace('-', ', ')} closes first: ${count} accepted, and exactly the payload`, async () => {
			const run = await generate(host, port, closer);
			const next = watchPorts(namespace, portop(), 0.5);
			await next();
			await run();
			const {totals, totalsAreLowerBound} = await settledPort(next, port, count);
			assert.deepEqual({totals: figures(totals), totalsAreLowerBound}, {
				totals: {
					opened: count, closed: count, resets: 0, timeouts: 0, receivedBytes: count * requestBytes, sentBytes: count * answerBytes,
				},
				totalsAreLowerBound: false,
			});
		});
	};

	countExactly('127.0.0.1', 'client', 901);
	countExactly('127.0.0.1', 'server', 902);
	countExactly('127.0.0.1', 'server-reading', 905);
	countExactly('::1', 'client', 903);
	countExactly('::1', 'server', 904);

	test('clients that hang up before the answer: no byte too many, and what may be missing is marked', async () => {
		const hangUps = 100;
		const server = namespace.start([process.execPath, '-e', `
			require('node:net').createServer({allowHalfOpen: true}, socket => {
				socket.on('error', () => {});
				socket.resume().on('end', () => socket.write('too late', () => socket.destroy()));
			}).listen(906, '127.0.0.1', () => console.log('listening'));
		`]);
		assert.equal(await linesOf(server.stdout).next(), 'listening');
		const next = watchPorts(namespace, portop(), 0.5);
		await next();
		await namespace.run([process.execPath, '-e', `
			const connect = left => left > 0 && require('node:net').connect(906, '127.0.0.1', function () {
				this.write('x'.repeat(${requestBytes}), () => this.destroy());
			}).on('close', () => connect(left - 1));
			connect(${hangUps});
		`]);
		const {totals, totalsMissBytes} = await settledPort(next, 906, hangUps);
		assert.deepEqual([totals.opened, totals.resets, totals.receivedBytes, totalsMissBytes], [hangUps, hangUps, hangUps * requestBytes, true]);
	});

	test('connections that are reset before they are accepted have not failed, and are counted when they are', requires({tools: ['python3']}), async () => {
		const resets = 50;
		const server = namespace.start(['python3', '-c', `
import socket
s = socket.create_server(('127.0.0.1', 907), backlog=100)
print('listening', flush=True)
input()
for _ in range(${resets}):
	s.accept()[0].close()
print('accepted', flush=True)
input()
`]);
		const lines = linesOf(server.stdout);
		assert.equal(await lines.next(), 'listening');
		const next = watchPorts(namespace, portop(), 0.5);
		// SYNs are counted from the second sample on.
		await next();
		await next();
		await namespace.run(['python3', '-c', `
import socket, struct
for _ in range(${resets}):
	c = socket.create_connection(('127.0.0.1', 907))
	c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
	c.close()
`]);
		const waiting = await settledPort(next, 907);
		assert.deepEqual([waiting.acceptQueue, waiting.totals.failed], [resets, 0]);
		server.stdin.write('\n');
		assert.equal(await lines.next(), 'accepted');
		const {totals} = await settledPort(next, 907, resets);
		assert.deepEqual([totals.opened, totals.closed, totals.failed], [resets, resets, 0]);
	});

	test('connections of which the kernel makes no TIME-WAIT: no byte too many, and what may be missing is marked', async () => {
		await namespace.run(['sysctl', '-qw', 'net.ipv4.tcp_max_tw_buckets=10']);
		const run = await generate('127.0.0.1', 908, 'server');
		const next = watchPorts(namespace, portop(), 0.5);
		await next();
		await run();
		const {totals, totalsMissBytes} = await settledPort(next, 908, count);
		const received = count * requestBytes;
		assert.deepEqual([totals.opened, totals.closed, totals.sentBytes, totalsMissBytes], [count, count, count * answerBytes, true]);
		const missing = received - totals.receivedBytes!;
		assert.equal(Math.max(0, Math.min(count, missing)), missing, 'at most a byte of each');
		await namespace.run(['sysctl', '-qw', 'net.ipv4.tcp_max_tw_buckets=65536']);
	});

	test('without CAP_NET_ADMIN the totals are a lower bound, and the kernel\'s own counter is exact', async () => {
		await using installation = await installForEverybody();
		const run = await generate('127.0.0.1', 990, 'server');
		const next = watchPorts(namespace, [...asUser, ...installation.portop()], 0.5, {...process.env, HOME: installation.folder});
		const {sources} = await next();
		assert.match(sources.find(({name}) => name === 'destroyed sockets')?.problem ?? '', /CAP_NET_ADMIN/);
		let accepted = 0;
		const counted = async () => {
			const document = await next();
			accepted += (document.totals.acceptedPerSecond ?? 0) * (document.intervalSeconds ?? 0);
			return document;
		};

		await Promise.all([run(), counted(), counted()]);
		const row = await settledPort(counted, 990);
		assert.equal(row.totalsAreLowerBound, true);
		const opened = row.totals.opened ?? 0;
		// The server closed them: each left a TIME-WAIT.
		assert.ok(opened > 0, 'none was counted');
		assert.ok(opened <= count, `${opened} of ${count}`);
		assert.equal(Math.round(accepted), count);
	});
});

function figures({opened, closed, resets, timeouts, receivedBytes, sentBytes}: JsonPort['totals']) {
	return {
		opened, closed, resets, timeouts, receivedBytes, sentBytes,
	};
}
