import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Sample} from '../../../source/engine/views/sample.ts';
import {comparedNumbers, type ComparedName} from '../../../source/fields/filter-numbers.ts';
import type {FilterFieldName} from '../../../source/filter/field-catalogue.ts';
import type {ViewName} from '../../../source/model/snapshot.ts';
import {anOutgoingPeer} from '../../builders/outgoing-peer.ts';
import {ownedBy} from '../../builders/owners.ts';
import {aPort} from '../../builders/port.ts';
import {aProcess} from '../../builders/process.ts';
import {answerOf, aQuery} from '../../builders/query.ts';
import {
	anOutgoingEntry,
	aPortEntry,
	aSample,
	sampledAt,
} from '../../builders/sample.ts';
import {tableOf} from '../../builders/socket-table.ts';

/*
What each field of the filter language reads of a row of each view. No two quantities of a row are equal, so that a field
that reads another one's matches something else.
*/

/** Filters that match the row, and filters that do not. Where none match the field is not known of such rows. */
type Expected = {readonly matching: readonly string[]; readonly failing: readonly string[]};
/** Numbers that are not named are not known of such rows. */
type ExpectedByField = Readonly<Record<Exclude<FilterFieldName, ComparedName>, Expected> & Partial<Record<ComparedName, Expected>>>;

const unknownNumber = (field: FilterFieldName): Expected => ({matching: [], failing: [`${field}>=0`, `${field}<1`]});

function withUnknownNumbers(fields: ExpectedByField): Readonly<Record<string, Expected>> {
	return {...Object.fromEntries((Object.keys(comparedNumbers) as ComparedName[]).map(name => [name, unknownNumber(name)])), ...fields};
}

/** What each field's filters do on a sample with one row in the view. */
function matchesOf(sample: Sample, view: ViewName, fields: Readonly<Record<string, Expected>>): Readonly<Record<string, Expected>> {
	const isMatch = (filter: string) => answerOf(sample, aQuery(view, {filter})).matching === 1;
	return Object.fromEntries(Object.entries(fields).map(([field, {matching, failing}]) => [field, {
		matching: [...matching, ...failing].filter(filter => isMatch(filter)),
		failing: [...matching, ...failing].filter(filter => !isMatch(filter)),
	}]));
}

const holder = (pid: number, name: string) => ({pid, name, fileDescriptor: 3});

describe('a filter of ports', () => {
	const https = aPort({
		port: 443,
		protocol: 'tcp6',
		address: '[2001:db8::1]',
		service: 'https',
		owners: ownedBy(holder(20, 'nginx'), holder(21, 'helper')),
		userId: 33,
		user: 'www-data',
		unit: 'web.service',
		container: '4f66ad9a0b2e',
		otherUsers: [{userId: 0, user: 'root'}],
		otherPlaces: [{unit: 'init.scope', container: 'deadbeef0123'}],
		connections: {ESTABLISHED: 2, CLOSE_WAIT: 1},
		rttMedianMicroseconds: 25_000,
		rttP95Microseconds: 90_000,
		retransmissionPercent: 3,
		receiveBitsPerSecond: 1000,
		sendBitsPerSecond: 2000,
		acceptQueue: 5,
		acceptQueueLimit: 128,
		dropsPerSecond: 7,
		connectionCount: 3,
	});
	const sampleOf = (port: typeof https) => aSample({
		ports: [aPortEntry(port, {ageSeconds: 90, device: {name: 'eth0', index: 2}, commandLines: ['nginx: master', '/opt/helper --fast']})],
	});

	it('reads every field of the row', () => {
		const fields = withUnknownNumbers({
			port: {matching: ['port:443', '443'], failing: ['port:444', 'port:0']},
			sport: {matching: ['sport:443', 'sport>=443'], failing: ['sport:444']},
			dport: {matching: [], failing: ['dport:443', 'dport:0', 'dport>=0']},
			addr: {matching: ['addr:2001:db8::1', 'addr:2001:db8::/32', 'addr~db8::1'], failing: ['addr:::', 'addr:2001:db9::/32']},
			src: {matching: ['src:2001:db8::1', 'src:2001:db8::/64', 'src~db8'], failing: ['src:2001:db8::2', 'src:::']},
			dst: {matching: [], failing: ['dst:2001:db8::1', 'dst:::/0', 'dst~db8', 'dst~.*']},
			dev: {matching: ['dev:eth0', 'dev = 2', 'dev != lo'], failing: ['dev:eth', 'dev 0', 'dev:3']},
			state: {matching: ['state:listen', 'state:established', 'state:close-wait'], failing: ['state:time-wait', 'state:closed']},
			proto: {matching: ['proto:tcp', 'proto:tcp6'], failing: ['proto:tcp4', 'proto:udp']},
			pid: {matching: ['pid:20', 'pid:21'], failing: ['pid:22', 'pid:3']},
			process: {matching: ['process=nginx', 'process=helper', 'process:gin'], failing: ['process=gin']},
			command: {matching: ['command:master', 'command="/opt/helper --fast"', 'command~fast$'], failing: ['command:nginx-', 'command=nginx']},
			user: {matching: ['user=www-data', 'user:data', 'user=33', 'user=root', 'user=0'], failing: ['user=3', 'user!=root']},
			service: {matching: ['service=https', 'service:http'], failing: ['service=http']},
			unit: {matching: ['unit=web.service', 'unit=init.scope'], failing: ['unit=4f66ad9a0b2e']},
			container: {matching: ['container=4f66ad9a0b2e', 'container=deadbeef0123'], failing: ['container:web']},
			rtt: {matching: ['rtt:25ms'], failing: ['rtt:90ms', 'rtt>25ms']},
			rx: {matching: ['rx:1000'], failing: ['rx:2000']},
			tx: {matching: ['tx:2000'], failing: ['tx:1000']},
			recvq: {matching: ['recvq:5'], failing: ['recvq:128']},
			age: {matching: ['age:90', 'age:1.5m'], failing: ['age:91']},
			conns: {matching: ['conns:3'], failing: ['conns:2']},
			queue: {matching: ['queue:3-4%'], failing: ['queue:5']},
			drops: {matching: ['drops:7'], failing: ['drops:0']},
		});
		assert.deepEqual(matchesOf(sampleOf(https), 'ports', fields), fields);
	});

	it('looks for words in the address and in all names', () => {
		const matching = (filter: string) => answerOf(sampleOf(https), aQuery('ports', {filter})).matching;
		const words = ['db8:', 'helper', 'nginx: MASTER', '--fast', 'WWW', 'https', 'web.serv', '4f66'];
		assert.deepEqual(words.filter(word => matching(`"${word}"`) === 0), []);
		assert.equal(matching('"tcp6"'), 0, 'the protocol is no name');
	});

	it('takes what waits in a UDP port for its receive queue, and knows no queue of a closed one', () => {
		const udp = aPort({protocol: 'udp', receiveQueueBytes: 7, acceptQueue: null});
		assert.equal(answerOf(sampleOf(udp), aQuery('ports', {filter: 'recvq:7 state:closed'})).matching, 1);
		const closed = aPort({receiveQueueBytes: null, acceptQueue: null});
		assert.equal(answerOf(sampleOf(closed), aQuery('ports', {filter: 'recvq>=0'})).matching, 0);
	});

	it('matches no comparison with what is unknown', () => {
		const filters = ['pid>=0', 'rtt>=0', 'rx>=0', 'tx>=0', 'recvq>=0', 'user~.*', 'service~.*', 'unit~.*', 'container~.*', 'process~.*', 'command~.*', 'dev:eth0'];
		assert.deepEqual(filters.filter(filter => answerOf(aSample({ports: [aPortEntry()]}), aQuery('ports', {filter})).matching > 0), []);
	});
});

describe('a filter of outgoing peers', () => {
	const database = anOutgoingPeer({
		port: 5432,
		protocol: 'tcp',
		address: '192.0.2.7',
		service: 'postgresql',
		owners: ownedBy(holder(20, 'web'), holder(21, 'worker')),
		userId: 33,
		user: 'www-data',
		unit: 'web.service',
		container: '4f66ad9a0b2e',
		otherUsers: [{userId: 0, user: 'root'}],
		otherPlaces: [{unit: 'init.scope', container: 'deadbeef0123'}],
		connections: {ESTABLISHED: 2, SYN_SENT: 1},
		rttMedianMicroseconds: 25_000,
		rttP95Microseconds: 90_000,
		retransmissionPercent: 3,
		receiveBitsPerSecond: 1000,
		sendBitsPerSecond: 2000,
	});
	const sampleOf = (peer: typeof database) => aSample({outgoing: [anOutgoingEntry(peer, {ageSeconds: 90, commandLines: ['node server.js']})]});

	it('reads every field of the row', () => {
		const fields = withUnknownNumbers({
			port: {matching: ['port:5432', '5432'], failing: ['port:0']},
			sport: {matching: [], failing: ['sport:5432', 'sport>=0']},
			dport: {matching: ['dport:5432'], failing: ['dport:443']},
			addr: {matching: ['addr:192.0.2.7', 'addr:192.0.2.0/24', String.raw`addr~0\.2\.7`], failing: ['addr:192.0.3.0/24']},
			src: {matching: [], failing: ['src:192.0.2.7', 'src~192', 'src~.']},
			dst: {matching: ['dst:192.0.2.7', 'dst~192'], failing: ['dst:192.0.2.8']},
			dev: {matching: [], failing: ['dev:eth0', 'dev:0', 'dev:1']},
			state: {matching: ['state:established', 'state:syn-sent'], failing: ['state:listen', 'state:closed']},
			proto: {matching: ['proto:tcp', 'proto:tcp4'], failing: ['proto:tcp6', 'proto:udp']},
			pid: {matching: ['pid:20', 'pid:21'], failing: ['pid:3']},
			process: {matching: ['process=web', 'process=worker'], failing: ['process=work']},
			command: {matching: ['command:server.js'], failing: ['command:web']},
			user: {matching: ['user=www-data', 'user=33', 'user=root', 'user=0'], failing: ['user=3']},
			service: {matching: ['service=postgresql'], failing: ['service=postgres']},
			unit: {matching: ['unit=web.service', 'unit=init.scope'], failing: ['unit=4f66ad9a0b2e']},
			container: {matching: ['container=4f66ad9a0b2e'], failing: ['container:web']},
			rtt: {matching: ['rtt:25ms'], failing: ['rtt:90ms']},
			rx: {matching: ['rx:1000'], failing: ['rx:2000']},
			tx: {matching: ['tx:2000'], failing: ['tx:1000']},
			age: {matching: ['age:90'], failing: ['age:91']},
		});
		assert.deepEqual(matchesOf(sampleOf(database), 'outgoing', fields), fields);
	});

	it('looks for words in the peer\'s address and in all names', () => {
		const words = ['192.0.2', 'worker', 'server.js', 'www', 'postgres', 'web.serv', '4f66'];
		assert.deepEqual(words.filter(word => answerOf(sampleOf(database), aQuery('outgoing', {filter: `"${word}"`})).matching === 0), []);
	});
});

describe('a filter of connections', () => {
	const table = () => {
		const sockets = tableOf([{
			cookie: 1,
			protocol: 'tcp',
			state: 'CLOSE_WAIT',
			local: '192.0.2.1',
			localPort: 443,
			remote: '10.1.2.3',
			remotePort: 51_000,
			inode: 5,
			rttMicroseconds: 25_000,
			retransmissions: 2,
			receiveQueue: 3,
			sendQueue: 4,
		}]);
		const {columns} = sockets;
		columns.userId[0] = 33;
		columns.interfaceIndex[0] = 2;
		columns.receiveBitsPerSecond[0] = 1000;
		columns.sendBitsPerSecond[0] = 2000;
		columns.receivedBytes[0] = 5000;
		columns.sentBytes[0] = 6000;
		columns.firstSeenAt[0] = sampledAt - 90_000;
		return sockets;
	};

	const holders = [
		{
			inode: 5,
			process: aProcess({
				pid: 20, name: 'nginx', commandLine: 'nginx: worker process', unit: 'web.service', container: '4f66ad9a0b2e',
			}),
		},
		{
			inode: 5, process: aProcess({
				pid: 21, name: 'helper', commandLine: '/opt/helper --fast', unit: 'other.service',
			}),
		},
	];

	it('reads every field of the row', () => {
		const fields = withUnknownNumbers({
			port: {matching: ['port:443', 'port:51000'], failing: ['port:444']},
			sport: {matching: ['sport:443'], failing: ['sport:51000']},
			dport: {matching: ['dport:51000'], failing: ['dport:443']},
			addr: {matching: ['addr:192.0.2.1', 'addr:10.1.2.3', String.raw`addr~^10\.1`, 'addr~^192'], failing: ['addr:10.1.2.4']},
			src: {matching: ['src:192.0.2.0/24', 'src~^192'], failing: ['src:10.1.2.3', 'src~^10']},
			dst: {matching: ['dst:10.0.0.0/8', 'dst~^10'], failing: ['dst:192.0.2.1', 'dst~^192']},
			dev: {matching: ['dev:if2', 'dev 2'], failing: ['dev:if', 'dev 0', 'dev:3', 'dev != if2']},
			state: {matching: ['state:close-wait'], failing: ['state:established']},
			proto: {matching: ['proto:tcp', 'proto:tcp4'], failing: ['proto:tcp6', 'proto:udp']},
			pid: {matching: ['pid:20', 'pid:21'], failing: ['pid:3']},
			process: {matching: ['process=nginx', 'process=helper'], failing: ['process=gin']},
			command: {matching: ['command:worker', 'command~^/opt/'], failing: ['command=worker', 'command:web']},
			user: {matching: ['user=www-data', 'user=33'], failing: ['user=root']},
			service: {matching: ['service=https'], failing: ['service=http']},
			unit: {matching: ['unit=web.service', 'unit=other.service'], failing: ['unit=4f66ad9a0b2e']},
			container: {matching: ['container=4f66ad9a0b2e'], failing: ['container:web']},
			rtt: {matching: ['rtt:25ms'], failing: ['rtt:2ms']},
			retrans: {matching: ['retrans:2'], failing: ['retrans:3']},
			rx: {matching: ['rx:1000'], failing: ['rx:2000']},
			tx: {matching: ['tx:2000'], failing: ['tx:1000']},
			received: {matching: ['received:5k'], failing: ['received:6000']},
			sent: {matching: ['sent:6000'], failing: ['sent:5000']},
			sendq: {matching: ['sendq:4'], failing: ['sendq:3']},
			recvq: {matching: ['recvq:3'], failing: ['recvq:4']},
			age: {matching: ['age:90'], failing: ['age:91']},
		});
		const sample = aSample({table: table(), holders});
		assert.deepEqual(matchesOf(sample, 'connections', fields), fields);
	});

	it('looks for words in both addresses and in all names', () => {
		const sample = aSample({table: table(), holders});
		const words = ['192.0.2', '10.1.2', 'helper', 'worker process', 'www', 'https', 'web.serv', '4f66'];
		assert.deepEqual(words.filter(word => answerOf(sample, aQuery('connections', {filter: `"${word}"`})).matching === 0), []);
	});

	it('finds what waits in an accept queue by the process that is to accept it, which is not its owner', () => {
		const sample = aSample({
			table: tableOf([
				{
					cookie: 1, state: 'LISTEN', local: '0.0.0.0', localPort: 443, inode: 5,
				},
				{cookie: 2, localPort: 443, remotePort: 51_000},
				{cookie: 3, localPort: 51_000, remotePort: 443},
			]),
			holders,
		});
		const listenerToo = ['process:nginx', 'process=helper', 'pid:20', 'command:worker', 'nginx'];
		assert.deepEqual(listenerToo.map(filter => answerOf(sample, aQuery('connections', {filter})).matching), [2, 2, 2, 2, 2]);
		const notIt = ['user~.*', 'unit:web', 'container~.*', 'process!=nginx'];
		assert.deepEqual(notIt.map(filter => answerOf(sample, aQuery('connections', {filter: `${filter} dport:51000`})).matching), [0, 0, 0, 0]);
	});

	it('matches no comparison with what is unknown, nor a peer of a socket without one', () => {
		const sample = aSample({
			table: tableOf([{
				cookie: 1, state: 'LISTEN', local: '0.0.0.0', localPort: 65_500,
			}]),
		});
		const {columns} = sample.table;
		columns.receiveBitsPerSecond[0] = -1;
		columns.sendBitsPerSecond[0] = -1;
		const filters = ['dport>=0', 'dst:0.0.0.0/0', 'dst~.*', 'pid>=0', 'rtt>=0', 'retrans>=0', 'rx>=0', 'tx>=0', 'sendq>=0', 'user~.*', 'service~.*', 'unit~.*', 'container~.*', 'process~.*', 'command~.*', 'dev:eth0'];
		assert.deepEqual(filters.filter(filter => answerOf(sample, aQuery('connections', {filter})).matching > 0), []);
	});
});
