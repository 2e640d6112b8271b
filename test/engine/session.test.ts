import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {
	FromSampler,
	Move,
	Query,
	ViewMessage,
} from '../../source/engine/protocol.ts';
import {totalsByState} from '../../source/engine/state-counts.ts';
import type {Summary} from '../../source/model/snapshot.ts';
import {protocols, socketStates} from '../../source/model/socket.ts';
import {SamplerSession, type SessionSampler} from '../../source/engine/session.ts';

const query: Query = {
	view: 'ports', filter: '', sort: {key: 'port', descending: false}, rows: 10, detail: null, paused: false,
};

const summary: Summary = {
	host: {name: 'test', kernel: 'Linux', cores: 1},
	tick: 1,
	timeMilliseconds: 0,
	intervalSeconds: null,
	uptimeSeconds: null,
	totals: {
		sockets: {
			tcp: 0, tcp6: 0, udp: 0, udp6: 0,
		},
		states: totalsByState(new Uint32Array(socketStates.length * protocols.length)),
		receiveBitsPerSecond: null,
		sendBitsPerSecond: null,
		receivePacketsPerSecond: null,
		sendPacketsPerSecond: null,
		retransmissionsPerSecond: null,
	},
	privileges: {
		userId: 0, seesAllProcesses: true, networkAdministration: true, rawSockets: true,
	},
	sources: [],
	sampleMilliseconds: 1,
};
const answerTemplate: Omit<ViewMessage, 'query'> = {
	type: 'view', summary, content: {view: 'ports', rows: []}, first: 0, listed: 0, matching: 0, total: 0, selected: null, detail: null,
};

/** Has a sample, and writes down what it is asked. */
function fakeSampler(asked: Array<{readonly query: Query; readonly move: Move | null}>): SessionSampler {
	return {
		isSearchingOwners: false,
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
		close() {},
	};
}

function makeSession() {
	const asked: Array<{readonly query: Query; readonly move: Move | null}> = [];
	const sent: FromSampler[] = [];
	const session = new SamplerSession(fakeSampler(asked), 1000, message => {
		sent.push(message);
	});
	return {asked, sent, session};
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

test('it samples until it is stopped, and closes its sources', async () => {
	const sent: FromSampler[] = [];
	let samples = 0;
	let isClosed = false;
	const session: SamplerSession = new SamplerSession({
		...fakeSampler([]),
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
