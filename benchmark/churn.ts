import path from 'node:path';
import process from 'node:process';
import {linesOf} from '../test/helpers/lines.ts';
import {portop} from '../test/helpers/portop.ts';
import {watchPorts, type PortsDocument} from '../test/helpers/watch-ports.ts';
import {milliseconds, ratio, type Benchmark} from './benchmark.ts';
import {holdSockets} from './holders.ts';
import {median} from './statistics.ts';

const sockets = 100_000;
const perSecond = 2000;
const port = 9000;
const warmUps = 4;
const samples = 12;

export const churn: Benchmark = {
	name: 'churn',
	description: 'a sample of 100,000 sockets while 2,000 connections a second come and go, beside the same while none do',
	async * run() {
		await using namespace = await holdSockets(sockets);
		const generator = namespace.start([process.execPath, path.join(import.meta.dirname, 'churner.ts'), String(port), String(perSecond)]);
		const generated = linesOf(generator.stdout);
		await generated.next();
		const next = watchPorts(namespace, portop(), 1);
		const timed = async (count: number) => {
			const documents: PortsDocument[] = [];
			while (documents.length < count) {
				documents.push(await next());
			}

			return documents.map(({sampleMilliseconds}) => sampleMilliseconds);
		};

		await timed(warmUps);
		const quiet = median(await timed(samples));
		generator.stdin.write('\n');
		await timed(2);
		const busy = median(await timed(samples));
		generator.stdin.write('\n');
		const told = await generated.next();
		const [opened = NaN, seconds = NaN] = told.split(' ').map(Number);
		await timed(2);
		const {ports, sources} = await next();
		const row = ports.find(candidate => candidate.port === port);
		const {totals} = row ?? {totals: null};
		yield {
			title: `A sample of ${sockets} sockets while connections come and go (medians of ${samples})`,
			columns: ['connections per second', 'sample', 'beside quiet', 'accepted', 'payload in', 'payload out'],
			rows: [
				['0', milliseconds(quiet), ratio(1), '–', '–', '–'],
				[(opened / seconds).toFixed(0), milliseconds(busy), ratio(busy / quiet), `${totals?.opened} of ${opened}`, `${totals?.receivedBytes} of ${opened * 700}`, `${totals?.sentBytes} of ${opened * 9000}`],
			],
			notes: [
				`notifications: ${sources.find(({name}) => name === 'destroyed sockets')?.problem ?? 'none lost'}`,
				'portop list --watch; each connection also leaves a TIME-WAIT for a minute, so that the table grows',
			],
		};
	},
};
