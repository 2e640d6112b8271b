import {readdirSync, readFileSync} from 'node:fs';
import {loadavg} from 'node:os';
import {setTimeout as wait} from 'node:timers/promises';
import {createNamespace} from '../test/helpers/namespace.ts';
import {portop} from '../test/helpers/portop.ts';
import {findTool} from '../test/helpers/requirements.ts';
import {createSmallServer, probeTargets} from '../test/helpers/small-server/small-server.ts';
import {startInPty, type PtySession} from '../test/pty/driver.ts';
import {
	promised,
	ratio,
	type Benchmark,
	type Table,
} from './benchmark.ts';
import {holdTalkers} from './holders.ts';

const connections = 200;
const settleMilliseconds = 6000;
const measuredMilliseconds = 30_000;
const sizes = [{columns: 120, rows: 40}, {columns: 200, rows: 50}] as const;
/** The kernel counts processor time in hundredths of a second: USER_HZ. */
const ticksPerSecond = 100;

type Size = (typeof sizes)[number];

/** A program, how it is started, and how often it draws by default. */
type Contender = {
	readonly name: string;
	readonly command: readonly string[];
	readonly refreshSeconds: number;
	/** Brings it to the screen that is measured. */
	readonly prepare?: (session: PtySession) => Promise<void>;
};

type Cost = {
	readonly bytesPerRefresh: number;
	/** Of one core, in percent. */
	readonly cpuPercent: number;
};

const others: readonly Contender[] = [
	{name: 'htop', command: ['htop'], refreshSeconds: 1.5},
	{name: 'btop', command: ['btop', '--utf-force'], refreshSeconds: 2},
];

export const refresh: Benchmark = {
	name: 'refresh',
	description: 'bytes written per refresh and CPU, of the Overview at 120×40 and 200×50 and of Connections, compared with htop and btop',
	async * run() {
		yield * overviews();
		yield await tables();
	},
};

/** The first screen of a small server that is busy and has alerts. */
async function * overviews(): AsyncGenerator<Table> {
	await using server = await createSmallServer();
	const overview: Contender = {name: 'portop overview', command: portop(...probeTargets.flatMap(target => ['--probe', target])), refreshSeconds: 1};
	for (const size of sizes) {
		yield await compare('Overview', [overview, ...others], size, command => server.on(command), [
			'a small server: web, database and name traffic, a leak, a full queue, three probes, one with loss',
		]);
	}
}

async function tables(): Promise<Table> {
	await using namespace = await createNamespace();
	const talk = await holdTalkers(namespace, connections, connections / 10);
	const talking = setInterval(talk, 1000);
	const contenders: readonly Contender[] = [
		{
			name: 'portop connections', command: portop(), refreshSeconds: 1, prepare: openConnections,
		},
		{
			name: 'portop connections by traffic', command: portop(), refreshSeconds: 1, prepare: sortByTraffic,
		},
		...others,
	];
	const table = await compare('Connections', contenders, sizes[0], command => namespace.inside(command), [
		`${connections} sockets in a namespace of their own; each second a fifth of them carry bytes, and the fifth of the second before is idle again`,
	]);
	clearInterval(talking);
	return table;
}

async function compare(what: string, contenders: readonly Contender[], size: Size, inside: (command: readonly string[]) => readonly string[], notes: readonly string[]): Promise<Table> {
	const [loadBefore = 0] = loadavg();
	const found = contenders.filter(({command}) => findTool(command[0] ?? '') !== undefined);
	const costs = new Map<string, Cost>();
	for (const contender of found) {
		costs.set(contender.name, await costOf(contender, size, inside));
	}

	const bytesOf = (name: string) => costs.get(name)?.bytesPerRefresh ?? NaN;
	const [htop, btop] = [bytesOf('htop'), bytesOf('btop')];
	return {
		title: `${what}: bytes per refresh and CPU at ${size.columns}×${size.rows} (${measuredMilliseconds / 1000} s each, after ${settleMilliseconds / 1000} s)`,
		columns: ['program', '/ htop', '/ btop', 'bytes per refresh', 'bytes per second', 'CPU', 'refresh every'],
		rows: found.map(({name, refreshSeconds}) => {
			const own = bytesOf(name);
			const isPortop = name.startsWith('portop');
			return [
				name,
				name.startsWith('portop connections') && htop > 0 ? promised(ratio(own / htop), own <= 2 * htop) : ratio(own / htop),
				isPortop && btop > 0 ? promised(ratio(own / btop), own <= btop / 5) : ratio(own / btop),
				own.toFixed(0),
				(own / refreshSeconds).toFixed(0),
				`${(costs.get(name)?.cpuPercent ?? NaN).toFixed(1)} %`,
				`${refreshSeconds} s`,
			];
		}),
		notes: [
			...notes,
			'promised for portop: at most a fifth of btop, for its connections also 2 × htop',
			'htop and btop show their own data: this machine\'s processes, at their default refresh',
			`load of the machine before and after: ${loadBefore.toFixed(1)}, ${(loadavg()[0] ?? 0).toFixed(1)}`,
			...contenders.filter(contender => !found.includes(contender)).map(({name}) => `${name} is missing`),
		],
	};
}

async function openConnections(session: PtySession): Promise<void> {
	session.press('3');
	await session.waitFor(/Recv-Q/);
}

/** The liveliest screen: the rows change places at each sample. */
async function sortByTraffic(session: PtySession): Promise<void> {
	await openConnections(session);
	for (;;) {
		const heading = session.screen().find(line => line.includes('Recv-Q')) ?? '';
		if (/[▲▼]In b\/s|In b\/s[▲▼]/.test(heading)) {
			return;
		}

		session.press('>');
		await session.waitFor(screen => screen.some(line => line.includes('Recv-Q') && line !== heading));
	}
}

async function costOf({command, refreshSeconds, prepare}: Contender, {columns, rows}: Size, inside: (command: readonly string[]) => readonly string[]): Promise<Cost> {
	// Their settings are the defaults: no user's files are read or written.
	const env = {
		XDG_CONFIG_HOME: '/nonexistent', HTOPRC: '/nonexistent', COLORTERM: undefined,
	};
	await using session = await startInPty({
		command: inside(command), columns, rows, env,
	});
	await session.waitFor(screen => screen.filter(line => line !== '').length > 5, {timeout: 20_000});
	await prepare?.(session);
	await wait(settleMilliseconds);
	const before = session.bytes;
	const ticksBefore = processorTicks(session.pid);
	const start = performance.now();
	await wait(measuredMilliseconds);
	const seconds = (performance.now() - start) / 1000;
	return {
		bytesPerRefresh: (session.bytes - before) / seconds * refreshSeconds,
		cpuPercent: (processorTicks(session.pid) - ticksBefore) / ticksPerSecond / seconds * 100,
	};
}

/** The processor time of a process and its descendants, with those that have ended. What starts it becomes it: the pid stays. */
function processorTicks(pid: number): number {
	const own = statOf(pid).slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
	return own + childrenOf(pid).reduce((sum, child) => sum + processorTicks(child), 0);
}

function childrenOf(pid: number): readonly number[] {
	return readdirSync('/proc').map(Number).filter(other => other > 0 && Number(statOf(other)[1]) === pid);
}

/** The fields of /proc/PID/stat from the state on (the third of proc(5)); none of a process that has ended. */
function statOf(pid: number): readonly string[] {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return text.slice(text.lastIndexOf(')') + 2).split(' ');
	} catch {
		return [];
	}
}
