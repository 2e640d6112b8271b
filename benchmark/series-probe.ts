/*
Listens on PORTS ports, samples them, and records two hours of such samples in a store of series, a second each, while the figures of some ports
change: `series-probe.ts PORTS`. Prints `SeriesProbed` as JSON.
*/
import process from 'node:process';
import {Sampler} from '../source/engine/sampler.ts';
import {SeriesStore} from '../source/engine/series/series-store.ts';
import type {Port} from '../source/model/port.ts';
import {samplerOptions} from '../test/builders/sampler-options.ts';
import {listenTcp} from '../test/helpers/libc-sockets.ts';
import {createRandom, median, percentile} from './statistics.ts';

export type SeriesProbed = {
	/** A whole sample with its series. */
	readonly sampleMilliseconds: number;
	readonly stores: readonly MeasuredStore[];
};

type MeasuredStore = {
	readonly busyPorts: number;
	readonly recordMilliseconds: number;
	/** Nineteen of twenty take no longer. */
	readonly slowestMilliseconds: number;
	/** Bytes that are reserved, and that values took. */
	readonly reservedBytes: number;
	readonly valueBytes: number;
	/** The two minutes of 40 rows with two figures each. */
	readonly readMilliseconds: number;
	/** The busiest of ten minutes, in and out. */
	readonly rankMilliseconds: number;
};

const seconds = 7200;
const samples = 30;
const ports = Number(process.argv[2]);
for (let index = 0; index < ports; index++) {
	listenTcp({host: '127.0.0.1', port: 10_000 + index});
}

const sampler = new Sampler(samplerOptions({keepsSeries: true}));
const sampleMilliseconds: number[] = [];
for (let index = 0; index < samples; index++) {
	await sampler.tick();
	sampleMilliseconds.push(sampler.snapshot('ports', '').summary.sampleMilliseconds);
}

const {rows} = sampler.snapshot('ports', '');
// A sampler of ports lists ports.
const probed: SeriesProbed = {sampleMilliseconds: median(sampleMilliseconds), stores: [0, 50, ports].map(busyPorts => measure(rows as readonly Port[], busyPorts))};
console.log(JSON.stringify(probed));
sampler.close();

function measure(listening: readonly Port[], busyPorts: number): MeasuredStore {
	const random = createRandom(1);
	const store = new SeriesStore();
	const times: number[] = [];
	for (let second = 1; second <= seconds; second++) {
		const now = listening.map((row, index) => index < busyPorts ? busyRow(row, random) : row);
		times.push(timeOf(() => {
			store.begin({monotonicMilliseconds: second * 1000, timeMilliseconds: second * 1000});
			for (const row of now) {
				store.record('port', row.identity, row);
			}
		}));
	}

	const shown = listening.slice(0, 40);
	return {
		busyPorts,
		recordMilliseconds: median(times),
		slowestMilliseconds: percentile(times, 0.95),
		reservedBytes: store.bytes,
		valueBytes: store.touchedBytes,
		readMilliseconds: median(repeated(() => {
			for (const {identity} of shown) {
				store.read('port', identity, 'receive', {seconds: 120, buckets: 120});
				store.read('port', identity, 'send', {seconds: 120, buckets: 120});
			}
		})),
		rankMilliseconds: median(repeated(() => {
			store.rank('port', ['receive', 'send'], 600);
		})),
	};
}

/** Every figure is another one each time. */
function busyRow(row: Port, random: () => number): Port {
	return {
		...row,
		connectionCount: Math.floor(random() * 1000),
		connections: {CLOSE_WAIT: Math.floor(random() * 100)},
		acceptQueue: Math.floor(random() * 100),
		dropsPerSecond: random(),
		openedPerSecond: random() * 100,
		failedPerSecond: random(),
		receiveBitsPerSecond: random() * 1e8,
		sendBitsPerSecond: random() * 1e9,
		rttMedianMicroseconds: random() * 1e4,
		retransmissionPercent: random(),
	};
}

function repeated(work: () => void): readonly number[] {
	return Array.from({length: 20}, () => timeOf(work));
}

function timeOf(work: () => void): number {
	const start = performance.now();
	work();
	return performance.now() - start;
}
