import type {Observation} from '../alerts/observation/observation.ts';
import {InterfaceLabels, type InterfaceName} from '../collectors/interface-labels.ts';
import {Names} from '../collectors/names.ts';
import {Processes} from '../collectors/processes.ts';
import {Sources, type OpenSources} from '../collectors/registry.ts';
import {SocketTable} from '../collectors/socket-table.ts';
import type {openSocketCollector} from '../collectors/sockets.ts';
import {
	readHost,
	readLocalPortRange,
	readPrivileges,
	systemCounters,
	type SystemCounters,
} from '../collectors/system.ts';
import type {ExportedSample} from '../model/exported.ts';
import type {Moment} from '../model/moment.ts';
import type {
	Host,
	Privileges,
	SourceStatus,
} from '../model/snapshot.ts';
import {protocols} from '../model/socket.ts';
import type {startProber} from '../probes/prober/prober-client.ts';
import type {SamplerOptions} from '../protocol/protocol.ts';
import {Watch} from './alerting/watch.ts';
import {PassivePaths} from './probing/passive-paths.ts';
import {PortSensors, withProblem} from './probing/port-sensors.ts';
import {ProbeTargets} from './probing/probe-targets.ts';
import {SelfProbeDrops} from './probing/self-probe-drops.ts';
import {SeriesStore} from './series/series-store.ts';
import type {Present} from './history/sample-reader.ts';
import {OwnerSearch} from './owner-search.ts';
import {join} from './sockets/join.ts';
import {CookieIndex} from './sockets/row-index.ts';
import {mayBeProbe} from './sockets/self-probes.ts';
import {countPeers} from './traffic/port-peers.ts';
import {assignPorts} from './traffic/port-slots.ts';
import {ClosedConnections, recordedLimits} from './traffic/closed-connections.ts';
import {CompleteEnds} from './traffic/complete-ends.ts';
import {TrafficAccounting} from './traffic/traffic-accounting.ts';
import {WatchedPorts} from './traffic/watched-ports.ts';
import {firstProcess, type RowContext} from './views/connection-rows.ts';
import {ErrorRows} from './views/error-rows.ts';
import {InterfaceRows} from './views/interface-rows.ts';
import {MachineTotals} from './views/machine-totals.ts';
import {outgoingRows, outgoingWithOwners} from './views/outgoing-rows.ts';
import {PortRows, type PortFigures} from './views/port-rows.ts';
import {recordSample} from './views/record-sample.ts';
import type {Sample, TakenSample} from './views/sample.ts';
import {countStates, StateRows, type StateMatrix} from './views/state-counts.ts';

/** Samples between two looks at files that hardly ever change: /etc/passwd, /etc/services. */
const samplesBetweenRefreshes = 60;

/** A sampler's access to the machine; tests have their own. */
export type SamplerDependencies = {
	/** Monotonic milliseconds. */
	readonly now: () => number;
	readonly openSockets: typeof openSocketCollector;
	readonly startProber: typeof startProber;
};

type SampleRows = Pick<Sample, 'ports' | 'outgoing' | 'states' | 'probes' | 'errors' | 'interfaces'>;

/** A sample without its rows, and its sockets by state. */
type ComparedSample = Omit<TakenSample, keyof SampleRows | 'alerts' | 'fixedLimits' | 'summary'> & {readonly states: StateMatrix};

/** Takes samples of the machine's sockets: reads the sources, compares with the sample before, aggregates, accounts, watches. */
export class SampleTaker {
	readonly names = new Names();
	readonly probes: ProbeTargets;
	readonly watch: Watch;
	/** null where none are kept. */
	readonly series: SeriesStore | null;
	/** The connections that ended; null where samples are not recorded. */
	readonly completeEnds: CompleteEnds | null;
	readonly #options: SamplerOptions;
	readonly #now: () => number;
	readonly #sources: Sources;
	readonly #open: OpenSources;
	readonly #processes: Processes;
	readonly #owners: OwnerSearch;
	readonly #traffic: TrafficAccounting;
	/** undefined where they are not kept. */
	readonly #closed: ClosedConnections | undefined;
	readonly #sensors: PortSensors | undefined;
	readonly #selfProbeDrops = new SelfProbeDrops();
	readonly #passivePaths = new PassivePaths();
	readonly #watchedPorts: WatchedPorts;
	readonly #portRows: PortRows;
	readonly #portFigures: PortFigures = {
		traffic: slot => this.#traffic.portTraffic(slot),
		closedTotals: port => this.#traffic.closedTotals(port),
		drops: slot => this.#selfProbeDrops.othersDrops(slot),
		latency: identity => this.#sensors?.latency(identity) ?? null,
		forwards: () => this.#open.forwardedPorts,
	};

	readonly #stateRows = new StateRows();
	readonly #errorRows = new ErrorRows();
	readonly #interfaceRows = new InterfaceRows();
	readonly #totals = new MachineTotals();
	readonly #host: Host = readHost();
	readonly #privileges: Privileges;
	readonly #interfaceLabels = new InterfaceLabels();
	#interfaceName = this.#interfaceLabels.ofNow();
	#ephemeralPorts: ReturnType<typeof readLocalPortRange>;
	/** Milliseconds since 1970: of the first sample, and of the last reset of the totals. */
	#startedAtMilliseconds: number | undefined;
	#resetAtMilliseconds: number | null = null;
	#tick = 0;
	#followed: string | null = null;
	/** A table that no sample uses any more. */
	#spare: SocketTable | undefined;

	/**
	Opens the sources and probes the given targets, each once, up to their limit; takes no sample yet.
	@throws SystemError or LibcUnavailableError if netlink is demanded and cannot be had.
	*/
	constructor(options: SamplerOptions, {now, openSockets, startProber}: SamplerDependencies) {
		const {procPath, countsBetweenSamples} = options;
		this.#options = options;
		this.#now = now;
		this.#privileges = readPrivileges(procPath);
		this.#sources = new Sources({
			procPath, socketMethod: options.source, openSockets, countsBetweenSamples, now,
		});
		this.#open = this.#sources.open;
		this.#processes = new Processes(procPath, this.names, now, undefined, pid => this.#open.processes.descriptorCount(pid));
		this.#owners = new OwnerSearch(this.#open, this.#processes, options.completeAttribution);
		this.#watchedPorts = new WatchedPorts(options.watchedPorts);
		this.#portRows = new PortRows(this.#watchedPorts);
		this.#ephemeralPorts = readLocalPortRange(procPath);
		this.probes = new ProbeTargets(options.probeSettings, startProber);
		const isProbe = (table: SocketTable, row: number) => mayBeProbe(table, row, this.probes.destinations);
		this.completeEnds = options.records === true ? new CompleteEnds() : null;
		this.#closed = this.completeEnds === null
			? (options.keepsSeries ? new ClosedConnections(isProbe) : undefined)
			: new ClosedConnections(isProbe, recordedLimits, this.completeEnds);
		this.#traffic = new TrafficAccounting(this.probes, this.#open, this.#closed);
		this.watch = new Watch(options, this.names, () => this.#moment());
		this.series = options.keepsSeries ? new SeriesStore() : null;
		this.#sensors = options.probesWatchedPorts && options.watchedPorts.length > 0 ? new PortSensors(this.probes, options.intervalSeconds) : undefined;
		for (const target of options.probeTargets) {
			this.probes.add(target);
		}
	}

	/** The interfaces as of the last sample: their names, and what addresses they have, as targets are spelled; null where that is not known. */
	get interfaces(): {readonly nameOf: InterfaceName; readonly addressesOf: (name: string) => readonly string[] | null} {
		return {nameOf: this.#interfaceName, addressesOf: name => this.#sources.addressesOf(name)};
	}

	/** Whether there are sockets whose owners have not been looked for everywhere. */
	get isSearchingOwners(): boolean {
		return this.#open.processes.isSearching;
	}

	/** The ports that were open, and are not any more. */
	get closedPorts(): TrafficAccounting['closedPorts'] {
		return this.#traffic.closedPorts;
	}

	/** The facts for other programs that are in no row of the last sample. */
	get exported(): Pick<ExportedSample, 'tcp' | 'ephemeralPorts'> {
		const {passiveOpens = null, activeOpens = null, retransmittedSegments = null} = this.#totals.counters ?? {};
		return {tcp: {passiveOpens, activeOpens, retransmittedSegments}, ephemeralPorts: this.#ephemeralPorts};
	}

	/**
	Takes one sample, piece by piece. If the sockets cannot be read it is the previous one, with the status that says so; where there is
	none, one without sockets, to which nothing is compared.
	*/
	* take(last: TakenSample | undefined): Generator<void | Promise<void>, TakenSample> {
		const previous = last?.summary.unreadProtocols.length === protocols.length ? undefined : last;
		const moment = this.#moment();
		const {timeMilliseconds, monotonicMilliseconds: sampledAt} = moment;
		this.#tick++;
		if (this.#tick % samplesBetweenRefreshes === 0) {
			this.#refreshNames();
		}

		this.#interfaceName = this.#interfaceLabels.ofNow();
		this.#sources.read();
		const counters = systemCounters(this.#open);
		this.#traffic.startSample(counters.errors);
		const table = this.#spare ?? new SocketTable();
		this.#spare = undefined;
		table.clear();
		const status = yield * this.#open.sockets.collect(table);
		this.#traffic.finishReading();
		this.#processes.startTick(counters.uptimeSeconds);
		if (previous !== undefined && status.state === 'failed') {
			this.#spare = table;
			const sources = this.#statuses;
			const rows = {...previous, probes: this.probes.rows(previous.passive), errors: this.#errorRows.update(counters.errors, sampledAt)};
			this.#watchSample(rows, {
				...moment, sources, isFirst: false,
			});
			return {...previous, alerts: this.watch.rows, summary: {...previous.summary, tick: this.#tick, sources}};
		}

		const unreadProtocols = [...table.unread];
		const {states, ...compared} = yield * this.#compare(table, previous, sampledAt, status.method === 'netlink');
		const rows = this.#rows(compared, counters);
		this.#startedAtMilliseconds ??= timeMilliseconds;
		const sources = this.#statuses;
		this.#watchSample(rows, {
			...moment, sources, isFirst: previous === undefined,
		});
		yield;
		const totals = this.#totals.update(states, counters, rows.interfaces, sampledAt);
		if (this.series !== null) {
			recordSample(this.series, moment, {
				...compared, ...rows, totals, followed: this.#followed, probeTallies: this.probes.takeTallies(),
			});
		}

		const alerts = this.watch.rows;
		return {
			...compared,
			...rows,
			alerts,
			fixedLimits: this.#options.fixedLimits,
			summary: {
				host: this.#host,
				tick: this.#tick,
				...moment,
				intervalSeconds: previous === undefined ? null : (sampledAt - previous.sampledAt) / 1000,
				uptimeSeconds: counters.uptimeSeconds,
				totals,
				privileges: this.#privileges,
				sources,
				unreadProtocols,
				alerts: alerts.counts,
				startedAtMilliseconds: this.#startedAtMilliseconds,
				resetAtMilliseconds: this.#resetAtMilliseconds,
				sampleMilliseconds: this.#now() - sampledAt,
			},
		};
	}

	/** Resolves when every source can be read, or after that many milliseconds. */
	async ready(maxMilliseconds: number): Promise<void> {
		await this.#sources.ready(maxMilliseconds);
	}

	/** Goes on searching for owners between samples; returns the sample with what was found. */
	* findOwners(sample: TakenSample): Generator<void | Promise<void>, TakenSample> {
		const {table, openPorts: {slots}, rowContext} = sample;
		yield * this.#owners.searchOn(table, slots);
		yield * this.#owners.readProcesses(table, slots);
		return {
			...sample,
			ports: this.#portRows.withOwners(sample.ports, slots, rowContext),
			outgoing: outgoingWithOwners(sample.outgoing, rowContext),
		};
	}

	/** Notes that the connection with this identity was reset from here: the kernel does not say so of one whose FIN was acknowledged. */
	markReset(identity: string): void {
		this.#closed?.markReset(identity);
	}

	/** Keeps series of the connection with this identity from the next sample on, and the connection once it has closed; null: of none. */
	follow(identity: string | null): void {
		this.#followed = identity;
		this.#closed?.follow(identity);
	}

	/** The names and the log that a sample of the past takes from the present. */
	get present(): Present {
		const {rows} = this.watch.rows;
		return {names: this.names, interfaceName: this.#interfaceName, logUntil: lastEvent => rows.flatMap(row => row.type === 'event' && row.event.sequence <= lastEvent ? [row] : [])};
	}

	/** Returns the sockets whose holders have changed since the last call; null where that is not known. */
	takeChangedOwners(): ReadonlySet<number> | null {
		return this.#open.processes.takeChanged();
	}

	/** Takes back the table of a sample that is not looked at any more. */
	reuse(table: SocketTable): void {
		this.#spare = table;
	}

	/** Returns the sample as it will stay: with copies of what goes on between samples. */
	freeze(sample: TakenSample): TakenSample {
		const rowContext = {...sample.rowContext, owners: this.#open.processes.owners.copy(), processes: this.#processes.copy()};
		return {...sample, rowContext, probes: this.probes.frozenRows(sample.passive)};
	}

	/** Returns the sample with what came of the probes since; the same one if nothing did. */
	withProbes(sample: TakenSample): TakenSample {
		if (sample.probes.version === this.probes.version) {
			return sample;
		}

		const {summary, passive} = sample;
		const sources = [...summary.sources.filter(({name}) => name !== 'probes'), ...this.#probeStatuses];
		return {...sample, probes: this.probes.rows(passive), summary: {...summary, sources}};
	}

	/** Returns the sample with the alerts as they are now, which are acknowledged, and rules come and go, between samples. */
	withAlerts(sample: TakenSample): TakenSample {
		const alerts = this.watch.rows;
		return sample.alerts === alerts ? sample : {...sample, alerts};
	}

	/** Totals count a second time from now on. */
	resetTotals(): void {
		this.#traffic.reset();
		this.#errorRows.resetTotals();
		this.#resetAtMilliseconds = Date.now();
	}

	close(): void {
		this.watch.close();
		this.#traffic.close();
		this.probes.close();
		this.#interfaceLabels.close();
		this.#sources.close();
	}

	#moment(): Moment {
		return {timeMilliseconds: Date.now(), monotonicMilliseconds: this.#now()};
	}

	get #statuses(): readonly SourceStatus[] {
		return [...this.#sources.statuses.map(status => status.name === 'processes' ? this.#processes.withLate(status) : status), ...this.#probeStatuses];
	}

	get #probeStatuses(): readonly SourceStatus[] {
		return withProblem(this.probes.status, this.#sensors?.problem ?? null);
	}

	#refreshNames(): void {
		this.names.refresh();
		this.#ephemeralPorts = readLocalPortRange(this.#options.procPath);
	}

	/** Shows a sample to the alerts. Where the sockets could not be read, its ports, peers and states are those of the sample before. */
	#watchSample(rows: SampleRows, moment: Moment & Pick<Observation, 'sources' | 'isFirst'>): void {
		this.watch.observe({
			...rows,
			...moment,
			ports: rows.ports.filter(({port}) => port.freshness !== 'vanished'),
			probes: rows.probes.rows,
			counters: rows.errors,
			refused: this.#traffic.takeRefused(),
			ephemeralPorts: this.#ephemeralPorts,
		});
	}

	/** Compares a table that was just read with the sample before, and adds up what passed since, once. */
	* #compare(table: SocketTable, previous: TakenSample | undefined, sampledAt: number, hasCounters: boolean): Generator<void | Promise<void>, ComparedSample> {
		const {processes} = this.#open;
		const closed = this.#closed;
		this.completeEnds?.startTick(previous !== undefined);
		yield * join(table, previous, sampledAt, {
			onInode(inode) {
				processes.appeared(inode);
			},
			onInodeGone(inode) {
				processes.forget(inode);
			},
			...(closed !== undefined && previous !== undefined && {onGone: row => closed.take(previous.table, row)}),
		});
		const openPorts = yield * assignPorts(table, this.probes.isSelfProbePort, this.#interfaceName, this.#traffic.begunFromPorts(previous?.openPorts));
		const {slots} = openPorts;
		const index = new CookieIndex();
		if (previous !== undefined) {
			closed?.append(table, index, {...previous, processes: previous.groups.groupings.process}, sampledAt);
		}

		index.build(table);
		yield;
		const rowContext = this.#rowContext(table, sampledAt);
		this.#selfProbeDrops.update(openPorts, this.probes.halfOpen, sampledAt);
		// Before the traffic is counted, as it is also counted by owner.
		yield * this.#owners.search(table, slots);
		const accounts = yield * this.#traffic.update({table, sampledAt, openPorts}, previous, hasCounters, this.#selfProbeDrops, row => firstProcess(row, rowContext));
		const groups = this.#traffic.grouped(previous === undefined ? null : (sampledAt - previous.sampledAt) / 1000);
		yield * countPeers(table, slots, processes.owners);
		yield * this.#owners.readProcesses(table, slots);
		yield * this.#open.forwardedPorts.refresh(slots, this.#watchedPorts.closed(slots).length > 0);
		const states = countStates(table, undefined);
		this.#stateRows.update(states);
		yield;
		const passive = yield * this.#passivePaths.update(table, this.probes.addresses, this.probes.isSelfProbePort, sampledAt);
		this.#sensors?.update(this.#watchedPorts.all(slots));
		return {
			table,
			index,
			sampledAt,
			openPorts,
			accounts,
			groups,
			rowContext: {...rowContext, openPorts, ...closed !== undefined && {closedOwners: closed.owners}},
			passive,
			states,
			closedLeftOut: closed?.leftOut ?? 0,
		};
	}

	/** Makes the rows of a new sample, once. */
	#rows({openPorts: {slots}, rowContext, passive, sampledAt}: Omit<ComparedSample, 'states'>, {errors, interfaces}: SystemCounters): SampleRows {
		return {
			ports: this.#portRows.update(slots, rowContext, this.#portFigures),
			outgoing: outgoingRows(this.#traffic.outgoing, rowContext),
			states: this.#stateRows.rows,
			probes: this.probes.rows(passive),
			errors: this.#errorRows.update(errors, sampledAt),
			interfaces: this.#interfaceRows.update(interfaces, sampledAt),
		};
	}

	#rowContext(table: SocketTable, sampledAt: number): RowContext {
		return {
			table,
			sampledAt,
			owners: this.#open.processes.owners,
			processes: this.#processes,
			names: this.names,
			interfaceName: this.#interfaceName,
		};
	}
}
