import {readBootId, readHost} from '../collectors/system.ts';
import {openSocketCollector} from '../collectors/sockets.ts';
import type {
	ListedView,
	Snapshot,
	SourceStatus,
	ViewName,
} from '../model/snapshot.ts';
import type {ExportedSample} from '../model/exported.ts';
import type {CloseProposal} from '../model/close.ts';
import type {Moment} from '../model/moment.ts';
import type {EndCandidate, ProcessInfo} from '../model/process.ts';
import {startProber, type ProberClient} from '../probes/prober/prober-client.ts';
import type {
	Move,
	Query,
	SamplerOptions,
	ToSampler,
	Travel,
	ViewMessage,
} from '../protocol/protocol.ts';
import type {RecordedSample} from '../recording/recorded-sample.ts';
import {readBaselines} from './alerting/baselines-client.ts';
import type {WatchedRule} from './alerting/watch.ts';
import type {ProbeAddition} from './probing/probe-targets.ts';
import {closeConnection, proposeClose, type Closed} from './queries/close-connection.ts';
import {endProcess, proposeEnd} from './queries/end-process.ts';
import {exportSample} from './queries/export-sample.ts';
import {allRows, ViewQueries} from './queries/view-queries.ts';
import {RecordingAccess} from './history/recording-access.ts';
import {SampleHistory} from './history/sample-history.ts';
import {TimeTravel} from './history/time-travel.ts';
import {WholeSamples} from './history/whole-samples.ts';
import {SampleRecords} from './records/sample-records.ts';
import {runInTurns} from './run-in-turns.ts';
import {SampleTaker, type SamplerDependencies} from './sample-taker.ts';
import {JoinedSeries} from './series/joined-series.ts';
import {RecordedSeries} from './series/recorded-series.ts';
import {portProcesses} from './views/port-rows.ts';
import type {TakenSample} from './views/sample.ts';

/** The first of several samples waits at most so long for what is not read in one go. */
const maxReadyMilliseconds = 500;

/** Answers queries from the last complete sample, and does what its user asks. */
export class Sampler {
	readonly #options: SamplerOptions;
	/** Recordings name this machine so. */
	readonly #hostName = readHost().name;
	readonly #taker: SampleTaker;
	readonly #queries: ViewQueries;
	readonly #recording: RecordingAccess;
	/** The series that charts read where there may be a recording. */
	readonly #joined: JoinedSeries | null;
	/** Whether the recording can be read; undefined: that was not asked yet. */
	#canReadRecording: boolean | undefined;
	/** null where no samples are kept. */
	readonly #travel: TimeTravel | null;
	/** null where nothing is recorded. */
	readonly #records: {readonly figures: SampleRecords; readonly samples: WholeSamples} | null;
	readonly #readBaselines: typeof readBaselines;
	readonly #learned = Promise.withResolvers<string | null>();
	readonly #closing = new AbortController();
	#isLearning = false;
	#current: TakenSample | undefined;
	/** The sample that a paused display shows. */
	#frozen: TakenSample | undefined;

	/**
	Opens the sources and probes the given targets, each once, up to their limit; takes no sample yet.
	@throws SystemError or LibcUnavailableError if netlink is demanded and cannot be had.
	*/
	constructor(options: SamplerOptions, {readBaselines: read = readBaselines, ...dependencies}: Partial<SamplerDependencies & {readonly readBaselines: typeof readBaselines}> = {}) {
		this.#options = options;
		this.#readBaselines = read;
		this.#taker = new SampleTaker(options, {
			now: () => performance.now(), openSockets: openSocketCollector, startProber, ...dependencies,
		});
		const {series} = this.#taker;
		this.#recording = new RecordingAccess(options.recording ?? null, this.#hostName);
		// Each remembers what it has read before its moment.
		const recorded = () => new RecordedSeries(act => this.#recording.use(({intervals}) => act(intervals)));
		this.#joined = series === null || options.recording === undefined ? null : new JoinedSeries(recorded(), series);
		const session = this.#joined ?? series;
		this.#queries = new ViewQueries(series, options.sendsEvents, session);
		this.#travel = options.historyBytes > 0
			? new TimeTravel(new SampleHistory({maxBytes: options.historyBytes}), this.#recording, {session, recorded: new JoinedSeries(recorded(), null)})
			: null;
		this.#records = recordsOf(this.#taker);
	}

	/** Whether there are sockets whose owners have not been looked for everywhere. */
	get isSearchingOwners(): boolean {
		return this.#taker.isSearchingOwners;
	}

	/** Whether the last answer had all that it shows of the past; else the next one has more. */
	get isAnswerComplete(): boolean {
		return this.#queries.isAnswerComplete;
	}

	/** The names and addresses of the interfaces, without a call that waits for the kernel's lock of them. */
	get interfaces(): SampleTaker['interfaces'] {
		return this.#taker.interfaces;
	}

	/** Resolves when the detectors have learned from the recording of this machine, a while after the second sample: with what was wrong with it; null: nothing. */
	get learned(): Promise<string | null> {
		return this.#learned.promise;
	}

	/** Resolves when a first sample would have everything, or after half a second. */
	async ready(): Promise<void> {
		await this.#taker.ready(maxReadyMilliseconds);
	}

	/** Takes one sample, and looks for owners for a while longer. Never rejects: what fails is a status in the sample. */
	async tick(): Promise<void> {
		if (this.#current === undefined) {
			await this.ready();
		}

		await runInTurns(this.sample());
		if (this.isSearchingOwners) {
			await runInTurns(this.searchOwners());
		}
	}

	/** Takes one sample, piece by piece: between the pieces queries are answered from the sample before. */
	* sample(): Generator<void | Promise<void>> {
		if (this.#current !== undefined) {
			// Now it is complete, and the table of the one before is not used again yet.
			yield * this.#travel?.add(this.#current, this.#taker.takeChangedOwners(), this.#queries.steady) ?? [];
		}

		const sample = yield * this.#taker.take(this.#current);
		const table = this.#current?.table;
		if (table !== undefined && table !== sample.table && table !== this.#frozen?.table) {
			this.#taker.reuse(table);
		}

		// The first one is on its way to the screen.
		if (this.#current !== undefined && !this.#isLearning) {
			this.#isLearning = true;
			void this.#learn(sample);
		}

		this.#current = sample;
	}

	/** Goes on looking for owners between samples, and puts what it finds into the current one. */
	* searchOwners(): Generator<void | Promise<void>> {
		if (this.#current === undefined) {
			return;
		}

		const found = yield * this.#taker.findOwners(this.#current);
		const isFrozen = this.#frozen === this.#current;
		// Probes and alerts may have gone on meanwhile.
		this.#current = {...this.#current, ports: found.ports, outgoing: found.outgoing};
		if (isFrozen) {
			this.#frozen = this.#current;
		}
	}

	/** Returns what the query shows, from the last complete sample; undefined before the first. */
	answer(query: Query, move: Move | null): ViewMessage | undefined {
		this.#freeze(query.paused);
		this.#taker.follow(query.view === 'connections' ? query.detail : null);
		if (query.view === 'probes') {
			this.#refreshProbes();
		}

		this.#refreshAlerts();

		const sample = this.#frozen ?? this.#current;
		if (sample === undefined) {
			return undefined;
		}

		this.#joined?.begin(this.#findJoint());
		const past = this.#travel?.look(Date.now(), () => this.#taker.present) ?? null;
		const message = this.#queries.answer(past?.sample ?? sample, this.#taker.names, query, move, past);
		// What fires is seen at once, also while the display is paused. The past has its own alerts, but each new one rings the bell.
		const {counts} = this.#taker.watch.rows;
		return {...message, summary: {...message.summary, alerts: past === null ? counts : {...past.sample.alerts.counts, fired: counts.fired}}};
	}

	/** Looks at another moment from now on. */
	travel(to: Travel): void {
		const present = this.#frozen ?? this.#current;
		if (present !== undefined) {
			this.#travel?.travel(to, present.summary);
		}
	}

	/** Returns what was wrong with the recording of this machine, once; null: nothing. */
	takeTravelProblem(): string | null {
		return this.#recording.takeProblem();
	}

	/** Looks at the moment that a person typed from now on; returns what is wrong with it. */
	travelTo(text: string, isUtc: boolean): string | null {
		const present = this.#frozen ?? this.#current;
		return present === undefined || this.#travel === null
			? 'no samples are kept: --history-size 0'
			: this.#travel.travelTo(text, present.summary, {nowMilliseconds: Date.now(), isUtc});
	}

	/** Returns every matching row of a view: ports by port, connections as the kernel lists them. */
	snapshot(view: ListedView, filter: string): Snapshot {
		if (this.#current === undefined) {
			throw new Error('no sample was taken yet');
		}

		return allRows(this.#current, this.#taker.names, view, filter);
	}

	/** Returns all figures of the last complete sample, for other programs; undefined before the first. */
	export(): ExportedSample | undefined {
		this.#refreshProbes();
		this.#refreshAlerts();
		return this.#current === undefined ? undefined : exportSample(this.#current, this.#taker.exported);
	}

	/** The sources of the last complete sample; none before the first. */
	get sources(): readonly SourceStatus[] {
		return this.#current?.summary.sources ?? [];
	}

	/** Returns what is new of the last complete sample, for a recording: once for each sample; undefined before the first, and where nothing is recorded. */
	async takeRecord(): Promise<RecordedSample | undefined> {
		this.#refreshProbes();
		this.#refreshAlerts();
		const sample = this.#current;
		if (sample === undefined || this.#records === null) {
			return undefined;
		}

		const {figures, samples} = this.#records;
		const news = figures.take(sample);
		const whole = await runInTurns(samples.write(sample, {changedOwners: this.#taker.takeChangedOwners(), steady: this.#queries.steady}));
		return {...news, whole};
	}

	/** Returns the processes that listen on these ports, by identity, or hold their connections, each once; null where not all may be known. */
	portProcesses(identities: ReadonlySet<string>): readonly ProcessInfo[] | null {
		return this.#current === undefined ? null : portProcesses(this.#current.openPorts.slots, this.#current.rowContext, identities);
	}

	/** Takes the connections of another prober of this process for our own: they are no clients. */
	attachProber(prober: ProberClient): void {
		this.#taker.probes.attachProber(prober);
	}

	/** Returns the processes that would be ended with a row. */
	proposeEnd(view: ViewName, identity: string): {readonly candidates: readonly EndCandidate[]; readonly problem: string | null} {
		return proposeEnd(this.#current, this.#options.procPath, view, identity);
	}

	/** Ends a process if it is still the one that was proposed and still owns the row's socket. */
	end(request: Extract<ToSampler, {readonly type: 'end'}>): {readonly ok: boolean; readonly message: string} {
		return endProcess(this.#current, this.#options.procPath, request);
	}

	/** Returns the connection that would be closed with a row of Connections. */
	proposeClose(identity: string): {readonly proposal: CloseProposal | null; readonly problem: string | null} {
		return proposeClose(this.#current, this.#options.procPath, identity);
	}

	/** Closes a connection if it is still the one that was proposed. */
	closeConnection(request: Extract<ToSampler, {readonly type: 'close'}>): Closed {
		const closed = closeConnection(this.#current, this.#options.procPath, request);
		const {connection, effect} = request.proposal;
		if (effect === 'reset' && closed.ok) {
			this.#taker.markReset(connection.identity);
		}

		return closed;
	}

	/** Probes what a person typed; the next answer shows it. */
	addProbe(text: string): ProbeAddition {
		return this.#taker.probes.addText(text, this.#options.probeMethod);
	}

	/** Stops probing a target. */
	removeProbe(identity: string): void {
		this.#taker.probes.remove(identity);
	}

	/** Calls back whenever probes had outcomes, up to ten times a second. */
	listenToProbes(onNews: () => void): void {
		this.#taker.probes.listen(onNews);
	}

	/** Adds a rule in the user's spelling, which holds from the next sample on, or in the place of the one of that name. */
	addRule(text: string, replaces: string | null): WatchedRule {
		return this.#taker.watch.addRule(text, replaces);
	}

	removeRule(name: string): void {
		this.#taker.watch.removeRule(name);
	}

	/** The alert with this identity; null: all that fire. */
	acknowledge(identity: string | null): void {
		this.#taker.watch.acknowledge(identity);
	}

	/** Totals count a second time from now on. */
	resetTotals(): void {
		this.#taker.resetTotals();
	}

	/** Ends the commands of rules that run, and starts no more. */
	endCommands(): void {
		this.#taker.watch.close();
	}

	close(): void {
		this.#closing.abort();
		this.#recording.close();
		this.#taker.close();
	}

	/** Returns the moment before which charts read the recording: the first sample. Before there are two nothing is read, so that the first rows wait for nothing. */
	#findJoint(): Moment | undefined {
		const {first, sampledAt} = this.#taker.series ?? {};
		if (first === undefined || first.monotonicMilliseconds === sampledAt) {
			return undefined;
		}

		if (this.#canReadRecording === undefined) {
			this.#canReadRecording = false;
			void this.#lookForRecording();
		}

		return this.#canReadRecording ? first : undefined;
	}

	async #lookForRecording(): Promise<void> {
		this.#canReadRecording = await this.#recording.canBeRead();
	}

	/** Has the detectors go on with what was recorded before the first sample. */
	async #learn({summary: {startedAtMilliseconds: until, timeMilliseconds, monotonicMilliseconds}}: TakenSample): Promise<void> {
		const {detects, recording, procPath} = this.#options;
		const {watch} = this.#taker;
		const {learned, problem} = detects && recording !== undefined
			? await this.#readBaselines({
				file: recording, host: this.#hostName, bootId: readBootId(procPath), until,
			}, this.#closing.signal)
			: {learned: null, problem: null};
		if (learned !== null) {
			watch.learn(learned);
		}

		if (problem !== null) {
			watch.reportRecording(problem, {timeMilliseconds, monotonicMilliseconds});
		}

		this.#learned.resolve(problem);
	}

	#freeze(paused: boolean): void {
		if (!paused) {
			this.#frozen = undefined;
		} else if (this.#frozen === undefined && this.#current !== undefined) {
			this.#current = this.#taker.freeze(this.#current);
			this.#frozen = this.#current;
		}
	}

	/** Probes go on between samples: what came of them since is put into the current one. */
	#refreshProbes(): void {
		if (this.#frozen === undefined && this.#current !== undefined) {
			this.#current = this.#taker.withProbes(this.#current);
		}
	}

	/** Alerts are acknowledged, and rules come and go, between samples. */
	#refreshAlerts(): void {
		if (this.#frozen === undefined && this.#current !== undefined) {
			this.#current = this.#taker.withAlerts(this.#current);
		}
	}
}

function recordsOf(taker: SampleTaker): {readonly figures: SampleRecords; readonly samples: WholeSamples} | null {
	const {completeEnds: ends, probes} = taker;
	return ends === null ? null : {figures: new SampleRecords({ends, probes, closedPorts: () => taker.closedPorts}), samples: new WholeSamples()};
}
