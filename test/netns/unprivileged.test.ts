/* What portop shows to an ordinary user: the same sockets, his own processes, and that the others' are hidden. */
import assert from 'node:assert/strict';
import process from 'node:process';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {
	asUser,
	installForEverybody,
	userId,
	type Installation,
} from '../helpers/everybody.ts';
import {linesOf} from '../helpers/lines.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {requires} from '../helpers/requirements.ts';
import {
	compare,
	parseConnections,
	parseRows,
	rowOf,
} from '../helpers/ss.ts';
import {startZoo, zooTools} from '../helpers/start-zoo.ts';

const ownSocket = 'require(\'node:net\').createServer().listen(7500, \'127.0.0.1\', () => console.log(process.pid)); process.stdin.resume()';

describe('as an ordinary user', requires({root: true, tools: [...zooTools, 'setpriv']}), () => {
	let namespace: Namespace;
	let installation: Installation;
	let ownPid: number;

	before(async () => {
		namespace = await createNamespace();
		installation = await installForEverybody();
		await startZoo(namespace);
		const holder = namespace.start([...asUser, installation.node, '-e', ownSocket]);
		ownPid = Number(await linesOf(holder.stdout).next());
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
		await installation[Symbol.asyncDispose]();
	});

	const ss = async (...flags: string[]) => parseRows(await namespace.run([...asUser, 'ss', ...flags]));
	const list = async () => parseConnections(await namespace.run([...asUser, ...installation.portop('list', '--udp', '--json')], {env: {...process.env, HOME: installation.folder}}));

	test('every socket is there, as ss shows it to the same user', async () => {
		const first = await ss('-Hantup');
		const {connections} = await list();
		const {missing, surplus, unstable} = compare(first, connections.map(connection => rowOf(connection)), await ss('-Hantup'));
		assert.deepEqual({missing, surplus}, {missing: [], surplus: []});
		assert.ok(first.length > 2000);
		assert.ok(unstable <= 20);
	});

	test('hidden owners are denied, own ones known, and what nobody owns is none', async () => {
		const {connections, privileges} = await list();
		assert.deepEqual({userId: privileges.userId, seesAllProcesses: privileges.seesAllProcesses}, {userId, seesAllProcesses: false});
		const own = connections.filter(({localPort, state}) => localPort === 7500 && state === 'LISTEN');
		assert.deepEqual(own.map(({owners, userId: owner}) => [owners.status, owners.holders.map(({pid}) => pid), owner]), [['known', [ownPid], userId]]);
		const others = connections.filter(({localPort}) => localPort !== 7500);
		const statusesOf = (...states: readonly string[]) => new Set(others.filter(({state}) => states.includes(state)).map(({owners}) => owners.status));
		assert.deepEqual(others.flatMap(({owners}) => owners.holders), []);
		// Unconnected, listening and connecting sockets always have a process; a minisocket never has.
		assert.deepEqual(statusesOf('LISTEN', 'SYN_SENT', 'CLOSED'), new Set(['denied']));
		assert.deepEqual(statusesOf('TIME_WAIT', 'SYN_RECEIVED'), new Set(['none']));
		// Every other one of these was closed by its process.
		assert.deepEqual(statusesOf('FIN_WAIT_1', 'LAST_ACK', 'CLOSING'), new Set(['denied', 'none']));
		assert.deepEqual(statusesOf('ESTABLISHED'), new Set(['denied', 'none']));
	});
});
