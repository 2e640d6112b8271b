import {randomBytes} from 'node:crypto';
import {statSync} from 'node:fs';
import process from 'node:process';
import {openRecording} from '../source/recording/open-recording.ts';
import {RecordingWriter} from '../source/recording/recording-writer.ts';
import {
	recordedConnection,
	recordedInterval,
	recordedPort,
	recordedSample,
} from '../test/builders/recorded-sample.ts';
import {temporaryPlace} from '../test/helpers/recorder.ts';
import {
	mebibytes,
	milliseconds,
	promised,
	type Benchmark,
} from './benchmark.ts';
import {createRandom} from './statistics.ts';

const day = 86_400;
const hour = 3600;
const maxBytes = 1024 * 1024 * 1024;
const start = Date.UTC(2026, 0, 1);

/** What a machine with so many sockets has in an interval. */
type Load = {readonly sockets: number; readonly ports: number; readonly groups: number; readonly connectionsPerSecond: number};

const days = 30;
const loads: readonly Load[] = [
	{
		sockets: 1000, ports: 30, groups: 150, connectionsPerSecond: 2,
	},
	{
		sockets: 20_000, ports: 300, groups: 600, connectionsPerSecond: 40,
	},
];

/** What a socket takes in a whole sample that is compressed, as a recorder on a machine with 1,100 of them wrote it. */
const wholeBytesPerSocket = 52;

export const growth: Benchmark = {
	name: 'growth',
	description: 'the file of portop record after 30 days at 1,000 and 20,000 sockets, by injected samples: size, what is left, memory, time of a question',
	async * run() {
		yield {
			title: 'Days of samples: a minute apart, 10 s apart on the last day, 1 s in the last hour',
			columns: [
				'sockets', 'after 1 day', '2', '4', '10', '20', '29', '30 days', 'largest, with log', 'left of whole samples', 'of connections', 'of figures', 'write of a sample (median, p99)', 'sum over all', 'resident after 1 day', '30 days',
			],
			rows: loads.map(load => grow(load)),
			notes: loads.map(({sockets, ports, groups, connectionsPerSecond}) => `${sockets} sockets: ${ports} ports, ${groups} groups that move something, ${connectionsPerSecond} connections that end per second`),
		};
	},
};

function grow(load: Load): readonly string[] {
	const place = temporaryPlace();
	const {file} = place;
	const session = {
		keepDays: 30, maxBytes, intervalSeconds: 1, portopVersion: '0', host: 'benchmark', bootId: null,
	};
	const writer = new RecordingWriter(file, session, start);
	const random = createRandom(load.sockets);
	const sizes = new Map<number, number>();
	const resident = new Map<number, number>();
	const times: number[] = [];
	let largest = 0;
	for (let now = 0; now < days * day;) {
		const seconds = now < (days - 1) * day ? 60 : (now < (days * day) - hour ? 10 : 1);
		now += seconds;
		const sample = sampleAt(now, seconds, load, random);
		const before = performance.now();
		writer.write([sample], 0);
		times.push(performance.now() - before);
		largest = Math.max(largest, statSync(file).size + statSync(`${file}-wal`).size);
		if (now % day === 0) {
			sizes.set(now / day, statSync(file).size);
			resident.set(now / day, process.memoryUsage.rss());
		}
	}

	writer.close();
	const sizeAfter = (count: number) => sizes.has(count) ? mebibytes(sizes.get(count)!) : '–';
	const sorted = times.toSorted((a, b) => a - b);
	using database = openRecording(file);
	const asked = performance.now();
	database.prepare('SELECT port, sum(received_bytes), max(connections_max) FROM ports WHERE resolution_s = 60 GROUP BY port').all();
	const question = performance.now() - asked;
	const daysSince = (sql: string) => {
		const {oldest} = database.prepare(sql).get() as {readonly oldest: number};
		return `${(((start - oldest) / (day * 1000)) + days).toFixed(1)} days`;
	};

	const left = ['SELECT min(time_ms) AS oldest FROM samples', 'SELECT min(ended_ms) AS oldest FROM connections', 'SELECT min(time_ms) AS oldest FROM intervals WHERE resolution_s = 60'].map(sql => daysSince(sql));
	place.remove();
	return [
		String(load.sockets),
		...[1, 2, 4, 10, 20, 29, days].map(count => sizeAfter(count)),
		promised(mebibytes(largest), largest <= maxBytes),
		...left,
		`${milliseconds(sorted[Math.floor(sorted.length / 2)]!)}, ${milliseconds(sorted[Math.floor(sorted.length * 0.99)]!)}`,
		milliseconds(question),
		...[1, days].map(count => mebibytes(resident.get(count)!)),
	];
}

function sampleAt(now: number, seconds: number, {sockets, ports, groups, connectionsPerSecond}: Load, random: () => number) {
	const many = (most: number) => Math.floor(random() * most);
	return recordedSample({
		timeMilliseconds: start + (now * 1000),
		monotonicMilliseconds: now * 1000,
		whole: {
			chunk: now, place: 0, codec: 1, rows: randomBytes(1000), sockets: randomBytes(sockets * wholeBytesPerSocket),
		},
		interval: recordedInterval({
			seconds,
			ports: Array.from({length: ports}, (_, index) => recordedPort({
				port: 1000 + index,
				figures: {
					connections: many(50), receivedBytes: many(1_000_000), sentBytes: many(10_000_000), opened: many(10), closed: many(10), rttMicroseconds: 100 + many(50_000), cpuPercent: many(100) / 10,
				},
			})),
			groups: Array.from({length: groups}, (_, index) => ({
				grouping: 'host' as const,
				kind: 'member' as const,
				name: `198.51.${index % 256}.${many(256)}`,
				figures: {
					opened: many(3), closed: many(3), failed: 0, resets: 0, timeouts: 0, receivedBytes: many(100_000), sentBytes: many(1_000_000), dataSegments: many(1000), retransmissions: 0,
				},
			})),
			states: ['ESTABLISHED', 'LISTEN', 'TIME_WAIT', 'CLOSE_WAIT'].map(name => ({name, figures: {sockets: 1 + many(500)}})),
		}),
		connections: Array.from({length: connectionsPerSecond * seconds}, (_, index) => recordedConnection({
			beganMilliseconds: start + (now * 1000) - many(100_000),
			endedMilliseconds: start + (now * 1000) - many(seconds * 1000),
			remoteAddress: `198.51.${many(256)}.${many(256)}`,
			remotePort: 32_768 + many(28_000),
			owner: {
				process: 'nginx', pid: 1000 + (index % 8), user: 'www-data', unit: 'nginx.service', container: null,
			},
		})),
	});
}
