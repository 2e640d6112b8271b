import path from 'node:path';
import process from 'node:process';
import {execute} from '../test/helpers/execute.ts';
import {portop, root} from '../test/helpers/portop.ts';
import {startInPty} from '../test/pty/driver.ts';
import {
	milliseconds,
	promised,
	ratio,
	type Benchmark,
} from './benchmark.ts';
import {median} from './statistics.ts';

const repetitions = 15;

/** Milliseconds from the start of the process. */
type Times = Record<'node -e 0' | 'bundle loaded' | 'terminal taken' | 'first frame' | 'first rows', number[]>;

export const start: Benchmark = {
	name: 'start',
	description: 'start to the first painted frame, against node -e 0, and what it is made of',
	async * run() {
		const times: Times = {
			'node -e 0': [], 'bundle loaded': [], 'terminal taken': [], 'first frame': [], 'first rows': [],
		};
		// The first start fills the compile cache.
		for (let run = -1; run < repetitions; run++) {
			const measured = await measure();
			for (const name of Object.keys(times) as ReadonlyArray<keyof Times>) {
				if (run >= 0) {
					times[name].push(measured[name]);
				}
			}
		}

		const node = median(times['node -e 0']);
		const frame = median(times['first frame']);
		yield {
			title: `Start (medians of ${repetitions} interleaved runs)`,
			columns: ['until', '/ node -e 0', 'time', 'since the line above'],
			rows: Object.entries(times).map(([name, values], index, all) => [
				name,
				name === 'first frame' ? promised(ratio(frame / node), frame <= 6 * node) : ratio(median(values) / node),
				milliseconds(median(values)),
				index === 0 ? '' : milliseconds(median(values) - median(all[index - 1]?.[1] ?? [])),
			]),
			notes: [
				'promised: the first frame within 6 × node -e 0',
				'bundle loaded: a process that only loads the interface\'s bundle; terminal taken: the alternate screen is on; first rows: the first sample is shown',
			],
		};
	},
};

async function measure(): Promise<Readonly<Record<keyof Times, number>>> {
	const bundle = path.join(root, 'dist/main.js');
	const load = `require('node:module').enableCompileCache(); import(${JSON.stringify(bundle)}).then(() => process.exit())`;
	return {
		'node -e 0': await duration([process.execPath, '-e', '0']),
		'bundle loaded': await duration([process.execPath, '-e', load]),
		...await startMonitor(),
	};
}

async function duration([program = '', ...words]: readonly string[]): Promise<number> {
	const startedAt = performance.now();
	await execute(program, words);
	return performance.now() - startedAt;
}

async function startMonitor(): Promise<Readonly<Record<'terminal taken' | 'first frame' | 'first rows', number>>> {
	const startedAt = performance.now();
	const since = () => performance.now() - startedAt;
	await using session = await startInPty({command: portop(), columns: 120, rows: 40});
	await session.waitFor(() => session.emulator.isAlternateScreen);
	const taken = since();
	await session.waitFor(screen => screen.some(line => line !== ''));
	const frame = since();
	await session.waitFor(/▶|No port/);
	const rows = since();
	session.press('q');
	await session.exit;
	return {'terminal taken': taken, 'first frame': frame, 'first rows': rows};
}
