/*
A sampler with its detectors and fixed checks, as the monitor has it, inside a network namespace: two samples a second. Prints the number
of the last sample and the Alerts view as JSON for each line of standard input.
*/
import process from 'node:process';
import readline from 'node:readline';
import {defaultLimits} from '../../source/alerts/fixed-checks/limits.ts';
import {Sampler} from '../../source/engine/sampler.ts';
import {samplerOptions} from '../builders/sampler-options.ts';

export type WatchedAlerts = {
	readonly tick: number | undefined;
	readonly rows: unknown;
};

const sampler = new Sampler(samplerOptions({
	countsBetweenSamples: true, detects: true, fixedLimits: defaultLimits, intervalSeconds: 0.5,
}));
await sampler.tick();
console.log('ready');
const timer = setInterval(() => {
	void sampler.tick();
}, 500);

for await (const _ of readline.createInterface({input: process.stdin})) {
	const message = sampler.answer({
		view: 'alerts', filter: '', sort: {key: 'time', descending: true}, rows: 1000, grouping: 'process', detail: null, preview: 0, showsZero: false, interfaces: false, chart: {seconds: 120, buckets: 60}, looked: null, moves: 0, paused: false,
	}, null);
	console.log(JSON.stringify({tick: message?.summary.tick, rows: message?.content.rows} satisfies WatchedAlerts));
}

clearInterval(timer);
sampler.close();
