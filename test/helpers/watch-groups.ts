/* Runs portop's sampler here and prints the groups of each sample, of every grouping, as a line of JSON. */
import process from 'node:process';
import {SampleTaker} from '../../source/engine/sample-taker.ts';
import {groupRows} from '../../source/engine/views/group-rows.ts';
import type {TakenSample} from '../../source/engine/views/sample.ts';
import {groupings} from '../../source/model/group.ts';
import {openSocketCollector} from '../../source/collectors/sockets.ts';
import {startProber} from '../../source/probes/prober/prober-client.ts';
import {samplerOptions} from '../builders/sampler-options.ts';

const taker = new SampleTaker(samplerOptions({countsBetweenSamples: true, completeAttribution: true}), {
	now: () => performance.now(), openSockets: openSocketCollector, startProber,
});
let sample: TakenSample | undefined;

setInterval(() => {
	const taking = taker.take(sample);
	for (;;) {
		const step = taking.next();
		if (step.done === true) {
			sample = step.value;
			break;
		}
	}

	const complete = sample;
	process.stdout.write(`${JSON.stringify(groupings.flatMap(grouping => groupRows(complete, grouping, null)))}\n`);
}, 300);
