import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Answers} from '../../../source/commands/serve/serve-answers.ts';
import type {HttpAnswer} from '../../../source/commands/serve/serve-http.ts';
import type {Sampled} from '../../../source/commands/serve/serve-sampling.ts';
import {guardOf} from '../../../source/commands/serve/serve-token.ts';
import {MetricsState} from '../../../source/outputs/metrics/metrics-state.ts';
import {fullSample} from '../../outputs/exported.ts';
import {schemaErrors} from '../../outputs/schema.ts';

const book = new MetricsState({version: '1.2.3', startedAtMilliseconds: 0});
const sampled: Sampled = {number: 1, model: book.add(fullSample)};

/** A service whose samples are what a test says. */
function service({latest = sampled, problem = null, token, listenName = null}: {latest?: Sampled | undefined; problem?: string | null; token?: string; listenName?: string | null} = {}) {
	const state: {latest: Sampled | undefined; problem: string | null} = {latest, problem};
	const guard = token === undefined ? null : guardOf(token);
	const answers = new Answers(state, () => guard, listenName);
	const ask = async (url: string, {method = 'GET', ...headers}: Record<string, string> = {}) => answers.answer({url, method, headers});
	return {state, ask};
}

function textOf({body}: HttpAnswer): string {
	return new TextDecoder().decode(body);
}

test('each path, and what is none', async () => {
	const {ask} = service();
	for (const [url, status, type] of [
		['/', 200, 'text/plain; charset=utf-8'],
		['/metrics', 200, 'text/plain; version=0.0.4; charset=utf-8'],
		['/metrics?a=b#c', 200, 'text/plain; version=0.0.4; charset=utf-8'],
		['http://127.0.0.1/metrics', 200, 'text/plain; version=0.0.4; charset=utf-8'],
		['/%6detrics', 200, 'text/plain; version=0.0.4; charset=utf-8'],
		['/%256detrics', 404, 'text/plain; charset=utf-8'],
		['/%2Fmetrics', 404, 'text/plain; charset=utf-8'],
		['/snapshot%2ejson', 200, 'application/json'],
		['/snapshot.json', 200, 'application/json'],
		['/healthz', 200, 'text/plain; charset=utf-8'],
		['/metrics/', 404, 'text/plain; charset=utf-8'],
		['/%00', 404, 'text/plain; charset=utf-8'],
		['*', 404, 'text/plain; charset=utf-8'],
		['http://[', 421, 'text/plain; charset=utf-8'],
		['', 200, 'text/plain; charset=utf-8'],
	] as const) {
		const {status: answered, headers} = await ask(url);
		assert.deepEqual([url, answered, headers['content-type']], [url, status, type]);
	}
});

test('reading is all there is', async () => {
	const {ask} = service();
	for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND']) {
		const {status, headers} = await ask('/metrics', {method});
		assert.deepEqual([method, status, headers.allow], [method, 405, 'GET, HEAD']);
	}

	const {status} = await ask('/metrics', {method: 'HEAD'});
	assert.equal(status, 200);
});

test('OpenMetrics for who accepts it, the older format for others', async () => {
	const {ask} = service();
	for (const [accept, isOpenMetrics] of [
		['application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1', true],
		['text/plain;version=0.0.4;q=0.5, application/openmetrics-text; q=0.5', true],
		['application/openmetrics-text; q=0.2, */*', true],
		['application/openmetrics-text;q=0.1, text/plain;q=0.9', false],
		['text/plain;version=0.0.4, application/openmetrics-text; q=0.2', false],
		['application/openmetrics-text;q=0', false],
		['application/openmetrics-text; q=0.000, */*', false],
		['application/openmetrics-textual', false],
		['*/*', false],
		['text/plain', false],
	] as const) {
		const answer = await ask('/metrics', {accept});
		const {headers} = answer;
		assert.equal(headers['content-type'], isOpenMetrics ? 'application/openmetrics-text; version=1.0.0; charset=utf-8' : 'text/plain; version=0.0.4; charset=utf-8', accept);
		assert.equal(textOf(answer).endsWith('\n# EOF\n'), isOpenMetrics, accept);
	}
});

test('the snapshot is as its schema says', async () => {
	const {ask} = service();
	const answer = await ask('/snapshot.json');
	const document: unknown = JSON.parse(textOf(answer));
	assert.equal(schemaErrors(document), '');
});

test('a token opens everything but what needs none', async () => {
	const {ask} = service({token: 'open-sesame'});
	for (const [authorization, status] of [
		['Bearer open-sesame', 200],
		['bearer  open-sesame', 200],
		['Bearer open-sesam', 401],
		['Bearer open-sesame2', 401],
		['Bearer Open-Sesame', 401],
		['Bearer', 401],
		['Bearer ', 401],
		['Basic open-sesame', 401],
		['open-sesame', 401],
		['', 401],
	] as const) {
		for (const url of ['/metrics', '/snapshot.json', '/']) {
			const {status: answered, headers} = await ask(url, {authorization});
			assert.deepEqual([authorization, url, answered], [authorization, url, status]);
			assert.equal(headers['www-authenticate'], status === 401 ? 'Bearer realm="portop"' : undefined);
		}
	}

	for (const [url, method, status] of [['/metrics', 'GET', 401], ['/%6detrics', 'GET', 401], ['/nowhere', 'GET', 401], ['/metrics', 'POST', 401], ['/healthz', 'GET', 200]] as const) {
		const answer = await ask(url, {method});
		assert.deepEqual([url, method, answer.status], [url, method, status]);
	}
});

test('without a token a name that is not this service\'s gets nothing', async () => {
	const open = service({listenName: 'web1.example'});
	const guarded = service({token: 'open-sesame'});
	for (const url of ['/', '/metrics', '/snapshot.json', '/healthz', '/nowhere']) {
		const refused = await open.ask(url, {host: 'evil.example:9464'});
		assert.deepEqual([url, refused.status], [url, 421]);
		assert.match(textOf(refused), /^without a token \(--token-file\) only requests to an address or localhost are answered\n$/);
		const named = await open.ask(url, {host: 'web1.example:9464'});
		assert.notEqual(named.status, 421);
		const allowed = await guarded.ask(url, {host: 'evil.example:9464', authorization: 'Bearer open-sesame'});
		assert.notEqual(allowed.status, 421, 'who has the token may use any name');
	}
});

test('health is in the last sample', async () => {
	const {state, ask} = service();
	const healthy = await ask('/healthz');
	assert.equal(textOf(healthy), 'ok\n');
	state.problem = 'the last sample is 12 s old';
	const {status, body} = await ask('/healthz');
	assert.deepEqual([status, String(body)], [503, 'the last sample is 12 s old\n']);
});

test('before the first sample there is nothing to tell yet', async () => {
	const {state, ask} = service({problem: 'no sample yet'});
	state.latest = undefined;
	for (const url of ['/metrics', '/snapshot.json']) {
		const {status, headers} = await ask(url);
		assert.deepEqual([status, headers['retry-after']], [503, '1']);
	}
});

test('however many ask, there is one text of a sample and format, and the next sample has its own', async () => {
	const {state, ask} = service();
	const bodies = async (accept: string) => {
		const answers = await Promise.all(Array.from({length: 50}, async () => ask('/metrics', {accept})));
		for (const {onDone} of answers) {
			onDone?.();
		}

		return new Set(answers.map(({body}) => body));
	};

	const first = await bodies('*/*');
	const open = await bodies('application/openmetrics-text');
	const again = await bodies('*/*');
	assert.deepEqual([first.size, open.size, again.size], [1, 1, 1]);
	assert.deepEqual(first, again);
	assert.notDeepEqual(first, open);
	state.latest = {number: 2, model: book.add({...fullSample, summary: {...fullSample.summary, tick: 43}})};
	const answer = await ask('/metrics');
	assert.match(textOf(answer), /^portop_samples_total 43$/m);
});
