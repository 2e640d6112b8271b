import {linesOf} from './lines.ts';
import type {Namespace} from './namespace.ts';

type Totals = Readonly<Record<'opened' | 'closed' | 'failed' | 'resets' | 'timeouts' | 'receivedBytes' | 'sentBytes' | 'receivedPackets' | 'sentPackets' | 'retransmissions' | 'drops', number | null>>;

/** A row of `portop list ports --json`, as far as tests look at it; test/outputs checks the whole against its schema. */
export type JsonPort = {
	readonly protocol: string;
	readonly address: string;
	readonly port: number;
	readonly openedPerSecond: number | null;
	readonly closedPerSecond: number | null;
	readonly failedPerSecond: number | null;
	readonly receiveBitsPerSecond: number | null;
	readonly sendBitsPerSecond: number | null;
	readonly receivePacketsPerSecond: number | null;
	readonly sendPacketsPerSecond: number | null;
	readonly drops: number | null;
	readonly acceptQueue: number | null;
	readonly peerCount: number;
	readonly totals: Totals;
	readonly totalsAreLowerBound: boolean;
	readonly totalsMissBytes: boolean;
	readonly missing: string | null;
};

export type PortsDocument = {
	readonly time: string;
	readonly ports: readonly JsonPort[];
	readonly intervalSeconds: number | null;
	readonly sampleMilliseconds: number;
	readonly sources: ReadonlyArray<{readonly name: string; readonly state: string; readonly problem: string | null}>;
	readonly totals: {readonly acceptedPerSecond: number | null; readonly connectedPerSecond: number | null};
};

/** Runs `portop list ports --json --watch` in a namespace until that ends; each call waits for the next document. */
export function watchPorts(namespace: Namespace, command: readonly string[], intervalSeconds: number, env?: NodeJS.ProcessEnv): () => Promise<PortsDocument> {
	const child = namespace.start([...command, 'list', 'ports', '--json', '--watch', '--interval', String(intervalSeconds)], env === undefined ? {} : {env});
	const lines = linesOf(child.stdout);
	// The border to the program that is tested.
	return async () => JSON.parse(await lines.next()) as PortsDocument;
}

/** Samples after which a port is taken as it is, whatever is still missing. */
const maxSamples = 60;

/**
The row of a port once two samples from now on agree on its totals; what was sampled before is passed over.
@param closed So many connections are known to be closed, which a busy machine reports late.
*/
export async function settledPort(next: () => Promise<PortsDocument>, port: number, closed = 0): Promise<JsonPort> {
	const from = Date.now();
	let previous = '';
	for (let samples = 1; ; samples++) {
		const {time, ports} = await next();
		const row = ports.find(candidate => candidate.port === port);
		const now = JSON.stringify(row?.totals);
		const isComplete = (row?.totals.closed ?? 0) >= closed || samples > maxSamples;
		if (now === previous && isComplete && row !== undefined && Date.parse(time) >= from) {
			return row;
		}

		previous = Date.parse(time) >= from ? now : '';
	}
}
