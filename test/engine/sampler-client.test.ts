import assert from 'node:assert/strict';
import {mkdtemp, open, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {PassThrough} from 'node:stream';
import {test} from 'node:test';
import {parseAlertRule} from '../../source/cli/flags/values.ts';
import type {Query} from '../../source/protocol/protocol.ts';
import {startSampler, type SamplerListener} from '../../source/engine/sampler-client.ts';
import {execute} from '../helpers/execute.ts';
import {samplerOptions} from '../builders/sampler-options.ts';

const options = samplerOptions();
const query: Query = {
	view: 'ports', filter: 'port:22', sort: {key: 'port', descending: false}, rows: 20, grouping: 'process', detail: null, preview: 0, showsZero: false, interfaces: false, chart: {seconds: 120, buckets: 60}, looked: null, moves: 0, paused: false,
};
const bounded = {timeout: 10_000};

/** A thread that says what it is asked, as `ended` messages, does what the body says, and ends when it is asked to. */
function program(body: string): URL {
	const source = `
		import {parentPort, workerData} from 'node:worker_threads';
		const say = message => parentPort.postMessage({type: 'ended', request: 0, ok: true, message});
		parentPort.on('message', message => {
			if (message.type === 'query') {
				say([message.query.filter, workerData.intervalSeconds, message.move].join());
			} else if (message.type === 'stop') {
				parentPort.close();
				return;
			}
			${body}
		});`;
	return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}

type Event = readonly [kind: 'message' | 'restart' | 'failure', text: string];

/** A listener that hands out what happens, in order. */
function createListener(): {readonly listener: SamplerListener; readonly next: () => Promise<Event>} {
	const events = new PassThrough({objectMode: true});
	const arrivals = events[Symbol.asyncIterator]();
	return {
		listener: {
			onMessage(message) {
				events.write(['message', message.type === 'ended' ? message.message : (message.type === 'view' ? `view ${message.selected}` : message.type)]);
			},
			onRestart(reason) {
				events.write(['restart', reason]);
			},
			onFailure(reason) {
				events.write(['failure', reason]);
			},
		},
		async next() {
			// A stream does not know what was written to it.
			const {value} = await arrivals.next() as IteratorYieldResult<Event>;
			return value;
		},
	};
}

for (const [how, body, reason] of [
	['throws', 'if (message.type === \'painted\') throw new Error(\'it broke\');', 'it broke'],
	['ends', 'if (message.type === \'painted\') process.exit(3);', 'its thread ended with code 3'],
	['gives up', 'if (message.type === \'painted\') { parentPort.postMessage({type: \'fatal\', message: \'no netlink\'}); parentPort.close(); }', 'no netlink'],
] as const) {
	test(`a sampler that ${how} is started again once, with the current query and interval`, bounded, async () => {
		const {listener, next} = createListener();
		const client = startSampler(options, program(body));
		client.listen(listener);
		client.post({type: 'query', query, move: {by: 1}});
		assert.deepEqual(await next(), ['message', 'port:22,1,[object Object]']);
		client.post({type: 'interval', seconds: 5});
		client.post({type: 'painted'});
		assert.deepEqual(await next(), ['restart', reason]);
		assert.deepEqual(await next(), ['message', 'port:22,5,'], 'the move was made already');
		client.post({type: 'painted'});
		assert.deepEqual(await next(), ['failure', reason]);
		// To nobody, without an error.
		client.post({type: 'painted'});
		await client.close();
	});
}

test('the cursor goes back to its row in the new thread, before anything of it is shown', bounded, async t => {
	const {listener, next} = createListener();
	// The second row is selected, the first one in a thread that has just started.
	const client = startSampler(options, program(`
		if (message.type === 'query') {
			const selected = message.move?.to === 'row' ? ['b', 'a'].indexOf(message.move.identity) : (message.move === null ? 0 : 1);
			parentPort.postMessage({type: 'view', query: message.query, selected, content: {view: 'ports', rows: [{identity: 'b'}, {identity: 'a'}]}});
		} else if (message.type === 'painted') {
			say('painted');
		} else {
			throw new Error('it broke');
		}`));
	t.after(async () => client.close());
	client.listen(listener);
	client.post({type: 'query', query, move: {by: 1}});
	assert.deepEqual(await next(), ['message', 'port:22,1,[object Object]']);
	assert.deepEqual(await next(), ['message', 'view 1']);
	client.post({type: 'interval', seconds: 5});
	assert.deepEqual(await next(), ['restart', 'it broke']);
	assert.deepEqual(await next(), ['message', 'port:22,5,'], 'there are no rows yet to which a cursor could go');
	assert.deepEqual(await next(), ['message', 'port:22,5,[object Object]']);
	assert.deepEqual(await next(), ['message', 'view 1'], 'the first message was not shown');
	assert.deepEqual(await next(), ['message', 'painted'], 'but acknowledged');
});

test('a new thread begins with the targets of now: those that were added, without those that were removed', bounded, async t => {
	const {listener, next} = createListener();
	const client = startSampler({
		...options, probeTargets: [{
			text: 'first:1', method: null, host: 'first', port: 1,
		}],
	}, program(`
		if (message.type === 'add-probe') {
			const identity = message.text === 'bad:2' ? null : message.text;
			parentPort.postMessage({type: 'probe-added', request: message.request, identity, problem: null});
		} else if (message.type === 'painted') {
			say(workerData.probeTargets.map(target => target.text).join());
		} else if (message.type === 'interval') {
			throw new Error('it broke');
		}`));
	t.after(async () => client.close());
	client.listen(listener);
	for (const [request, text] of ['icmp://second', 'bad:2', 'third:3'].entries()) {
		client.post({type: 'add-probe', request, text});
		assert.deepEqual(await next(), ['message', 'probe-added']);
	}

	client.post({type: 'remove-probe', identity: 'first:1'});
	client.post({type: 'painted'});
	assert.deepEqual(await next(), ['message', 'first:1'], 'this thread was told by messages');
	client.post({type: 'interval', seconds: 5});
	assert.deepEqual(await next(), ['restart', 'it broke']);
	client.post({type: 'painted'});
	assert.deepEqual(await next(), ['message', 'icmp://second,third:3']);
});

test('a thread that hangs in a system call is left behind within a second', bounded, async t => {
	const folder = await mkdtemp(path.join(tmpdir(), 'portop-fifo-'));
	const pipe = path.join(folder, 'pipe');
	await execute('mkfifo', [pipe]);
	t.after(async () => {
		// The thread goes on, and ends.
		const handle = await open(pipe, 'r+');
		await handle.close();
		await rm(folder, {recursive: true});
	});
	const {listener, next} = createListener();
	const client = startSampler({...options, alertRules: [{...parseAlertRule('connections > 5', 'a rule'), onAlert: ['true']}]}, program(`process.getBuiltinModule('fs').openSync(${JSON.stringify(pipe)});`));
	client.listen(listener);
	client.post({type: 'query', query, move: null});
	assert.deepEqual(await next(), ['message', 'port:22,1,']);
	const start = performance.now();
	await client.close();
	assert.ok(performance.now() - start < 1000);
});

test('a sampler that is closed is not missed', bounded, async () => {
	const {listener, next} = createListener();
	const client = startSampler(options, program(''));
	client.listen(listener);
	client.post({type: 'query', query, move: null});
	await next();
	await client.close();
	const other = startSampler(options, program(''));
	other.listen(listener);
	other.post({type: 'query', query: {...query, filter: 'other'}, move: null});
	assert.deepEqual(await next(), ['message', 'other,1,'], 'neither a restart nor a failure of the first one');
	await other.close();
});

test('what happens before there is a listener is kept for it', bounded, async () => {
	const {listener, next} = createListener();
	const client = startSampler(options, program(''));
	client.post({type: 'query', query, move: null});
	const other = startSampler(options, program(''));
	other.listen(listener);
	other.post({type: 'query', query: {...query, filter: 'other'}, move: null});
	await next();
	client.listen(listener);
	assert.deepEqual(await next(), ['message', 'port:22,1,']);
	await client.close();
	await other.close();
});
