/* Where `portop check port` looks for a port of this machine, what it says was looked at, and what it does without. */
import assert from 'node:assert/strict';
import path from 'node:path';
import process from 'node:process';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {check, runCheck, startScript} from '../helpers/check.ts';
import {CommandError, execute} from '../helpers/execute.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {portop} from '../helpers/portop.ts';
import {requires} from '../helpers/requirements.ts';

const ports = {
	loopback: 7000, dual: 7001, udp: 7002, closed: 7003, onDevice: 7004, onSilentDevice: 7005,
} as const;

const listeners = `
	const {once} = require('node:events');
	const net = require('node:net');
	Promise.all([
		net.createServer().listen(${ports.loopback}, '127.0.0.1'),
		net.createServer().listen(${ports.dual}, '::'),
		require('node:dgram').createSocket('udp4').bind(${ports.udp}),
	].map(server => once(server, 'listening'))).then(() => console.log('ready'));`;

const sockets = path.join(import.meta.dirname, '../helpers/libc-sockets.ts');
const onDevices = `
	import(${JSON.stringify(sockets)}).then(made => {
		made.listenTcp({host: '0.0.0.0', port: ${ports.onDevice}}, {device: 'front'});
		made.listenTcp({host: '0.0.0.0', port: ${ports.onSilentDevice}}, {device: 'silent'});
		console.log('ready');
		process.stdin.resume();
	});`;

const withoutFamily = (family: number): readonly string[] => [process.execPath, path.join(import.meta.dirname, '../helpers/without-family.ts'), String(family), ...portop()];
const AF_INET6 = 10;
const AF_NETLINK = 16;
const AF_PACKET = 17;

describe('portop check port: where a port is', requires({root: true, tools: ['ip', 'unshare', 'mount']}), () => {
	let namespace: Namespace;

	before(async () => {
		namespace = await createNamespace();
		for (const words of [
			'link add front type veth peer name back',
			'address add 10.49.0.1/24 dev front',
			'link set front up',
			'link set back up',
			'link add silent type veth peer name still',
		]) {
			await namespace.run(['ip', ...words.split(' ')]);
		}

		await startScript(namespace, listeners);
		await startScript(namespace, onDevices);
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
	});

	const checkPort = async (...words: readonly string[]) => check(namespace, ['port', '--window', '1', ...words]);
	const messages = (item: {readonly problems: ReadonlyArray<{readonly message: string}>}) => item.problems.map(({message}) => message).join('; ');

	test('a port that is open for UDP is not closed, and what was looked at is said', async () => {
		const open = await checkPort(`${ports.udp}`);
		assert.match(messages(open.item(ports.udp)), /^closed: 127\.0\.0\.1 refuses connections; it is open for UDP, and TCP is checked$/);
		for (const words of [[], ['--host', '127.0.0.1']]) {
			const run = await checkPort(`${ports.udp}`, `${ports.closed}`, '--goal', 'closed', ...words);
			assert.deepEqual(run.items.map(({state}) => state), ['CRITICAL', 'OK']);
			assert.match(messages(run.item(ports.udp)), /^it is open for UDP, and it should not be$/);
			assert.equal(run.item(ports.closed).finding, 'closed for TCP, and for UDP');
		}
	});

	test('a listener that is bound to a device is reached at an address of that device', async () => {
		const run = await checkPort(`${ports.onDevice}`, `${ports.onSilentDevice}`);
		assert.deepEqual(run.items.map(({state, status_text: status}) => [state, status]), [['OK', 'open'], ['UNKNOWN', 'unknown']]);
		assert.match(messages(run.item(ports.onSilentDevice)), /^a process listens on the interface silent only, and no address of it is known/);
		const closed = await checkPort(`${ports.onSilentDevice}`, '--goal', 'closed');
		assert.equal(closed.exitCode, 2);
		const elsewhere = await checkPort(`${ports.onDevice}`, '--host', '127.0.0.1');
		assert.match(messages(elsewhere.item(ports.onDevice)), /^closed: 127\.0\.0\.1 refuses connections$/);
	});

	test('messages about a name say which address was tried', async () => {
		const run = await checkPort(`${ports.closed}`, '--host', 'localhost', '-4');
		assert.match(messages(run.item(ports.closed)), /127\.0\.0\.1/);
		const talk = await checkPort(`${ports.loopback}`, '--host', 'localhost', '-4', '--tls', '--reply-timeout', '0.3');
		assert.match(messages(talk.item(ports.loopback)), /^TLS: no handshake within 0\.3 s \(at 127\.0\.0\.1\)$/);
		assert.match(talk.item(ports.loopback).finding, /^open \(at 127\.0\.0\.1\)/);
		const ping = await check(namespace, ['ping', `connect://localhost:${ports.closed}`, '-4', '--count', '1']);
		assert.match(messages(ping.items[0]!), /\(at 127\.0\.0\.1\)$/);
	});

	/** Probes and lists where no socket of an address family may be opened, and returns the exit codes of checks. */
	const doWithout = async (family: number) => {
		const program = withoutFamily(family);
		const exitCodes: unknown[] = [];
		for (const words of [
			['port', `${ports.loopback}`, '--window', '1'],
			['port', `${ports.loopback}`, '--host', '127.0.0.1', '--window', '1'],
			['ping', `connect://127.0.0.1:${ports.loopback}`, '--count', '1'],
			['ping', `127.0.0.1:${ports.loopback}`, '--count', '1'],
		]) {
			const run = await runCheck(namespace, words, {program});
			exitCodes.push(run.exitCode);
		}

		await namespace.run([...program, 'probe', '-c', '1', `connect://127.0.0.1:${ports.loopback}`]);
		assert.match(await namespace.run([...program, 'list']), new RegExp(String.raw`127\.0\.0\.1:${ports.loopback} `, 'v'));
		return exitCodes;
	};

	for (const [name, family] of [['netlink', AF_NETLINK], ['packet sockets', AF_PACKET], ['IPv6', AF_INET6]] as const) {
		test(`without ${name} connections are still possible`, async () => {
			assert.deepEqual(await doWithout(family), [0, 0, 0, 0]);
		});
	}

	test('without the library for system calls nothing is probed, and that is said once', async () => {
		const modules = path.join(import.meta.dirname, '../../node_modules/@koromix');
		// Node.js itself may lie next to it.
		const noexec = ['unshare', '-m', 'sh', '-c', 'mount --bind "$0" "$0" && mount -o remount,bind,noexec "$0" && exec "$@"', modules, ...portop()];
		const [ip, ...rest] = namespace.inside([...noexec, 'probe', '-c', '1', `connect://127.0.0.1:${ports.loopback}`]);
		const reason = /^portop: cannot probe: koffi could not be loaded: [^\n]* \(its file system is mounted noexec\?\)\n$/v;
		await assert.rejects(execute(ip, rest), (error: unknown) => error instanceof CommandError && error.code === 2 && reason.test(error.output.stderr));
		const run = await runCheck(namespace, ['port', `${ports.loopback}`, '--window', '1'], {program: noexec});
		assert.equal(run.exitCode, 3);
		assert.match(run.stdout, /koffi could not be loaded/);
		const [program, ...words] = namespace.inside([...noexec, 'list']);
		const {stderr} = await execute(program, words);
		assert.match(stderr, /^portop: sockets \(proc\): [^\n]* \(its file system is mounted noexec\?\)/v);
	});

	test('in a root folder without proc the processes are unknown, and that is said', async () => {
		const withoutProc = ['unshare', '-m', 'sh', '-c', 'mount -t tmpfs none /proc && cd / && exec "$@"', 'sh', ...portop()];
		const {items} = await check(namespace, ['port', `${ports.loopback}`, '--window', '1'], {program: withoutProc});
		const [item] = items;
		assert.equal(item!.values['processes'], null);
		assert.equal(item!.values['memory'], null);
		assert.match(messages(item!), /its processes are not known, nor their CPU and memory: it is not known which processes there are: \/proc does not list portop itself/);
	});

	test('a loopback address that is missing is not tried', async () => {
		await namespace.run(['ip', 'address', 'delete', '127.0.0.1/8', 'dev', 'lo']);
		const run = await checkPort(`${ports.dual}`, `${ports.closed}`);
		assert.equal(run.item(ports.dual).state, 'OK');
		assert.match(messages(run.item(ports.closed)), /^closed: ::1 refuses connections$/);
		await namespace.run(['ip', 'address', 'add', '127.0.0.1/8', 'dev', 'lo']);
		await namespace.run(['ip', 'address', 'delete', '::1/128', 'dev', 'lo']);
		const other = await checkPort(`${ports.dual}`);
		assert.equal(other.exitCode, 0);
	});
});
