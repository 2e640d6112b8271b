/* `portop check` as an ordinary user: what is hidden is null, never 0 and never portop's own. */
import assert from 'node:assert/strict';
import path from 'node:path';
import process from 'node:process';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {
	beginCheck,
	check,
	residentKibibytes,
	startScript,
	type Script,
} from '../helpers/check.ts';
import {
	asUser,
	installForEverybody,
	type Installation,
} from '../helpers/everybody.ts';
import {linesOf} from '../helpers/lines.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {requires} from '../helpers/requirements.ts';

const shortConnections = path.join(import.meta.dirname, '../helpers/short-connections.ts');
/** A server with one client. */
const served = (port: number) => `
	const server = require('node:net').createServer(socket => {
		socket.on('error', () => {});
		console.log('ready');
	}).listen(${port}, '127.0.0.1', () => require('node:net').connect(${port}, '127.0.0.1'));`;

describe('portop check as an ordinary user', requires({root: true, tools: ['ip', 'setpriv']}), () => {
	let namespace: Namespace;
	let installation: Installation;
	let own: Script;

	before(async () => {
		namespace = await createNamespace();
		installation = await installForEverybody();
		await startScript(namespace, served(7000));
		own = await startScript(namespace, served(7001), asUser, installation.node);
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
		await installation[Symbol.asyncDispose]();
	});

	const options = () => ({program: [...asUser, ...installation.portop()], env: {...process.env, HOME: installation.folder}});

	test('other users\' processes are not known, own ones are, and sockets are', async () => {
		const run = await check(namespace, ['port', '7000', '7001', '7002', '--window', '1.5'], options());
		const [hidden, known, closed] = [7000, 7001, 7002].map(port => run.item(port));
		const pick = ({values: {cpu, memory, processes}}: (typeof run.items)[number]) => ({cpu, memory, processes});
		assert.deepEqual(pick(hidden!), {cpu: null, memory: null, processes: null});
		assert.match(hidden!.problems.map(({message}) => message).join('; '), /processes are not known.*needs root/);
		const kibibytes = residentKibibytes(own.pid);
		assert.equal(known!.values['processes'], 1);
		assert.ok(Math.abs((known!.values['memory']! * 1024 / kibibytes) - 1) < 0.03, `${known!.values['memory']} MiB, and ${kibibytes} KiB in /proc`);
		assert.notStrictEqual(known!.values['cpu'], null);
		for (const {values} of [hidden!, known!]) {
			assert.deepEqual([values['connections'], values['connection_rate'], values['sent'], values['received']], [1, 0, 0, 0]);
		}

		assert.deepEqual([closed!.status_text, closed!.values['processes'], run.exitCode], ['closed', 0, 2]);
	});

	test('what short connections did is not known', async () => {
		const server = namespace.start([process.execPath, shortConnections, 'server', '127.0.0.1', '7003', 'client']);
		assert.equal(await linesOf(server.stdout).next(), 'listening');
		const {result} = await beginCheck(namespace, server.pid!, ['port', '7003', '--window', '3'], options());
		await namespace.run([process.execPath, shortConnections, 'client', '127.0.0.1', '7003', 'client', '100', '0.3']);
		const run = await result;
		const {values, problems} = run.item(7003);
		assert.deepEqual([values['connection_rate'], values['sent'], values['received'], values['connections']], [null, null, null, 0]);
		assert.match(problems.map(({message}) => message).join('; '), /rate and throughput are not known: .*shorter than a sample.*CAP_NET_ADMIN/);
	});

	test('a threshold on what is not known is UNKNOWN', async () => {
		const run = await check(namespace, ['port', '7000', '--window', '1', '-c', 'memory=100'], options());
		assert.deepEqual([run.exitCode, run.item(7000).figures['memory']?.state], [3, 'UNKNOWN']);
	});

	test('every socket is counted', async () => {
		const run = await check(namespace, ['connections', '--conn-type', 'tcp', '--conn-status', 'established'], options());
		assert.deepEqual([run.exitCode, run.items[0]!.values], [0, {tcp_ESTABLISHED: 4}]);
	});

	test('ping needs no privilege with connect', async () => {
		const run = await check(namespace, ['ping', '127.0.0.1:7000', '--count', '3', '--interval', '0.05'], options());
		assert.deepEqual([run.exitCode, run.items[0]!.values['packets_received']], [0, 3]);
		const refused = await check(namespace, ['ping', 'syn://127.0.0.1:7000', '--count', '3', '--interval', '0.05'], options());
		assert.equal(refused.exitCode, 3);
		assert.match(refused.items[0]!.problems[0]!.message, /CAP_NET_RAW/);
	});
});
