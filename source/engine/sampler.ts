import {setImmediate as nextTurn} from 'node:timers/promises';
import {Names} from '../collectors/names.ts';
import {Processes} from '../collectors/processes.ts';
import {SocketOwnersIndex} from '../collectors/socket-owners.ts';
import {SocketTable} from '../collectors/socket-table.ts';
import {openSocketCollector, type SocketCollector} from '../collectors/sockets.ts';
import {
	interfaceNames,
	readHost,
	readLocalPortRange,
	readPrivileges,
	readSystemCounters,
	type SystemCounters,
} from '../collectors/system.ts';
import type {
	Host,
	ListedView,
	Privileges,
	Snapshot,
	SourceStatus,
	Totals,
	ViewName,
} from '../model/snapshot.ts';
import type {ExportedSample} from '../model/exported.ts';
import type {EndCandidate, ProcessInfo} from '../model/process.ts';
import {startProber, type ProberClient} from '../probes/prober/prober-client.ts';
import type {
	Move,
	Query,
	SamplerOptions,
	ToSampler,
	ViewMessage,
} from '../protocol/protocol.ts';
import type {RowSources} from './views/connection-rows.ts';
import {CookieIndex} from './sockets/row-index.ts';
import {endProcess, proposeEnd} from './queries/end-process.ts';
import {ErrorRows} from './views/error-rows.ts';
import {exportSample} from './queries/export-sample.ts';
import {InterfaceRows} from './views/interface-rows.ts';
import {join} from './sockets/join.ts';
import {SelfProbeDrops} from './probing/self-probe-drops.ts';
import {PassivePaths} from './probing/passive-paths.ts';
import {countPeers} from './traffic/port-peers.ts';
import {portProcesses} from './views/port-processes.ts';
import {portOwnerPids, PortRows, type PortEntry} from './views/port-rows.ts';
import {PortSensors, withProblem} from './probing/port-sensors.ts';
import {assignPorts, type PortSlot} from './traffic/port-slots.ts';
import {ProbeTargets, type ProbeAddition} from './probing/probe-targets.ts';
import type {Sample} from './views/sample.ts';
import {
	countStates,
	StateRows,
	totalsByProtocol,
	totalsByState,
	type StateMatrix,
} from './views/state-counts.ts';
import {TrafficAccounting} from './traffic/traffic-accounting.ts';
import {allRows, ViewQueries} from './queries/view-queries.ts';
import {Watch, type WatchedRule} from './alerting/watch.ts';

/** Without a pause the worker computes at most this long, so that a key never waits for a dump. */
const longestTurnMilliseconds = 4;

/** Per tick, for owners of new sockets and for looking again at those that are known. */
const searchMilliseconds = 30;
const refreshMilliseconds = 8;

/** Between ticks, while there are sockets whose owners are not found yet. */
const backgroundSearchMilliseconds = 200;

/** Samples between two looks at files that hardly ever change: /etc/passwd, /etc/services, the interfaces. */
const ticksBetweenRefreshes = 60;

/** Runs a generator to its end, letting messages and timers in between. */
export async function runInTurns<Result>(work: Generator<void, Result>, now: () => number = () => performance.now()): Promise<Result> {
	let turnStartedAt = now();
	for (;;) {
		const step = work.next();
		if (step.done === true) {
			return step.value;
		}

		if (!(now() - turnStartedAt > longestTurnMilliseconds)) {
			continue;
		}

		await nextTurn();
		turnStartedAt = now();
	}
}

/** Takes samples of the machine's sockets and answers queries from the last complete one. */
export class Sampler {
	readonly #options: SamplerOptions;
	readonly #now: () => number;
	readonly #collector: SocketCollector;
	readonly #names = new Names();
	readonly #owners: SocketOwnersIndex;
	readonly #processes: Processes;
	readonly #portRows: PortRows;
	readonly #stateRows = new StateRows();
	readonly #host: Host = readHost();
	readonly #privileges: Privileges;
	readonly #queries = new ViewQueries();
	readonly #book: ProbeTargets;
	readonly #sensors: PortSensors | undefined;
	readonly #ownDrops = new SelfProbeDrops();
	readonly #traffic: TrafficAccounting;
	readonly #errorRows = new ErrorRows();
	readonly #interfaceRows = new InterfaceRows();
	readonly #watch: Watch;
	#ephemeralPorts: ReturnType<typeof readLocalPortRange>;
	/** Milliseconds since 1970: of the first sample, and of the last reset of the totals. */
	#startedAtMilliseconds: number | undefined;
	#resetAtMilliseconds: number | null = null;
	readonly #passivePaths = new PassivePaths();
	#interfaceNames: (index: number) => string;
	#tick = 0;
	#spare: SocketTable | undefined;
	#current: Sample | undefined;
	/** What a paused display looks at. */
	#frozen: Sample | undefined;
	#countersBefore: {readonly counters: SystemCounters; readonly readAt: number} | undefined;

	/**
	Opens the sources and probes the given targets, each once, as far as they are not too many; takes no sample yet.
	@throws SystemError or LibcUnavailableError if netlink is demanded and cannot be had.
	*/
	constructor(options: SamplerOptions, now: () => number = () => performance.now(), start: typeof startProber = startProber) {
		this.#options = options;
		this.#now = now;
		this.#collector = openSocketCollector(options.source, options.procPath);
		this.#owners = new SocketOwnersIndex(options.procPath, now);
		this.#processes = new Processes(options.procPath, this.#names, now);
		this.#portRows = new PortRows(options.watchedPorts);
		this.#privileges = readPrivileges(options.procPath);
		this.#interfaceNames = interfaceNames();
		this.#ephemeralPorts = readLocalPortRange(options.procPath);
		this.#book = new ProbeTargets(options.probeSettings, start);
		this.#traffic = new TrafficAccounting(this.#book, options.countsBetweenSamples);
		this.#watch = new Watch(options, this.#names);
		this.#sensors = options.probesWatchedPorts && options.watchedPorts.length > 0 ? new PortSensors(this.#book, options.intervalSeconds) : undefined;
		for (const target of options.probeTargets) {
			this.#book.add(target);
		}
	}

	/** Whether there are sockets whose owners have not been looked for everywhere. */
	get isSearchingOwners(): boolean {
		return this.#owners.isSearching;
	}

	/** Takes one sample, and looks for owners for a while longer. Never rejects: what fails is a status in the sample. */
	async tick(): Promise<void> {
		await runInTurns(this.sample());
		if (this.isSearchingOwners) {
			await runInTurns(this.searchOwners());
		}
	}

	/** Takes one sample, piece by piece: between the pieces queries are answered from the sample before. */
	* sample(): Generator<void> {
		const sampledAt = this.#now();
		const timeMilliseconds = Date.now();
		this.#tick++;
		if (this.#tick % ticksBetweenRefreshes === 0) {
			this.#names.refresh();
			this.#interfaceNames = interfaceNames();
			this.#ephemeralPorts = readLocalPortRange(this.#options.procPath);
		}

		const counters = readSystemCounters(this.#options.procPath);
		this.#traffic.startSample();
		const table = this.#spare ?? new SocketTable();
		this.#spare = undefined;
		table.clear();
		const status = yield * this.#collect(table);
		this.#processes.startTick(counters.uptimeSeconds);
		if (status.state === 'failed' && this.#current !== undefined) {
			this.#spare = table;
			this.#current = {...this.#current, summary: {...this.#current.summary, tick: this.#tick, sources: this.#sources(status, counters)}};
			return;
		}

		const previous = this.#current;
		yield * join(table, previous, sampledAt, {
			onInode: inode => {
				this.#owners.appeared(inode);
			},
			onInodeGone: inode => {
				this.#owners.forget(inode);
			},
		});
		const openPorts = yield * assignPorts(table, this.#book.isOwnPort);
		const {slots} = openPorts;
		const index = new CookieIndex();
		index.build(table);
		yield;
		const rows = this.#rowSources(table, sampledAt);
		const accounts = yield * this.#traffic.book(openPorts, rows, previous, status.method === 'netlink');
		yield * this.#attribute(table, slots, this.#options.completeAttribution ? Infinity : searchMilliseconds);
		yield * countPeers(table, slots, this.#owners.owners);
		this.#processes.refresh([...portOwnerPids(table, slots, this.#owners.owners)]);
		yield;
		const states = countStates(table, undefined);
		this.#stateRows.update(states);
		yield;
		const passive = yield * this.#passivePaths.update(table, this.#book.addresses, this.#book.isOwnPort, sampledAt);
		const ports = this.#portRows.update(slots, accounts, rows);
		this.#sensors?.update(ports);
		const measured = this.#measured(ports);
		this.#traffic.bookRows(measured, identity => this.#ownDrops.own(identity));
		this.#errorRows.update(counters.errors, sampledAt);
		this.#interfaceRows.update(counters.interfaces, sampledAt);
		this.#startedAtMilliseconds ??= timeMilliseconds;
		const seen = {
			ports: this.#traffic.complete(measured),
			outgoing: this.#traffic.outgoing(rows),
			states: this.#stateRows.rows,
			probes: this.#book.rows(passive),
			errors: this.#errorRows.rows,
		};
		const sources = this.#sources(status, counters);
		this.#watch.observe({
			...seen,
			timeMilliseconds,
			monotonicMilliseconds: sampledAt,
			isFirst: previous === undefined,
			ports: seen.ports.filter(({port}) => port.freshness !== 'vanished'),
			probes: seen.probes.rows,
			counters: seen.errors,
			sources,
			refused: this.#traffic.takeRefused(),
			ephemeralPorts: this.#ephemeralPorts,
		});
		yield;
		const alerts = this.#watch.rows;
		const sample: Sample = {
			...seen,
			table,
			index,
			sampledAt,
			openPorts,
			accounts,
			rows,
			passive,
			interfaces: this.#interfaceRows.rows,
			alerts,
			summary: {
				host: this.#host,
				tick: this.#tick,
				timeMilliseconds,
				intervalSeconds: previous === undefined ? null : (sampledAt - previous.sampledAt) / 1000,
				uptimeSeconds: counters.uptimeSeconds,
				totals: this.#totals(states, counters, sampledAt),
				privileges: this.#privileges,
				sources,
				alerts: alerts.counts,
				startedAtMilliseconds: this.#startedAtMilliseconds,
				resetAtMilliseconds: this.#resetAtMilliseconds,
				sampleMilliseconds: this.#now() - sampledAt,
			},
		};
		if (this.#current !== undefined && this.#current.table !== this.#frozen?.table) {
			this.#spare = this.#current.table;
		}

		this.#current = sample;
	}

	/** Goes on looking for owners between ticks, and puts what it finds into the current sample. */
	* searchOwners(): Generator<void> {
		if (this.#current === undefined) {
			return;
		}

		const sample = this.#current;
		const {slots} = sample.openPorts;
		yield * this.#attribute(sample.table, slots, backgroundSearchMilliseconds);
		this.#processes.refresh([...portOwnerPids(sample.table, slots, this.#owners.owners)]);
		const isFrozen = this.#frozen === this.#current;
		const ports = this.#traffic.complete(this.#measured(this.#portRows.update(slots, sample.accounts, sample.rows)));
		this.#current = {...this.#current, ports, outgoing: this.#traffic.outgoing(sample.rows)};
		if (isFrozen) {
			this.#frozen = this.#current;
		}
	}

	/** What the query shows, from the last complete sample; undefined before the first. */
	answer(query: Query, move: Move | null): ViewMessage | undefined {
		this.#freeze(query.paused);
		if (query.view === 'probes') {
			this.#refreshProbes();
		}

		this.#refreshAlerts();

		const sample = this.#frozen ?? this.#current;
		if (sample === undefined) {
			return undefined;
		}

		const message = this.#queries.answer(sample, this.#names, query, move);
		// What fires is seen at once, also while the display is paused.
		return {...message, summary: {...message.summary, alerts: this.#watch.rows.counts}};
	}

	/** Every matching row of a view: ports by port, connections as the kernel lists them. */
	snapshot(view: ListedView, filter: string): Snapshot {
		if (this.#current === undefined) {
			throw new Error('no sample was taken yet');
		}

		return allRows(this.#current, this.#names, view, filter);
	}

	/** Everything that the last complete sample tells, for other programs; undefined before the first. */
	export(): ExportedSample | undefined {
		this.#refreshProbes();
		this.#refreshAlerts();
		const {passiveOpens = null, activeOpens = null, retransmittedSegments = null} = this.#countersBefore?.counters ?? {};
		return this.#current === undefined
			? undefined
			: exportSample(this.#current, {tcp: {passiveOpens, activeOpens, retransmittedSegments}, ephemeralPorts: this.#ephemeralPorts});
	}

	/** The processes that listen on these ports, by identity, or hold their connections, each once; null where not all may be known. */
	portProcesses(identities: ReadonlySet<string>): readonly ProcessInfo[] | null {
		return this.#current === undefined ? null : portProcesses(this.#current, identities);
	}

	/** Takes the connections of a prober that somebody else in this process uses for our own: they are no clients. */
	attachProber(prober: ProberClient): void {
		this.#book.attachProber(prober);
	}

	/** Who would be ended with a row. */
	proposeEnd(view: ViewName, identity: string): {readonly candidates: readonly EndCandidate[]; readonly problem: string | null} {
		return proposeEnd(this.#current, this.#options.procPath, view, identity);
	}

	/** Ends a process if it is still the one that was proposed and still owns the row's socket. */
	end(request: Extract<ToSampler, {readonly type: 'end'}>): {readonly ok: boolean; readonly message: string} {
		return endProcess(this.#current, this.#options.procPath, request);
	}

	/** Probes what a person typed; the next answer shows it. */
	addProbe(text: string): ProbeAddition {
		return this.#book.addText(text, this.#options.probeMethod);
	}

	/** Stops probing a target. */
	removeProbe(identity: string): void {
		this.#book.remove(identity);
	}

	/** Calls back whenever probes had outcomes, up to ten times a second. */
	listenToProbes(onNews: () => void): void {
		this.#book.listen(onNews);
	}

	/** A rule as a person types it holds from the next sample on. */
	addRule(text: string): WatchedRule {
		return this.#watch.addRule(text);
	}

	removeRule(name: string): void {
		this.#watch.removeRule(name);
	}

	/** The alert with this identity; null: all that fire. */
	acknowledge(identity: string | null): void {
		this.#watch.acknowledge(identity);
	}

	/** Totals count a second time from now on. */
	resetTotals(): void {
		this.#traffic.reset();
		this.#errorRows.resetTotals();
		this.#resetAtMilliseconds = Date.now();
	}

	/** Ends the commands of rules that run, and starts no more. */
	endCommands(): void {
		this.#watch.close();
	}

	close(): void {
		this.#watch.close();
		this.#traffic.close();
		this.#book.close();
		this.#collector.close();
	}

	#sources(sockets: SourceStatus, counters: SystemCounters): readonly SourceStatus[] {
		return [sockets, this.#owners.status(this.#privileges.seesAllProcesses), ...counters.sources, ...this.#traffic.sources, ...this.#probeSources()];
	}

	#probeSources(): readonly SourceStatus[] {
		return withProblem(this.#book.status, this.#sensors?.problem ?? null);
	}

	* #collect(table: SocketTable): Generator<void, SourceStatus> {
		try {
			return yield * this.#collector.collect(table);
		} catch (error) {
			table.clear();
			return {
				name: 'sockets', method: this.#options.source, state: 'failed', problem: (error as Error).message,
			};
		}
	}

	* #attribute(table: SocketTable, slots: readonly PortSlot[], budgetMilliseconds: number): Generator<void> {
		this.#owners.refreshProcesses();
		yield;
		yield * this.#owners.update(this.#likelyOwners(table, slots), budgetMilliseconds, refreshMilliseconds);
	}

	/** The owners of a listener most likely own its new connections. */
	#likelyOwners({columns, liveCount}: SocketTable, slots: readonly PortSlot[]): Set<number> {
		const {owners} = this.#owners;
		const likely = new Set<number>();
		if (!this.#owners.isSearching) {
			return likely;
		}

		const busy = new Set<PortSlot>();
		for (let row = 0; row < liveCount; row++) {
			const slot = slots[columns.portSlot[row]!];
			if (slot !== undefined && owners.isSought(columns.inode[row]!)) {
				busy.add(slot);
			}
		}

		for (const listener of [...busy].flatMap(slot => slot.listeners)) {
			for (const pid of owners.pids(columns.inode[listener]!)) {
				likely.add(pid);
			}
		}

		return likely;
	}

	#rowSources(table: SocketTable, sampledAt: number): RowSources {
		return {
			table,
			sampledAt,
			owners: this.#owners.owners,
			processes: this.#processes,
			names: this.#names,
			interfaceName: this.#interfaceNames,
		};
	}

	#freeze(paused: boolean): void {
		if (!paused) {
			this.#frozen = undefined;
		} else if (this.#frozen === undefined && this.#current !== undefined) {
			const rows = {...this.#current.rows, owners: this.#owners.owners.copy(), processes: this.#processes.copy()};
			this.#current = {...this.#current, rows, probes: this.#book.frozenRows(this.#current.passive)};
			this.#frozen = this.#current;
		}
	}

	/** Probes go on between samples: what came of them since is put into the current one. */
	#refreshProbes(): void {
		if (this.#frozen !== undefined || this.#current === undefined || this.#current.probes.version === this.#book.version) {
			return;
		}

		const {summary, passive} = this.#current;
		const sources = [...summary.sources.filter(({name}) => name !== 'probes'), ...this.#probeSources()];
		this.#current = {...this.#current, probes: this.#book.rows(passive), summary: {...summary, sources}};
	}

	/** Alerts are acknowledged, and rules come and go, between samples. */
	#refreshAlerts(): void {
		const alerts = this.#watch.rows;
		if (this.#frozen === undefined && this.#current !== undefined && this.#current.alerts !== alerts) {
			this.#current = {...this.#current, alerts};
		}
	}

	/** The rows with the latency of those that are watched. */
	#measured(ports: readonly PortEntry[]): readonly PortEntry[] {
		return this.#ownDrops.subtract(this.#sensors?.measured(ports) ?? ports, this.#book.halfOpen);
	}

	#totals(states: StateMatrix, counters: SystemCounters, readAt: number): Totals {
		const before = this.#countersBefore;
		this.#countersBefore = {counters, readAt};
		const seconds = before === undefined ? 0 : (readAt - before.readAt) / 1000;
		const perSecond = (counter: Exclude<keyof SystemCounters, 'sources' | 'uptimeSeconds' | 'errors' | 'interfaces'>, factor = 1) => {
			const now = counters[counter];
			const then = before?.counters[counter] ?? null;
			return now === null || then === null || now < then || seconds <= 0 ? null : (now - then) * factor / seconds;
		};

		return {
			sockets: totalsByProtocol(states),
			states: totalsByState(states),
			receiveBitsPerSecond: perSecond('receivedBytes', 8),
			sendBitsPerSecond: perSecond('sentBytes', 8),
			receivePacketsPerSecond: perSecond('receivedPackets'),
			sendPacketsPerSecond: perSecond('sentPackets'),
			retransmissionsPerSecond: perSecond('retransmittedSegments'),
			acceptedPerSecond: perSecond('passiveOpens'),
			connectedPerSecond: perSecond('activeOpens'),
		};
	}
}
