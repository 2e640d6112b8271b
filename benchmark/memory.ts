import {readFileSync, readdirSync} from 'node:fs';
import {setTimeout as wait} from 'node:timers/promises';
import {portop} from '../test/helpers/portop.ts';
import {startInPty} from '../test/pty/driver.ts';
import {mebibytes, promised, type Benchmark} from './benchmark.ts';
import {holdSockets} from './holders.ts';

const seconds = 60;
const promises = [{sockets: 1000, mostBytes: 110 * (2 ** 20)}, {sockets: 100_000, mostBytes: 250 * (2 ** 20)}] as const;

export const memory: Benchmark = {
	name: 'memory',
	description: `resident memory of the monitor after ${seconds} s, at 1,000 and 100,000 sockets`,
	async * run() {
		const rows: Array<readonly string[]> = [];
		for (const {sockets, mostBytes} of promises) {
			await using namespace = await holdSockets(sockets);
			await using session = await startInPty({command: namespace.inside(portop()), columns: 120, rows: 40});
			await session.waitFor(/Health/, {timeout: 60_000});
			session.press('3');
			await wait(seconds * 1000);
			const now = memoryOf(session.pid, 'VmRSS');
			rows.push([String(sockets), promised(mebibytes(now), now < mostBytes), mebibytes(mostBytes), mebibytes(memoryOf(session.pid, 'VmHWM')), String(readdirSync(`/proc/${session.pid}/task`).length)]);
		}

		yield {
			title: `Resident memory of the built monitor, ${seconds} s after its first rows, a sample every second`,
			columns: ['sockets', 'resident', 'promised below', 'peak', 'threads'],
			rows,
		};
	},
};

/** `ip netns exec` and setsid become the program they start: the pid stays. */
function memoryOf(pid: number, name: 'VmRSS' | 'VmHWM'): number {
	const kibibytes = new RegExp(String.raw`^${name}:\s+(\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
	return Number(kibibytes) * 1024;
}
