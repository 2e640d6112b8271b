import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {after, test} from 'node:test';
import fc from 'fast-check';
import {Names} from '../../../source/collectors/names.ts';
import {connections} from '../../../source/commands/history/connections.ts';
import {filterSql} from '../../../source/commands/history/filter-sql.ts';
import {addOpenConnections} from '../../../source/commands/history/open-connections.ts';
import {ports} from '../../../source/commands/history/ports.ts';
import {probes} from '../../../source/commands/history/probes.ts';
import {parseFilter} from '../../../source/filter/parse.ts';
import {openRecording} from '../../../source/recording/open-recording.ts';
import {RecordingBuilder, type BuiltConnection} from '../../builders/recording.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'portop-history-'));
after(() => {
	rmSync(folder, {recursive: true});
});

const names = new Names();

function conditionOf(filter: string, source: typeof connections.filter, database: ReturnType<typeof openRecording>): string {
	const parsed = parseFilter(filter, {findService: name => names.servicePorts(name)});
	assert.ok(parsed.ok, filter);
	return filterSql(parsed.expression, source, {database, names, range: {since: 0, until: 1e15}});
}

let files = 0;

/** Records connections, and returns a function that returns the numbers of those that a filter finds. */
function record(built: ReadonlyArray<Omit<BuiltConnection, 'ended_ms'>>): (filter: string) => readonly unknown[] {
	const file = path.join(folder, `connections-${files++}.db`);
	{
		using builder = new RecordingBuilder(file);
		for (const [index, connection] of built.entries()) {
			builder.connection({...connection, ended_ms: index});
		}
	}

	const database = openRecording(file);
	addOpenConnections(database, file, names);
	return filter => database.prepare(`SELECT ended_ms ${connections.source} AND ${conditionOf(filter, connections.filter, database)} ORDER BY ended_ms`)
		.all({since: 0, until: 1e15}).map(({ended_ms: index}) => index);
}

const examples: ReadonlyArray<Omit<BuiltConnection, 'ended_ms'>> = [
	{
		direction: 'in', local_port: 22, remote_address: '192.0.2.7', process: 'sshd', user: 'root', unit: 'ssh.service', pid: 100, received_bytes: 500, rtt_us: 30_000, began_ms: -5000,
	},
	{
		direction: 'out', local_port: 40_001, remote_port: 443, remote_address: '2001:db8::1', protocol: 'tcp6',
		process: 'curl', user: '1000', received_bytes: 2_000_000, retransmissions: 3, ending: 'reset',
	},
	{
		local_port: 8080, remote_address: '10.1.2.3', process: null, container: '4f66ad9a0b2e', local_address: '[::ffff:10.0.0.5]',
	},
	{
		local_port: 22, local_address: null, remote_address: null, remote_port: null, process: null,
	},
];

const expected: ReadonlyArray<readonly [filter: string, found: readonly number[]]> = [
	['', [0, 1, 2, 3]],
	['22', [0, 3]],
	['sport:22', [0, 3]],
	['dport:443', [1]],
	['not dport:443', [0, 2, 3]],
	['https', [1]],
	['service=ssh', [0, 3]],
	['192.0.2.0/24', [0]],
	['dst:2001:db8::/32', [1]],
	['src:10.0.0.5', [0, 1, 2]],
	['not src:10.0.0.5', [3]],
	['addr~^192', [0]],
	['sshd or curl', [0, 1]],
	['process=SSHD', [0]],
	['process~^(sshd|curl)$', [0, 1]],
	['user=root', [0]],
	['user=1000', [1]],
	['unit:ssh', [0]],
	['container:4f66', [2]],
	['proto:tcp6', [1]],
	['tcp4', [0, 2, 3]],
	['pid:100', [0]],
	['received>1M', [1]],
	['not received>1M', [0, 2, 3]],
	['received:500-600', [0]],
	['rtt>20ms rtt<40ms', [0]],
	['retrans>0', [1]],
	['age>=5s', [0]],
	['rx>0', []],
	['not rx>0', [0, 1, 2, 3]],
	['dev:eth0', []],
	['command:x', []],
	['reset', [1]],
	['not reset', [0, 2, 3]],
	['res', []],
	['state:listen', []],
	['state:closed', [0, 1, 2, 3]],
	['(22 or 8080) not sshd', [2, 3]],
];
const found = record(examples);
for (const [filter, indexes] of expected) {
	test(`connections: '${filter}'`, () => {
		assert.deepEqual(found(filter), indexes);
	});
}

test('SQL and the program agree on every combination of terms', () => {
	const terms = [
		'22', 'sport:22', 'dport:443', 'port>=1000', 'proto:tcp', 'tcp6', 'received>100', 'rtt:1-5ms', 'retrans:0', 'sshd', 'process:curl', 'user=root', '10.0.0.0/8', 'dst:192.0.2.7', 'pid:5-8',
	];
	const expression: fc.Arbitrary<string> = fc.letrec<{node: string}>(tie => {
		const opposite = tie('node').map(operand => `not (${operand})`);
		const joined = fc.tuple(tie('node'), fc.constantFrom('and', 'or'), tie('node')).map(([a, word, b]) => `(${a}) ${word} (${b})`);
		return {node: fc.oneof({maxDepth: 3}, fc.constantFrom(...terms), opposite, joined)};
	}).node;
	const row = fc.record({
		local_port: fc.constantFrom(22, 443, 5000),
		remote_port: fc.constantFrom(22, 443, 0, null),
		local_address: fc.constantFrom('10.0.0.5', '[::1]', null),
		remote_address: fc.constantFrom('192.0.2.7', '10.9.9.9', null),
		protocol: fc.constantFrom('tcp', 'tcp6', 'udp'),
		process: fc.constantFrom('sshd', 'curl', null),
		user: fc.constantFrom('root', null),
		pid: fc.constantFrom(1, 5, 8, null),
		received_bytes: fc.constantFrom(0, 100, 101, null),
		rtt_us: fc.constantFrom(999, 1000, 5000, null),
		retransmissions: fc.constantFrom(0, 1, null),
	});
	// Every filter finds a row or its opposite does, and a conjunction finds what both of its parts find.
	fc.assert(fc.property(fc.array(row, {minLength: 1, maxLength: 8}), expression, expression, (rows, one, other) => {
		const foundIn = record(rows);
		const matching = foundIn(one);
		const others = foundIn(other);
		const all = rows.map((_, index) => index);
		assert.deepEqual(foundIn(`not (${one})`), all.filter(index => !matching.includes(index)));
		assert.deepEqual(foundIn(`(${one}) and (${other})`), matching.filter(index => others.includes(index)));
	}), {numRuns: 20});
});

test('ports are found by their queue, and by whether they are open', () => {
	const file = path.join(folder, 'ports.db');
	{
		using builder = new RecordingBuilder(file);
		builder.interval({
			time_ms: 0, ports: [
				{
					port: 80, accept_queue_max: 129, accept_queue_limit: 128, drops: 2, connections_max: 7,
				},
				{port: 81, accept_queue_max: 1, accept_queue_limit: 0},
				{port: 82, status: 'CLOSED', process: null},
				{port: 53, protocol: 'udp', receive_queue_max_bytes: 900},
			],
		});
	}

	const database = openRecording(file);
	const portsFound = (filter: string) => database.prepare(`
		SELECT port FROM intervals AS chosen JOIN port_rows ON interval_id = chosen.id JOIN port_names ON port_names.id = port_id LEFT JOIN owners ON owners.id = owner_id
		WHERE ${conditionOf(filter, ports.filter, database)} ORDER BY port
	`).all().map(({port}) => port);
	assert.deepEqual(portsFound('queue>=100%'), [80, 81]);
	assert.deepEqual(portsFound('queue>100%'), [80]);
	assert.deepEqual(portsFound('not queue>=100%'), [53, 82]);
	assert.deepEqual(portsFound('recvq>100'), [53, 80]);
	assert.deepEqual(portsFound('drops>1 conns:7'), [80]);
	assert.deepEqual(portsFound('state:listen'), [80, 81]);
	assert.deepEqual(portsFound('state:closed tcp'), [82]);
	database.close();
});

test('probes are found by target, port, address, status and loss', () => {
	const file = path.join(folder, 'probes.db');
	{
		using builder = new RecordingBuilder(file);
		builder.interval({
			time_ms: 0, probes: [
				{
					target: 'example.org:443', port: 443, status: 'OPEN', received: 9, rejected: 0, lost: 1,
				},
				{
					target: 'icmp://192.0.2.1', method: 'icmp', status: 'FILTERED', received: 0, rejected: 0, lost: 0,
				},
				{
					target: '[2001:db8::1]:53', method: 'udp', port: 53, received: 1, rejected: 0, lost: 0, rtt_max_us: 70_000,
				},
			],
		});
	}

	const database = openRecording(file);
	const targets = (filter: string) => database.prepare(`SELECT target FROM probe_rows JOIN probe_names ON id = probe_id WHERE ${conditionOf(filter, probes.filter, database)} ORDER BY id`)
		.all().map(({target}) => target);
	assert.deepEqual(targets('443'), ['example.org:443']);
	assert.deepEqual(targets('example'), ['example.org:443']);
	assert.deepEqual(targets('192.0.2.0/24'), ['icmp://192.0.2.1']);
	assert.deepEqual(targets('2001:db8::/32'), ['[2001:db8::1]:53']);
	assert.deepEqual(targets('icmp'), ['icmp://192.0.2.1']);
	assert.deepEqual(targets('filtered'), ['icmp://192.0.2.1']);
	assert.deepEqual(targets('loss>0'), ['example.org:443']);
	assert.deepEqual(targets('loss:10%'), ['example.org:443']);
	assert.deepEqual(targets('rtt>50ms'), ['[2001:db8::1]:53']);
	database.close();
});
