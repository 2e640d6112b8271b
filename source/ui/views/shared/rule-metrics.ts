import type {SortKey} from '../../../protocol/protocol.ts';

type Metrics = Readonly<Partial<Record<SortKey, string>>>;

/** The metric of a peer's column, by its sort key (docs/alerts.md). */
export const metricsOfPeers: Metrics = {
	connections: 'connections',
	opened: 'opened',
	closed: 'closed',
	failed: 'failed',
	resets: 'resets',
	timeouts: 'timeouts',
	receive: 'receive',
	send: 'send',
	receivePackets: 'receivePackets',
	sendPackets: 'sendPackets',
	rtt: 'rtt',
	rttP95: 'rttP95',
	retransmissions: 'retransmissions',
	totalOpened: 'opened',
	totalReceived: 'receive',
	totalSent: 'send',
};

export const metricsOfPorts: Metrics = {
	...metricsOfPeers,
	peers: 'peers',
	halfOpen: 'halfOpen',
	closeWait: 'closeWait',
	acceptQueue: 'acceptQueue',
	drops: 'drops',
	cpu: 'cpu',
	memory: 'memory',
	latency: 'latency',
};

export const metricsOfProbes: Metrics = {
	lost: 'loss', loss: 'loss', last: 'probe rtt', average: 'rttAverage', p95: 'probe rttP95', jitter: 'jitter',
};
