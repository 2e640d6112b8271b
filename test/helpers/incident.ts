/* Everything that the fixed checks look for, as real trouble in a network namespace: it is there before anything looks. */
import assert from 'node:assert/strict';
import process from 'node:process';
import {linesOf} from './lines.ts';
import type {Namespace} from './namespace.ts';

export const incidentTools = ['ip', 'iptables', 'prlimit'] as const;

/** The target of the probes that are lost. */
export const lostTarget = 'icmp://127.9.9.9';

/** Programs of Node.js. Each says `ready` when the trouble is there. */
const programs = {
	// Listens, and then waits for a line that never comes: it accepts nothing.
	hangs: `
		require('node:net').createServer().listen({port: 24099, host: '127.0.0.1', backlog: 5}, () => {
			console.log('ready');
			require('node:fs').readSync(0, Buffer.alloc(1));
		});`,
	// A connect succeeds until the queue is full; those that come later are dropped.
	clientsOfIt: `
		const {connect} = require('node:net');
		let open = 0;
		const more = () => connect(24099, '127.0.0.1', () => { if (++open === 6) console.log('ready'); }).on('error', () => {});
		setInterval(more, 50);`,
	leaks: `
		const {createServer, connect} = require('node:net');
		let closed = 0;
		const server = createServer({allowHalfOpen: true}, socket => {
			socket.on('end', () => { if (++closed === 60) console.log('ready'); });
			socket.resume();
		});
		server.listen(24090, '127.0.0.1', 511, () => {
			for (let index = 0; index < 60; index++) {
				const client = connect({port: 24090, host: '127.0.0.1', allowHalfOpen: true}, () => client.end());
			}
		});`,
	deaf: `
		const socket = require('node:dgram').createSocket({type: 'udp4', recvBufferSize: 4096});
		socket.bind(24053, '127.0.0.1', () => {
			console.log('ready');
			require('node:fs').readSync(0, Buffer.alloc(1));
		});`,
	sender: `
		const socket = require('node:dgram').createSocket('udp4');
		let sent = 0;
		const send = () => socket.send(Buffer.alloc(500), 24053, '127.0.0.1', () => { if (++sent === 100) console.log('ready'); });
		setInterval(() => { for (let index = 0; index < 10; index++) send(); }, 50);`,
	hoards: `
		const fs = require('node:fs');
		require('node:net').createServer().listen(24070, '127.0.0.1', () => {
			while (fs.readdirSync('/proc/self/fd').length < 190) fs.openSync('/dev/null');
			console.log('ready');
		});
		process.stdin.resume();`,
	// Sends small pieces over many connections: losses of one do not hold up the others.
	lossy: `
		const {createServer, connect} = require('node:net');
		createServer(socket => {
			const timer = setInterval(() => socket.write('x'.repeat(300)), 20);
			socket.on('error', () => {}).on('close', () => clearInterval(timer)).resume();
		}).listen(24080, '127.0.0.1', 511, () => {
			let open = 0;
			for (let index = 0; index < 20; index++) connect(24080, '127.0.0.1', () => { if (++open === 20) console.log('ready'); }).on('error', () => {}).resume();
		});`,
} as const;

/** Each alert that is expected, by its source: its severity, its subject, and the words of its message. */
export const expectedAlerts = [
	['accept queue', 'critical', 'tcp 127.0.0.1:24099 (node)', /^accept queue 6\/5 full, \d+ drops\/s$/],
	['CLOSE-WAIT', 'warning', 'tcp 127.0.0.1:24090 (node)', /^CLOSE-WAIT 60$/],
	['UDP receive buffer', 'warning', 'udp 127.0.0.1:24053 (node)', /^receive buffer full, \d+ datagrams\/s lost$/],
	['open files', 'warning', 'tcp 127.0.0.1:24070 (node)', /^open files 1[89]\d of 200 \(pid \d+\)$/],
	['probe loss', 'warning', 'icmp://127.9.9.9', /^100 % loss, \d of the last \d probes$/],
	['retransmissions', 'warning', 'tcp 127.0.0.1:24080 (node)', /^retransmissions [\d.]+ % \(\d+ of [\d,]+ segments\)$/],
] as const;

/** Starts all of it; the trouble is there when it returns, and ends with the namespace. */
export async function startIncident(namespace: Namespace): Promise<void> {
	const start = async (program: keyof typeof programs, ...wrapper: readonly string[]) => {
		const child = namespace.start([...wrapper, process.execPath, '-e', programs[program]]);
		assert.equal(await linesOf(child.stdout).next(), 'ready');
	};

	await start('hangs');
	await start('clientsOfIt');
	await start('leaks');
	await start('deaf');
	await start('sender');
	await start('hoards', 'prlimit', '--nofile=200:200');
	await start('lossy');
	await namespace.run(['iptables', '-A', 'INPUT', '-d', '127.9.9.9', '-j', 'DROP']);
	await namespace.run(['iptables', '-A', 'INPUT', '-p', 'tcp', '--sport', '24080', '-m', 'length', '--length', '200:', '-m', 'statistic', '--mode', 'random', '--probability', '0.1', '-j', 'DROP']);
}
