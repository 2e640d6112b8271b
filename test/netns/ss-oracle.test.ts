/* `portop list` against `ss`: the same sockets, the same columns, the same holders. */
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {ssStateNames, type SocketState} from '../../source/model/socket.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {portop} from '../helpers/portop.ts';
import {requires} from '../helpers/requirements.ts';
import {
	compare,
	parseConnections,
	parseRows,
	rowOf,
	type Row,
} from '../helpers/ss.ts';
import {startZoo, zooTools} from '../helpers/start-zoo.ts';
import type {Zoo} from '../helpers/zoo.ts';

describe('portop list against ss, 2,000 sockets in every state', requires({root: true, tools: zooTools}), () => {
	let namespace: Namespace;
	let zoo: Zoo;

	before(async () => {
		namespace = await createNamespace();
		zoo = await startZoo(namespace);
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
	});

	const ss = async () => parseRows(await namespace.run(['ss', '-Hantup']));
	const text = async (...flags: string[]) => {
		const output = await namespace.run(portop('list', '--udp', ...flags));
		return parseRows(output.slice(output.indexOf('\n')));
	};

	const json = async (...flags: string[]) => parseConnections(await namespace.run(portop('list', '--udp', '--json', ...flags)));

	const rowsOfJson = async (...flags: string[]) => {
		const {connections} = await json(...flags);
		return connections.map(connection => rowOf(connection));
	};

	/** How what portop sees differs from what `ss` sees before and after. */
	async function differences(seen: () => Promise<readonly Row[]>, comparable: (row: Row) => Row = row => row) {
		const rows = [await ss(), await seen(), await ss()].map(list => list.map(row => comparable(row)));
		const [first = [], portopRows = [], last = []] = rows;
		const {unstable, ...sets} = compare(first, portopRows, last);
		return {...sets, hasEnoughRows: first.length >= 2000, hasFewUnstable: unstable <= first.length / 100};
	}

	const none = {
		missing: [], surplus: [], hasEnoughRows: true, hasFewUnstable: true,
	};

	test('the zoo has every state that can be made', () => {
		const states = ['LISTEN', 'ESTAB', 'SYN-SENT', 'SYN-RECV', 'FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSE-WAIT', 'LAST-ACK', 'CLOSING', 'TIME-WAIT', 'udp UNCONN', 'udp ESTAB'];
		assert.deepEqual(states.filter(state => (zoo.counts[state] ?? 0) < 40), []);
	});

	test('text', async () => {
		assert.deepEqual(await differences(async () => text()), none);
	});

	test('JSON', async () => {
		assert.deepEqual(await differences(rowsOfJson), none);
	});

	test('--source proc, in the fields that /proc has', async () => {
		assert.deepEqual(await differences(async () => text('--source', 'proc'), asInProc), none);
		assert.deepEqual(await differences(async () => rowsOfJson('--source', 'proc'), asInProc), none);
	});

	test('the source is named', async () => {
		const [netlink, proc] = [await json(), await json('--source', 'proc')];
		assert.deepEqual([netlink.source, proc.source], ['netlink', 'proc']);
	});

	test('process names are the kernel\'s, also strange ones, but the program\'s where a runtime names its main thread', async () => {
		const {connections} = await json();
		const seen = new Map(connections.flatMap(({owners}) => owners.holders.map(({pid, name}) => [pid, name])));
		const names = zoo.pids.map(pid => [pid, readFileSync(`/proc/${pid}/comm`, 'utf8').slice(0, -1)]);
		assert.equal(names.length, 4);
		const programs = names.map(([pid, name]) => [pid, name === 'MainThread' ? 'node' : name]);
		assert.deepEqual(names.map(([pid]) => [pid, seen.get(Number(pid))]), programs);
	});

	test('states are counted as ss counts them', async () => {
		const document = JSON.parse(await namespace.run(portop('list', 'states', '--json'))) as {readonly states: ReadonlyArray<{readonly state: SocketState; readonly counts: Readonly<Record<string, number | null>>}>};
		const rows = await ss();
		// TIME-WAIT ends by itself, between the two programs too.
		const lasting = document.states.filter(({state}) => state !== 'TIME_WAIT');
		const pairs = lasting.flatMap(({state, counts}) => ['tcp', 'udp'].map(protocol => ({
			name: `${protocol} ${state}`,
			portop: (counts[protocol] ?? 0) + (counts[`${protocol}6`] ?? 0),
			ss: rows.filter(row => row.state === ssStateNames[state] && row.protocol === protocol).length,
		})));
		assert.equal(pairs.length, 22);
		assert.deepEqual(pairs.filter(pair => pair.portop !== pair.ss), []);
	});
});

/** /proc/net has neither a listener's limit nor the interface a socket is bound to, nor whether [::] takes IPv4. */
function asInProc(row: Row): Row {
	const address = (endpoint: string) => endpoint.replace(/%\w+:/, ':').replace(/^\*:/, '[::]:');
	return {
		...row,
		sendQueue: row.state === 'LISTEN' ? '' : row.sendQueue,
		local: address(row.local),
		peer: address(row.peer),
	};
}
