import path from 'node:path';
import process from 'node:process';
import {linesOf} from '../test/helpers/lines.ts';
import {createNamespace} from '../test/helpers/namespace.ts';
import {mebibytes, type Benchmark} from './benchmark.ts';
import type {SeriesProbed} from './series-probe.ts';

const ports = 1000;

export const series: Benchmark = {
	name: 'series',
	description: `recording and reading the series of ${ports} ports, as a part of a whole sample, and their memory`,
	async * run() {
		await using namespace = await createNamespace();
		const child = namespace.start([process.execPath, path.join(import.meta.dirname, 'series-probe.ts'), String(ports)]);
		// The border to a program of this benchmark.
		const {sampleMilliseconds, stores} = JSON.parse(await linesOf(child.stdout).next(300_000)) as SeriesProbed;
		yield {
			title: `The series of ${ports} listening ports, ten figures each, after two hours at a sample a second (medians)`,
			columns: ['ports that change', 'of a sample', 'record', '95 % below', '40 rows', 'rank 10 min', 'values', 'reserved'],
			rows: stores.map(({busyPorts, recordMilliseconds, slowestMilliseconds, readMilliseconds, rankMilliseconds, valueBytes, reservedBytes}) => [
				String(busyPorts),
				`${(100 * recordMilliseconds / sampleMilliseconds).toFixed(1)} %`,
				fine(recordMilliseconds),
				fine(slowestMilliseconds),
				fine(readMilliseconds),
				fine(rankMilliseconds),
				mebibytes(valueBytes),
				mebibytes(reservedBytes),
			]),
			notes: [`a whole sample took ${fine(sampleMilliseconds)}; ports that change change every figure every second`, 'reserved memory is resident only where it was written'],
		};
	},
};

function fine(milliseconds: number): string {
	return `${milliseconds.toFixed(2)} ms`;
}
