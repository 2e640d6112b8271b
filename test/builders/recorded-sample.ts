import type {
	RecordedConnection,
	RecordedInterval,
	RecordedPort,
	RecordedSample,
} from '../../source/recording/recorded-sample.ts';

const noOwner = {
	process: null, pid: null, user: null, unit: null, container: null,
};

/** A port that listens and is idle. */
export function recordedPort(changes: Partial<Omit<RecordedPort, 'figures'>> & {readonly figures?: Partial<RecordedPort['figures']>} = {}): RecordedPort {
	return {
		protocol: 'tcp',
		address: '0.0.0.0',
		port: 443,
		status: 'OPEN',
		owner: {
			process: 'nginx', pid: 1234, user: 'www-data', unit: 'nginx.service', container: null,
		},
		...changes,
		figures: {
			connections: 0,
			established: 0,
			halfOpen: 0,
			closeWait: 0,
			peers: 0,
			acceptQueue: 0,
			acceptQueueLimit: 128,
			receiveQueueBytes: null,
			drops: 0,
			opened: 0,
			closed: 0,
			failed: 0,
			resets: 0,
			timeouts: 0,
			receivedBytes: 0,
			sentBytes: 0,
			receivedPackets: 0,
			sentPackets: 0,
			dataSegments: 0,
			retransmissions: 0,
			rttMicroseconds: null,
			cpuPercent: 0,
			memoryBytes: 10_000_000,
			...changes.figures,
		},
	};
}

/** An interval of a second in which nothing moved. */
export function recordedInterval(changes: Partial<RecordedInterval> = {}): RecordedInterval {
	return {
		seconds: 1,
		totals: {
			receivedBytes: 0, sentBytes: 0, receivedPackets: 0, sentPackets: 0, retransmissions: 0, accepted: 0, connected: 0, tcp: 1, tcp6: 0, udp: 0, udp6: 0,
		},
		ports: [],
		groups: [],
		states: [],
		counters: [],
		interfaces: [],
		probes: [],
		...changes,
	};
}

/** A connection that this machine accepted, and its peer closed. */
export function recordedConnection(changes: Partial<RecordedConnection> = {}): RecordedConnection {
	return {
		beganMilliseconds: 1000,
		beganBound: null,
		endedMilliseconds: 2000,
		protocol: 'tcp',
		direction: 'in',
		localAddress: '192.0.2.1',
		localPort: 443,
		remoteAddress: '198.51.100.7',
		remotePort: 50_000,
		owner: noOwner,
		receivedBytes: 700,
		sentBytes: 9000,
		bytesAreMinimum: false,
		rttMicroseconds: 250,
		minimumRttMicroseconds: 200,
		retransmissions: 0,
		ending: 'peer',
		...changes,
	};
}

/** A sample without anything. */
export function recordedSample(changes: Partial<RecordedSample> = {}): RecordedSample {
	return {
		timeMilliseconds: 0, monotonicMilliseconds: 0, interval: null, connections: [], leftOut: {connections: 0, ports: 0, 'whole samples': 0}, alerts: [], events: [], whole: null, ...changes,
	};
}
