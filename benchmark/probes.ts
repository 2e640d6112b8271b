import {readFileSync} from 'node:fs';
import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {linesOf} from '../test/helpers/lines.ts';
import {createPath, type Path} from '../test/helpers/path-emulator/path.ts';
import {serverAddress, type PathRule} from '../test/helpers/path-emulator/plan.ts';
import {portop} from '../test/helpers/portop.ts';
import {protocolOf, runProbes, targetOf} from '../test/netns/probes-run.ts';
import {probeMethods, type ProbeMethod} from '../source/model/probe-method.ts';
import {promised, type Benchmark, type Table} from './benchmark.ts';
import {median, percentile} from './statistics.ts';

/** What a tool has told: round-trip times by the number of the probe, from 1, and the loss in percent as it spells it. */
type Told = {
	readonly rttMicroseconds: ReadonlyMap<number, number>;
	readonly loss: string;
};

type Tool = {
	readonly name: string;
	readonly protocol: PathRule['protocol'];
	probe(path: Path, rule: PathRule): Promise<Told>;
};

type Scenario = {
	readonly name: string;
	readonly impairments: Partial<PathRule>;
	readonly isBusy: boolean;
};

const count = 100;
const intervalSeconds = 0.02;

const portopTools = (['connect', 'syn', 'icmp'] as const).map((method): Tool => ({
	name: `portop ${method}`,
	protocol: protocolOf(method),
	async probe(path, rule) {
		const target = targetOf(rule, method);
		const told = await runProbes(path.client, [target], ['-c', String(count), '-i', String(intervalSeconds), '--timeout', '0.5']);
		const {probes, session} = told.get(target)!;
		return {
			rttMicroseconds: new Map(probes.flatMap(({sequence, rttMicroseconds}) => rttMicroseconds === null ? [] : [[sequence, rttMicroseconds]])),
			loss: `${session.lossPercent?.toFixed(1)} %`,
		};
	},
}));

const tools: readonly Tool[] = [
	...portopTools,
	{
		name: 'hping3 -S',
		protocol: 'tcp',
		async probe(path, {address, port}) {
			return parseHping(await runToEnd(path, `hping3 -n -S -p ${port} -c ${count} -i u${intervalSeconds * 1e6} ${address}`));
		},
	},
	{
		name: 'hping3 --icmp',
		protocol: 'icmp',
		async probe(path, {address}) {
			return parseHping(await runToEnd(path, `hping3 -n --icmp -c ${count} -i u${intervalSeconds * 1e6} ${address}`));
		},
	},
	{
		name: 'ping',
		protocol: 'icmp',
		async probe(path, {address}) {
			return parsePing(await runToEnd(path, `ping -n -c ${count} -i ${intervalSeconds} -W 0.5 ${address}`));
		},
	},
];

const scenarios: readonly Scenario[] = [
	{name: '0 ms', impairments: {}, isBusy: false},
	{name: '20 ms, every 5th lost', impairments: {roundTripMilliseconds: 20, loss: {kind: 'every', nth: 5, direction: 'reply'}}, isBusy: false},
	{
		name: '150 ms, 10 of 50 lost', impairments: {
			roundTripMilliseconds: 150, loss: {
				kind: 'bursts', passed: 40, lost: 10, direction: 'forward',
			},
		}, isBusy: false,
	},
	{
		name: '1 ms, 30 % lost, busy client', impairments: {
			roundTripMilliseconds: 1, loss: {
				kind: 'random', percent: 30, seed: 1, direction: 'reply',
			},
		}, isBusy: true,
	},
];

/** The path to each of the tools in each of the scenarios is one of its own. */
const trials = scenarios.flatMap((scenario, row) => tools.map((tool, column) => {
	const number = (row * tools.length) + column;
	const isIcmp = tool.protocol === 'icmp';
	const rule: PathRule = {
		name: String(number),
		protocol: tool.protocol,
		address: serverAddress('ipv4', isIcmp ? 1 + number : 0),
		port: isIcmp ? 0 : 7000 + number,
		...scenario.impairments,
	};
	return {scenario, tool, rule};
}));

const manyTargets = 64;
const manyIntervalMilliseconds = 100;
const manySeconds = 10;
const manyRules = Array.from({length: manyTargets}, (_, number): PathRule & {readonly method: ProbeMethod} => {
	const method = probeMethods[number % probeMethods.length]!;
	const isIcmp = method === 'icmp';
	return {
		name: `many ${number}`, method, protocol: protocolOf(method), address: serverAddress('ipv4', isIcmp ? 100 + number : 0), port: isIcmp ? 0 : 8000 + number, roundTripMilliseconds: 20,
	};
});

export const probes: Benchmark = {
	name: 'probes',
	description: `loss and round-trip times of portop probe, hping3 and ping on the same emulated path; ${manyTargets} targets at 10 per second`,
	async * run() {
		const rules = [...trials.map(({rule}) => rule), ...manyRules];
		await using path = await createPath({rules});
		await path.serve({
			accepting: rules.filter(({protocol}) => protocol === 'tcp'),
			echoing: rules.filter(({protocol}) => protocol === 'udp'),
		});
		yield await compareTools(path);
		yield await probeMany(path);
	},
};

async function compareTools(path: Path): Promise<Table> {
	const rows: Array<readonly string[]> = [];
	for (const {scenario, tool, rule} of trials) {
		const isTcp = rule.protocol === 'tcp';
		await using _client = scenario.isBusy ? await path.startBusyClient({accepting: isTcp ? [rule] : []}, isTcp ? [] : [rule.address]) : undefined;
		const told = await tool.probe(path, rule);
		const report = await path.report();
		const truth = report.of(rule.name);
		const lost = truth.filter(({rttMicroseconds}) => rttMicroseconds === null).length;
		const errors = truth.flatMap(({rttMicroseconds}, index) => {
			const said = told.rttMicroseconds.get(index + 1);
			return rttMicroseconds === null || said === undefined ? [] : [Math.abs(said - rttMicroseconds) / 1000];
		});
		rows.push([
			scenario.name,
			tool.name,
			String(truth.length),
			`${(100 * lost / truth.length).toFixed(1)} %`,
			told.loss,
			`${median(errors).toFixed(3)} ms`,
			`${percentile(errors, 0.95).toFixed(3)} ms`,
		]);
	}

	return {
		title: `What is told about a path, against what happened on it: ${count} probes, ${intervalSeconds * 1000} ms apart`,
		columns: ['path', 'tool', 'sent', 'true loss', 'told', 'RTT error, median', '95th percentile'],
		rows,
		notes: ['true: by the kernel\'s time stamps at the network device of who probes', 'promised of portop: the loss exactly, RTT errors under 0.2 ms at the 95th percentile'],
	};
}

async function probeMany(path: Path): Promise<Table> {
	const targets = manyRules.map(rule => targetOf(rule, rule.method));
	const child = path.client.start(portop('probe', ...targets, '-i', String(manyIntervalMilliseconds / 1000), '--json'));
	child.stdout.resume();
	const sleeper = path.client.start([process.execPath, fileURLToPath(new URL('sleeper.ts', import.meta.url)), '10']);
	const lines = linesOf(sleeper.stdout);
	await lines.next();
	// What starting costs is not what probing costs.
	await wait(2000);
	const begin = Date.now() * 1000;
	const earlier = cpuMilliseconds(child.pid!);
	const start = performance.now();
	await wait(manySeconds * 1000);
	const percent = 100 * (cpuMilliseconds(child.pid!) - earlier) / (performance.now() - start);
	const report = await path.report();
	child.kill('SIGTERM');
	sleeper.stdin.write('report\n');
	// The border to another process.
	const sleepErrors = JSON.parse(await lines.next()) as readonly number[];
	const sendErrors = manyRules.flatMap(({name}) => gridErrors(report.of(name).map(({sentAtMicroseconds}) => sentAtMicroseconds).filter(time => time > begin)));
	const row = (name: string, cpu: string, errors: readonly number[]) => [
		name,
		cpu,
		...[0.5, 0.95, 0.999].map(share => `${percentile(errors, share).toFixed(3)} ms`),
		promised(`${Math.max(...errors).toFixed(3)} ms`, Math.max(...errors) < 1),
		String(errors.length),
	];
	return {
		title: `portop probe: ${manyTargets} targets, 10 probes a second each, all four methods, ${manySeconds} s`,
		columns: ['', 'CPU of one core', 'off by: median', '95th percentile', '99.9th', 'maximum', 'times'],
		rows: [
			row('portop probe: sends', promised(`${percent.toFixed(1)} %`, percent < 10), sendErrors),
			row('a thread that only sleeps: wake-ups', '–', sleepErrors),
		],
		notes: [
			`promised: under 10 % of a core, no send more than 1 ms off its grid of ${manyIntervalMilliseconds} ms`,
			'emulator, recorder and servers share the processors with portop; what the sleeping thread sees is the machine\'s own error',
		],
	};
}

/** How far from an even grid the probes of a target left: milliseconds. The grid is where the median of them is. */
function gridErrors(microseconds: readonly number[]): readonly number[] {
	const first = microseconds[0] ?? 0;
	const offsets = microseconds.map(time => {
		const sinceFirst = (time - first) / 1000;
		return sinceFirst - (Math.round(sinceFirst / manyIntervalMilliseconds) * manyIntervalMilliseconds);
	});
	const grid = median(offsets);
	return offsets.map(offset => Math.abs(offset - grid));
}

/** User and system time of all threads, proc_pid_stat(5). */
function cpuMilliseconds(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const ticksPerSecond = 100;
	return (Number(fields[11]) + Number(fields[12])) * 1000 / ticksPerSecond;
}

/** All that a tool prints, also where it fails because it has lost something. */
async function runToEnd(path: Path, command: string): Promise<string> {
	return path.client.run(['sh', '-c', `${command} 2>&1 || true`]);
}

function parseHping(output: string): Told {
	return {
		// It counts from 0.
		rttMicroseconds: new Map(output.matchAll(/seq=(\d+) .*rtt=([\d.]+) ms/g).map(([, sequence, rtt]) => [Number(sequence) + 1, Number(rtt) * 1000])),
		loss: lossIn(output),
	};
}

function parsePing(output: string): Told {
	return {
		rttMicroseconds: new Map(output.matchAll(/icmp_seq=(\d+) .*time=([\d.]+) ms/g).map(([, sequence, rtt]) => [Number(sequence), Number(rtt) * 1000])),
		loss: lossIn(output),
	};
}

function lossIn(output: string): string {
	return `${/ (-?\d[\d.]*)% packet loss/.exec(output)?.[1] ?? '?'} %`;
}
