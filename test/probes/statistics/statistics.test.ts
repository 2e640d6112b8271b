import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ProbeEvent} from '../../../source/model/probe.ts';
import {TargetStatistics} from '../../../source/probes/statistics/statistics.ts';
import {
	epoch,
	late,
	outcome,
	outcomeEvent,
	reply,
	resolved,
	sent,
	target,
	TestClock,
} from '../probe-events.ts';

function statisticsOf(...events: readonly ProbeEvent[]): {readonly statistics: TargetStatistics; readonly clock: TestClock} {
	const clock = new TestClock();
	const statistics = new TargetStatistics('id', target, clock);
	for (const event of events) {
		statistics.add(event);
	}

	return {statistics, clock};
}

test('before anything happened everything is unknown', () => {
	const {statistics} = statisticsOf();
	const unknown = {
		sent: 0,
		received: 0,
		replies: 0,
		refused: 0,
		rejected: 0,
		late: 0,
		lost: 0,
		errors: 0,
		inFlight: 0,
		duplicates: 0,
		reordered: 0,
		lossPercent: null,
		minimumMicroseconds: null,
		averageMicroseconds: null,
		maximumMicroseconds: null,
		standardDeviationMicroseconds: null,
		jitterMicroseconds: null,
		p50Microseconds: null,
		p95Microseconds: null,
		p99Microseconds: null,
	};
	assert.deepEqual(statistics.row(null), {
		identity: 'id',
		target: 'example.org:443',
		method: null,
		address: null,
		port: 443,
		previousAddress: null,
		status: null,
		statusSince: null,
		problem: null,
		session: unknown,
		lastMinute: unknown,
		lastRttMicroseconds: null,
		recent: [],
		passive: null,
	});
	const {windows, histogram, outcomes} = statistics.details(null);
	assert.deepEqual([histogram, outcomes], [[], []]);
	assert.ok(windows.every(({lossPercent}) => lossPercent === null));
});

test('a probe in flight is not lost', () => {
	const {statistics} = statisticsOf(sent(2), reply(1, 100));
	const {session} = statistics.row(null);
	assert.deepEqual([session.sent, session.inFlight, session.lost, session.lossPercent], [2, 1, 0, 0]);
});

test('an outcome that is told before the count of what was sent is never less than nothing in flight', () => {
	const {statistics} = statisticsOf(sent(1), reply(1, 100), reply(2, 100));
	assert.deepEqual([statistics.session().sent, statistics.session().inFlight], [2, 0]);
});

test('a late answer is not lost any more, anywhere, and moves no round-trip time', () => {
	const {statistics} = statisticsOf(sent(2), reply(1, 100), outcomeEvent(2, 'lost'));
	assert.equal(statistics.session().lossPercent, 50);
	statistics.add(late(2));
	const {row, histories, windows, outcomes} = statistics.details(null);
	for (const figures of [row.session, row.lastMinute]) {
		assert.deepEqual([figures.lost, figures.late, figures.lossPercent, figures.maximumMicroseconds, figures.sent], [0, 1, 0, 100, 2]);
	}

	assert.ok(windows.every(({lost, decided}) => lost === 0 && decided === 2));
	assert.ok(histories.every(({buckets}) => buckets.every(({lost}) => lost === 0)));
	assert.deepEqual(outcomes.map(({kind}) => kind), ['late', 'reply']);
	assert.deepEqual(row.recent, [{kind: 'reply', rttMicroseconds: 100}, {kind: 'late', rttMicroseconds: 1_500_000}]);
	assert.equal(row.lastRttMicroseconds, 100);
});

test('an answer that was late at once is counted once', () => {
	const {statistics} = statisticsOf(sent(3), outcomeEvent(1, 'lost'), late(2));
	assert.deepEqual([statistics.session().lost, statistics.session().late, statistics.session().inFlight], [1, 1, 1]);
});

test('a lost probe that is not remembered one by one any more still becomes late', () => {
	const {statistics, clock} = statisticsOf(outcomeEvent(1, 'lost'));
	for (let sequence = 2; sequence < 1000; sequence++) {
		clock.now += 1000;
		statistics.add(reply(sequence, 5));
	}

	statistics.add(late(1));
	assert.deepEqual([statistics.session().lost, statistics.session().late, statistics.session().sent], [0, 1, 999]);
});

test('the last minute forgets, the session does not', () => {
	const {statistics, clock} = statisticsOf(sent(3), reply(1, 100), outcomeEvent(2, 'lost'), {
		target: 'id', type: 'duplicate', sequence: 1, rttMicroseconds: 5,
	});
	clock.now = 59_999;
	statistics.add(reply(3, 300, {isReordered: true}));
	assert.equal(statistics.row(null).lastMinute.sent, 3);
	clock.now = 60_000;
	const {lastMinute, session} = statistics.row(null);
	assert.deepEqual([lastMinute.sent, lastMinute.lossPercent, lastMinute.minimumMicroseconds, lastMinute.duplicates, lastMinute.reordered], [1, 0, 300, 0, 1]);
	assert.deepEqual([session.sent, session.lost, session.minimumMicroseconds, session.duplicates], [3, 1, 100, 1]);
	// Late after a minute: it was not decided in the last one.
	statistics.add(late(2));
	assert.deepEqual([statistics.row(null).lastMinute.late, statistics.session().late, statistics.session().lost], [0, 1, 0]);
});

/** The zoom level of ten minutes: for each bucket with something in it how many milliseconds before its end it is, what was received, and what lost. */
function chartOf(statistics: TargetStatistics): Array<[milliseconds: number, received: number, lost: number]> {
	const {buckets, bucketSeconds} = statistics.details(null).histories[1]!;
	return buckets
		.map(({received, lost}, index): [number, number, number] => [(buckets.length - index) * bucketSeconds * 1000, received, lost])
		.filter(([, received, lost]) => received + lost > 0);
}

test('in a chart a probe stands where it was sent, however late it was decided', () => {
	const {statistics, clock} = statisticsOf();
	clock.now = 100_000;
	statistics.add(reply(3, 100, {sentAtMilliseconds: epoch + 97_500}));
	statistics.add(outcomeEvent(1, 'lost', {sentAtMilliseconds: epoch + 40_000}));
	assert.deepEqual(chartOf(statistics), [[62_500, 0, 1], [5000, 1, 0]]);
	// It is taken away where it was drawn, whatever the wall clock says by now.
	clock.now = 105_000;
	clock.step = 30_000;
	statistics.add(outcomeEvent(1, 'late', {sentAtMilliseconds: epoch + 40_000, rttMicroseconds: 62_000_000, answer: 'reply'}));
	assert.deepEqual(chartOf(statistics), [[10_000, 1, 0]]);
	assert.deepEqual([121, 600, 86_400].map(seconds => statistics.history(seconds)), [1, 1, 4].map(level => statistics.details(null).histories[level]));
	assert.deepEqual([statistics.session().lost, statistics.session().late], [0, 1]);
});

test('in a chart a probe stands where it was sent although the wall clock was set while it was under way', () => {
	for (const step of [-3_600_000, 3_600_000, 1000, -1000]) {
		const {statistics, clock} = statisticsOf();
		clock.now = 100_000;
		clock.step = step;
		statistics.add(outcomeEvent(1, 'lost', {sentAtMilliseconds: epoch + 40_000}));
		assert.deepEqual(chartOf(statistics), [[62_500, 0, 1]]);
	}
});

test('a step of the wall clock moves no figure', () => {
	const {statistics, clock} = statisticsOf(reply(1, 100));
	clock.step = -86_400_000;
	statistics.add(reply(2, 100));
	clock.step = 86_400_000;
	assert.equal(statistics.row(null).lastMinute.sent, 2);
	assert.equal(statistics.details(null).histories[0]!.buckets.at(-1)!.received, 2);
});

test('an error was not sent', () => {
	const {statistics} = statisticsOf(sent(1), outcomeEvent(1, 'error', {detail: 'sendto: no buffer space available (ENOBUFS)'}), reply(2, 9));
	const {session, recent} = statistics.row(null);
	assert.deepEqual([session.sent, session.errors, session.lossPercent, session.inFlight], [1, 1, 0, 0]);
	assert.deepEqual(recent.map(({kind}) => kind), ['error', 'reply']);
	assert.equal(statistics.details(null).windows.at(-1)!.decided, 1);
});

test('an address that changes is noticed', () => {
	const {statistics} = statisticsOf(resolved(), reply(1, 1), resolved('192.0.2.2', '192.0.2.1'));
	const {address, previousAddress, method} = statistics.row(null);
	assert.deepEqual([address, previousAddress, method], ['192.0.2.2', '192.0.2.1', 'syn']);
});

test('a problem stays until it is resolved or a probe has left', () => {
	const problem: ProbeEvent = {
		target: 'id', type: 'problem', message: 'unknown name', isFinal: false,
	};
	const problemAfter = (...events: readonly ProbeEvent[]) => statisticsOf(problem, ...events).statistics.row(null).problem;
	assert.equal(problemAfter(), 'unknown name');
	assert.equal(problemAfter(outcomeEvent(1, 'error'), sent(0)), 'unknown name');
	assert.equal(problemAfter(resolved()), null);
	assert.equal(problemAfter(outcomeEvent(1, 'lost')), null);
});

test('the status has the time since which it is so', () => {
	const {statistics, clock} = statisticsOf(reply(1, 5));
	clock.now = 5000;
	statistics.add(reply(2, 5));
	assert.equal(statistics.row(null).statusSince?.timeMilliseconds, epoch);
	statistics.add(outcomeEvent(3, 'refused', {rttMicroseconds: 5}));
	const {status, statusSince} = statistics.latency();
	assert.deepEqual([status, statusSince], ['CLOSED', {timeMilliseconds: epoch + 5000, monotonicMilliseconds: clock.monotonic()}]);
});

test('jitter by hand: RFC 3550 A.8', () => {
	const {statistics} = statisticsOf(reply(1, 100), reply(2, 260), reply(3, 100));
	// 0 + 160/16 = 10, then 10 + (160 - 10)/16.
	assert.equal(statistics.session().jitterMicroseconds, 19.375);
});

test('percentiles of a session are exact below 2 ms, within 0.1 % above, and never outside of what was measured', () => {
	const below = statisticsOf(...Array.from({length: 1000}, (_, index) => reply(index + 1, index + 1))).statistics.session();
	assert.deepEqual([below.p50Microseconds, below.p95Microseconds, below.p99Microseconds], [500, 950, 990]);
	const above = statisticsOf(...Array.from({length: 1000}, (_, index) => reply(index + 1, (index + 1) * 1000))).statistics.session();
	assert.ok(Math.abs(above.p95Microseconds! - 950_000) <= 950);
	assert.equal(statisticsOf(reply(1, 150_123.4)).statistics.session().p99Microseconds, 150_123.4);
	assert.equal(statisticsOf(reply(1, 0)).statistics.session().p50Microseconds, 0);
});

test('the histogram is a 1-2-5 series over what occurred, with exact borders', () => {
	const {statistics} = statisticsOf(reply(1, 19.9), reply(2, 20), reply(3, 49.99), reply(4, 100), reply(5, 1e11));
	const {histogram} = statistics.details(null);
	assert.deepEqual(histogram.slice(0, 4).map(bar => Object.values(bar)), [[10, 20, 1], [20, 50, 2], [50, 100, 0], [100, 200, 1]]);
	assert.deepEqual(histogram.at(-1), {fromMicroseconds: 2e9, toMicroseconds: 5e9, count: 1});
	assert.deepEqual(statisticsOf(reply(1, 0.4)).statistics.details(null).histogram, [{fromMicroseconds: 0, toMicroseconds: 1, count: 1}]);
});

test('the last hundred outcomes, the one sent last first', () => {
	const {statistics} = statisticsOf(...Array.from({length: 250}, (_, index) => reply(index + 1, index)));
	const {outcomes} = statistics.details(null);
	assert.equal(outcomes.length, 100);
	assert.deepEqual(outcomes[0], outcome(250, 'reply', {rttMicroseconds: 249}));
	assert.equal(outcomes.at(-1)!.sequence, 151);
});

test('what real connections measure is beside the probes', () => {
	const passive = {connections: 3, rttMicroseconds: 20_000, retransmissionPercent: null};
	assert.deepEqual(statisticsOf().statistics.details(passive).row.passive, passive);
});
