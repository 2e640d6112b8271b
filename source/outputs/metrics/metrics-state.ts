import type {ExportedSample} from '../../model/exported.ts';
import type {Port} from '../../model/port.ts';
import {isTcp, protocols, type Protocol} from '../../model/socket.ts';
import {GrowingCounters, plus, type Counts} from './metrics-counters.ts';
import {
	interfaceFigures,
	probeCounts,
	probeFigures,
	trafficFigures,
	type MetricsModel,
	type TrafficFigure,
} from './metrics-model.ts';
import {WatchedPorts} from './watched-ports.ts';

/* What bounds the number of time series: so many ports and interfaces have metrics of their own at a time. */
export const maxPorts = 1000;
export const maxInterfaces = 128;

/** A UDP port that the kernel has given to a client is gone soon: it has metrics only once it has been there for so long. */
export const clientMilliseconds = 60_000;

/** More than there are peers in the engine, so that none is counted twice. */
const maxPeers = 8192;

/** Makes of sample after sample what metrics are made from: counters that never go back, and not too many. */
export class MetricsState {
	readonly #process: Pick<MetricsModel, 'version' | 'startedAtMilliseconds'>;
	readonly #ports = new GrowingCounters(trafficFigures, 2 * maxPorts);
	readonly #watched = new WatchedPorts();
	readonly #peers = new GrowingCounters(trafficFigures, maxPeers);
	readonly #interfaces = new GrowingCounters(interfaceFigures, 2 * maxInterfaces);
	/** A session has 64 targets. */
	readonly #probes = new GrowingCounters(probeFigures, 128);
	#outgoing = new Map<Protocol, Counts<TrafficFigure>>();
	#failures = 0;
	#commandProblems = 0;
	/** The last event of the log that was taken in. */
	#lastSequence = 0;
	/** The time at which each present port was seen first, by the monotonic clock: a step of the wall clock makes none old or new. */
	#portsSince: ReadonlyMap<string, number> = new Map();
	readonly #now: () => number;

	/** `about` describes the program; `now` gives monotonic milliseconds. */
	constructor(about: Pick<MetricsModel, 'version' | 'startedAtMilliseconds'>, now: () => number = () => performance.now()) {
		this.#process = about;
		this.#now = now;
	}

	/** Takes a sample in: each, once. */
	add(sample: ExportedSample): MetricsModel {
		const {sources} = sample.summary;
		if (sources.some(({name, state}) => name === 'sockets' && state === 'failed')) {
			return {...this.fail(sample), sources};
		}

		const ports = this.#choosePorts(sample);
		this.#addOutgoing(sample);
		return {
			...this.#common(sample),
			sample,
			isComplete: true,
			sources,
			ports: ports.map(port => ({port, counters: this.#ports.grow(port.identity, port.totals.sinceStart).counters})),
			omittedPorts: sample.ports.length - ports.length,
			watchedPorts: this.#watched.add(sample.ports),
			outgoing: this.#outgoing.entries().map(([protocol, counters]) => ({protocol, counters})).toArray(),
			interfaces: sample.interfaces.slice(0, maxInterfaces).map(each => ({name: each.name, counters: this.#interfaces.grow(each.name, each).counters})),
			omittedInterfaces: Math.max(0, sample.interfaces.length - maxInterfaces),
		};
	}

	/** Returns the metrics after a sample that failed: the sample before, with what does not depend on sockets. */
	fail(sample: ExportedSample): MetricsModel {
		this.#failures++;
		return {
			...this.#common(sample),
			sample,
			isComplete: false,
			sources: sample.summary.sources.filter(({name}) => name === 'probes'),
			ports: [],
			omittedPorts: 0,
			watchedPorts: [],
			outgoing: [],
			interfaces: [],
			omittedInterfaces: 0,
		};
	}

	/** Probing, alerts, and the program itself. */
	#common(sample: ExportedSample) {
		const newCommandProblems = this.#takeCommandProblems(sample);
		return {
			...this.#process,
			failures: this.#failures,
			probes: sample.probes.map(probe => ({probe, counters: this.#probes.grow(probe.identity, probeCounts(probe.session)).counters})),
			commandProblems: this.#commandProblems,
			newCommandProblems,
		};
	}

	/** Returns the messages of this sample, in their order: the log has the newest first. */
	#takeCommandProblems({alerts}: ExportedSample): readonly string[] {
		const events = alerts.flatMap(row => row.type === 'event' && row.event.sequence > this.#lastSequence ? [row.event] : []);
		this.#lastSequence = Math.max(this.#lastSequence, ...events.map(({sequence}) => sequence));
		const messages = events.filter(({kind}) => kind === 'alert-command').map(({message}) => message).toReversed();
		this.#commandProblems += messages.length;
		return messages;
	}

	/** Returns the ports that have metrics; where there are too many, watched ones come first, then those that had metrics before. */
	#choosePorts({ports, ephemeralPorts: {first, last}}: ExportedSample): readonly Port[] {
		const now = this.#now();
		const since = new Map(ports.map(({identity}) => [identity, this.#portsSince.get(identity) ?? now]));
		this.#portsSince = since;
		const isServer = ({identity, protocol, port, watched}: Port) => isTcp(protocol) || watched || port < first || port > last
			|| now - since.get(identity)! >= clientMilliseconds;
		const servers = ports.filter(port => isServer(port));
		if (servers.length <= maxPorts) {
			return servers;
		}

		const rank = ({identity, watched}: Port) => watched ? 0 : (this.#ports.has(identity) ? 1 : 2);
		return servers.toSorted((a, b) => rank(a) - rank(b)).slice(0, maxPorts);
	}

	/** Peers come and go; what all of them moved stays. */
	#addOutgoing({outgoing}: ExportedSample): void {
		const sums = new Map(this.#outgoing);
		for (const {identity, protocol, totals} of outgoing) {
			const {growth} = this.#peers.grow(identity, totals.sinceStart);
			const sum = sums.get(protocol);
			sums.set(protocol, sum === undefined ? growth : plus(trafficFigures, sum, growth));
		}

		this.#outgoing = new Map(protocols.flatMap(protocol => {
			const sum = sums.get(protocol);
			return sum === undefined ? [] : [[protocol, sum]];
		}));
	}
}
