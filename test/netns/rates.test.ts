/* The rates that portop shows, summed over time, against known bytes and the retransmissions that `ss` counts. */
import assert from 'node:assert/strict';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {requires} from '../helpers/requirements.ts';
import type {JsonConnection} from '../helpers/ss.ts';
import {startTraffic, type Traffic} from '../helpers/start-traffic.ts';
import {watchConnections} from '../helpers/watch.ts';

/** One connection between the client process and the server process; each has a port of its own. */
type Flow = {
	/** Under which both processes know it. */
	readonly number: number;
	readonly port: number;
	/** Payload since portop runs. */
	toServer: number;
	toClient: number;
};

const clientOf = ({port}: Flow) => (row: JsonConnection) => row.remotePort === port;
const serverOf = ({port}: Flow) => (row: JsonConnection) => row.localPort === port && row.state !== 'LISTEN';

describe('rates of known traffic', requires({root: true, tools: ['ip', 'nft', 'ss']}), () => {
	let namespace: Namespace;
	let server: Traffic;
	let client: Traffic;
	let flows: Flow[];

	before(async () => {
		namespace = await createNamespace();
		server = startTraffic(namespace);
		client = startTraffic(namespace);
		flows = [];
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
	});

	async function open(host: string): Promise<Flow> {
		const number = flows.length;
		const flow = {
			number, port: 7001 + number, toServer: 0, toClient: 0,
		};
		await server(`listen ${host} ${flow.port}`);
		await client(`connect ${host} ${flow.port}`);
		flows.push(flow);
		return flow;
	}

	async function send(flow: Flow, toServer: number, toClient: number): Promise<void> {
		await client(`send ${flow.number} ${toServer}`);
		await server(`send ${flow.number} ${toClient}`);
		flow.toServer += toServer;
		flow.toClient += toClient;
	}

	async function arrived(flow: Flow, earlier = 0): Promise<void> {
		await server(`received ${flow.number} ${earlier + flow.toServer}`);
		await client(`received ${flow.number} ${flow.toClient}`);
	}

	test('add up to exactly the payload, IPv4 and IPv6, old connections and new ones', async () => {
		const old = await open('127.0.0.1');
		await open('::1');
		// The kernel counts what came before portop; no rate may.
		const earlier = 12_345;
		await client(`send 0 ${earlier}`);
		await server(`received 0 ${earlier}`);

		const watch = watchConnections(namespace, 0.5);
		await watch.next();
		for (let step = 1; step <= 6; step++) {
			if (step === 3) {
				await open('127.0.0.1');
				await open('::1');
			}

			for (const flow of flows) {
				await send(flow, (1000 * step) + flow.number, (step === 4 ? 1_000_000 : 17) * (flow.number + 1));
			}

			await watch.next();
		}

		for (const flow of flows) {
			await arrived(flow, flow === old ? earlier : 0);
		}

		// A FIN has a sequence number, and is no payload.
		await client('finish 0');
		await server('finish 2');
		// The first of these may have been begun before the last acknowledgement.
		await watch.next();
		await watch.next();

		for (const flow of flows) {
			const {toServer, toClient} = flow;
			// Loopback drops too, where a receiver is slow: retransmissions are for the next test.
			const {retransmissions: _, ...ofClient} = watch.sums(clientOf(flow));
			const {retransmissions: __, ...ofServer} = watch.sums(serverOf(flow));
			assert.deepEqual(ofClient, {sentBytes: toServer, receivedBytes: toClient}, `client ${flow.number}`);
			assert.deepEqual(ofServer, {sentBytes: toClient, receivedBytes: toServer}, `server ${flow.number}`);
		}
	});

	test('count payload once and every retransmission where packets are lost', async () => {
		const rule = 'tcp dport 7000-7999 meta length > 200 numgen inc mod 9 0 drop';
		await namespace.run(['nft', `add table inet lossy; add chain inet lossy input { type filter hook input priority 0; }; add rule inet lossy input ${rule}`]);
		const watch = watchConnections(namespace, 0.5);
		await watch.next();
		const flow = await open('127.0.0.1');
		for (let step = 1; step <= 4; step++) {
			await send(flow, 500_000 + step, 0);
			await watch.next();
		}

		await arrived(flow);
		await watch.next();
		await watch.next();

		const retransmissions = await retransmittedAccordingToSs(namespace, flow.port);
		assert.ok(retransmissions > 0, 'nothing was lost');
		assert.deepEqual(watch.sums(clientOf(flow)), {sentBytes: flow.toServer, receivedBytes: 0, retransmissions});
		assert.deepEqual(watch.sums(serverOf(flow)), {sentBytes: 0, receivedBytes: flow.toServer, retransmissions: 0});
	});
});

/** The segments that the client has retransmitted so far: `retrans:now/total` of `ss -i`. */
async function retransmittedAccordingToSs(namespace: Namespace, serverPort: number): Promise<number> {
	const text = await namespace.run(['ss', '-Htin', 'dport', '=', `:${serverPort}`]);
	return Number(/ retrans:\d+\/(?<total>\d+)/.exec(text)?.groups?.['total'] ?? 0);
}
