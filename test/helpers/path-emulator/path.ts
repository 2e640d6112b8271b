import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import path from 'node:path';
import process from 'node:process';
import {linesOf} from '../lines.ts';
import {createNamespace, type Namespace} from '../namespace.ts';
import {
	clientAddresses,
	device,
	otherTrafficClass,
	otherUser,
	serverAddress,
	type ForwarderReport,
	type PathPlan,
	type RecordedPacket,
	type Services,
} from './plan.ts';
import {joinTruth, type TrueProbe} from './truth.ts';

export type PathReport = {
	/** In the order in which they were sent. */
	readonly probes: readonly TrueProbe[];
	/** Those of one rule. */
	of(rule: string): readonly TrueProbe[];
	readonly lateness: ForwarderReport['lateness'];
};

/** Two namespaces and the only way between them. Gone, with all that runs in them, when it is disposed of. */
export type Path = AsyncDisposable & {
	readonly client: Namespace;
	readonly server: Namespace;
	/** Starts servers; what else they are to do, nftables can: `path.server.run(['nft', …])`. */
	serve(services: Services): Promise<void>;
	/** Starts another client of these servers, and of the addresses that it is to ping. It stops when it is disposed of. */
	startBusyClient(services: Services, pinged: readonly string[]): Promise<AsyncDisposable>;
	/** What has happened to the probes so far. */
	report(): Promise<PathReport>;
};

/** What a server on the Internet may be, but a test's must not: sparing with its answers. */
const unlimited = [
	'echo 0 >/proc/sys/net/ipv4/icmp_ratelimit',
	'echo 100000 >/proc/sys/net/ipv4/icmp_msgs_per_sec',
	'echo 100000 >/proc/sys/net/ipv4/icmp_msgs_burst',
	'echo 0 >/proc/sys/net/ipv6/icmp/ratelimit',
];

const markOtherTraffic = [
	'add table inet path',
	'add chain inet path output { type filter hook output priority 0; }',
	`add rule inet path output meta skuid ${otherUser} ip dscp set ${otherTrafficClass >> 2}`,
	`add rule inet path output meta skuid ${otherUser} ip6 dscp set ${otherTrafficClass >> 2}`,
].join(';');

/** Makes a path that treats packets as the plan says. Needs root, iproute2 and nftables. */
export async function createPath(plan: PathPlan): Promise<Path> {
	await using resources = new AsyncDisposableStack();
	const client = resources.use(await createNamespace());
	const server = resources.use(await createNamespace());

	const forwarder = startHelper(client, 'forwarder.ts', client.name, server.name, JSON.stringify(plan));
	await forwarder.isReady;
	await client.run(['sh', '-euc', configure(Object.values(clientAddresses))]);
	await client.run(['nft', markOtherTraffic]);
	await server.run(['sh', '-euc', [configure(serverAddressesOf(plan)), ...unlimited].join('\n')]);
	const recorder = startHelper(client, 'wire-recorder.ts');
	await recorder.isReady;

	const owned = resources.move();
	return {
		client,
		server,
		async serve(services) {
			await startHelper(server, 'server.ts', JSON.stringify(services)).isReady;
		},
		async startBusyClient(services, pinged) {
			await using children = new AsyncDisposableStack();
			const {child, isReady} = startHelper(client, 'busy-client.ts', JSON.stringify(services));
			children.defer(async () => ended(child));
			for (const address of pinged) {
				const ping = client.start(['ping', '-nq', '-i', '0.005', '-Q', String(otherTrafficClass), address]);
				children.defer(async () => ended(ping));
			}

			await isReady;
			return children.move();
		},
		async report() {
			// The borders to the other processes.
			const forwarded = JSON.parse(await forwarder.ask()) as ForwarderReport;
			const recorded = JSON.parse(await recorder.ask()) as readonly RecordedPacket[];
			const probes = joinTruth(forwarded, recorded);
			return {
				probes,
				of: rule => probes.filter(probe => probe.rule === rule),
				lateness: forwarded.lateness,
			};
		},
		[Symbol.asyncDispose]: async () => owned.disposeAsync(),
	};
}

type Helper = {
	readonly child: ChildProcess;
	readonly isReady: Promise<void>;
	ask(): Promise<string>;
};

/** It ends with the namespace. */
function startHelper(namespace: Namespace, file: string, ...words: readonly string[]): Helper {
	const child = namespace.start([process.execPath, path.join(import.meta.dirname, file), ...words]);
	const lines = linesOf(child.stdout);
	return {
		child,
		isReady: (async () => {
			await lines.next();
		})(),
		async ask() {
			child.stdin.write('report\n');
			return lines.next();
		},
	};
}

async function ended(child: ChildProcess): Promise<void> {
	const exited = once(child, 'exit');
	if (child.kill('SIGTERM')) {
		await exited;
	}
}

function serverAddressesOf({rules}: PathPlan): readonly string[] {
	return [...new Set([serverAddress('ipv4'), serverAddress('ipv6'), ...rules.map(({address}) => address)])];
}

/** No neighbour discovery, no router solicitation: what crosses the path is what somebody meant to send. */
function configure(addresses: readonly string[]): string {
	return [
		`ip link set ${device} addrgenmode none mtu 1500 txqueuelen 5000 up`,
		...addresses.map(address => `ip address add ${address}/${address.includes(':') ? '64 nodad' : '24'} dev ${device}`),
	].join('\n');
}
