/*
Takes a sample here for each line of its input, and prints the rows of Connections, those that closed too, as a line of JSON.
	sample-connections.ts SOURCE     `auto`, or `proc` for what /proc/net alone tells
*/
import process from 'node:process';
import readline from 'node:readline';
import {openSocketCollector} from '../../source/collectors/sockets.ts';
import {SampleTaker} from '../../source/engine/sample-taker.ts';
import type {TakenSample} from '../../source/engine/views/sample.ts';
import {startProber} from '../../source/probes/prober/prober-client.ts';
import {aQuery, answerOf} from '../builders/query.ts';
import {samplerOptions} from '../builders/sampler-options.ts';

const taker = new SampleTaker(samplerOptions({
	source: process.argv[2] === 'proc' ? 'proc' : 'auto', countsBetweenSamples: true, completeAttribution: true, keepsSeries: true,
}), {
	now: () => performance.now(), openSockets: openSocketCollector, startProber,
});
let sample: TakenSample | undefined;

readline.createInterface({input: process.stdin}).on('line', () => {
	const taking = taker.take(sample);
	for (;;) {
		const step = taking.next();
		if (step.done === true) {
			sample = step.value;
			break;
		}
	}

	const {content} = answerOf(sample, aQuery('connections', {rows: 10_000}));
	const {sources} = sample.summary;
	process.stdout.write(`${JSON.stringify({rows: content.rows, sources})}\n`);
});
