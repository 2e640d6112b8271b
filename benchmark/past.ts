import path from 'node:path';
import process from 'node:process';
import {linesOf} from '../test/helpers/lines.ts';
import {
	milliseconds,
	promised,
	type Benchmark,
} from './benchmark.ts';
import type {Kept} from './past-probe.ts';
import {holdSockets, holdTalkers} from './holders.ts';

const sizes = [1000, 10_000, 100_000] as const;
/** A tenth of the sockets move bytes between two samples, in at most so many connections. */
const maxTalkers = 1000;
const samples = 61;

export const past: Benchmark = {
	name: 'past',
	description: 'keeping whole samples in memory, as a part of a sample\'s time, and reading them',
	async * run() {
		const rows: string[][] = [];
		for (const sockets of sizes) {
			const kept = await measure(sockets);
			const part = kept.keepMilliseconds / kept.sampleMilliseconds;
			rows.push([
				String(kept.sockets),
				sockets === 10_000 ? promised(`${(100 * part).toFixed(1)} %`, part <= 0.05) : `${(100 * part).toFixed(1)} %`,
				milliseconds(kept.sampleMilliseconds),
				milliseconds(kept.keepMilliseconds),
				milliseconds(kept.slowestMilliseconds),
				`${(kept.bytesOfSample / 1024).toFixed(1)} KiB`,
				promised(milliseconds(kept.readMilliseconds), kept.readMilliseconds < 50),
			]);
		}

		yield {
			title: 'Keeping every sample in memory while a tenth of the connections, at most 2,000, moves bytes',
			columns: ['sockets', 'of a sample', 'a sample', 'keep (mean)', 'slowest', 'a sample takes', 'read'],
			rows,
			notes: ['promised: at most 5 % of a sample at 10,000 sockets, a step within 50 ms', 'of more than 20,000 sockets every tenth sample has them', 'it is compressed in another thread'],
		};
	},
};

async function measure(sockets: number): Promise<Kept> {
	const talkers = Math.min(maxTalkers, sockets / 20);
	await using namespace = await holdSockets(sockets - (2 * talkers));
	const talk = await holdTalkers(namespace, 2 * talkers, talkers);
	const child = namespace.start([process.execPath, path.join(import.meta.dirname, 'past-probe.ts')]);
	const lines = linesOf(child.stdout);
	for (let index = 0; index < samples; index++) {
		talk();
		child.stdin.write('\n');
		await lines.next(60_000);
	}

	child.stdin.end();
	// The border to a program of this benchmark.
	return JSON.parse(await lines.next(60_000)) as Kept;
}
