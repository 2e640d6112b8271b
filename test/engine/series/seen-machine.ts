/* A machine that a recorder and a store of series see. */
import {createRandom} from '../../../benchmark/statistics.ts';
import {JoinedSeries} from '../../../source/engine/series/joined-series.ts';
import {RecordedSeries} from '../../../source/engine/series/recorded-series.ts';
import {SeriesStore} from '../../../source/engine/series/series-store.ts';
import type {FigureOf, RecordedKind} from '../../../source/engine/series/recorded-figures.ts';
import type {Moment} from '../../../source/model/moment.ts';
import type {SeriesWindow} from '../../../source/model/series.ts';
import {openRecording} from '../../../source/recording/open-recording.ts';
import {RecordedIntervals} from '../../../source/recording/recorded-intervals.ts';
import type {RecordedSample} from '../../../source/recording/recorded-sample.ts';
import {RecordingWriter} from '../../../source/recording/recording-writer.ts';
import {anErrorCounter} from '../../builders/error-counter.ts';
import {aNetworkInterface} from '../../builders/network-interface.ts';
import {aPort} from '../../builders/port.ts';
import {aProbe} from '../../builders/probe.ts';
import {recordedInterval, recordedPort, recordedSample} from '../../builders/recorded-sample.ts';
import {aStateCount} from '../../builders/state-count.ts';
import {aSummary} from '../../builders/summary.ts';
import {recorderSession} from '../../builders/recorder-session.ts';
import {temporaryPlace} from '../../helpers/recorder.ts';

/** The figures of a second; null: unknown. */
export type Second = {
	/** null: it does not listen. */
	readonly port: {readonly connections: number; readonly receive: number | null; readonly drops: number} | null;
	readonly sockets: number;
	readonly errors: number;
	readonly probe: {readonly received: number; readonly lost: number; readonly rtt: number} | null;
};

/** A Monday, 00:00:00.5. */
const startWall = Date.UTC(2026, 5, 1) + 500;
const name = {target: 'example.org:443', method: null, port: 443};
const probe = aProbe(name);
const port = aPort({port: 443});
const {totals: noTotals} = aSummary();

export const figures = [
	['port', port.identity, 'connections'],
	['port', port.identity, 'receive'],
	['port', port.identity, 'dropRate'],
	['machine', 'machine', 'receive'],
	['interface', 'eth0', 'receive'],
	['state', 'ESTABLISHED', 'total'],
	['counter', 'TcpRetransSegs', 'rate'],
	['group', 'port|tcp 443', 'receive'],
	['probe', probe.identity, 'received'],
	['probe', probe.identity, 'lost'],
	['probe', probe.identity, 'roundTrips'],
] as const satisfies ReadonlyArray<readonly [RecordedKind, string, string]>;

export type Figure = (typeof figures)[number];

export type Read = (figure: Figure, seconds: number, buckets: number, until?: Moment) => SeriesWindow | undefined;

export const readerOf = (source: Pick<SeriesStore | JoinedSeries, 'read'>): Read => ([kind, identity, figure], seconds, buckets, until) => source.read(kind, identity, figure as FigureOf<typeof kind>, {
	seconds, buckets, ...until !== undefined && {until}, ...kind === 'probe' && {name}, ...kind === 'group' && {name: {grouping: 'port', kind: 'member', name: '443/tcp'}},
});

/** A machine, seen by a recorder, by a store of series from the beginning on, and by that of a session which begins later. */
export class SeenMachine {
	readonly file: string;
	readonly whole = new SeriesStore();
	readonly seconds: Array<Moment & {readonly second: Second; readonly isSeen: boolean}> = [];
	session: SeriesStore | undefined;
	isRecorded = true;
	#writer: RecordingWriter | undefined;
	/** Samples that are not written yet. */
	#unwritten: RecordedSample[] = [];
	#isFirst = true;
	#now = 600_500;
	#wall = startWall;

	constructor(after: (cleanup: () => void) => void) {
		const {file, remove} = temporaryPlace();
		after(() => {
			this.stopRecorder();
			remove();
		});
		this.file = file;
	}

	get moment(): Moment {
		return {monotonicMilliseconds: this.#now, timeMilliseconds: this.#wall};
	}

	pass(milliseconds: number, wallStep = 0): void {
		this.#now += milliseconds;
		this.#wall += milliseconds + wallStep;
	}

	stopRecorder(): void {
		this.#write();
		this.#writer?.close();
		this.#writer = undefined;
		this.#isFirst = true;
	}

	sample(second: Second, length = 1000): void {
		this.pass(length);
		this.seconds.push({...this.moment, second, isSeen: (this.isRecorded && !this.#isFirst) || this.session !== undefined});
		record(this.whole, this.moment, second, this.seconds.length === 1);
		if (this.session !== undefined) {
			record(this.session, this.moment, second, this.session.sampledAt === undefined);
		}

		if (!this.isRecorded) {
			this.stopRecorder();
			return;
		}

		this.#writer ??= new RecordingWriter(this.file, recorderSession(), this.#wall);
		this.#unwritten.push(recordedSample({...this.moment, interval: this.#isFirst ? null : intervalOf(second, length / 1000)}));
		this.#isFirst = false;
		if (this.#unwritten.length === 60) {
			this.#write();
		}
	}

	/** Returns the series of the recording before a moment, alone or before a session. */
	reader(moment: Moment, session: SeriesStore | null = null): Read {
		this.#write();
		const database = openRecording(this.file);
		const intervals = new RecordedIntervals(this.file, database);
		let clock = 0;
		// An answer has the time for a few reads only.
		const now = () => {
			clock += 4;
			return clock;
		};

		const series = new JoinedSeries(new RecordedSeries(act => act(intervals), now), session);
		const read = readerOf(series);
		return (...words) => {
			for (;;) {
				series.begin(moment);
				const window = read(...words);
				if (series.isComplete) {
					return window;
				}
			}
		};
	}

	#write(): void {
		this.#writer?.write(this.#unwritten, 0);
		this.#unwritten = [];
	}
}

/** `isFirst`: rates are known from the second sample on. */
function record(store: SeriesStore, moment: Moment, {port: figuresOfPort, sockets, errors, probe: outcomes}: Second, isFirst: boolean): void {
	const rate = (value: number | null) => isFirst ? null : value;
	store.begin(moment);
	store.record('machine', 'machine', {...noTotals, receiveBitsPerSecond: rate(sockets * 8000)});
	if (figuresOfPort !== null) {
		const {connections, receive, drops} = figuresOfPort;
		store.record('port', port.identity, aPort({
			port: 443, connectionCount: connections, receiveBitsPerSecond: rate(receive), dropsPerSecond: rate(drops),
		}));
	}

	store.record('interface', 'eth0', aNetworkInterface({receiveBitsPerSecond: rate(sockets * 16_000)}));
	store.record('state', 'ESTABLISHED', aStateCount({total: sockets}));
	store.record('counter', 'TcpRetransSegs', anErrorCounter({perSecond: rate(errors)}));
	store.record('group', 'port|tcp 443', {receiveBitsPerSecond: rate(errors * 800), sendBitsPerSecond: rate(0)});
	if (outcomes === null) {
		return;
	}

	const {received, lost, rtt} = outcomes;
	store.record('probe', probe.identity, {
		...probe, receivedPerSecond: rate(received), lostPerSecond: rate(lost), roundTripMicrosecondsPerSecond: rate(received * rtt),
	});
}

function intervalOf({port: figuresOfPort, sockets, errors, probe: outcomes}: Second, seconds: number) {
	const bytes = (bits: number) => Math.round(bits * seconds / 8);
	const count = (perSecond: number) => Math.round(perSecond * seconds);
	const interval = recordedInterval();
	return recordedInterval({
		seconds,
		totals: {...interval.totals, receivedBytes: bytes(sockets * 8000)},
		ports: figuresOfPort === null
			? []
			: [recordedPort({
				figures: {
					connections: figuresOfPort.connections, receivedBytes: figuresOfPort.receive === null ? null : bytes(figuresOfPort.receive), drops: count(figuresOfPort.drops),
				},
			})],
		interfaces: [{
			name: 'eth0', figures: {
				receivedBytes: bytes(sockets * 16_000), sentBytes: null, receivedPackets: null, sentPackets: null, errors: 0, drops: 0,
			},
		}],
		states: sockets === 0 ? [] : [{name: 'ESTABLISHED', figures: {sockets}}],
		counters: errors === 0 ? [] : [{name: 'TcpRetransSegs', figures: {increase: count(errors)}}],
		groups: errors === 0
			? []
			: [{
				grouping: 'port', kind: 'member', name: '443/tcp', figures: {
					opened: 0, closed: 0, failed: 0, resets: 0, timeouts: 0, receivedBytes: bytes(errors * 800), sentBytes: 0, dataSegments: 0, retransmissions: 0,
				},
			}],
		probes: outcomes === null
			? []
			: [{
				...name, status: 'OPEN', figures: {
					sent: 1, received: count(outcomes.received), refused: 0, rejected: 0, lost: count(outcomes.lost), late: 0,
					minimumRttMicroseconds: null, averageRttMicroseconds: outcomes.received === 0 ? null : outcomes.rtt, maximumRttMicroseconds: null,
				},
			}],
	});
}

/** Returns seconds in which everything moves, comes and goes, and is unknown at times. */
export function * someSeconds(count: number, seed: number): Generator<Second> {
	const random = createRandom(seed);
	let [isThere, isKnown, isProbed] = [true, true, true];
	for (let index = 0; index < count; index++) {
		isThere = random() < 0.02 ? !isThere : isThere;
		isKnown = random() < 0.02 ? !isKnown : isKnown;
		isProbed = random() < 0.01 ? !isProbed : isProbed;
		const isLost = random() < 0.1;
		yield {
			port: isThere ? {connections: Math.floor(100 * random()), receive: isKnown ? 8 * Math.floor(1e6 * random()) : null, drops: random() < 0.1 ? Math.floor(9 * random()) : 0} : null,
			sockets: random() < 0.3 ? 0 : Math.floor(50 * random()),
			errors: random() < 0.7 ? 0 : Math.floor(20 * random()),
			probe: isProbed ? {received: isLost ? 0 : 1, lost: isLost ? 1 : 0, rtt: 100 + Math.floor(900 * random())} : null,
		};
	}
}
