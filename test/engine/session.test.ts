import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {
	FromSampler,
	Move,
	Query,
	ViewMessage,
} from '../../source/protocol/protocol.ts';
import {aConnection} from '../builders/connection.ts';
import {aSummary} from '../builders/summary.ts';
import {SamplerSession, type SessionSampler} from '../../source/engine/session.ts';

const query: Query = {
	view: 'ports', filter: '', sort: {key: 'port', descending: false}, rows: 10, grouping: 'process', detail: null, preview: 0, showsZero: false, interfaces: false, chart: {seconds: 120, buckets: 60}, looked: null, moves: 0, paused: false,
};

const summary = aSummary();
const answerTemplate: Omit<ViewMessage, 'query'> = {
	type: 'view', past: null, summary, content: {view: 'ports', rows: []}, first: 0, listed: 0, matching: 0, closed: {listed: 0, leftOut: 0}, total: 0, selected: null, detail: null, preview: null, interfaces: null, firing: {}, about: [], counts: {},
};

/** Has a sample, and writes down what it is asked. */
function fakeSampler(asked: Array<{readonly query: Query; readonly move: Move | null}>, told: string[]): SessionSampler {
	return {
		isSearchingOwners: false,
		isAnswerComplete: true,
		travel() {},
		travelTo: () => null,
		takeTravelProblem: () => null,
		* sample() {
			yield;
		},
		* searchOwners() {
			yield;
		},
		answer(given, move) {
			asked.push({query: given, move});
			return {...answerTemplate, query: given};
		},
		proposeEnd: () => ({candidates: [], problem: 'none'}),
		end: () => ({ok: false, message: 'refused'}),
		proposeClose: () => ({proposal: null, problem: 'none'}),
		closeConnection: () => ({ok: false, message: 'refused'}),
		addProbe: text => text === 'bad' ? {identity: null, problem: 'no target'} : {identity: text, problem: null},
		removeProbe() {},
		listenToProbes() {},
		addRule: text => text === 'bad' ? {name: null, rule: null, problem: 'no rule'} : {name: text, rule: null, problem: null},
		removeRule(name) {
			told.push(`remove ${name}`);
		},
		acknowledge(identity) {
			told.push(`acknowledge ${identity ?? 'all'}`);
		},
		endCommands() {
			told.push('end commands');
		},
		resetTotals() {
			told.push('reset');
		},
		close() {},
	};
}

function makeSession() {
	const asked: Array<{readonly query: Query; readonly move: Move | null}> = [];
	const sent: FromSampler[] = [];
	const told: string[] = [];
	const session = new SamplerSession(fakeSampler(asked, told), 1000, message => {
		sent.push(message);
	});
	return {
		asked, sent, told, session,
	};
}

test('a query is answered at once', () => {
	const {session, sent} = makeSession();
	session.receive({type: 'query', query, move: null});
	assert.equal(sent.length, 1);
});

test('no second picture before the first is painted, then the latest only', () => {
	const {session, sent} = makeSession();
	session.receive({type: 'query', query, move: null});
	session.receive({type: 'query', query: {...query, filter: '4'}, move: null});
	session.receive({type: 'query', query: {...query, filter: '44'}, move: null});
	assert.equal(sent.length, 1);
	session.receive({type: 'painted'});
	assert.equal(sent.length, 2);
	assert.equal((sent[1] as ViewMessage).query.filter, '44');
	session.receive({type: 'painted'});
	assert.equal(sent.length, 2);
});

test('what an answer had no time to read comes soon, without a key', {timeout: 10_000}, async () => {
	const answers = Promise.withResolvers<number>();
	let count = 0;
	const session = new SamplerSession({
		...fakeSampler([], []),
		get isAnswerComplete() {
			return count === 3;
		},
		answer(given) {
			count++;
			return {...answerTemplate, query: given};
		},
	}, 1000, () => {
		setImmediate(() => {
			session.receive({type: 'painted'});
			if (count === 3) {
				answers.resolve(count);
			}
		});
	});
	session.receive({type: 'query', query, move: null});
	assert.equal(await answers.promise, 3);
});

test('no move is lost while a picture is under way', () => {
	const {session, sent, asked} = makeSession();
	session.receive({type: 'query', query, move: null});
	session.receive({type: 'query', query, move: {by: 1}});
	session.receive({type: 'query', query, move: {by: 1}});
	session.receive({type: 'painted'});
	assert.deepEqual(asked.map(({move}) => move), [null, {by: 1}, {by: 1}, null]);
	assert.equal(sent.length, 2);
});

test('requests to end a process are answered whatever is under way', () => {
	const {session, sent} = makeSession();
	session.receive({type: 'query', query, move: null});
	session.receive({
		type: 'propose-end', request: 3, view: 'ports', identity: 'x',
	});
	assert.deepEqual(sent.at(-1), {
		type: 'end-candidates', request: 3, candidates: [], problem: 'none',
	});
});

test('requests to close a connection are answered whatever is under way', () => {
	const {session, sent} = makeSession();
	session.receive({type: 'query', query, move: null});
	session.receive({type: 'propose-close', request: 3, identity: 'x'});
	const connection = aConnection();
	session.receive({
		type: 'close', request: 3, proposal: {
			connection, effect: 'reset', isMptcp: false, mayCarrySession: false,
		},
	});
	assert.deepEqual(sent.slice(1), [
		{
			type: 'close-proposed', request: 3, proposal: null, problem: 'none',
		},
		{
			type: 'closed', request: 3, ok: false, message: 'refused',
		},
	]);
});

test('a target is added and removed at once, with a fresh picture', () => {
	const removed: string[] = [];
	const sent: FromSampler[] = [];
	const session = new SamplerSession({
		...fakeSampler([], []),
		removeProbe(identity) {
			removed.push(identity);
		},
	}, 1000, message => {
		sent.push(message);
	});
	session.receive({type: 'query', query: {...query, view: 'probes'}, move: null});
	session.receive({type: 'painted'});
	session.receive({type: 'add-probe', request: 7, text: 'host:1'});
	session.receive({type: 'painted'});
	session.receive({type: 'add-probe', request: 8, text: 'bad'});
	session.receive({type: 'painted'});
	session.receive({type: 'remove-probe', identity: 'host:1'});
	assert.deepEqual(sent.map(({type}) => type), ['view', 'probe-added', 'view', 'probe-added', 'view', 'view']);
	assert.deepEqual(sent[1], {
		type: 'probe-added', request: 7, identity: 'host:1', problem: null,
	});
	assert.deepEqual(sent[3], {
		type: 'probe-added', request: 8, identity: null, problem: 'no target',
	});
	assert.deepEqual(removed, ['host:1']);
});

test('outcomes are shown once a second while samples are far apart, and only where they can be seen', t => {
	t.mock.timers.enable({apis: ['setTimeout']});
	let tell = () => {};
	const sent: FromSampler[] = [];
	const session = new SamplerSession({
		...fakeSampler([], []),
		listenToProbes(onNews) {
			tell = onNews;
		},
	}, 60, message => {
		sent.push(message);
	});
	const tellTwice = () => {
		tell();
		tell();
	};

	const show = (shown: Query) => {
		session.receive({type: 'query', query: shown, move: null});
		session.receive({type: 'painted'});
		sent.length = 0;
	};

	tellTwice();
	t.mock.timers.tick(1000);
	assert.equal(sent.length, 0, 'nobody has asked for anything');
	show({...query, view: 'probes'});
	tellTwice();
	t.mock.timers.tick(1000);
	assert.equal(sent.length, 1);
	show(query);
	tellTwice();
	t.mock.timers.tick(1000);
	assert.equal(sent.length, 0, 'another view');
	show({...query, view: 'probes', paused: true});
	tellTwice();
	t.mock.timers.tick(1000);
	assert.equal(sent.length, 0, 'paused');
	show({...query, view: 'probes'});
	session.receive({type: 'interval', seconds: 1});
	tellTwice();
	t.mock.timers.tick(1000);
	assert.equal(sent.length, 0, 'the next sample shows them soon enough');
});

test('it samples until it is stopped, and closes its sources', async () => {
	const sent: FromSampler[] = [];
	let samples = 0;
	let isClosed = false;
	const session: SamplerSession = new SamplerSession({
		...fakeSampler([], []),
		* sample() {
			yield;
			samples++;
			if (samples === 3) {
				session.receive({type: 'stop'});
			}
		},
		close() {
			isClosed = true;
		},
	}, 0.001, message => {
		sent.push(message);
	});
	await session.run();
	assert.equal(samples, 3);
	assert.equal(isClosed, true);
});

test('rules, acknowledgements and resets reach the sampler, and the picture follows', () => {
	const {asked, sent, told, session} = makeSession();
	session.receive({type: 'query', query, move: null});
	session.receive({type: 'painted'});
	session.receive({
		type: 'add-rule', request: 7, text: 'connections > 5', replaces: null,
	});
	session.receive({
		type: 'add-rule', request: 8, text: 'bad', replaces: null,
	});
	session.receive({type: 'remove-rule', name: 'connections > 5'});
	session.receive({type: 'acknowledge', identity: 'a1'});
	session.receive({type: 'acknowledge', identity: null});
	session.receive({type: 'reset-totals'});
	assert.deepEqual(sent.filter(({type}) => type === 'rule-added'), [
		{
			type: 'rule-added', request: 7, name: 'connections > 5', rule: null, replaced: null, problem: null,
		},
		{
			type: 'rule-added', request: 8, name: null, rule: null, replaced: null, problem: 'no rule',
		},
	]);
	assert.deepEqual(told, ['remove connections > 5', 'acknowledge a1', 'acknowledge all', 'reset']);
	assert.equal(asked.length, 2, 'the other changes are shown once the picture under way is painted');
});
