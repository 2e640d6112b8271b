/* What portop tells of each port beside what was sent to it: datagrams, SYNs that came to nothing, probes that are no connections. */
import assert from 'node:assert/strict';
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
import {settledPort, watchPorts} from '../helpers/watch-ports.ts';

const udpServer = `
	const socket = require('node:dgram').createSocket('udp4');
	socket.on('message', (_, {port, address}) => socket.send(Buffer.alloc(100), port, address));
	socket.bind(7053, '127.0.0.1', () => console.log('ready'));`;
const udpClient = `
	const socket = require('node:dgram').createSocket('udp4');
	let answers = 0;
	const send = () => socket.send(Buffer.alloc(300), 7053, '127.0.0.1');
	socket.on('message', () => ++answers === 500 ? socket.close() : send());
	socket.bind(0, '127.0.0.1', send);`;
const tcpServer = 'require(\'node:net\').createServer(socket => socket.on(\'error\', () => {})).listen(7000, \'127.0.0.1\', () => console.log(\'ready\'))';

describe('what passes through a port', requires({root: true, tools: ['ip', 'hping3', 'setpriv']}), () => {
	let namespace: Namespace;

	before(async () => {
		namespace = await createNamespace();
		for (const program of [udpServer, tcpServer]) {
			const server = namespace.start([process.execPath, '-e', program]);
			assert.equal(await linesOf(server.stdout).next(), 'ready');
		}
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
	});

	test('datagrams and their payload, exactly', async () => {
		const next = watchPorts(namespace, portop(), 0.3);
		// Counting begins with the second sample that has the port.
		await next();
		await next();
		await namespace.run([process.execPath, '-e', udpClient]);
		const {totals: {receivedPackets, receivedBytes, sentPackets, sentBytes}} = await settledPort(next, 7053);
		assert.deepEqual({
			receivedPackets, receivedBytes, sentPackets, sentBytes,
		}, {
			receivedPackets: 500, receivedBytes: 150_000, sentPackets: 500, sentBytes: 50_000,
		});
	});

	test('SYNs that never became connections are failed handshakes, and nothing was accepted', async () => {
		const next = watchPorts(namespace, portop(), 0.3);
		await next();
		await next();
		await namespace.run(['hping3', '-q', '-S', '-p', '7000', '-c', '60', '-i', 'u5000', '127.0.0.1']);
		const {totals: {failed, opened, drops}} = await settledPort(next, 7000);
		// The kernel counts each reset half-open connection as a drop of the listener, too.
		assert.deepEqual({failed, opened, drops}, {failed: 60, opened: 0, drops: 60});
	});

	test('probes that connect are no accepted connections', async () => {
		const next = watchPorts(namespace, portop(), 0.3);
		await next();
		await namespace.run([...portop('probe', '-c', '50', '-i', '0.02', '--method', 'connect', '127.0.0.1:7000')]);
		const {totals: {opened, closed}} = await settledPort(next, 7000);
		assert.deepEqual({opened, closed}, {opened: 0, closed: 0});
	});

	test('without the privilege it says why there are no figures', async () => {
		await using installation = await installForEverybody();
		const next = watchPorts(namespace, [...asUser, ...installation.portop()], 0.3, {...process.env, HOME: installation.folder});
		await next();
		const {ports} = await next();
		const rows = [7053, 7000].map(port => ports.find(row => row.port === port)!);
		for (const {missing} of rows) {
			assert.match(missing ?? '', /root|CAP_BPF/);
		}

		assert.equal(rows[0]!.receiveBitsPerSecond, null);
		assert.equal(rows[0]!.totals.receivedBytes, null);
		assert.equal(rows[1]!.failedPerSecond, null);
		assert.equal(rows[1]!.totals.failed, null);
		assert.equal(rows[1]!.receiveBitsPerSecond, 0, 'TCP traffic needs no privilege');
	});
});

