import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ExportedSample} from '../../../source/model/exported.ts';
import type {Port} from '../../../source/model/port.ts';
import {
	clientMilliseconds,
	MetricsState,
	maxInterfaces,
	maxPorts,
} from '../../../source/outputs/metrics/metrics-state.ts';
import {commandProblem, exported, fullSample} from '../exported.ts';
import {anOutgoingPeer} from '../../builders/outgoing-peer.ts';
import {someTotals} from '../../builders/totals.ts';
import {someFigures, aProbe} from '../../builders/probe.ts';
import {aPort} from '../../builders/port.ts';
import {aSummary} from '../../builders/summary.ts';
import {aMoment} from '../../builders/moment.ts';

const about = {version: '1.2.3', startedAtMilliseconds: 0};

function numbered(first: number, count: number, known: Partial<Port> = {}): readonly Port[] {
	return Array.from({length: count}, (_, index) => aPort({identity: `tcp|${first + index}`, port: first + index, ...known}));
}

/** The counter of the only port. */
function received(book: MetricsState, ...ports: readonly Port[]): number | null | undefined {
	return book.add(exported({ports})).ports[0]?.counters.receivedBytes;
}

test('a port that vanishes and comes back counts on, whether its totals do or not', () => {
	const book = new MetricsState(about);
	const web = (receivedBytes: number, receivedPackets: number) => aPort({totals: someTotals({receivedBytes, receivedPackets})});
	assert.equal(received(book, web(100, 10)), 100);
	assert.equal(received(book, web(150, 12)), 150);
	assert.equal(received(book), undefined);
	assert.equal(received(book, web(160, 13)), 160);
	assert.equal(received(book), undefined);
	// Its account was forgotten meanwhile.
	assert.equal(received(book, web(30, 1)), 190);
	assert.equal(received(book, web(40, 2)), 200);
});

test('what is taken back is caught up first: a counter does not go back, and counts nothing twice', () => {
	const book = new MetricsState(about);
	const web = (receivedBytes: number) => aPort({totals: someTotals({receivedBytes, opened: 5, receivedPackets: 10})});
	assert.equal(received(book, web(101)), 101);
	assert.equal(received(book, web(100)), 101);
	assert.equal(received(book, web(130)), 130);
});

test('what is unknown for a while is absent, and goes on from where it was', () => {
	const book = new MetricsState(about);
	const dns = (receivedBytes: number | null) => aPort({protocol: 'udp', port: 53, totals: someTotals({receivedBytes, receivedPackets: receivedBytes})});
	assert.equal(received(book, dns(null)), null);
	assert.equal(received(book, dns(10)), 10);
	assert.equal(received(book, dns(null)), null);
	assert.equal(received(book, dns(12)), 12);
});

test('peers come and go; what all of them moved stays', () => {
	const book = new MetricsState(about);
	const sent = (...outgoing: ReadonlyArray<readonly [string, number]>) => book
		.add(exported({outgoing: outgoing.map(([identity, sentBytes]) => anOutgoingPeer({identity, totals: someTotals({opened: 1, sentBytes, sentPackets: sentBytes})}))}))
		.outgoing.map(({protocol, counters}) => [protocol, counters.sentBytes]);
	assert.deepEqual(sent(), []);
	assert.deepEqual(sent(['a', 10], ['b', 5]), [['tcp', 15]]);
	assert.deepEqual(sent(['b', 6]), [['tcp', 16]]);
	assert.deepEqual(sent(), [['tcp', 16]]);
	assert.deepEqual(sent(['a', 12], ['c', 100]), [['tcp', 118]]);
	// Another account under the same name.
	assert.deepEqual(sent(['c', 1]), [['tcp', 119]]);
});

test('UDP\'s peers have no counters: there are none for them', () => {
	const model = new MetricsState(about).add(exported({outgoing: [anOutgoingPeer({protocol: 'udp'})]}));
	assert.deepEqual(model.outgoing.map(({protocol, counters}) => [protocol, new Set(Object.values(counters))]), [['udp', new Set([null])]]);
});

test('a probe that turns out late takes nothing back', () => {
	const book = new MetricsState(about);
	const counters = (lost: number, late: number) => {
		const row = aProbe({session: someFigures({sent: 10, lost, late})});
		const {timedOut, late: lates} = book.add(exported({probes: [row]})).probes[0]!.counters;
		return [timedOut, lates];
	};

	assert.deepEqual(counters(3, 0), [3, 0]);
	assert.deepEqual(counters(2, 1), [3, 1]);
	assert.deepEqual(counters(4, 1), [5, 1]);
});

test('an interface that is made anew counts on', () => {
	const book = new MetricsState(about);
	const [eth0] = fullSample.interfaces;
	const counter = (receivedBytes: number, receivedPackets: number) => book
		.add(exported({
			interfaces: [{
				...eth0!, receivedBytes, receivedPackets, sentPackets: 0,
			}],
		}))
		.interfaces[0]?.counters.receivedBytes;
	assert.equal(counter(1000, 10), 1000);
	assert.equal(counter(50, 1), 1050);
});

test('so many ports have metrics; those that are watched, and those that had them, keep theirs', () => {
	const book = new MetricsState(about);
	const first = book.add(exported({ports: numbered(1, maxPorts)}));
	assert.deepEqual([first.ports.length, first.omittedPorts], [maxPorts, 0]);
	const watched = aPort({identity: 'watched', port: 9999, watched: true});
	const second = book.add(exported({ports: [...numbered(20_000, 100), ...numbered(1, maxPorts), watched]}));
	const identities = new Set(second.ports.map(({port: {identity}}) => identity));
	assert.deepEqual([second.ports.length, second.omittedPorts], [maxPorts, 101]);
	assert.ok(identities.has('watched'));
	assert.ok(!identities.has('tcp|20000'));
	assert.ok(identities.has('tcp|1'));
});

test('UDP ports of clients have none until they last', () => {
	let now = 0;
	const book = new MetricsState(about, () => now);
	const client = {protocol: 'udp'} as const;
	const at = (milliseconds: number, ports: readonly Port[], timeMilliseconds = 0) => {
		now = milliseconds;
		return book.add(exported({ports, summary: aSummary({timeMilliseconds})})).ports.map(({port: {port: number}}) => number);
	};

	const ports = [...numbered(40_000, 1, client), ...numbered(40_001, 1, {...client, watched: true}), ...numbered(5353, 1, client), ...numbered(40_002, 1)];
	assert.deepEqual(at(0, ports), [40_001, 5353, 40_002]);
	assert.deepEqual(at(clientMilliseconds - 1, ports), [40_001, 5353, 40_002]);
	assert.deepEqual(at(clientMilliseconds, ports), [40_000, 40_001, 5353, 40_002]);
	assert.deepEqual(at(clientMilliseconds, ports, -3_600_000), [40_000, 40_001, 5353, 40_002], 'the wall clock was set back');
	assert.deepEqual(at(clientMilliseconds + 1, []), []);
	assert.deepEqual(at(clientMilliseconds + 2, ports), [40_001, 5353, 40_002]);
});

test('so many interfaces have metrics', () => {
	const [eth0] = fullSample.interfaces;
	const model = new MetricsState(about).add(exported({interfaces: Array.from({length: maxInterfaces + 5}, (_, index) => ({...eth0!, name: `veth${index}`}))}));
	assert.deepEqual([model.interfaces.length, model.omittedInterfaces], [maxInterfaces, 5]);
});

test('a sample that threw leaves what is known of the program, and is counted', () => {
	const book = new MetricsState(about);
	book.add(fullSample);
	const failed = book.fail(fullSample);
	assert.deepEqual([failed.isComplete, failed.failures, failed.ports, failed.interfaces, failed.probes.length], [false, 1, [], [], 2]);
	assert.deepEqual([failed.sources, failed.watchedPorts], [[], []], 'nobody knows how they are now');
	assert.equal(book.add(fullSample).failures, 1);
});

/** A sensor that has sent so many probes, which were all answered. */
function measured(address: string, sent: number): Port['latency'] {
	return {
		address, status: 'OPEN', statusSince: aMoment(0), problem: null, lastRttMicroseconds: 41, recent: [], session: someFigures({sent, received: sent, replies: sent}),
	};
}

test('a watched port is one thing, wherever it is open and whether it is', () => {
	const book = new MetricsState(about);
	const add = (...ports: ReadonlyArray<Partial<Port>>) => book
		.add(exported({ports: ports.map(each => aPort({port: 9099, watched: true, ...each}))}))
		.watchedPorts.map(({protocol, port: number, isOpen, probes}) => [protocol, number, isOpen, probes?.sent ?? null]);
	const closed: Partial<Port> = {identity: 'watched|9099', address: '*', status: 'CLOSED'};
	assert.deepEqual(add({...closed, latency: measured('127.0.0.1', 3)}), [['tcp', 9099, false, 3]]);
	const everywhere: Partial<Port> = {identity: 'tcp|0.0.0.0|9099', address: '0.0.0.0'};
	assert.deepEqual(add({...everywhere, latency: measured('127.0.0.1', 5)}), [['tcp', 9099, true, 5]]);
	const here: Partial<Port> = {identity: 'tcp|127.0.0.1|9099', address: '127.0.0.1'};
	const six: Partial<Port> = {
		identity: 'tcp6|[::]|9099', protocol: 'tcp6', address: '[::]', latency: measured('::1', 2),
	};
	assert.deepEqual(add({...everywhere, latency: measured('127.0.0.1', 6)}, {...here, latency: measured('127.0.0.1', 6)}, six), [['tcp', 9099, true, 8]], 'probed at two addresses');
	assert.deepEqual(add({...here, status: 'FILTERED'}), [['tcp', 9099, false, 8]], 'while nothing is probed the counters stand still');
	assert.deepEqual(add({...closed, latency: measured('127.0.0.1', 1)}), [['tcp', 9099, false, 9]], 'a sensor that began anew');
	assert.deepEqual(add({identity: 'tcp|*|80', port: 80, watched: false}), [], 'not watched');
	assert.deepEqual(add({...closed, latency: measured('127.0.0.1', 2)}), [['tcp', 9099, false, 10]]);
});

test('a watched port is of the protocols with which it was open, and of TCP where it was closed at first', () => {
	const book = new MetricsState(about);
	const add = (...known: ReadonlyArray<Partial<Port>>) => book
		.add(exported({ports: known.map(each => aPort({port: 53, watched: true, ...each}))}))
		.watchedPorts.map(({protocol, isOpen}) => [protocol, isOpen]);
	assert.deepEqual(add({status: 'CLOSED'}), [['tcp', false]]);
	// It may be a client's socket: what was told of TCP stays.
	assert.deepEqual(add({protocol: 'udp6'}), [['tcp', false], ['udp', true]]);
	assert.deepEqual(add({status: 'CLOSED'}), [['tcp', false], ['udp', false]]);
	assert.deepEqual(add({protocol: 'udp'}, {}), [['tcp', true], ['udp', true]]);
	const another = new MetricsState(about);
	const sample = exported({ports: [aPort({port: 53, watched: true, protocol: 'udp'})]});
	assert.deepEqual(another.add(sample).watchedPorts.map(({protocol, isOpen}) => [protocol, isOpen]), [['udp', true]]);
});

test('commands of alerts that went wrong are counted once', () => {
	const book = new MetricsState(about);
	const add = (...alerts: ExportedSample['alerts']) => {
		const {commandProblems, newCommandProblems} = book.add(exported({alerts}));
		return [commandProblems, newCommandProblems.length];
	};

	const [first, second, third] = [commandProblem(1), commandProblem(2), commandProblem(3)] as const;
	assert.deepEqual(add(second, first), [2, 2]);
	assert.deepEqual(add(second, first), [2, 0]);
	assert.deepEqual(add(third), [3, 1]);
	assert.deepEqual(add(third), [3, 0]);
});
