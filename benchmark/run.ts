/* npm run benchmark [NAME…]: ratios of portop against other programs, measured in the same run. */
import process from 'node:process';
import {formatTable, type Benchmark} from './benchmark.ts';
import {churn} from './churn.ts';
import {history} from './history.ts';
import {growth} from './growth.ts';
import {keys} from './keys.ts';
import {memory} from './memory.ts';
import {packetCounts} from './packet-counts.ts';
import {past} from './past.ts';
import {probes} from './probes.ts';
import {record} from './record.ts';
import {refresh} from './refresh.ts';
import {sample} from './sample.ts';
import {series} from './series.ts';
import {slowTerminal} from './slow-terminal.ts';
import {start} from './start.ts';

const benchmarks: readonly Benchmark[] = [sample, churn, keys, memory, start, refresh, slowTerminal, probes, packetCounts, series, past, record, history, growth];
const names = process.argv.slice(2);
const unknown = names.filter(name => benchmarks.every(benchmark => benchmark.name !== name));

if (unknown.length > 0) {
	console.error(`No benchmark ${unknown.join(', ')}. There are:`);
	for (const {name, description} of benchmarks) {
		console.error(`  ${name.padEnd(14)} ${description}`);
	}

	process.exitCode = 2;
} else if (process.getuid?.() === 0) {
	const chosen = names.length === 0 ? benchmarks : benchmarks.filter(({name}) => names.includes(name));
	for (const benchmark of chosen) {
		for await (const table of benchmark.run()) {
			console.log(`${formatTable(table)}\n`);
		}
	}
} else {
	console.error('The benchmarks make network namespaces: run them as root.');
	process.exitCode = 2;
}
