/*
Samples the sockets of this network namespace and keeps the samples, one for each line of standard input: `past-probe.ts`. Prints `Kept` as
JSON at the end of its input.
*/
import process from 'node:process';
import readline from 'node:readline';
import {openSocketCollector} from '../source/collectors/sockets.ts';
import {SampleHistory} from '../source/engine/history/sample-history.ts';
import {SampleTaker} from '../source/engine/sample-taker.ts';
import {runInTurns} from '../source/engine/run-in-turns.ts';
import type {TakenSample} from '../source/engine/views/sample.ts';
import {startProber} from '../source/probes/prober/prober-client.ts';
import {samplerOptions} from '../test/builders/sampler-options.ts';
import {median} from './statistics.ts';

export type Kept = {
	readonly sockets: number;
	readonly sampleMilliseconds: number;
	/** To keep a sample: the mean of all, and the slowest, which is one that is written whole. */
	readonly keepMilliseconds: number;
	readonly slowestMilliseconds: number;
	readonly bytesOfSample: number;
	/** To read a sample: the last one of a chunk, for which all before it are read. */
	readonly readMilliseconds: number;
};

const taker = new SampleTaker(samplerOptions({keepsSeries: true, countsBetweenSamples: true, completeAttribution: true}), {
	now: () => performance.now(), openSockets: openSocketCollector, startProber,
});
const history = new SampleHistory({maxBytes: 2 ** 40});
const sampling: number[] = [];
const keeping: number[] = [];
let sample: TakenSample | undefined;
for await (const _ of readline.createInterface({input: process.stdin})) {
	const start = performance.now();
	sample = await runInTurns(taker.take(sample));
	const sampled = performance.now();
	await runInTurns(history.add(sample, {changedOwners: taker.takeChangedOwners(), steady: {name: '', values: []}}));
	sampling.push(sampled - start);
	keeping.push(performance.now() - sampled);
	process.stdout.write('\n');
}

await history.settled();
const reading: number[] = [];
for (let place = 9; place < history.length; place += 10) {
	const start = performance.now();
	history.read(place, taker.present);
	reading.push(performance.now() - start);
}

// The first ten warm up.
const kept = keeping.slice(10);
const result: Kept = {
	sockets: sample!.table.liveCount,
	sampleMilliseconds: median(sampling.slice(10)),
	keepMilliseconds: kept.reduce((sum, milliseconds) => sum + milliseconds, 0) / kept.length,
	slowestMilliseconds: Math.max(...kept),
	bytesOfSample: history.bytes / history.length,
	readMilliseconds: median(reading),
};
console.log(JSON.stringify(result));
taker.close();
