import path from 'node:path';
import process from 'node:process';
import {linesOf} from '../test/helpers/lines.ts';
import {createNamespace, type Namespace} from '../test/helpers/namespace.ts';
import {startPacketAgent, type PacketAgent} from '../test/helpers/start-packet-agent.ts';
import {ratio, type Benchmark} from './benchmark.ts';
import {
	bulkBytes,
	messageBytes,
	udpPort,
	type Moved,
	type TrafficKind,
} from './loopback-traffic.ts';
import {median} from './statistics.ts';

const rounds = 16;
const milliseconds = 150;

const kinds: ReadonlyArray<readonly [kind: TrafficKind, name: string]> = [
	['tcp-bulk', `TCP, ${bulkBytes / 1024} KiB at a time`],
	['tcp-messages', `TCP, ${messageBytes} bytes at a time`],
	['udp', `UDP, ${messageBytes} bytes, port counted`],
];

export const packetCounts: Benchmark = {
	name: 'packet-counts',
	description: 'a transfer over loopback while the kernel counts packets for us, and while it does not',
	async * run() {
		await using namespace = await createNamespace();
		const move = startTraffic(namespace);
		const counter = startPacketAgent(namespace);
		const rows: Array<readonly string[]> = [];
		for (const [kind, name] of kinds) {
			rows.push([name, ...await measure(async () => move(kind), counter)]);
		}

		yield {
			title: `A transfer over loopback with the programs of eBPF attached, beside none (medians of ${rounds} pairs in turn)`,
			columns: ['traffic', 'throughput', 'processor time', 'none: per message', 'added to each', 'none: throughput'],
			rows,
			notes: [
				'one thread sends and receives, so that all of the cost is in its time; loopback is the worst case: each packet passes both ways, and nothing else slows it down',
			],
		};
	},
};

/** Compares each round with one beside it: what else the machine does changes slowly. */
async function measure(move: () => Promise<Moved>, counter: PacketAgent): Promise<readonly string[]> {
	await move();
	const throughputs: number[] = [];
	const processorTimes: number[] = [];
	const plain: Moved[] = [];
	for (let round = 0; round < rounds; round++) {
		const pair: Partial<Record<'with' | 'without', Moved>> = {};
		for (const which of round % 2 === 0 ? ['with', 'without'] as const : ['without', 'with'] as const) {
			if (which === 'with') {
				await attach(counter);
			}

			pair[which] = await move();
			if (which === 'with') {
				await counter({do: 'close'});
			}
		}

		throughputs.push(messagesPerMillisecond(pair.with!) / messagesPerMillisecond(pair.without!));
		processorTimes.push(microsecondsPerMessage(pair.with!) / microsecondsPerMessage(pair.without!));
		plain.push(pair.without!);
	}

	const without = median(plain.map(moved => microsecondsPerMessage(moved)));
	return [
		ratio(median(throughputs)),
		ratio(median(processorTimes)),
		`${without.toFixed(2)} µs`,
		`${(without * (median(processorTimes) - 1) * 1000).toFixed(0)} ns`,
		`${(median(plain.map(moved => messagesPerMillisecond(moved)))).toFixed(1)}/ms`,
	];
}

async function attach(counter: PacketAgent): Promise<void> {
	const {status} = await counter({do: 'open'});
	if (status?.state !== 'ok') {
		throw new Error(status?.problem ?? 'no status');
	}

	// A wildcard is the longest way through the program.
	await counter({
		do: 'watch', endpoints: [{
			transport: 'udp', words: [0, 0, 0xFF_FF, 0], port: udpPort, ipv6Only: false,
		}],
	});
}

function messagesPerMillisecond({messages, wallMilliseconds}: Moved): number {
	return messages / wallMilliseconds;
}

function microsecondsPerMessage({messages, processorMilliseconds}: Moved): number {
	return processorMilliseconds * 1000 / messages;
}

function startTraffic(namespace: Namespace): (kind: TrafficKind) => Promise<Moved> {
	const child = namespace.start([process.execPath, path.join(import.meta.dirname, 'loopback-traffic.ts')]);
	const lines = linesOf(child.stdout);
	const ready = lines.next();
	return async kind => {
		await ready;
		child.stdin.write(`${kind} ${milliseconds}\n`);
		// The border to a program of this benchmark.
		return JSON.parse(await lines.next()) as Moved;
	};
}
