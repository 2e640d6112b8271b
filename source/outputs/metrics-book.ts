import type {ExportedSample} from '../model/exported.ts';
import type {Port} from '../model/port.ts';
import type {ProbeFigures} from '../model/probe.ts';
import {protocols, type Protocol} from '../model/socket.ts';
import {GrowingCounters, type Counts} from './metrics-counters.ts';
import {
	interfaceFigures,
	probeFigures,
	trafficFigures,
	type MetricsModel,
	type ProbeFigure,
	type TrafficFigure,
} from './metrics-model.ts';

/* What bounds the number of time series: so many ports and interfaces have metrics of their own at a time. */
export const mostPorts = 1000;
export const mostInterfaces = 128;

/** A UDP port that the kernel has given to a client is gone soon: it has metrics only once it has been there for so long. */
export const clientMilliseconds = 60_000;

/** More than there are peers in the engine, so that none is counted twice. */
const mostPeers = 8192;

/** Makes of sample after sample what metrics are made from: counters that never go back, and not too many. */
export class MetricsBook {
	readonly #process: Pick<MetricsModel, 'version' | 'startedAtMilliseconds'>;
	readonly #ports = new GrowingCounters(trafficFigures, 2 * mostPorts);
	readonly #sensors = new GrowingCounters(probeFigures, 2 * mostPorts);
	readonly #peers = new GrowingCounters(trafficFigures, mostPeers);
	readonly #interfaces = new GrowingCounters(interfaceFigures, 2 * mostInterfaces);
	/** A session has 64 targets. */
	readonly #probes = new GrowingCounters(probeFigures, 128);
	#outgoing = new Map<Protocol, Counts<TrafficFigure>>();
	#failures = 0;
	/** When those that are there now were seen first; milliseconds since 1970. */
	#portsSince: ReadonlyMap<string, number> = new Map();

	/** Of the program. */
	constructor(about: Pick<MetricsModel, 'version' | 'startedAtMilliseconds'>) {
		this.#process = about;
	}

	/** Takes a sample in: each, once. */
	add(sample: ExportedSample): MetricsModel {
		const probes = sample.probes.map(probe => ({probe, counters: this.#probes.grow(probe.identity, probeCounts(probe.session)).counters}));
		const isComplete = sample.summary.sources.every(({name, state}) => name !== 'sockets' || state !== 'failed');
		if (!isComplete) {
			return this.fail({sample, probes});
		}

		const ports = this.#choosePorts(sample);
		this.#addOutgoing(sample);
		return {
			...this.#process,
			sample,
			isComplete,
			failures: this.#failures,
			ports: ports.map(port => ({
				port,
				counters: this.#ports.grow(port.identity, port.totals.sinceStart).counters,
				probes: port.latency === null ? null : this.#sensors.grow(port.identity, probeCounts(port.latency.session)).counters,
			})),
			omittedPorts: sample.ports.length - ports.length,
			outgoing: this.#outgoing.entries().map(([protocol, counters]) => ({protocol, counters})).toArray(),
			interfaces: sample.interfaces.slice(0, mostInterfaces).map(each => ({name: each.name, counters: this.#interfaces.grow(each.name, each).counters})),
			omittedInterfaces: Math.max(0, sample.interfaces.length - mostInterfaces),
			probes,
		};
	}

	/** A sample could not be taken: what is left of the last one. */
	fail({sample, probes}: Pick<MetricsModel, 'sample' | 'probes'>): MetricsModel {
		this.#failures++;
		return {
			...this.#process,
			sample,
			isComplete: false,
			failures: this.#failures,
			ports: [],
			omittedPorts: 0,
			outgoing: [],
			interfaces: [],
			omittedInterfaces: 0,
			probes,
		};
	}

	/** Where there are too many, those that are watched come first, then those that had metrics before. */
	#choosePorts({ports, summary: {timeMilliseconds}, ephemeralPorts: {first, last}}: ExportedSample): readonly Port[] {
		const since = new Map(ports.map(({identity}) => [identity, this.#portsSince.get(identity) ?? timeMilliseconds]));
		this.#portsSince = since;
		const isServer = ({identity, protocol, port, watched}: Port) => protocol.startsWith('tcp') || watched || port < first || port > last
			|| timeMilliseconds - since.get(identity)! >= clientMilliseconds;
		const servers = ports.filter(port => isServer(port));
		if (servers.length <= mostPorts) {
			return servers;
		}

		const rank = ({identity, watched}: Port) => watched ? 0 : (this.#ports.has(identity) ? 1 : 2);
		return servers.toSorted((a, b) => rank(a) - rank(b)).slice(0, mostPorts);
	}

	/** Peers come and go; what all of them moved stays. */
	#addOutgoing({outgoing}: ExportedSample): void {
		const sums = new Map(this.#outgoing);
		for (const {identity, protocol, totals} of outgoing) {
			const {growth} = this.#peers.grow(identity, totals.sinceStart);
			const sum = sums.get(protocol);
			sums.set(protocol, sum === undefined ? growth : plus(sum, growth));
		}

		this.#outgoing = new Map(protocols.flatMap(protocol => {
			const sum = sums.get(protocol);
			return sum === undefined ? [] : [[protocol, sum]];
		}));
	}
}

function plus(sum: Counts<TrafficFigure>, growth: Counts<TrafficFigure>): Counts<TrafficFigure> {
	return Object.fromEntries(trafficFigures.map(figure => {
		const grown = growth[figure];
		return [figure, grown === null ? sum[figure] : (sum[figure] ?? 0) + grown];
	})) as Counts<TrafficFigure>;
}

/** What was lost may turn out to be late, so that it can go back; the two together cannot. */
function probeCounts(figures: ProbeFigures): Counts<ProbeFigure> {
	const {sent, received, refused, rejected, late, lost, errors, duplicates, reordered, averageMicroseconds} = figures;
	return {
		sent, received, refused, rejected, timedOut: late + lost, late, errors, duplicates, reordered,
		rttSeconds: averageMicroseconds === null ? 0 : averageMicroseconds * received / 1e6,
	};
}
