import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {execute} from '../test/helpers/execute.ts';
import {linesOf} from '../test/helpers/lines.ts';
import type {Namespace} from '../test/helpers/namespace.ts';
import {findTool} from '../test/helpers/requirements.ts';
import {
	milliseconds,
	promised,
	ratio,
	type Benchmark,
	type Table,
} from './benchmark.ts';
import {holdSockets} from './holders.ts';
import type {Probed} from './sampler-probe.ts';
import {median} from './statistics.ts';

const sizes = [
	{sockets: 1000, repetitions: 15},
	{sockets: 10_000, repetitions: 12},
	{sockets: 100_000, repetitions: 9},
] as const;
const warmUps = 5;

export const sample: Benchmark = {
	name: 'sample',
	description: 'a warm sample and one query, against a bare dump loop in C and against ss -Hantip',
	async * run() {
		const folder = await mkdtemp(path.join(tmpdir(), 'portop-benchmark-'));
		try {
			const dump = await compileDump(folder);
			const rows: Array<readonly string[]> = [];
			for (const {sockets, repetitions} of sizes) {
				await using namespace = await holdSockets(sockets);
				rows.push(await measure(namespace, dump, repetitions));
			}

			yield table(rows, dump !== undefined);
		} finally {
			await rm(folder, {recursive: true});
		}
	},
};

function table(rows: ReadonlyArray<readonly string[]>, hasDump: boolean): Table {
	return {
		title: 'A warm sample with one query (medians of interleaved runs; sockets are established, over loopback)',
		columns: ['sockets', 'portop / C dump', 'ss -Hantip / portop', 'portop', 'of it sampling', 'C dump', 'ss -Hantip'],
		rows,
		notes: [
			'promised at 100,000: at most 2 × the dump, at least 10 × faster than ss',
			'portop runs its worker thread as the monitor does; ss and portop know every socket\'s processes',
			...(hasDump ? [] : ['gcc is missing: no C dump']),
		],
	};
}

async function compileDump(folder: string): Promise<string | undefined> {
	const gcc = findTool('gcc');
	if (gcc === undefined) {
		return undefined;
	}

	const program = path.join(folder, 'dump');
	await execute(gcc, ['-O2', '-Wall', '-o', program, path.join(import.meta.dirname, 'dump.c')]);
	return program;
}

async function measure(namespace: Namespace, dump: string | undefined, repetitions: number): Promise<readonly string[]> {
	const probe = asker(namespace, [process.execPath, path.join(import.meta.dirname, 'sampler-probe.ts')]);
	const dumper = dump === undefined ? undefined : asker(namespace, [dump]);
	for (let run = 0; run < warmUps; run++) {
		await probe();
		await dumper?.();
	}

	const portop: number[] = [];
	const sampling: number[] = [];
	const bare: number[] = [];
	const ss: number[] = [];
	let sockets = 0;
	const measurements = [
		async () => {
			// The border to a program of this benchmark.
			const probed = JSON.parse(await probe()) as Probed;
			({sockets} = probed);
			sampling.push(probed.sampleMilliseconds);
			portop.push(probed.sampleMilliseconds + probed.queryMilliseconds);
		},
		async () => {
			const answer = await dumper?.();
			if (answer !== undefined) {
				bare.push(Number(answer.split(' ', 1)[0]) / 1000);
			}
		},
		async () => {
			const start = performance.now();
			await namespace.run(['sh', '-c', 'exec ss -Hantip > /dev/null']);
			ss.push(performance.now() - start);
		},
	] as const;
	for (let run = 0; run < repetitions; run++) {
		// Each follows each other one equally often: what runs first finds the caches of another.
		for (const index of measurements.keys()) {
			await measurements[(run + index) % measurements.length]?.();
		}
	}

	const [ours, bareDump, theirs] = [median(portop), median(bare), median(ss)];
	const isLarge = sockets >= 100_000;
	const toDump = bare.length === 0 ? '–' : ratio(ours / bareDump);
	return [
		String(sockets),
		isLarge && bare.length > 0 ? promised(toDump, ours <= 2 * bareDump) : toDump,
		isLarge ? promised(ratio(theirs / ours), theirs >= 10 * ours) : ratio(theirs / ours),
		milliseconds(ours),
		milliseconds(median(sampling)),
		bare.length === 0 ? '–' : milliseconds(bareDump),
		milliseconds(theirs),
	];
}

/** A program that answers each line with a line. */
function asker(namespace: Namespace, command: readonly string[]): () => Promise<string> {
	const child = namespace.start(command);
	const lines = linesOf(child.stdout);
	return async () => {
		child.stdin.write('\n');
		return lines.next(60_000);
	};
}
