/*
Runs the built sampler as the monitor does, in its worker thread, and takes one sample for each line of standard
input; prints `Probed` as JSON. Inside the network namespace whose sockets are to be sampled.
*/
import path from 'node:path';
import process from 'node:process';
import readline from 'node:readline';
import {pathToFileURL} from 'node:url';
import {startSampler} from '../source/engine/sampler-client.ts';
import {samplerOptions} from '../test/builders/sampler-options.ts';
import type {Move, Query, ViewMessage} from '../source/protocol/protocol.ts';

export type Probed = {
	/** The sample: sockets, owners, processes, rates, ports, states. */
	readonly sampleMilliseconds: number;
	/** A query with a move of the cursor, from the question to the answer in the other thread. */
	readonly queryMilliseconds: number;
	readonly sockets: number;
};

/** Between samples that nobody has asked for: none in practice. */
const never = 100_000;
const query: Query = {
	view: 'connections', filter: '', sort: {key: 'receive', descending: true}, rows: 40, grouping: 'process', detail: null, preview: 0, showsZero: false, interfaces: false, chart: {seconds: 120, buckets: 60}, looked: null, moves: 0, paused: false,
};
const bundle = pathToFileURL(path.join(import.meta.dirname, '../dist/sampler.js'));
let arrived: (message: ViewMessage) => void = () => undefined;

const sampler = startSampler(samplerOptions({intervalSeconds: never}), bundle);
sampler.listen({
	onMessage(message) {
		if (message.type !== 'view') {
			return;
		}

		sampler.post({type: 'painted'});
		arrived(message);
	},
	onRestart: fail,
	onFailure: fail,
});

let {summary} = await ask(query, null);
for await (const _ of readline.createInterface({input: process.stdin})) {
	({summary} = await sampleAfter(summary.tick));
	const start = performance.now();
	await ask({...query, rows: 39}, {by: 1});
	const probed: Probed = {
		sampleMilliseconds: summary.sampleMilliseconds,
		queryMilliseconds: performance.now() - start,
		sockets: Object.values(summary.totals.sockets).reduce<number>((sum, number) => sum + (number ?? 0), 0),
	};
	console.log(JSON.stringify(probed));
	await ask(query, null);
}

await sampler.close();

/** Asks and waits for the answer, which names its question. */
async function ask(asked: Query, move: Move | null): Promise<ViewMessage> {
	const answer = nextView(message => message.query.rows === asked.rows);
	sampler.post({type: 'query', query: asked, move});
	return answer;
}

/** Has a sample taken: it is due a second after the last one; and before another second is over no more are. */
async function sampleAfter(tick: number): Promise<ViewMessage> {
	let seconds = 1;
	const demand = () => {
		// Each time another one: only a change is looked at, and none while the sampler is searching for owners.
		seconds += 0.001;
		sampler.post({type: 'interval', seconds});
	};

	const sampled = nextView(message => message.summary.tick > tick);
	demand();
	const again = setInterval(demand, 500);
	const view = await sampled;
	clearInterval(again);
	sampler.post({type: 'interval', seconds: never});
	return view;
}

async function nextView(isWanted: (message: ViewMessage) => boolean): Promise<ViewMessage> {
	const {promise, resolve} = Promise.withResolvers<ViewMessage>();
	arrived = message => {
		if (isWanted(message)) {
			resolve(message);
		}
	};

	return promise;
}

function fail(reason: string): never {
	throw new Error(`the sampler died: ${reason}`);
}
