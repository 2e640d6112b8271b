/* What portop shows to an ordinary user: the same sockets, his own processes, and that the others' are hidden. */
import assert from 'node:assert/strict';
import {
	chmod,
	cp,
	mkdtemp,
	rm,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {linesOf} from '../helpers/lines.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {root} from '../helpers/portop.ts';
import {requires} from '../helpers/requirements.ts';
import {
	compare,
	parseConnections,
	parseRows,
	rowOf,
} from '../helpers/ss.ts';
import {startZoo, zooTools} from '../helpers/start-zoo.ts';

const userId = 65_534;
const asUser = ['setpriv', `--reuid=${userId}`, `--regid=${userId}`, '--clear-groups'];
const ownSocket = 'require(\'node:net\').createServer().listen(7500, \'127.0.0.1\', () => console.log(process.pid)); process.stdin.resume()';

describe('as an ordinary user', requires({root: true, tools: [...zooTools, 'setpriv']}), () => {
	let namespace: Namespace;
	let folder: string;
	let node: string;
	let ownPid: number;

	before(async () => {
		namespace = await createNamespace();
		folder = await installForEverybody();
		node = path.join(folder, 'node');
		await startZoo(namespace);
		const holder = namespace.start([...asUser, node, '-e', ownSocket]);
		ownPid = Number(await linesOf(holder.stdout).next());
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
		await rm(folder, {recursive: true});
	});

	const ss = async (...flags: string[]) => parseRows(await namespace.run([...asUser, 'ss', ...flags]));
	const list = async () => parseConnections(await namespace.run([...asUser, node, path.join(folder, 'dist/cli.js'), 'list', '--udp', '--json'], {env: {...process.env, HOME: folder}}));

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

/**
Puts Node.js and portop where everybody may read them: a checkout may be in a private folder.
@returns The folder.
*/
async function installForEverybody(): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), 'portop-everybody-'));
	await chmod(folder, 0o755);
	await cp(process.execPath, path.join(folder, 'node'), {dereference: true});
	// Koffi, the only package that is not in the bundle, keeps its binary in a package of its own.
	for (const name of ['dist', 'package.json', 'node_modules/koffi', 'node_modules/@koromix']) {
		await cp(path.join(root, name), path.join(folder, name), {recursive: true});
	}

	return folder;
}
