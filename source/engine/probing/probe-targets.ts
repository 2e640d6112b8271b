import type {
	PassivePath,
	Probe,
	ProbeDetails,
	ProbeEvent,
	ProbeSettings,
	ProbeTally,
	ProbeTarget,
} from '../../model/probe.ts';
import {type ProbeMethod, factsOf} from '../../model/probe-method.ts';
import type {SourceStatus} from '../../model/snapshot.ts';
import {maxTargets} from '../../probes/targets/settings.ts';
import type {startProber, ProberClient} from '../../probes/prober/prober-client.ts';
import type {RoundTrips} from '../../probes/statistics/statistics.ts';
import {parseTarget, targetIdentity} from '../../probes/targets/target.ts';
import {endName, hostOf, hostText} from '../sockets/address-words.ts';
import type {IsSelfProbePort} from '../sockets/self-probes.ts';
import {SelfProbeHalfOpen, type HalfOpenPlaces} from './self-probe-half-open.ts';
import {ProbedTarget} from './probed-target.ts';
import {ProberKeeper} from './prober-keeper.ts';

/** The result of adding a target: its identity, or what is wrong with it. */
export type ProbeAddition =
	| {readonly identity: string; readonly problem: null}
	| {readonly identity: null; readonly problem: string};

/** The targets as they are shown, at one moment. */
export type ProbeRows = {
	/** The version of the targets when the rows were made; a higher one there means newer rows. */
	readonly version: number;
	/** In the order in which they were added. */
	readonly rows: readonly Probe[];
	/** Undefined for a target that is not there. */
	readonly details: (identity: string) => ProbeDetails | undefined;
};

type PassivePaths = ReadonlyMap<string, PassivePath>;

/**
Keeps the targets that are probed, and what came of it. The prober's thread is started with the first target: where nothing
is probed, there is none. If it dies it is started again, with all targets; until it reports something their status is unknown.
*/
export class ProbeTargets {
	readonly #settings: ProbeSettings;
	readonly #keeper: ProberKeeper;
	readonly #entries = new Map<string, ProbedTarget>();
	readonly #byProberName = new Map<string, ProbedTarget>();
	readonly #halfOpen = new SelfProbeHalfOpen();
	#proberNames = 0;
	#version = 0;
	#onNews: () => void = () => undefined;

	/** Probes nothing yet; `settings` are those of the user's targets, `now` gives monotonic milliseconds. */
	constructor(settings: ProbeSettings, start?: typeof startProber, now?: () => number) {
		this.#settings = settings;
		this.#keeper = new ProberKeeper({
			onEvents: events => {
				for (const event of events) {
					this.#take(event);
				}

				this.#onNews();
			},
			onDeath: () => {
				for (const entry of this.#entries.values()) {
					this.#forget(entry);
					entry.startOver();
				}

				this.#probeAll();
			},
			onRestart: () => {
				this.#probeAll();
			},
		}, start, now);
	}

	/** Goes up with every event and every change of the targets. */
	get version(): number {
		return this.#version;
	}

	/** The number of targets that can still be added. */
	get room(): number {
		return maxTargets - this.#entries.size;
	}

	get isSelfProbePort(): IsSelfProbePort {
		const {prober} = this.#keeper;
		return prober === undefined ? undefined : port => prober.isSelfProbePort(port);
	}

	/** The connections on this machine that probes have begun and reset, by place; undefined while nothing was ever probed. */
	get halfOpen(): HalfOpenPlaces | undefined {
		return this.#keeper.prober === undefined ? undefined : this.#halfOpen.places();
	}

	/** null while nothing is probed. */
	get status(): SourceStatus | null {
		if (this.#entries.size === 0) {
			return null;
		}

		const {failure} = this.#keeper;
		const problem = failure === undefined ? null : `the prober failed, nothing is probed until it works again: ${failure}`;
		return {
			name: 'probes', method: 'prober', state: problem === null ? 'ok' : 'failed', problem,
		};
	}

	/** The known addresses of the user's targets, as `hostText` spells them. */
	get addresses(): ReadonlySet<string> {
		return new Set(this.#targets().flatMap(({address}) => address ?? []));
	}

	/** The destinations of the user's TCP probes, by `endName`. */
	get destinations(): ReadonlySet<string> {
		return new Set(this.#targets().flatMap(({address, target: {method, port}}) => {
			const host = port === null || address === null || factsOf(method)?.transport === 'udp' ? null : hostOf(address);
			return host === null ? [] : [endName(host, port!)];
		}));
	}

	/** Takes the probes of another prober of this process for our own. It is closed with this object, which has no targets then. */
	attachProber(prober: ProberClient): void {
		this.#keeper.attach(prober);
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
			return {identity: null, problem: `${maxTargets} targets are probed already${watched}: more are not possible`};
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
		this.#version++;
		this.#keeper.prober?.remove(entry.proberName);
		this.#forget(entry);
	}

	has(identity: string): boolean {
		return this.#entries.has(identity);
	}

	/** Returns the target that measures the latency of a watched port; undefined if there is none, or nothing is measured now. */
	sensor(identity: string): ProbedTarget | undefined {
		return this.#keeper.failure === undefined ? this.#entries.get(identity) : undefined;
	}

	/** Returns the user's targets: rows and details of when they are asked for. */
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

	/** Returns what came of the probes of each of the user's targets since this was called last, by identity. */
	takeTallies(): ReadonlyMap<string, ProbeTally> {
		return new Map(this.#entries.entries().filter(([, {isSensor}]) => !isSensor).map(([identity, {statistics}]) => [identity, statistics.takeTally()]));
	}

	/** Returns the round trips of a target since the last call; null where it is not there. */
	takeRoundTrips(identity: string): RoundTrips | null {
		return this.#entries.get(identity)?.statistics.takeRoundTrips() ?? null;
	}

	/** Returns the user's targets as they are now, details too, for a display that is paused. */
	frozenRows(passive: PassivePaths): ProbeRows {
		const {version, rows, details} = this.rows(passive);
		const kept = new Map(rows.map(({identity}) => [identity, details(identity)]));
		return {
			version,
			rows,
			details: identity => kept.get(identity),
		};
	}

	close(): void {
		this.#keeper.close();
	}

	#targets(): readonly ProbedTarget[] {
		return this.#entries.values().filter(({isSensor}) => !isSensor).toArray();
	}

	#add(identity: string, target: ProbeTarget, settings: ProbeSettings, isSensor: boolean): void {
		const entry = new ProbedTarget(identity, target, settings, isSensor);
		this.#entries.set(identity, entry);
		this.#version++;
		this.#keeper.start();
		this.#probe(entry);
	}

	/** Has it probed, under a new name; reports why not while nothing is probed. */
	#probe(entry: ProbedTarget): void {
		const {failure, living} = this.#keeper;
		if (failure !== undefined) {
			entry.take({
				target: entry.proberName, type: 'problem', message: `not probed now, the prober failed: ${failure}`, isFinal: false,
			});
		}

		if (living === undefined) {
			return;
		}

		this.#proberNames++;
		const name = String(this.#proberNames);
		entry.proberName = name;
		this.#byProberName.set(name, entry);
		living.add(name, entry.target, entry.settings);
		if (entry.target.port !== null) {
			this.#halfOpen.add(name, entry.target.port, () => living.halfOpen(name));
		}
	}

	/** Ignores from now on what is reported under its name. */
	#forget({proberName}: ProbedTarget): void {
		this.#byProberName.delete(proberName);
		this.#halfOpen.remove(proberName);
	}

	#take(event: ProbeEvent): void {
		const entry = this.#byProberName.get(event.target);
		if (entry === undefined) {
			return;
		}

		this.#version++;
		entry.take(event);
		if (event.type === 'resolved') {
			this.#halfOpen.moved(event.target, hostText(event.address, event.scopeId));
		}
	}

	#probeAll(): void {
		this.#version++;
		for (const entry of this.#entries.values()) {
			this.#probe(entry);
		}

		this.#onNews();
	}
}
