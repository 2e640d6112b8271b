/* What fast-check makes rows of: everything that could reach the screen. */
import fc from 'fast-check';
import type {Moment} from '../../source/model/moment.ts';
import type {InterfaceRow, RowOf} from '../../source/protocol/protocol.ts';
import {
	outcomeKinds,
	type PortLatency,
	type Probe,
	type ProbeDetails,
	type ProbeFigures,
	type ProbeOutcome,
	type ProbeSeries,
} from '../../source/model/probe.ts';
import {probeMethods} from '../../source/model/probe-method.ts';
import {
	protocols,
	socketStates,
	type Connection,
	type SocketOwners,
} from '../../source/model/socket.ts';
import type {SeriesWindow} from '../../source/model/series.ts';
import type {Counted, TrafficTotals} from '../../source/model/traffic.ts';
import {someProbeSeries} from '../builders/probe.ts';
import {aSeriesWindow} from '../builders/series.ts';
import {baseConnection, basePort} from './screen/samples.ts';
import {basePeer} from './screen/traffic-samples.ts';

type Port = RowOf<'ports'>;
type OutgoingPeer = RowOf<'outgoing'>;

export const width = fc.integer({min: 0, max: 60});
export const terminalWidth = fc.integer({min: 60, max: 260});

/** Text of any script, with wide, combining and control characters and lone surrogates. */
export const anyText = fc.oneof(
	fc.string({unit: 'binary', maxLength: 40}),
	fc.string({unit: 'grapheme', maxLength: 40}),
	fc.string({unit: fc.constantFrom('a', ' ', '日', '👩‍👩‍👧', '🇩🇪', 'é', '\u{301}', '\u{200D}', '\u{600}', '\u{1B}', '\n', '\u{D800}', 'ﾞ', '각', '\u{111C2}'), maxLength: 40}),
);

/** What the model may hold: it was sanitised where it came in. */
export const modelText = anyText.map(text => text.replaceAll(/[\p{Control}\p{Surrogate}]/gu, '?'));

const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, {nil: null});
const percent = orNull(fc.double({min: 0, max: 100, noNaN: true}));
const time = fc.nat(4e12);
const amount = fc.option(fc.oneof(fc.nat(), fc.double({min: 0, max: 1e15, noNaN: true})), {nil: null});
const whole = fc.option(fc.nat(), {nil: null});
const port = fc.integer({min: 0, max: 65_535});
const freshness = fc.constantFrom('new' as const, 'present' as const, 'vanished' as const);
const address = fc.oneof(fc.ipV4(), fc.ipV6().map(text => `[${text}]`), fc.constantFrom('*', '0.0.0.0', '[::]', '[fe80::1%a-long-interface]'));

const holder = fc.record({pid: fc.nat(4_194_304), name: modelText, fileDescriptor: fc.nat(1e6)});
const owners: fc.Arbitrary<SocketOwners> = fc.record({
	status: fc.constantFrom('known' as const, 'none' as const, 'pending' as const, 'denied' as const),
	holders: fc.array(holder, {maxLength: 4}),
});

const rates = {
	openedPerSecond: amount,
	closedPerSecond: amount,
	failedPerSecond: amount,
	resetsPerSecond: amount,
	timeoutsPerSecond: amount,
	receiveBitsPerSecond: amount,
	sendBitsPerSecond: amount,
	receivePacketsPerSecond: amount,
	sendPacketsPerSecond: amount,
};

const totals: fc.Arbitrary<TrafficTotals> = fc.record({
	opened: whole,
	closed: whole,
	failed: whole,
	resets: whole,
	timeouts: whole,
	receivedBytes: amount,
	sentBytes: amount,
	receivedPackets: whole,
	sentPackets: whole,
	retransmissions: whole,
	drops: whole,
});

const counted: fc.Arbitrary<Counted> = fc.record({
	sinceStart: totals, sinceReset: fc.option(totals, {nil: null}), isLowerBound: fc.boolean(), missesBytes: fc.boolean(), atLeast: fc.constant([]),
});

const shared = {
	protocol: fc.constantFrom(...protocols),
	service: fc.option(modelText, {nil: null}),
	owners,
	userId: whole,
	user: fc.option(modelText, {nil: null}),
	unit: fc.option(modelText, {nil: null}),
	receiveBitsPerSecond: amount,
	sendBitsPerSecond: amount,
	receivePacketsPerSecond: amount,
	sendPacketsPerSecond: amount,
	freshness,
};

const timer = fc.record({
	name: fc.constantFrom('on' as const, 'keepalive' as const, 'timewait' as const, 'persist' as const, 'unknown' as const),
	expiresMilliseconds: fc.nat(),
	attempts: fc.nat(),
});

const figures: fc.Arbitrary<ProbeFigures> = fc.record({
	sent: fc.nat(),
	received: fc.nat(),
	replies: fc.nat(),
	refused: fc.nat(),
	rejected: fc.nat(),
	late: fc.nat(),
	lost: fc.nat(),
	errors: fc.nat(),
	inFlight: fc.nat(),
	duplicates: fc.nat(),
	reordered: fc.nat(),
	lossPercent: percent,
	minimumMicroseconds: amount,
	averageMicroseconds: amount,
	maximumMicroseconds: amount,
	standardDeviationMicroseconds: amount,
	jitterMicroseconds: amount,
	p50Microseconds: amount,
	p95Microseconds: amount,
	p99Microseconds: amount,
});

const recentOutcome = fc.record({kind: fc.constantFrom(...outcomeKinds), rttMicroseconds: amount});
const recent = fc.array(recentOutcome, {maxLength: 120});
const probeStatus = orNull(fc.constantFrom('OPEN' as const, 'CLOSED' as const, 'FILTERED' as const, 'UNREACHABLE' as const, 'OPEN|FILTERED' as const));
const anyAddress = fc.oneof(anyText, fc.ipV4(), fc.ipV6());
const passive = fc.record({connections: fc.nat(), rttMicroseconds: amount, retransmissionPercent: percent});

/** Clocks that have nothing to do with each other. */
export const anyMoment: fc.Arbitrary<Moment> = fc.record({timeMilliseconds: time, monotonicMilliseconds: time});

const anyLatency: fc.Arbitrary<PortLatency> = fc.record({
	address: anyAddress,
	status: probeStatus,
	statusSince: orNull(anyMoment),
	problem: fc.option(anyText, {nil: null}),
	lastRttMicroseconds: amount,
	recent,
	session: figures,
});

/** Its texts come from the user and from the network: they may hold anything. */
export const anyProbe: fc.Arbitrary<Probe> = fc.record({
	identity: fc.constant('x'),
	target: anyText,
	method: fc.option(fc.constantFrom(...probeMethods), {nil: null}),
	address: orNull(anyAddress),
	port: fc.option(port, {nil: null}),
	previousAddress: fc.option(fc.ipV6(), {nil: null}),
	status: probeStatus,
	statusSince: orNull(anyMoment),
	problem: fc.option(anyText, {nil: null}),
	session: figures,
	lastMinute: figures,
	lastRttMicroseconds: amount,
	recent,
	passive: orNull(passive),
});

const bucket = fc.record({
	received: fc.oneof(fc.constant(NaN), fc.nat(1000)), lost: fc.oneof(fc.constant(NaN), fc.nat(10)), rtt: fc.double({min: 0, max: 1e9, noNaN: true}),
});

export const anyProbeSeries: fc.Arbitrary<ProbeSeries> = fc.record({
	seconds: fc.constantFrom(60, 600, 3600, 21_600, 86_400),
	bucketSeconds: fc.constantFrom(1, 10, 60),
	endsAtMilliseconds: time,
	buckets: fc.array(bucket, {maxLength: 300}),
}).map(({buckets, ...shape}) => someProbeSeries(buckets, shape));

const icmpError = fc.record({type: fc.nat(255), code: fc.nat(255)});
const outcome: fc.Arbitrary<ProbeOutcome> = fc.record({
	sequence: fc.nat(),
	kind: fc.constantFrom(...outcomeKinds),
	sentAtMilliseconds: time,
	sentAtMonotonic: time,
	rttMicroseconds: amount,
	from: fc.option(anyText, {nil: null}),
	icmp: orNull(icmpError),
	detail: fc.option(anyText, {nil: null}),
	answer: fc.option(fc.constantFrom('reply', 'refused'), {nil: null}),
	isReordered: fc.boolean(),
});

const lossWindow = fc.record({
	seconds: orNull(fc.nat()), decided: fc.nat(), lost: fc.nat(), lossPercent: percent,
});
const bar = fc.record({fromMicroseconds: fc.nat(), toMicroseconds: fc.nat(), count: fc.nat()});

export const anyProbeDetails: fc.Arbitrary<ProbeDetails & {readonly charts: Partial<ProbeSeries>}> = fc.record({
	row: anyProbe,
	charts: fc.oneof(anyProbeSeries, fc.constant({})),
	windows: fc.array(lossWindow, {maxLength: 5}),
	histogram: fc.array(bar, {maxLength: 10}),
	outcomes: fc.array(outcome, {maxLength: 5}),
});

export const anyPort: fc.Arbitrary<Port> = fc.record({
	...shared,
	address,
	port,
	status: fc.constantFrom('OPEN' as const, 'CLOSED' as const, 'FILTERED' as const),
	latency: fc.option(anyLatency, {nil: null}),
	...rates,
	connections: fc.dictionary(fc.constantFrom(...socketStates), fc.nat()),
	connectionCount: fc.nat(),
	peerCount: fc.nat(),
	processCount: fc.nat(),
	workerCount: fc.nat(),
	totals: counted,
	missing: fc.option(modelText, {nil: null}),
	dropsPerSecond: amount,
	acceptQueue: whole,
	acceptQueueLimit: whole,
	receiveQueueBytes: whole,
	drops: whole,
	rttMedianMicroseconds: amount,
	rttP95Microseconds: amount,
	retransmissionPercent: amount,
	cpuPercent: amount,
	residentBytes: whole,
	history: fc.array(fc.double({min: 0, max: 1e12})),
}).map(fields => ({...basePort, ...fields}));

export const anyPeer: fc.Arbitrary<OutgoingPeer> = fc.record({
	...shared,
	...rates,
	address,
	port,
	connections: fc.dictionary(fc.constantFrom(...socketStates), fc.nat()),
	connectionCount: fc.nat(),
	totals: counted,
	rttMedianMicroseconds: amount,
	rttP95Microseconds: amount,
	retransmissionPercent: amount,
	history: fc.array(fc.double({min: 0, max: 1e12})),
}).map(fields => ({...basePeer, ...fields}));

const anyWindow: fc.Arbitrary<SeriesWindow> = fc.record({
	means: fc.array(fc.double({min: 0, max: 1e12}), {maxLength: 20}),
	known: fc.record({isPartial: fc.boolean()}),
}).map(({means, known}) => aSeriesWindow(means, known));

export const anyInterface: fc.Arbitrary<InterfaceRow> = fc.record({
	name: modelText,
	isCounted: fc.boolean(),
	receiveBitsPerSecond: amount,
	sendBitsPerSecond: amount,
	receivePacketsPerSecond: amount,
	sendPacketsPerSecond: amount,
	receiveErrorsPerSecond: amount,
	sendErrorsPerSecond: amount,
	receiveDropsPerSecond: amount,
	sendDropsPerSecond: amount,
	receivedBytes: fc.nat(),
	sentBytes: fc.nat(),
	receivedPackets: fc.nat(),
	sentPackets: fc.nat(),
	receiveErrors: fc.nat(),
	sendErrors: fc.nat(),
	receiveDrops: fc.nat(),
	sendDrops: fc.nat(),
	history: fc.array(fc.double({min: 0, max: 1e12}), {maxLength: 20}),
	charts: fc.option(fc.record({
		receive: anyWindow, send: anyWindow, errors: anyWindow, drops: anyWindow,
	}, {requiredKeys: []})),
});

export const anyConnection: fc.Arbitrary<Connection> = fc.record({
	...shared,
	state: fc.constantFrom(...socketStates),
	receiveQueueBytes: fc.nat(),
	sendQueueBytes: fc.nat(),
	localAddress: address,
	localPort: port,
	remoteAddress: address,
	remotePort: port,
	rttMicroseconds: amount,
	retransmissions: whole,
	retransmissionsPerSecond: amount,
	ageSeconds: amount,
	ageIsMinimum: fc.boolean(),
	timer: fc.option(timer, {nil: null}),
}).map(fields => ({...baseConnection, ...fields}));
