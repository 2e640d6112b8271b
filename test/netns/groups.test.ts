/* What portop's sampler counts for groups of connections beside what was sent, in a network namespace: over connections that ended, too. */
import assert from 'node:assert/strict';
import path from 'node:path';
import process from 'node:process';
import {test} from 'node:test';
import type {ConnectionGroup} from '../../source/model/group.ts';
import {linesOf} from '../helpers/lines.ts';
import {createNamespace} from '../helpers/namespace.ts';
import {requires} from '../helpers/requirements.ts';

/** Accepts until its input ends; answers each byte that comes with two. */
const server = `
	require('node:net').createServer(socket => socket.on('data', data => socket.write(Buffer.alloc(2 * data.length))).on('end', () => socket.end()).on('error', () => {}))
		.listen(7000, '127.0.0.1', () => console.log('ready'));`;

/** From an address: for each line 'BYTES' sends so many over a connection of its own and waits for the answer; 'close' closes all. */
const client = `
	const net = require('node:net');
	const sockets = [];
	require('node:readline').createInterface({input: process.stdin}).on('line', line => {
		if (line === 'close') {
			let left = sockets.length;
			for (const socket of sockets) socket.on('close', () => --left === 0 && console.log('closed')).end();
			return;
		}
		const socket = net.connect({host: '127.0.0.1', port: 7000, localAddress: process.argv[1]}, () => socket.write(Buffer.alloc(Number(line))));
		let received = 0;
		socket.on('data', data => (received += data.length) === 2 * Number(line) && console.log('answered'));
		sockets.push(socket);
	});`;

test('groups have what their connections moved, also when those are over', {...requires({root: true, tools: ['ip']}), timeout: 120_000}, async () => {
	await using namespace = await createNamespace();
	const listening = namespace.start([process.execPath, '-e', server]);
	assert.equal(await linesOf(listening.stdout).next(), 'ready');
	const sampler = namespace.start([process.execPath, '--import', 'tsx', path.join(import.meta.dirname, '../helpers/watch-groups.ts')]);
	const samples = linesOf(sampler.stdout);
	const settled = async (isSettled: (groups: readonly ConnectionGroup[]) => boolean): Promise<readonly ConnectionGroup[]> => {
		for (;;) {
			// The border to the program that is tested.
			const groups = JSON.parse(await samples.next()) as readonly ConnectionGroup[];
			if (isSettled(groups)) {
				return groups;
			}
		}
	};

	await settled(() => true);
	const clients = await Promise.all(['127.0.0.2', '127.0.0.3'].map(async address => {
		const child = namespace.start([process.execPath, '-e', client, address]);
		const lines = linesOf(child.stdout);
		return {
			async do(line: string) {
				child.stdin.write(`${line}\n`);
				return lines.next();
			},
		};
	}));
	const moved = (groups: readonly ConnectionGroup[], isWanted: (group: ConnectionGroup) => boolean) => groups
		.filter(group => isWanted(group))
		.map(({name, connectionCount, totals: {sinceStart}}) => {
			const {opened, closed, receivedBytes, sentBytes} = sinceStart;
			return {
				name: name.replace(/\d+/v, 'PID'), connectionCount, opened, closed, receivedBytes, sentBytes,
			};
		})
		.toSorted((a, b) => (a.receivedBytes ?? 0) - (b.receivedBytes ?? 0));
	await clients[0]!.do('1000');
	await clients[0]!.do('500');
	await clients[1]!.do('70');
	const total = (groups: readonly ConnectionGroup[], name: string) => groups.find(group => group.grouping === 'host' && group.name === name)?.totals.sinceStart;
	const open = await settled(groups => total(groups, '127.0.0.2')?.receivedBytes === 1500 && total(groups, '127.0.0.3')?.receivedBytes === 70);
	const processes = [
		{
			name: 'node(PID)', connectionCount: 1, opened: 1, closed: 0, receivedBytes: 140, sentBytes: 70,
		},
		{
			name: 'node(PID)', connectionCount: 3, opened: 3, closed: 0, receivedBytes: 1570, sentBytes: 3140,
		},
		{
			name: 'node(PID)', connectionCount: 2, opened: 2, closed: 0, receivedBytes: 3000, sentBytes: 1500,
		},
	];
	assert.deepEqual(moved(open, ({grouping, kind}) => grouping === 'process' && kind === 'member'), processes);
	assert.deepEqual(moved(open, ({grouping, kind}) => grouping === 'user' && kind === 'member').map(({connectionCount, receivedBytes}) => [connectionCount, receivedBytes]), [[6, 4710]]);
	await Promise.all(clients.map(async each => each.do('close')));
	const closed = await settled(groups => total(groups, '127.0.0.2')?.closed === 2 && total(groups, '127.0.0.3')?.closed === 1 && total(groups, '127.0.0.1')?.closed === 3);
	assert.deepEqual(
		moved(closed, ({grouping, kind}) => grouping === 'process' && kind === 'member').map(({opened, closed: ended, receivedBytes, sentBytes}) => ({
			opened, closed: ended, receivedBytes, sentBytes,
		})),
		processes.map(({opened, receivedBytes, sentBytes}) => ({
			opened, closed: opened, receivedBytes, sentBytes,
		})),
	);
});
