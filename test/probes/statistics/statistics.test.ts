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
	const {row, windows, outcomes} = statistics.details(null);
	for (const figures of [row.session, row.lastMinute]) {
		assert.deepEqual([figures.lost, figures.late, figures.lossPercent, figures.maximumMicroseconds, figures.sent], [0, 1, 0, 100, 2]);
	}

	assert.ok(windows.every(({lost, decided}) => lost === 0 && decided === 2));
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

test('the loss of five minutes and of an hour is that of the probes that were sent in them, however late they were decided', () => {
	const {statistics, clock} = statisticsOf();
	const decided = () => statistics.details(null).windows.slice(2, 4).map(window => [window.decided, window.lost]);
	clock.now = 340_000;
	statistics.add(reply(3, 100, {sentAtMilliseconds: epoch + 337_500}));
	// The wall clock was set while they were under way.
	clock.step = -3_600_000;
	statistics.add(outcomeEvent(1, 'lost', {sentAtMilliseconds: epoch + 30_000}));
	statistics.add(outcomeEvent(2, 'lost', {sentAtMilliseconds: epoch + 300_000}));
	assert.deepEqual(decided(), [[2, 1], [3, 2]]);
	clock.now = 345_000;
	statistics.add(outcomeEvent(2, 'late', {sentAtMilliseconds: epoch + 300_000, rttMicroseconds: 44_000_000, answer: 'reply'}));
	assert.deepEqual(decided(), [[2, 0], [3, 1]]);
});

test('a tally has what came of the probes since the one before', () => {
	const {statistics} = statisticsOf(sent(6), reply(1, 100), outcomeEvent(2, 'refused', {rttMicroseconds: 50}), outcomeEvent(3, 'lost'), outcomeEvent(4, 'rejected', {rttMicroseconds: 7}));
	assert.deepEqual(statistics.takeTally(), {received: 2, lost: 1, roundTripMicroseconds: 150});
	assert.deepEqual(statistics.takeTally(), {received: 0, lost: 0, roundTripMicroseconds: 0});
	statistics.add(outcomeEvent(5, 'lost'));
	statistics.add(outcomeEvent(6, 'lost'));
	statistics.add(late(3));
	assert.deepEqual(statistics.takeTally(), {received: 0, lost: 1, roundTripMicroseconds: 0}, 'a late one takes one off');
	statistics.add(late(5));
	assert.deepEqual(statistics.takeTally(), {received: 0, lost: 0, roundTripMicroseconds: 0}, 'never less than nothing');
});

test('a step of the wall clock moves no figure', () => {
	const {statistics, clock} = statisticsOf(reply(1, 100));
	clock.step = -86_400_000;
	statistics.add(reply(2, 100));
	clock.step = 86_400_000;
	assert.equal(statistics.row(null).lastMinute.sent, 2);
	assert.deepEqual(statistics.details(null).windows.map(({decided}) => decided), [2, 2, 2, 2, 2]);
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
