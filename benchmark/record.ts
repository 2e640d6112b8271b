import {spawn, type ChildProcess} from 'node:child_process';
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {loadavg} from 'node:os';
import path from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {createNamespace} from '../test/helpers/namespace.ts';
import {startRecorder, temporaryPlace} from '../test/helpers/recorder.ts';
import {findTool} from '../test/helpers/requirements.ts';
import {
	mebibytes,
	promised,
	ratio,
	type Benchmark,
} from './benchmark.ts';
import {holdTalkers} from './holders.ts';

const sockets = 1000;
const settleMilliseconds = 10_000;
const seconds = 60;
/** The kernel counts processor time in hundredths of a second: USER_HZ. */
const ticksPerSecond = 100;

export const record: Benchmark = {
	name: 'record',
	description: `processor time of portop record at ${sockets} sockets and a sample a second, compared with atop -w`,
	async * run() {
		const [loadBefore = 0] = loadavg();
		await using namespace = await createNamespace();
		const talk = await holdTalkers(namespace, sockets, sockets / 20);
		const talking = setInterval(talk, 1000);
		const place = temporaryPlace();
		const atopFile = path.join(place.folder, 'atop.raw');
		const atop = findTool('atop') === undefined ? undefined : spawn('atop', ['-w', atopFile, '1'], {stdio: 'ignore'});
		try {
			const recorder = await startRecorder(command => namespace.start(command), place.file);
			await wait(settleMilliseconds);
			const [own, other] = await costs(recorder.child, atop);
			const ownRow = ['portop record', other === undefined ? '–' : promised(ratio(own.percent / other.percent), own.percent <= 2 * other.percent), ...describe(own, statSync(`${place.file}-wal`).size + statSync(place.file).size)];
			const otherRows = other === undefined ? [] : [['atop -w', '1', ...describe(other, statSync(atopFile).size)]];

			yield {
				title: `Recording at ${sockets} sockets and a sample a second (${seconds} s, both at once, after ${settleMilliseconds / 1000} s)`,
				columns: ['program', '/ atop', 'CPU', 'per sample', 'resident', 'file'],
				rows: [ownRow, ...otherRows],
				notes: [
					`${sockets} sockets in a namespace of their own, of which each second some ${sockets / 20} carry bytes; atop records this machine's processes`,
					'promised: at most twice atop',
					`load of the machine before and after: ${loadBefore.toFixed(1)}, ${(loadavg()[0] ?? 0).toFixed(1)}`,
					...atop === undefined ? ['atop is missing'] : [],
				],
			};
			await recorder.end();
		} finally {
			clearInterval(talking);
			atop?.kill();
			place.remove();
		}
	},
};

type Cost = {
	/** Of one core. */
	readonly percent: number;
	readonly residentBytes: number;
};

async function costs(own: ChildProcess, other: ChildProcess | undefined): Promise<readonly [Cost, Cost | undefined]> {
	const before = [own, other].map(child => child === undefined ? 0 : ticksOf(child.pid!));
	const start = performance.now();
	await wait(seconds * 1000);
	const elapsed = (performance.now() - start) / 1000;
	const costOf = (child: ChildProcess, ticks: number): Cost => ({percent: (ticksOf(child.pid!) - ticks) / ticksPerSecond / elapsed * 100, residentBytes: residentBytes(child.pid!)});
	return [costOf(own, before[0]!), other === undefined ? undefined : costOf(other, before[1]!)];
}

function describe({percent, residentBytes: resident}: Cost, fileBytes: number): readonly string[] {
	return [`${percent.toFixed(2)} %`, `${(percent * 10).toFixed(1)} ms`, mebibytes(resident), mebibytes(fileBytes)];
}

/** Processor time of a process and its descendants, with those that have ended: proc(5). */
function ticksOf(pid: number): number {
	const own = fieldsOf(pid).slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
	return own + readdirSync('/proc').map(Number).filter(other => other > 0 && Number(fieldsOf(other)[1]) === pid).reduce((sum, child) => sum + ticksOf(child), 0);
}

function fieldsOf(pid: number): readonly string[] {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return text.slice(text.lastIndexOf(')') + 2).split(' ');
	} catch {
		return [];
	}
}

function residentBytes(pid: number): number {
	return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}
