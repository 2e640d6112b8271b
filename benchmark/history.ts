import {mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {RecordingBuilder} from '../test/builders/recording.ts';
import {execute} from '../test/helpers/execute.ts';
import {portop} from '../test/helpers/portop.ts';
import {mebibytes, type Benchmark} from './benchmark.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const days = 30;
const connectionsPerDay = 200_000;
const ports = 40;
const probes = 5;
const peers = 5000;

const questions: ReadonlyArray<readonly [what: string, words: readonly string[]]> = [
	['connections to port 22, one night', ['connections', '--since', '-20d', '--until', '-19d', '--filter', 'sport:22']],
	['ten peers with most bytes on 443, one day', ['connections', '--since', '-2d', '--until', '-1d', '--filter', 'port:443', '--group-by', 'host', '--limit', '10']],
	['ten peers with most bytes on 443, 30 days', ['connections', '--since', '-30d', '--filter', 'port:443', '--group-by', 'host', '--limit', '10']],
	['a text in any name, 30 days', ['connections', '--since', '-30d', '--filter', 'process:nginx 192.0.2.0/24', '--limit', '10']],
	['ten largest connections, 30 days', ['connections', '--since', '-30d', '--sort', 'receivedBytes', '--limit', '10']],
	['every connection as CSV, 30 days', ['connections', '--since', '-30d', '--csv']],
	['accept queue of 8080 full, 30 days', ['ports', '--since', '-30d', '--filter', 'port:8080 queue>=100%']],
	['every port, 30 days', ['ports', '--since', '-30d']],
	['traffic by process, 30 days', ['ports', '--since', '-30d', '--group-by', 'process']],
	['lost probes, 30 days', ['probes', '--since', '-30d', '--filter', 'loss>0']],
];

export const history: Benchmark = {
	name: 'history',
	description: `questions about ${days} recorded days with ${days * connectionsPerDay} connections`,
	async * run() {
		const folder = mkdtempSync(path.join(tmpdir(), 'portop-benchmark-'));
		try {
			const file = path.join(folder, 'history.db');
			const now = Date.now();
			record(file, now - (days * day), now);
			const rows: string[][] = [];
			for (const [what, words] of questions) {
				const {seconds, residentBytes, lines} = await measure([...portop('history', ...words), '--file', file]);
				rows.push([what, `${seconds.toFixed(2)} s`, mebibytes(residentBytes), String(lines)]);
			}

			yield {
				title: `portop history, a recording of ${mebibytes(statSync(file).size)}: ${days} days, ${connectionsPerDay} connections a day, ${ports} ports, ${probes} probes`,
				columns: ['question', 'time', 'resident', 'lines'],
				rows,
				notes: ['the whole program, from its start to its end; the file is in the page cache'],
			};
		} finally {
			rmSync(folder, {recursive: true});
		}
	},
};

/** Runs a program to its end, and returns its time, its largest resident memory, and the lines that it printed. */
async function measure(words: readonly string[]): Promise<{readonly seconds: number; readonly residentBytes: number; readonly lines: number}> {
	const from = process.hrtime.bigint();
	const {stderr, stdout} = await execute('/bin/sh', ['-c', '/usr/bin/env time -f "%M" "$@" | wc -l', 'sh', ...words]);
	return {
		seconds: Number(process.hrtime.bigint() - from) / 1e9,
		residentBytes: 1024 * Number(stderr.trim().split('\n').at(-1)),
		lines: Number(stdout),
	};
}

/** Writes a recording with the resolutions that a recorder leaves: a second for an hour, ten for a day, a minute for the rest. */
function record(file: string, since: number, now: number): void {
	using builder = new RecordingBuilder(file);
	builder.session(since, now);
	const total = days * connectionsPerDay;
	for (let index = 0; index < total; index++) {
		const ended = Math.round(since + (days * day * index / total));
		const isSsh = index % 20 === 0;
		builder.connection({
			ended_ms: ended,
			began_ms: ended - (index * 7919 % 90_000),
			direction: 'in',
			local_port: isSsh ? 22 : 443,
			remote_address: `192.0.${(index * 104_729 % peers) >> 8}.${index * 104_729 % peers & 255}`,
			remote_port: 32_768 + (index % 28_000),
			process: isSsh ? 'sshd' : 'nginx',
			pid: 1000 + (index % 8),
			received_bytes: index * 31 % 10_000,
			sent_bytes: index * 977 % 1_000_000,
			rtt_us: 20_000,
			retransmissions: 0,
			ending: index % 50 === 0 ? 'reset' : 'peer',
		});
	}

	for (const [place, resolution, span] of [[1, 1, 60 * minute], [2, 10, day], [3, 60, days * day]] as const) {
		const count = span / (1000 * resolution);
		for (let index = 0; index < count; index++) {
			const time = now - span + (index * 1000 * resolution);
			builder.interval({
				id: (place * 1e12) + index,
				time_ms: time,
				resolution_s: resolution,
				last_part_id: place === 1 ? null : lastPart(place, time + (1000 * resolution), now),
				ports: Array.from({length: ports}, (_, port) => ({
					port: 8041 + port,
					process: `server${port % 7}`,
					connections: 20,
					connections_max: 30,
					accept_queue_max: port === 39 && index % 1000 < 3 ? 129 : 0,
					accept_queue_limit: 128,
					drops: 0,
					opened: 5 * resolution,
					received_bytes: 1000 * resolution,
					sent_bytes: 20_000 * resolution,
					rtt_us: 20_000,
				})),
				probes: Array.from({length: probes}, (_, target) => ({
					target: `host${target}:443`, sent: resolution, received: resolution - (index % 500 === 0 ? 1 : 0), rejected: 0, lost: index % 500 === 0 ? 1 : 0, rtt_us: 20_000, rtt_max_us: 30_000,
				})),
			});
		}
	}
}

/** Returns the number of the last shorter interval before a time, where there is one. */
function lastPart(place: 2 | 3, time: number, now: number): number {
	const [resolution, span] = place === 2 ? [1, 60 * minute] : [10, day];
	return ((place - 1) * 1e12) + Math.floor((time - (now - span)) / (1000 * resolution)) - 1;
}
