import assert from 'node:assert/strict';
import {test} from 'node:test';
import {ProbeTargets} from '../../../source/engine/probing/probe-targets.ts';
import {maxRestart, minRestart} from '../../../source/engine/probing/prober-keeper.ts';
import {defaultProbeSettings, maxTargets} from '../../../source/probes/targets/settings.ts';
import {fakeProbers, outcome, resolved} from '../../builders/fake-prober.ts';

function openBook() {
	const {started, start} = fakeProbers();
	return {started, book: new ProbeTargets(defaultProbeSettings, start)};
}

const noPaths = new Map<string, never>();

test('nothing runs before the first target', () => {
	const {book, started} = openBook();
	assert.equal(started.length, 0);
	assert.deepEqual([book.status, book.isSelfProbePort], [null, undefined]);
	assert.deepEqual(book.addText('example.org:80'), {identity: 'example.org:80', problem: null});
	assert.deepEqual(book.addText('icmp://example.org'), {identity: 'icmp://example.org', problem: null});
	assert.equal(started.length, 1);
	assert.deepEqual(started[0]!.texts, ['example.org:80', 'icmp://example.org']);
	assert.equal(book.status?.state, 'ok');
	book.close();
	assert.equal(started[0]!.isClosed, true);
});

test('what is no target and what is one already is refused, whatever its spelling', () => {
	const {book} = openBook();
	assert.match(book.addText('::::').problem ?? '', /::::/);
	book.addText('Example.org');
	assert.deepEqual(book.addText('icmp://example.org'), {identity: null, problem: 'icmp://example.org is probed already'});
	assert.equal(book.addText('example.org:80').problem, null);
	assert.equal(book.addText('syn://example.org:80').problem, null, 'another method is another target');
	assert.equal(book.rows(noPaths).rows.length, 3);
});

test('events become rows, in the order of adding, and details', () => {
	const {book, started} = openBook();
	const first = book.addText('first:1').identity!;
	book.addText('second:2');
	started[0]!.emit('second:2', {type: 'sent', count: 2}, outcome(1, 'lost'));
	started[0]!.emit('first:1', resolved('192.0.2.1'), {type: 'sent', count: 1}, outcome(1, 'reply', 1500));
	const path = {connections: 3, rttMicroseconds: 1400, retransmissionPercent: 0.5};
	const {rows, details} = book.rows(new Map([['192.0.2.1', path]]));
	assert.deepEqual(rows.map(({target, session, lastRttMicroseconds}) => [target, session.sent, session.lost, lastRttMicroseconds]), [
		['first:1', 1, 0, 1500],
		['second:2', 2, 1, null],
	]);
	assert.deepEqual(rows.map(({passive}) => passive), [path, null]);
	assert.equal(details(first)?.row.address, '192.0.2.1');
	assert.equal(details(first)?.outcomes.length, 1);
	assert.equal(details('third:3'), undefined);
	assert.deepEqual([...book.addresses], ['192.0.2.1']);
});

test('every event and every change make a new version, and rows tell theirs', () => {
	const {book, started} = openBook();
	const versions = [book.version];
	const {identity} = book.addText('first:1');
	versions.push(book.version);
	started[0]!.emit('first:1', {type: 'sent', count: 1});
	versions.push(book.version);
	assert.equal(book.rows(noPaths).version, book.version);
	book.remove(identity!);
	versions.push(book.version);
	assert.equal(new Set(versions).size, versions.length);
});

test('late events of a target that was removed do not reach the one that was added again', () => {
	const {book, started} = openBook();
	const {identity} = book.addText('first:1');
	const name = started[0]!.nameOf('first:1');
	book.remove(identity!);
	assert.equal(book.rows(noPaths).rows.length, 0);
	book.addText('first:1');
	started[0]!.emitAs(name, {type: 'sent', count: 9}, outcome(9, 'lost'));
	assert.equal(book.rows(noPaths).rows[0]!.session.sent, 0);
	assert.equal(started.length, 1);
});

test('what came of the probes is tallied once: across a prober that dies, and for a target that was added again', t => {
	t.mock.timers.enable({apis: ['setTimeout']});
	const {book, started} = openBook();
	const {identity} = book.addText('first:1');
	book.addSensor('sensor', {
		text: 'sensor', method: 'connect', host: '127.0.0.1', port: 1,
	}, defaultProbeSettings);
	const tallies = () => [...book.takeTallies()].map(([target, {received, lost, roundTripMicroseconds}]) => [target, received, lost, roundTripMicroseconds]);
	started[0]!.emit('first:1', {type: 'sent', count: 3}, outcome(1, 'reply', 1000), outcome(2, 'lost'));
	assert.deepEqual(tallies(), [['first:1', 1, 1, 1000]]);
	assert.deepEqual(tallies(), [['first:1', 0, 0, 0]]);
	started[0]!.emit('first:1', outcome(3, 'reply', 500));
	started[0]!.die('it broke');
	t.mock.timers.tick(minRestart);
	started[1]!.emit('first:1', {type: 'sent', count: 2}, outcome(1, 'reply', 20), outcome(2, 'lost'));
	assert.deepEqual(tallies(), [['first:1', 2, 1, 520]]);
	book.remove(identity!);
	book.addText('first:1');
	started[1]!.emit('first:1', {type: 'sent', count: 5}, ...[1, 2, 3, 4, 5].map(sequence => outcome(sequence, 'reply', 10)));
	assert.deepEqual(tallies(), [['first:1', 5, 0, 50]]);
});

test('frozen rows and details stay what they were', () => {
	const {book, started} = openBook();
	const identity = book.addText('first:1').identity!;
	started[0]!.emit('first:1', {type: 'sent', count: 1}, outcome(1, 'reply', 1000));
	const frozen = book.frozenRows(noPaths);
	const live = book.rows(noPaths);
	started[0]!.emit('first:1', {type: 'sent', count: 2}, outcome(2, 'reply', 2000));
	assert.equal(frozen.rows[0]!.session.sent, 1);
	assert.equal(frozen.details(identity)?.outcomes.length, 1);
	assert.equal(live.details(identity)?.outcomes.length, 2);
});

test('no more targets than there may be, sensors among them', () => {
	const {book} = openBook();
	book.addSensor('sensor', {
		text: 'sensor', method: 'connect', host: '127.0.0.1', port: 1,
	}, defaultProbeSettings);
	for (let port = 1; port < maxTargets; port++) {
		assert.equal(book.addText(`host:${port}`).problem, null);
	}

	assert.deepEqual(book.addText('one-more:1'), {identity: null, problem: '64 targets are probed already, 1 of them watched ports: more are not possible'});
	assert.equal(book.rows(noPaths).rows.length, maxTargets - 1, 'a sensor is not a target of the user\'s');
	book.remove('sensor');
	assert.equal(book.addText('one-more:1').problem, null);
	assert.equal(book.addText('too-many:1').problem, '64 targets are probed already: more are not possible');
});

test('a prober that dies is started again with all targets, which go on counting', t => {
	t.mock.timers.enable({apis: ['setTimeout']});
	const {book, started} = openBook();
	book.addText('first:1');
	book.addText('second:2');
	started[0]!.emit('first:1', resolved('192.0.2.1'), {type: 'sent', count: 5}, outcome(1, 'reply', 1000), outcome(2, 'lost'), outcome(3, 'reply', 3000));
	const row = () => book.rows(noPaths).rows[0]!;
	const figures = () => {
		const {sent, received, lost, inFlight} = row().session;
		return {
			sent, received, lost, inFlight,
		};
	};

	assert.deepEqual([row().status, row().lastRttMicroseconds], ['OPEN', 3000]);
	started[0]!.die('it broke');
	assert.deepEqual(figures(), {
		sent: 3, received: 2, lost: 1, inFlight: 0,
	}, 'what was under way counts as never sent');
	assert.deepEqual(
		[row().status, row().statusSince, row().lastRttMicroseconds, row().problem],
		[null, null, null, 'not probed now, the prober failed: it broke'],
		'nobody knows what it is now',
	);
	book.addText('third:3');
	assert.equal(book.rows(noPaths).rows[2]?.problem, row().problem);
	assert.equal(started.length, 1);
	t.mock.timers.tick(minRestart);
	assert.deepEqual(started[1]?.texts, ['first:1', 'second:2', 'third:3']);
	assert.deepEqual([book.status?.state, row().problem], ['failed', 'not probed now, the prober failed: it broke'], 'it has not shown yet that it works');
	started[1].emit('first:1', resolved('192.0.2.1'), {type: 'sent', count: 2}, outcome(1, 'reply', 1000), outcome(2, 'lost'));
	assert.deepEqual([book.status?.state, row().problem, row().status], ['ok', null, 'OPEN']);
	assert.deepEqual(figures(), {
		sent: 5, received: 3, lost: 2, inFlight: 0,
	});
	started[1].emit('first:1', outcome(2, 'late', 2_000_000));
	assert.equal(figures().lost, 1);
	const kinds = row().recent.map(({kind}) => kind);
	assert.deepEqual(kinds, ['reply', 'lost', 'reply', 'reply', 'late'], 'it is the new prober\'s second probe that was late');
});

test('it is started again however often it dies, later and later, and soon again once it has run for a while', t => {
	t.mock.timers.enable({apis: ['setTimeout']});
	const {started, start} = fakeProbers();
	let now = 0;
	const book = new ProbeTargets(defaultProbeSettings, start, () => now);
	book.addText('first:1');
	const waited = () => {
		const count = started.length;
		started.at(-1)!.die(`death ${count}`);
		assert.deepEqual([book.status?.state, book.status?.problem], ['failed', `the prober failed, nothing is probed until it works again: death ${count}`]);
		let seconds = 0;
		while (started.length === count && seconds < 1000) {
			t.mock.timers.tick(1000);
			seconds++;
		}

		return seconds;
	};

	assert.deepEqual(Array.from({length: 9}, () => waited()), [1, 2, 4, 8, 16, 32, 60, 60, 60]);
	started.at(-1)!.emit('first:1', {type: 'sent', count: 1}, outcome(1, 'reply', 1000));
	assert.equal(book.status?.state, 'ok');
	assert.equal(waited(), 60, 'it has not run for long');
	now += maxRestart;
	assert.deepEqual([waited(), waited()], [1, 2]);
	book.close();
	started.at(-1)!.die('it was closed');
	t.mock.timers.tick(10 * maxRestart);
	assert.equal(started.length, 13);
});

test('where no thread can be had it is tried again', t => {
	t.mock.timers.enable({apis: ['setTimeout']});
	const {started, start} = fakeProbers();
	let hasThreads = false;
	const book = new ProbeTargets(defaultProbeSettings, listener => {
		if (!hasThreads) {
			throw new Error('EAGAIN');
		}

		return start(listener);
	});
	book.addText('first:1');
	assert.match(book.status?.problem ?? '', /EAGAIN$/);
	t.mock.timers.tick(minRestart);
	assert.match(book.rows(noPaths).rows[0]?.problem ?? '', /EAGAIN$/);
	hasThreads = true;
	t.mock.timers.tick(2 * minRestart);
	assert.deepEqual(started[0]?.texts, ['first:1']);
});

test('a sensor says nothing while nothing is probed', t => {
	t.mock.timers.enable({apis: ['setTimeout']});
	const {book, started} = openBook();
	book.addSensor('sensor', {
		text: 'sensor', method: 'connect', host: '127.0.0.1', port: 1,
	}, defaultProbeSettings);
	assert.equal(book.sensor('sensor')?.isSensor, true);
	started[0]!.die('it broke');
	assert.equal(book.sensor('sensor'), undefined);
	t.mock.timers.tick(minRestart);
	assert.equal(book.sensor('sensor'), undefined);
	started[1]!.emit('sensor', resolved('127.0.0.1'));
	assert.equal(book.sensor('sensor')?.statistics.latency().problem, null);
});

test('half-open connections are counted where they went, of all targets that went there', t => {
	t.mock.timers.enable({apis: ['setTimeout']});
	const {book, started} = openBook();
	assert.equal(book.halfOpen, undefined);
	const user = book.addText('here:22').identity!;
	book.addText('icmp://here');
	book.addSensor('sensor', {
		text: 'sensor', method: 'connect', host: '127.0.0.1', port: 22,
	}, defaultProbeSettings);
	const prober = started[0]!;
	const [ofUser, ofSensor] = [prober.nameOf('here:22'), prober.nameOf('sensor')];
	const counts = () => Object.fromEntries([...book.halfOpen ?? []].map(([name, {count}]) => [name, count]));
	const [at4, at6] = ['0 0 65535 2130706433 0 22', '0 0 0 1 0 22'] as const;
	prober.halfOpen.set(ofUser, 3);
	assert.deepEqual(counts(), {}, 'the address is not known yet');
	prober.emit('here:22', resolved('127.0.0.1'));
	prober.emit('sensor', resolved('127.0.0.1'));
	prober.halfOpen.set(ofSensor, 4);
	assert.deepEqual(counts(), {[at4]: 7}, 'of the user\'s target and of the sensor');

	prober.emit('here:22', resolved('::1', 'connect', '127.0.0.1'));
	prober.halfOpen.set(ofUser, 8);
	assert.deepEqual(counts(), {[at4]: 7, [at6]: 5}, 'the name has another address');

	book.remove(user);
	prober.halfOpen.set(ofUser, 9);
	assert.deepEqual(counts(), {[at4]: 7, [at6]: 6}, 'one more was under way when the target was removed');
	for (let port = 1; port < 70; port++) {
		book.remove(book.addText(`elsewhere:${port}`).identity!);
	}

	prober.halfOpen.delete(ofUser);
	assert.deepEqual(counts(), {[at4]: 7, [at6]: 6}, 'also when the prober has forgotten it');
	prober.die('it broke');
	t.mock.timers.tick(minRestart);
	started[1]!.emit('sensor', resolved('127.0.0.1'));
	started[1]!.halfOpen.set(started[1]!.nameOf('sensor'), 2);
	assert.deepEqual(counts(), {[at4]: 9, [at6]: 6}, 'what the first prober counted stays');
});

test('who listens is told once for each batch', () => {
	const {book, started} = openBook();
	let calls = 0;
	book.listen(() => {
		calls++;
	});
	book.addText('first:1');
	started[0]!.emit('first:1', {type: 'sent', count: 1}, outcome(1, 'lost'));
	assert.equal(calls, 1);
});
