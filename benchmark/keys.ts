import {setTimeout as wait} from 'node:timers/promises';
import {portop} from '../test/helpers/portop.ts';
import {startInPty, type PtySession} from '../test/pty/driver.ts';
import {milliseconds, promised, type Benchmark} from './benchmark.ts';
import {holdSockets} from './holders.ts';
import {createRandom, percentile} from './statistics.ts';

const presses = 300;
/** Header, tabs and headings. */
const headerLines = 4;

export const keys: Benchmark = {
	name: 'keys',
	description: 'key press to painted frame at 100,000 sockets, while the sampler samples',
	async * run() {
		const rows: Array<readonly string[]> = [];
		for (const sockets of [1000, 100_000]) {
			await using namespace = await holdSockets(sockets);
			await using session = await startInPty({command: namespace.inside(portop()), columns: 120, rows: 40});
			await openConnections(session);
			const latencies = await pressKeys(session);
			const p99 = percentile(latencies, 0.99);
			rows.push([
				String(sockets),
				promised(milliseconds(p99), p99 < 50),
				milliseconds(percentile(latencies, 0.5)),
				milliseconds(Math.max(...latencies)),
			]);
		}

		yield {
			title: `Key press (j, k) to the moved selection on the screen: ${presses} presses at random times, a sample every second`,
			columns: ['sockets', '99th percentile', 'median', 'maximum'],
			rows,
			notes: ['promised at 100,000: 99th percentile under 50 ms; the terminal emulator\'s own time is in it'],
		};
	},
};

/** The Connections view with rows, and every owner found. */
async function openConnections(session: PtySession): Promise<void> {
	await session.waitFor(/Health/, {timeout: 60_000});
	session.press('3');
	await session.waitFor(/ESTAB/, {timeout: 60_000});
	// Above the rows an ellipsis may stand for what does not fit.
	await session.waitFor(screen => screen.slice(headerLines).every(line => !line.includes('…')), {timeout: 60_000});
}

async function pressKeys(session: PtySession): Promise<readonly number[]> {
	const random = createRandom(1);
	const latencies: number[] = [];
	for (let press = 0; press < presses; press++) {
		await wait(20 + (random() * 150));
		const row = selectedRow(session.screen());
		// There and back, so that the selection is never at an end.
		const key = press % 20 < 10 ? 'j' : 'k';
		const start = performance.now();
		session.press(key);
		await session.waitFor(screen => selectedRow(screen) === row + (key === 'j' ? 1 : -1), {timeout: 10_000});
		latencies.push(performance.now() - start);
	}

	return latencies;
}

function selectedRow(screen: readonly string[]): number {
	return screen.findIndex(line => line.startsWith('▶'));
}
