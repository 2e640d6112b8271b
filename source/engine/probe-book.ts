import type {
	PassivePath,
	PortLatency,
	Probe,
	ProbeDetails,
	ProbeEvent,
	ProbeMethod,
	ProbeSettings,
	ProbeTarget,
} from '../model/probe.ts';
import type {SourceStatus} from '../model/snapshot.ts';
import {mostTargets} from '../probes/limits.ts';
import {startProber, type ProberClient} from '../probes/prober-client.ts';
import {parseTarget} from '../probes/target.ts';
import type {IsOwnPort} from './own-probes.ts';
import {ProbedTarget} from './probed-target.ts';
import {targetIdentity} from './target-identity.ts';

/** What became of a wish to probe a target: its identity, or what is wrong with it. */
export type ProbeAddition =
	| {readonly identity: string; readonly problem: null}
	| {readonly identity: null; readonly problem: string};

/** The targets as they are shown, at one moment. */
export type ProbeRows = {
	/** The book's; one that has moved on has newer rows. */
	readonly version: number;
	/** In the order in which they were added. */
	readonly rows: readonly Probe[];
	/** Undefined for a target that is not there. */
	readonly details: (identity: string) => ProbeDetails | undefined;
};

type PassivePaths = ReadonlyMap<string, PassivePath>;

/**
Keeps the targets that are probed, and what came of it. The prober's thread is started with the first target: where nothing
is probed, there is none. If it dies it is started again once, with all targets.
*/
export class ProbeBook {
	readonly #settings: ProbeSettings;
	readonly #start: typeof startProber;
	readonly #entries = new Map<string, ProbedTarget>();
	readonly #byProberName = new Map<string, ProbedTarget>();
	#prober: ProberClient | undefined;
	/** Those that have died too, two at most. */
	readonly #probers: ProberClient[] = [];
	#proberNames = 0;
	#deaths = 0;
	#failure: string | undefined;
	#isClosed = false;
	#version = 0;
	#onNews: () => void = () => undefined;

	/** Probes nothing yet; `settings` are those of the user's targets. */
	constructor(settings: ProbeSettings, start: typeof startProber = startProber) {
		this.#settings = settings;
		this.#start = start;
	}

	/** Goes up with every event and every change of the targets. */
	get version(): number {
		return this.#version;
	}

	/** How many more targets there can be. */
	get room(): number {
		return mostTargets - this.#entries.size;
	}

	get isOwnPort(): IsOwnPort {
		const prober = this.#prober;
		return prober === undefined ? undefined : port => prober.isOwnPort(port);
	}

	/** How many connections to a port of this machine probes have begun and reset; undefined while nothing was ever probed. */
	get halfOpen(): ((port: number) => number) | undefined {
		const probers = this.#probers;
		return probers.length === 0 ? undefined : port => probers.reduce((sum, {halfOpen}) => sum + halfOpen(port), 0);
	}

	/** null while nothing is probed. */
	get status(): SourceStatus | null {
		if (this.#entries.size === 0) {
			return null;
		}

		const problem = this.#failure === undefined ? null : `the prober failed twice, nothing is probed any more: ${this.#failure}`;
		return {
			name: 'probes', method: 'prober', state: problem === null ? 'ok' : 'failed', problem,
		};
	}

	/** The addresses of the user's targets, as far as they are known, as `ss -n` spells them without brackets. */
	get addresses(): ReadonlySet<string> {
		return new Set(this.#targets().flatMap(({address}) => address ?? []));
	}

	/** Calls back when there were events, once for each batch. */
	listen(onNews: () => void): void {
		this.#onNews = onNews;
	}

	/** Probes what the user typed from now on; with `method` where it names none. */
	addText(text: string, method: ProbeMethod | null = null): ProbeAddition {
		const parsed = parseTarget(text, method);
		return parsed.ok ? this.add(parsed.target) : {identity: null, problem: parsed.message};
	}

	add(target: ProbeTarget): ProbeAddition {
		const identity = targetIdentity(target);
		if (this.#entries.has(identity)) {
			return {identity: null, problem: `${target.text} is probed already`};
		}

		if (this.room <= 0) {
			const sensors = this.#entries.size - this.#targets().length;
			const watched = sensors === 0 ? '' : `, ${sensors} of them watched ports`;
			return {identity: null, problem: `${mostTargets} targets are probed already${watched}: more are not possible`};
		}

		this.#add(identity, target, this.#settings, false);
		return {identity, problem: null};
	}

	/** Measures the latency of a watched port from now on. The caller looks for room. */
	addSensor(identity: string, target: ProbeTarget, settings: ProbeSettings): void {
		this.#add(identity, target, settings, true);
	}

	/** Stops probing a target and forgets what came of it. */
	remove(identity: string): void {
		const entry = this.#entries.get(identity);
		if (entry === undefined) {
			return;
		}

		this.#entries.delete(identity);
		this.#byProberName.delete(entry.proberName);
		this.#version++;
		this.#prober?.remove(entry.proberName);
	}

	has(identity: string): boolean {
		return this.#entries.has(identity);
	}

	/** What a sensor measured; null if there is no such sensor. */
	latency(identity: string): PortLatency | null {
		return this.#entries.get(identity)?.statistics.latency() ?? null;
	}

	/** The user's targets: rows and details of when they are asked for. */
	rows(passive: PassivePaths): ProbeRows {
		const passiveOf = ({address}: ProbedTarget) => address === null ? null : passive.get(address) ?? null;
		const makeRows = () => this.#targets().map(entry => entry.statistics.row(passiveOf(entry)));
		let rows: readonly Probe[] | undefined;
		return {
			version: this.#version,
			// Made when they are looked at first: percentiles of 64 targets take a while, and most samples are seen in another view.
			get rows() {
				rows ??= makeRows();
				return rows;
			},
			details: identity => {
				const entry = this.#entries.get(identity);
				return entry === undefined || entry.isSensor ? undefined : entry.statistics.details(passiveOf(entry));
			},
		};
	}

	/** The user's targets as they are now, details too, for a display that is paused. */
	frozenRows(passive: PassivePaths): ProbeRows {
		const {version, rows, details} = this.rows(passive);
		const kept = new Map(rows.map(({identity}) => [identity, details(identity)]));
		return {version, rows, details: identity => kept.get(identity)};
	}

	close(): void {
		this.#isClosed = true;
		this.#prober?.close();
		this.#prober = undefined;
	}

	#targets(): readonly ProbedTarget[] {
		return this.#entries.values().filter(({isSensor}) => !isSensor).toArray();
	}

	#add(identity: string, target: ProbeTarget, settings: ProbeSettings, isSensor: boolean): void {
		const entry = new ProbedTarget(identity, target, settings, isSensor);
		this.#entries.set(identity, entry);
		this.#version++;
		this.#prober ??= this.#startProber();
		this.#probe(entry);
	}

	#probe(entry: ProbedTarget): void {
		this.#proberNames++;
		this.#byProberName.delete(entry.proberName);
		entry.proberName = String(this.#proberNames);
		this.#byProberName.set(entry.proberName, entry);
		this.#prober?.add(entry.proberName, entry.target, entry.settings);
	}

	#startProber(): ProberClient {
		const prober = this.#start({
			onEvents: events => {
				for (const event of events) {
					this.#take(event);
				}

				this.#onNews();
			},
			onFailure: reason => {
				this.#failed(reason);
			},
		});
		this.#probers.push(prober);
		return prober;
	}

	#take(event: ProbeEvent): void {
		const entry = this.#byProberName.get(event.target);
		if (entry === undefined) {
			return;
		}

		this.#version++;
		entry.take(event);
	}

	#failed(reason: string): void {
		if (this.#isClosed) {
			return;
		}

		this.#deaths++;
		this.#version++;
		if (this.#deaths > 1) {
			this.#failure = reason;
		} else {
			this.#prober = this.#startProber();
			for (const entry of this.#entries.values()) {
				entry.beginAnew();
				this.#probe(entry);
			}
		}

		this.#onNews();
	}
}
