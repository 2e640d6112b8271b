import {
	closeSync,
	constants,
	openSync,
	writeSync,
} from 'node:fs';
import {setTimeout as wait} from 'node:timers/promises';
import {createNamespace} from '../test/helpers/namespace.ts';
import {portop} from '../test/helpers/portop.ts';
import {startInPty} from '../test/pty/driver.ts';
import {milliseconds, promised, type Benchmark} from './benchmark.ts';
import {holdTalkers} from './holders.ts';
import {createRandom, percentile} from './statistics.ts';

const bytesPerSecond = 4096;
const presses = 30;
const stalls = 5;

export const slowTerminal: Benchmark = {
	name: 'slow-terminal',
	description: 'key press to painted frame on a terminal that reads 4 KB/s; SIGTERM to exit on one that has stopped',
	async * run() {
		await using namespace = await createNamespace();
		const talk = await holdTalkers(namespace, 200, 20);
		const talking = setInterval(talk, 1000);
		const command = namespace.inside(portop());
		const rows: Array<readonly string[]> = [];
		for (const answerStatusReports of [true, false]) {
			const latencies = await pressSlowly(command, answerStatusReports);
			const [p95, worst] = [percentile(latencies, 0.95), Math.max(...latencies)];
			rows.push([
				`key on 4 KB/s, terminal ${answerStatusReports ? 'answers' : 'does not answer'} status reports`,
				promised(milliseconds(worst), worst < 500),
				milliseconds(p95),
				milliseconds(percentile(latencies, 0.5)),
				'500 ms',
			]);
		}

		const exits: number[] = [];
		for (let stall = 0; stall < stalls; stall++) {
			exits.push(await terminateStalled(command));
		}

		clearInterval(talking);
		const slowest = Math.max(...exits);
		rows.push([
			'SIGTERM to exit, terminal has stopped reading',
			promised(milliseconds(slowest), slowest < 1000),
			milliseconds(percentile(exits, 0.95)),
			milliseconds(percentile(exits, 0.5)),
			'1000 ms',
		]);
		yield {
			title: 'Slow terminals (120×40, 200 sockets of which a fifth change, a sample every second)',
			columns: ['what', 'maximum', '95th percentile', 'median', 'promised below'],
			rows,
		};
	},
};

async function pressSlowly(command: readonly string[], answerStatusReports: boolean): Promise<readonly number[]> {
	await using session = await startInPty({
		command, columns: 120, rows: 40, answerStatusReports,
	});
	await session.waitFor(/Health/, {timeout: 20_000});
	session.press('3');
	await session.waitFor(/ESTAB/, {timeout: 20_000});
	session.readSlowly(bytesPerSecond);
	await wait(5000);
	const random = createRandom(2);
	const latencies: number[] = [];
	for (let press = 0; press < presses; press++) {
		await wait(100 + (random() * 900));
		const row = selectedRow(session.screen());
		const key = press % 20 < 10 ? 'j' : 'k';
		const start = performance.now();
		session.press(key);
		await session.waitFor(screen => selectedRow(screen) === row + (key === 'j' ? 1 : -1), {timeout: 20_000});
		latencies.push(performance.now() - start);
	}

	session.readFreely();
	return latencies;
}

/** The milliseconds from SIGTERM to the end of the program. */
async function terminateStalled(command: readonly string[]): Promise<number> {
	await using session = await startInPty({command, columns: 120, rows: 40});
	await session.waitFor(/Health/, {timeout: 20_000});
	session.press('3');
	session.stopReading();
	fill(session.path);
	await wait(2000);
	const start = performance.now();
	session.signal('SIGTERM');
	await Promise.race([session.exit, wait(10_000)]);
	return performance.now() - start;
}

/** Writes to the terminal until not one byte more fits, as after a long time without a reader. */
function fill(terminal: string): void {
	const descriptor = openSync(terminal, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
	try {
		for (;;) {
			writeSync(descriptor, ' '.repeat(1000));
		}
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) {
			throw error;
		}
	} finally {
		closeSync(descriptor);
	}
}

function selectedRow(screen: readonly string[]): number {
	return screen.findIndex(line => line.startsWith('▶'));
}
