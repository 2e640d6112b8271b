import {homedir} from 'node:os';
import {setTimeout as wait} from 'node:timers/promises';
import {createNamespace} from '../test/helpers/namespace.ts';
import {portop} from '../test/helpers/portop.ts';
import {findTool} from '../test/helpers/requirements.ts';
import {startInPty, type PtySession} from '../test/pty/driver.ts';
import {promised, ratio, type Benchmark} from './benchmark.ts';
import {holdTalkers} from './holders.ts';

const connections = 200;
const settleMilliseconds = 6000;
const measuredMilliseconds = 30_000;

/** What is compared: how to start it, and how often it draws unless told otherwise. */
type Contender = {
	readonly name: string;
	readonly command: readonly string[];
	readonly refreshSeconds: number;
	/** Brings it to the screen that is measured. */
	readonly prepare?: (session: PtySession) => Promise<void>;
};

export const refresh: Benchmark = {
	name: 'refresh',
	description: 'bytes written per refresh at 120×40, 200 connections of which a fifth change, beside htop and btop',
	async * run() {
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
			{name: 'portop ports', command: portop(), refreshSeconds: 1},
			{name: 'htop', command: ['htop'], refreshSeconds: 1.5},
			{name: 'btop', command: ['btop', '--utf-force'], refreshSeconds: 2},
		];
		const found = contenders.filter(({command}) => findTool(command[0] ?? '') !== undefined);
		const bytes = new Map<string, number>();
		for (const contender of found) {
			bytes.set(contender.name, await bytesPerRefresh(contender, command => namespace.inside(command)));
		}

		clearInterval(talking);
		const missing = contenders.filter(contender => !found.includes(contender)).map(({name}) => `${name} is missing`);
		const [htop, btop] = [bytes.get('htop') ?? NaN, bytes.get('btop') ?? NaN];
		yield {
			title: `Bytes per refresh at 120×40 (${measuredMilliseconds / 1000} s each, after ${settleMilliseconds / 1000} s)`,
			columns: ['program', '/ htop', '/ btop', 'bytes per refresh', 'bytes per second', 'refresh every'],
			rows: found.map(({name, refreshSeconds}) => {
				const own = bytes.get(name) ?? NaN;
				const isPromised = name.startsWith('portop connections');
				return [
					name,
					isPromised && htop > 0 ? promised(ratio(own / htop), own <= 2 * htop) : ratio(own / htop),
					isPromised && btop > 0 ? promised(ratio(own / btop), own <= btop / 5) : ratio(own / btop),
					own.toFixed(0),
					(own / refreshSeconds).toFixed(0),
					`${refreshSeconds} s`,
				];
			}),
			notes: [
				`${connections} sockets in a namespace of their own; each second a fifth of them carry bytes, and the fifth of the second before is idle again`,
				'promised for portop connections: at most 2 × htop and a fifth of btop',
				'htop and btop show their own data: this machine\'s processes, at their default refresh',
				...missing,
			],
		};
	},
};

async function openConnections(session: PtySession): Promise<void> {
	session.press('2');
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

		session.press('s');
		await session.waitFor(screen => screen.some(line => line.includes('Recv-Q') && line !== heading));
	}
}

async function bytesPerRefresh({command, refreshSeconds, prepare}: Contender, inside: (command: readonly string[]) => readonly string[]): Promise<number> {
	// Their settings are the defaults: no user's files are read or written.
	const env = {
		XDG_CONFIG_HOME: '/nonexistent', HTOPRC: '/nonexistent', HOME: homedir(), COLORTERM: undefined,
	};
	await using session = await startInPty({
		command: inside(command), columns: 120, rows: 40, env,
	});
	await session.waitFor(screen => screen.filter(line => line !== '').length > 5, {timeout: 20_000});
	await prepare?.(session);
	await wait(settleMilliseconds);
	const before = session.bytes;
	const start = performance.now();
	await wait(measuredMilliseconds);
	return (session.bytes - before) / (performance.now() - start) * 1000 * refreshSeconds;
}
