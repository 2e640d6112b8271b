import assert from 'node:assert/strict';
import net from 'node:net';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {parseFilter} from '../../source/filter/parse.ts';
import {protocols, socketStates, ssStateNames} from '../../source/model/socket.ts';
import {isMatch, parsed} from './matches.ts';
import {
	connection,
	ipv4,
	listener,
	type TestRow,
} from './row.ts';

/** A filter's source beside what it must mean, told without the code under test. */
type Case = {
	readonly source: string;
	readonly isExpected: (row: TestRow) => boolean;
};

const smallPort = fc.integer({min: 0, max: 12});
const rows: fc.Arbitrary<TestRow> = fc.record({
	base: fc.constantFrom(connection, listener),
	localPort: smallPort,
	remotePort: fc.option(smallPort),
	lastByte: fc.integer({min: 0, max: 3}),
	states: fc.subarray([...socketStates], {maxLength: 3}),
	protocol: fc.constantFrom(...protocols),
	processes: fc.subarray(['nginx', 'sshd', 'Redis']),
	rttMicroseconds: fc.option(fc.integer({min: 0, max: 5}).map(milliseconds => milliseconds * 1000)),
}).map(({base, lastByte, ...given}) => ({
	...base, ...given, local: ipv4(10, 0, 0, lastByte), localText: `10.0.0.${lastByte}`,
}));

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
	'=': (a, b) => a === b,
	'>': (a, b) => a > b,
	'>=': (a, b) => a >= b,
	'<': (a, b) => a < b,
	'<=': (a, b) => a <= b,
};
const operator = fc.constantFrom('=', '>', '>=', '<', '<=');
const isTrue = (name: string, a: number | null, b: number) => a !== null && comparisons[name]?.(a, b) === true;

const leaf: fc.Arbitrary<Case> = fc.oneof(
	fc.tuple(fc.constantFrom('port', 'sport', 'dport'), operator, smallPort).map(([field, name, port]) => ({
		source: `${field} ${name} ${port}`,
		isExpected: (row: TestRow) => (field !== 'dport' && isTrue(name, row.localPort, port)) || (field !== 'sport' && isTrue(name, row.remotePort, port)),
	})),
	fc.array(smallPort, {minLength: 1, maxLength: 4}).map(ports => ({
		source: ports.join(','),
		isExpected: (row: TestRow) => ports.some(port => port === row.localPort || port === row.remotePort),
	})),
	fc.tuple(operator, fc.integer({min: 0, max: 5})).map(([name, milliseconds]) => ({
		source: `rtt${name}${milliseconds}ms`,
		isExpected: (row: TestRow) => isTrue(name, row.rttMicroseconds, milliseconds * 1000),
	})),
	fc.subarray([...socketStates], {minLength: 1}).map(states => ({
		source: `state:${states.map(state => ssStateNames[state]).join(',')}`,
		isExpected: (row: TestRow) => row.states.some(state => states.includes(state)) || states.length === socketStates.length,
	})),
	fc.constantFrom('tcp', 'udp').map(name => ({
		source: `proto=${name}`,
		isExpected: (row: TestRow) => row.protocol.startsWith(name),
	})),
	fc.constantFrom('nginx', 'ssh', 'REDIS', 'x').map(text => ({
		source: `process:${text}`,
		isExpected: (row: TestRow) => row.processes.some(name => name.toLowerCase().includes(text.toLowerCase())),
	})),
	fc.integer({min: 0, max: 3}).map(lastByte => ({
		source: `src 10.0.0.${lastByte}/31`,
		isExpected: (row: TestRow) => (row.local[3] & 2) === (lastByte & 2),
	})),
);

function joined(operand: fc.Arbitrary<Case>, ...joints: readonly string[]) {
	return fc.tuple(fc.array(operand, {minLength: 1, maxLength: 3}), fc.constantFrom(...joints));
}

/** Sources are joined with no more parentheses than precedence asks for, so that precedence is tested too. */
const {filter} = fc.letrec<{any: Case; all: Case; term: Case; filter: Case}>(tie => ({
	filter: tie('any'),
	any: joined(tie('all'), ' or ', ' | ', '||').map(([cases, joint]) => ({
		source: cases.map(({source}) => source).join(joint),
		isExpected: (row: TestRow) => cases.some(({isExpected}) => isExpected(row)),
	})),
	all: joined(tie('term'), ' and ', ' ', '&&', ' & ').map(([cases, joint]) => ({
		source: cases.map(({source}) => source).join(joint),
		isExpected: (row: TestRow) => cases.every(({isExpected}) => isExpected(row)),
	})),
	term: fc.oneof(
		{maxDepth: 3, depthIdentifier: 'filter'},
		leaf,
		tie('any').map(inner => ({source: `(${inner.source})`, isExpected: inner.isExpected})),
		fc.tuple(fc.constantFrom('!', 'not '), tie('term')).map(([not, inner]) => ({
			source: not + inner.source,
			isExpected: (row: TestRow) => !inner.isExpected(row),
		})),
	),
}));

describe('a filter of any shape', () => {
	it('means what a naive evaluation of it says', () => {
		fc.assert(fc.property(filter, rows, ({source, isExpected}, row) => {
			assert.equal(isMatch(source, row), isExpected(row), source);
		}), {numRuns: 3000});
	});

	it('obeys the laws of logic', () => {
		fc.assert(fc.property(filter, filter, rows, ({source: a}, {source: b}, row) => {
			assert.equal(isMatch(`not (${a})`, row), !isMatch(a, row));
			assert.equal(isMatch(`!((${a}) and (${b}))`, row), isMatch(`!(${a}) or !(${b})`, row));
			assert.equal(isMatch(`(${a}) (${b})`, row), isMatch(`(${b}) && (${a})`, row));
		}), {numRuns: 500});
	});
});

describe('addresses of any spelling', () => {
	const addresses = fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV6().map(address => address.toUpperCase()));

	it('are in the networks in which Node.js sees them', () => {
		fc.assert(fc.property(addresses, fc.nat(128), addresses, (network, length, address) => {
			const family = net.isIPv4(network) ? 'ipv4' : 'ipv6';
			// IPv4-mapped addresses are both IPv4 and IPv6 to Node.js, but only IPv4 to a filter.
			fc.pre(family === (net.isIPv4(address) ? 'ipv4' : 'ipv6') && !isMapped(address));
			const prefixLength = Math.min(length, family === 'ipv4' ? 32 : 128);
			const list = new net.BlockList();
			list.addSubnet(network, prefixLength, family);
			const row = {...connection, remote: addressWords(address)};
			assert.equal(isMatch(`dst ${network}/${prefixLength}`, row), list.check(address, family));
		}), {numRuns: 1000});
	});

	it('are in every network around them', () => {
		fc.assert(fc.property(addresses, fc.nat(128), (address, length) => {
			fc.pre(!isMapped(address));
			const prefixLength = net.isIPv4(address) ? length % 33 : length;
			const row = {...connection, remote: addressWords(address)};
			assert.ok(isMatch(`dst ${address}/${prefixLength}`, row));
		}), {numRuns: 1000});
	});

	it('are refused where Node.js refuses them', () => {
		const pieces = fc.constantFrom('::', ':', '1', 'ffff', '0', '10.0.0.1', '.', '256', 'g', '01');
		const texts = fc.array(pieces, {minLength: 1, maxLength: 9}).map(parts => parts.join(''));
		fc.assert(fc.property(texts, text => {
			assert.equal(parseFilter(`dst [${text}]`).ok, net.isIPv6(text), text);
		}), {numRuns: 2000});
	});

	it('may end in four decimal parts, with ::ffff: before them or without', () => {
		assert.deepEqual(addressWords('::1.2.3.4'), [0, 0, 0, 0x01_02_03_04]);
		assert.deepEqual(addressWords('::ffff:1.2.3.4'), ipv4(1, 2, 3, 4));
		assert.deepEqual(addressWords('64:ff9b::192.0.2.33'), [0x00_64_FF_9B, 0, 0, 0xC0_00_02_21]);
	});
});

function addressWords(address: string): TestRow['local'] {
	const expression = parsed(`dst ${address}`);
	assert.strictEqual(expression.kind, 'address');
	return expression.network.words;
}

function isMapped(address: string): boolean {
	const [first, second, third] = addressWords(address);
	return net.isIPv6(address) && first === 0 && second === 0 && third === 0xFF_FF;
}
