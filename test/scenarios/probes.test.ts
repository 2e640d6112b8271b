import assert from 'node:assert/strict';
import {test, type TestContext} from 'node:test';
import type {
	Detail,
	Query,
	SamplerOptions,
	ViewMessage,
} from '../../source/protocol/protocol.ts';
import {Sampler} from '../../source/engine/sampler.ts';
import type {Port} from '../../source/model/port.ts';
import {FakeMachine} from '../builders/fake-machine.ts';
import {fakeProbers, outcome, resolved} from '../builders/fake-prober.ts';
import {samplerOptions} from '../builders/sampler-options.ts';

/* Sockets and a prober that do what the test wants. */

/** The port that listens in some of the tests. */
const port = 8080;

const query: Query = {
	view: 'probes', filter: '', sort: {key: 'order', descending: false}, rows: 100, grouping: 'process', detail: null, preview: 0, showsZero: false, interfaces: false, chart: {seconds: 120, buckets: 60}, looked: null, moves: 0, paused: false,
};

/** What the sampler answers; the tests have a sample. */
function show(sampler: Sampler, asked: Partial<Query> = {}): ViewMessage {
	const message = sampler.answer({...query, ...asked}, null);
	if (message === undefined) {
		throw new Error('no sample was taken');
	}

	return message;
}

/** The detail of a view, which must be there. */
function detailIn<View extends Detail['view']>({detail}: ViewMessage, view: View): Extract<Detail, {readonly view: View}> {
	if (detail === null || detail === 'gone' || !isOf(detail, view)) {
		throw new Error(`no detail of ${view}`);
	}

	return detail;
}

function isOf<View extends Detail['view']>(detail: Detail, view: View): detail is Extract<Detail, {readonly view: View}> {
	return detail.view === view;
}

function probesIn(message: ViewMessage) {
	assert.equal(message.content.view, 'probes');
	return message.content.view === 'probes' ? message.content.rows : [];
}

function openSampler(t: TestContext, options: Partial<SamplerOptions> = {}, isOwnPort?: (port: number) => boolean) {
	const machine = new FakeMachine();
	const {started, start} = fakeProbers(isOwnPort);
	const sampler = new Sampler(samplerOptions(options), {openSockets: machine.openSockets, startProber: start});
	t.after(() => {
		sampler.close();
	});
	return {machine, sampler, started};
}

function watchedRow(sampler: Sampler, watched: number): Port {
	const {content} = show(sampler, {view: 'ports', sort: {key: 'latency', descending: true}, filter: `port:${watched}`});
	const row = content.view === 'ports' ? content.rows.find(candidate => candidate.watched) : undefined;
	if (row === undefined) {
		throw new Error(`port ${watched} is not listed`);
	}

	return row;
}

test('without targets no prober is started', async t => {
	const {sampler, started} = openSampler(t);
	await sampler.tick();
	assert.equal(started.length, 0);
	assert.deepEqual(probesIn(show(sampler)), []);
	assert.equal(show(sampler).summary.sources.some(({name}) => name === 'probes'), false);
});

test('a watched port is measured while it listens and while it does not', async t => {
	const {machine, sampler, started} = openSampler(t, {watchedPorts: [{first: port, last: port}], probesWatchedPorts: true});
	const stopListening = machine.listen(port);
	await sampler.tick();
	const text = `sensor:127.0.0.1|${port}`;
	assert.deepEqual(started[0]?.texts, [text]);
	assert.equal(watchedRow(sampler, port).latency?.status, null);
	assert.equal(watchedRow(sampler, port).status, 'OPEN');

	started[0].emit(text, {type: 'sent', count: 1}, outcome(1, 'reply', 55));
	await sampler.tick();
	assert.deepEqual([watchedRow(sampler, port).status, watchedRow(sampler, port).latency?.lastRttMicroseconds], ['OPEN', 55]);

	started[0].emit(text, {type: 'sent', count: 4}, outcome(2, 'lost'), outcome(3, 'lost'), outcome(4, 'lost'));
	await sampler.tick();
	assert.deepEqual([watchedRow(sampler, port).status, watchedRow(sampler, port).latency?.session.lost], ['FILTERED', 3]);

	stopListening();
	started[0].emit(text, {type: 'sent', count: 5}, outcome(5, 'refused', 20));
	await sampler.tick();
	const closed = watchedRow(sampler, port);
	assert.deepEqual([closed.address, closed.status, closed.latency?.session.sent], ['*', 'CLOSED', 5], 'the statistics go on');

	machine.listen(port);
	started[0].emit(text, {type: 'sent', count: 6}, outcome(6, 'reply', 60));
	await sampler.tick();
	assert.deepEqual([watchedRow(sampler, port).status, watchedRow(sampler, port).latency?.session.sent], ['OPEN', 6]);
	assert.equal(started.length, 1);
	assert.deepEqual(probesIn(show(sampler)), [], 'a sensor is no target of the user\'s');
	assert.equal(show(sampler).summary.sources.find(({name}) => name === 'probes')?.state, 'ok');
});

test('a port is not measured unless that is asked for', async t => {
	const {sampler, started} = openSampler(t, {watchedPorts: [{first: 1, last: 3}]});
	await sampler.tick();
	assert.equal(started.length, 0);
	assert.equal(watchedRow(sampler, 1).latency, null);
});

test('a probe\'s connection is in the Connections view, and nowhere in the port\'s figures', async t => {
	const own = new Set<number>();
	const {machine, sampler} = openSampler(t, {
		watchedPorts: [{first: port, last: port}],
		probeTargets: [{
			text: '127.0.0.1:1', method: 'connect', host: '127.0.0.1', port: 1,
		}],
	}, candidate => own.has(candidate));
	const stopListening = machine.listen(port);
	machine.connect(40_001, port);
	await sampler.tick();
	const before = watchedRow(sampler, port);
	assert.deepEqual(before.connections, {ESTABLISHED: 1});

	own.add(40_002);
	machine.connect(40_002, port);
	await sampler.tick();
	const after = watchedRow(sampler, port);
	assert.deepEqual(after.connections, before.connections);
	assert.equal(after.connectionCount, 1);
	const detail = detailIn(show(sampler, {view: 'ports', detail: after.identity, sort: {key: 'port', descending: false}}), 'ports');
	assert.deepEqual(detail.peers.map(({address, connections}) => ({address, connections})), [{address: '127.0.0.1', connections: 1}]);
	const ends = show(sampler, {view: 'connections', filter: `sport = :${port} state established`, sort: {key: 'age', descending: false}});
	assert.equal(ends.matching, 2);

	stopListening();
	await sampler.tick();
	assert.deepEqual(watchedRow(sampler, port).connections, {ESTABLISHED: 1}, 'also among those that outlive the listener');
});

test('real connections to a probed address are shown with the probes of it', async t => {
	const {machine, sampler, started} = openSampler(t, {
		probeTargets: [{
			text: 'here:80', method: null, host: 'here', port: 80,
		}],
	});
	machine.listen(port);
	machine.connect(40_001, port, 70);
	await sampler.tick();
	assert.equal(probesIn(show(sampler))[0]?.passive, null, 'the address is not known');
	started[0]!.emit('here:80', resolved('127.0.0.1'));
	await sampler.tick();
	const passive = probesIn(show(sampler))[0]?.passive;
	assert.equal(passive?.connections, 2, 'both ends are on this machine');
	assert.equal(passive.rttMicroseconds, 70);
});

test('targets are added and removed between samples, and show what came of them at once', async t => {
	const {sampler, started} = openSampler(t);
	await sampler.tick();
	const {identity, problem} = sampler.addProbe('icmp://example.org');
	assert.equal(problem, null);
	assert.deepEqual(probesIn(show(sampler)).map(({target}) => target), ['icmp://example.org']);
	started[0]!.emit('icmp://example.org', resolved('192.0.2.1', 'icmp'), {type: 'sent', count: 1}, outcome(1, 'reply', 700));
	assert.equal(probesIn(show(sampler))[0]?.lastRttMicroseconds, 700);
	assert.equal(detailIn(show(sampler, {detail: identity}), 'probes').row.address, '192.0.2.1');
	sampler.removeProbe(identity);
	assert.deepEqual(probesIn(show(sampler)), []);
	assert.equal(show(sampler, {detail: identity}).detail, 'gone');
});

test('a paused display shows rows and details of that moment, while probing goes on', async t => {
	const {sampler, started} = openSampler(t);
	await sampler.tick();
	const {identity} = sampler.addProbe('host:80');
	const sent = (asked: Partial<Query>) => {
		const message = show(sampler, {...asked, detail: identity});
		return [probesIn(message)[0]?.session.sent, detailIn(message, 'probes').outcomes.length];
	};

	started[0]!.emit('host:80', {type: 'sent', count: 1}, outcome(1, 'reply', 100));
	assert.deepEqual(sent({paused: true}), [1, 1]);
	started[0]!.emit('host:80', {type: 'sent', count: 2}, outcome(2, 'reply', 100));
	assert.deepEqual(sent({paused: true}), [1, 1]);
	await sampler.tick();
	await sampler.tick();
	await sampler.tick();
	assert.deepEqual(sent({paused: true}), [1, 1]);
	assert.deepEqual(sent({paused: false}), [2, 2]);
});

test('probes are filtered and sorted, unknown figures last either way', async t => {
	const {sampler, started} = openSampler(t);
	await sampler.tick();
	for (const text of ['slow:443', 'icmp://quick', 'udp://silent:53', 'new:1']) {
		sampler.addProbe(text);
	}

	started[0]!.emit('slow:443', resolved('10.0.0.1'), {type: 'sent', count: 1}, outcome(1, 'reply', 90_000));
	started[0]!.emit('icmp://quick', resolved('2001:db8::2', 'icmp'), {type: 'sent', count: 1}, outcome(1, 'reply', 800));
	started[0]!.emit('udp://silent:53', {
		type: 'resolved', method: 'udp', address: '10.0.0.3', scopeId: 0, previous: null,
	}, {type: 'sent', count: 1}, outcome(1, 'lost'));
	const names = (asked: Partial<Query>) => probesIn(show(sampler, asked)).map(({target}) => target);
	assert.deepEqual(names({}), ['slow:443', 'icmp://quick', 'udp://silent:53', 'new:1']);
	assert.deepEqual(names({sort: {key: 'last', descending: false}}), ['icmp://quick', 'slow:443', 'udp://silent:53', 'new:1']);
	assert.deepEqual(names({sort: {key: 'last', descending: true}}), ['slow:443', 'icmp://quick', 'udp://silent:53', 'new:1']);
	assert.deepEqual(names({sort: {key: 'order', descending: true}}), ['new:1', 'udp://silent:53', 'icmp://quick', 'slow:443']);
	assert.equal(names({sort: {key: 'loss', descending: true}})[0], 'udp://silent:53');
	assert.equal(names({sort: {key: 'target', descending: false}})[0], 'icmp://quick');

	const filters = {
		443: ['slow:443'],
		'dport:53': ['udp://silent:53'],
		'sport:443': [],
		'dst:10.0.0.0/8': ['slow:443', 'udp://silent:53'],
		'addr:2001:db8::/32': ['icmp://quick'],
		'rtt>20ms': ['slow:443'],
		quick: ['icmp://quick'],
		icmp: ['icmp://quick'],
		'proto:tcp': ['slow:443', 'new:1'],
		'state:listen': ['slow:443', 'icmp://quick'],
		filtered: ['udp://silent:53'],
		'not 443': ['icmp://quick', 'udp://silent:53', 'new:1'],
		'process:nothing': [],
	};
	for (const [filter, expected] of Object.entries(filters)) {
		assert.deepEqual(names({filter}), expected, filter);
	}

	const {matching, total, listed} = show(sampler, {filter: '443'});
	assert.deepEqual([matching, total, listed], [1, 4, 1]);
});

test('the cursor follows a target when the order changes, and no process is ended through one', async t => {
	const {sampler, started} = openSampler(t);
	await sampler.tick();
	sampler.addProbe('a:1');
	const {identity} = sampler.addProbe('b:2');
	const message = sampler.answer({...query, sort: {key: 'last', descending: false}}, {to: 'row', identity: identity!});
	assert.equal(message?.selected, 1);
	started[0]!.emit('b:2', {type: 'sent', count: 1}, outcome(1, 'reply', 10));
	assert.equal(show(sampler, {sort: {key: 'last', descending: false}}).selected, 0);
	assert.deepEqual(sampler.proposeEnd('probes', identity!).candidates, []);
	assert.match(sampler.proposeEnd('probes', identity!).problem ?? '', /no process/);
});

test('closing the sampler closes the prober; a failed one is said to be so', async t => {
	const {sampler, started} = openSampler(t, {
		probeTargets: [{
			text: 'a:1', method: null, host: 'a', port: 1,
		}],
	});
	await sampler.tick();
	started[0]!.die('it broke');
	const exported = sampler.export()!;
	assert.deepEqual([exported.summary.sources.find(({name}) => name === 'probes')?.state, exported.probes[0]?.status], ['failed', null], 'before the next sample');
	await sampler.tick();
	const status = show(sampler).summary.sources.find(({name}) => name === 'probes');
	assert.equal(status?.state, 'failed');
	assert.match(status?.problem ?? '', /it broke/);
	assert.equal(probesIn(show(sampler)).length, 1);
	sampler.close();
	assert.equal(started[0]!.isClosed, true);
});
