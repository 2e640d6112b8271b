import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {
	OutcomeKind,
	ProbeEvent,
	ProbeFigures,
	ProbeOutcome,
} from '../../source/model/probe.ts';
import {TargetStatistics} from '../../source/probes/statistics/statistics.ts';
import {
	epoch,
	outcome,
	target,
	TestClock,
} from '../probes/probe-events.ts';

/* Events in, figures out: any sequence of events that a prober can tell, against figures that are computed naively from a list. */

type Step =
	| {readonly does: 'send' | 'fail' | 'duplicate'}
	| {readonly does: 'wait'; readonly milliseconds: number}
	/** One of those in flight; `turn-out-late`: one of those that were lost. */
	| {readonly does: 'answer'; readonly which: number; readonly kind: 'reply' | 'refused' | 'rejected'; readonly rtt: number; readonly isReordered: boolean}
	| {readonly does: 'answer-late' | 'turn-out-late'; readonly which: number; readonly rtt: number}
	| {readonly does: 'lose'; readonly which: number};

const which = fc.nat(1000);
const rtt = fc.oneof(fc.integer({min: 0, max: 3000}), fc.integer({min: 0, max: 2_000_000}), fc.double({min: 0, max: 5000, noNaN: true}));
const milliseconds = fc.oneof(fc.nat(2000), fc.nat(40_000));
const kind = fc.constantFrom('reply', 'reply', 'refused', 'rejected');
const does = <Name extends Step['does']>(name: Name) => fc.constant(name);
const step: fc.Arbitrary<Step> = fc.oneof(
	{weight: 8, arbitrary: fc.record({does: does('send')})},
	{weight: 1, arbitrary: fc.record({does: does('fail')})},
	{weight: 1, arbitrary: fc.record({does: does('duplicate')})},
	{weight: 3, arbitrary: fc.record({does: does('wait'), milliseconds})},
	{
		weight: 5,
		arbitrary: fc.record({
			does: does('answer'), which, kind, rtt, isReordered: fc.boolean(),
		}),
	},
	{weight: 1, arbitrary: fc.record({does: does('answer-late'), which, rtt})},
	{weight: 2, arbitrary: fc.record({does: does('turn-out-late'), which, rtt})},
	{weight: 3, arbitrary: fc.record({does: does('lose'), which})},
);
/** Of one property: a failure is shrunk for no longer than that. */
const longestMilliseconds = 20_000;

/** How long a lost probe is remembered; all methods stop waiting for its answer long before. */
const rememberedMilliseconds = 120_000;

const steps = fc.array(step, {maxLength: 400, size: 'max'});

type Decided = {readonly decidedAt: number; outcome: ProbeOutcome};

const receivedKinds = new Set<OutcomeKind>(['reply', 'refused']);

/** A prober that does what a script says, where that is possible, and writes down what happened. */
class Path {
	readonly clock = new TestClock();
	readonly statistics = new TargetStatistics('id', target, this.clock);
	readonly decided: Decided[] = [];
	readonly inFlight: number[] = [];
	readonly duplicatesAt: number[] = [];
	readonly #sentAt = new Map<number, number>();
	#sequence = 0;
	#sent = 0;

	play(script: readonly Step[], afterEach = () => {}): void {
		for (const next of script) {
			this.#act(next);
			afterEach();
		}
	}

	#act(next: Step): void {
		switch (next.does) {
			case 'send': {
				this.#sequence++;
				this.#sent++;
				this.inFlight.push(this.#sequence);
				this.#sentAt.set(this.#sequence, this.clock.now);
				this.#tell({target: 'id', type: 'sent', count: this.#sent});
				break;
			}

			case 'fail': {
				this.#sequence++;
				this.#decide(outcome(this.#sequence, 'error', {detail: 'sendto: no buffer space available (ENOBUFS)'}));
				break;
			}

			case 'duplicate': {
				this.duplicatesAt.push(this.clock.now);
				this.#tell({
					target: 'id', type: 'duplicate', sequence: 1, rttMicroseconds: 1e6,
				});
				break;
			}

			case 'wait': {
				this.clock.now += next.milliseconds;
				break;
			}

			case 'answer': {
				const isReordered = next.kind !== 'rejected' && next.isReordered;
				this.#decideOne(next.which, next.kind, {rttMicroseconds: next.rtt, isReordered});
				break;
			}

			case 'answer-late': {
				this.#decideOne(next.which, 'late', {rttMicroseconds: next.rtt, answer: 'reply'});
				break;
			}

			case 'lose': {
				this.#decideOne(next.which, 'lost', {});
				break;
			}

			case 'turn-out-late': {
				const lost = this.decided.filter(entry => entry.outcome.kind === 'lost' && entry.decidedAt > this.clock.now - rememberedMilliseconds);
				const chosen = lost[next.which % lost.length];
				if (chosen !== undefined) {
					const {sequence, sentAtMilliseconds} = chosen.outcome;
					chosen.outcome = outcome(sequence, 'late', {sentAtMilliseconds, rttMicroseconds: next.rtt, answer: 'refused'});
					this.#tell({target: 'id', type: 'outcome', outcome: chosen.outcome});
				}

				break;
			}
		}
	}

	#decideOne(index: number, ...[decidedKind, known]: [OutcomeKind, Partial<ProbeOutcome>]): void {
		const [sequence] = this.inFlight.splice(index % this.inFlight.length, 1);
		if (sequence !== undefined) {
			this.#decide(outcome(sequence, decidedKind, {sentAtMilliseconds: epoch + this.#sentAt.get(sequence)!, ...known}));
		}
	}

	#decide(next: ProbeOutcome): void {
		this.decided.push({decidedAt: this.clock.now, outcome: next});
		this.#tell({target: 'id', type: 'outcome', outcome: next});
	}

	#tell(event: ProbeEvent): void {
		this.statistics.add(event);
	}
}

function average(values: readonly number[]): number | null {
	return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The figures of what happened after a time, the slow way. */
function figuresByHand(path: Path, since: number): ProbeFigures {
	const outcomes = path.decided.filter(({decidedAt}) => decidedAt > since).map(entry => entry.outcome);
	const count = (wanted: OutcomeKind) => outcomes.filter(one => one.kind === wanted).length;
	const times = outcomes.filter(one => receivedKinds.has(one.kind)).map(({rttMicroseconds}) => rttMicroseconds!);
	const ascending = times.toSorted((first, second) => first - second);
	const percentile = (percent: number) => ascending.find((_, index) => (index + 1) * 100 >= percent * ascending.length) ?? null;
	const mean = average(times);
	const variance = average(times.map(time => (time - mean!) ** 2));
	const jitter = times.slice(1).reduce((smoothed, time, index) => smoothed + ((Math.abs(time - times[index]!) - smoothed) / 16), 0);
	const decided = outcomes.length - count('error');
	return {
		sent: decided + path.inFlight.length,
		received: times.length,
		replies: count('reply'),
		refused: count('refused'),
		rejected: count('rejected'),
		late: count('late'),
		lost: count('lost'),
		errors: count('error'),
		inFlight: path.inFlight.length,
		duplicates: path.duplicatesAt.filter(time => time > since).length,
		reordered: outcomes.filter(({isReordered}) => isReordered).length,
		lossPercent: decided === 0 ? null : count('lost') * 100 / decided,
		minimumMicroseconds: ascending[0] ?? null,
		averageMicroseconds: mean,
		maximumMicroseconds: ascending.at(-1) ?? null,
		standardDeviationMicroseconds: variance === null ? null : Math.sqrt(variance),
		jitterMicroseconds: times.length < 2 ? null : jitter,
		p50Microseconds: percentile(50),
		p95Microseconds: percentile(95),
		p99Microseconds: percentile(99),
	};
}

/** Received and lost in each bucket by when they were sent. */
function chartByHand(path: Path, bucketMilliseconds: number, length: number): number[][] {
	const numberOf = (time: number) => Math.floor((path.clock.monotonic() - path.clock.now + time) / bucketMilliseconds);
	const chart = Array.from({length}, () => [0, 0]);
	for (const {outcome: {kind: decidedKind, sentAtMilliseconds}} of path.decided) {
		const sentAt = sentAtMilliseconds - epoch;
		const bucket = chart.at(-1 - numberOf(path.clock.now) + numberOf(sentAt))!;
		bucket[0]! += receivedKinds.has(decidedKind) ? 1 : 0;
		bucket[1]! += decidedKind === 'lost' ? 1 : 0;
	}

	return chart;
}

/** What is different: counts may not be, times only by what adding up in another order makes of them. */
function differences(actual: ProbeFigures, expected: ProbeFigures, toleranceOfPercentile: (value: number) => number): string[] {
	return Object.entries(expected).filter(([name, value]) => {
		const found = actual[name as keyof ProbeFigures];
		if (value === null || found === null || !/Micro|Percent/.test(name)) {
			return found !== value;
		}

		const tolerance = /^p\d/.test(name) ? toleranceOfPercentile(value) : 1e-6 + (value * 1e-9);
		return !(Math.abs(found - value) <= tolerance);
	}).map(([name, value]) => `${name}: ${actual[name as keyof ProbeFigures]}, not ${value}`);
}

const bySequence = (entries: readonly Decided[]) => entries.map(entry => entry.outcome).toSorted((first, second) => first.sequence - second.sequence);

test('the figures are what a list of all events says, whatever happens', () => {
	fc.assert(fc.property(steps, script => {
		const path = new Path();
		path.play(script);
		const {session, lastMinute} = path.statistics.row(null);
		// Whole microseconds, and the histogram's three digits.
		assert.deepEqual(differences(session, figuresByHand(path, -Infinity), value => 0.5 + (value * 0.001)), []);
		assert.deepEqual(differences(lastMinute, figuresByHand(path, path.clock.now - 60_000), () => 0), []);
	}), {numRuns: 200, interruptAfterTimeLimit: longestMilliseconds});
});

test('windows, charts, histogram and lists hold the same outcomes', () => {
	fc.assert(fc.property(steps, script => {
		const path = new Path();
		path.play(script);
		const {row, histories, windows, histogram, outcomes} = path.statistics.details(null);
		const sent = path.decided.filter(entry => entry.outcome.kind !== 'error');
		const exactWindows = windows.filter(({seconds}) => ![300, 3600].includes(seconds ?? 0));
		for (const {seconds, decided, lost} of exactWindows) {
			const inWindow = sent.filter(({decidedAt}) => decidedAt > path.clock.now - ((seconds ?? Infinity) * 1000));
			assert.deepEqual([decided, lost], [inWindow.length, inWindow.filter(entry => entry.outcome.kind === 'lost').length]);
		}

		// Every chart that goes back to the beginning has every outcome, where it was sent.
		const wholeHistories = histories.filter(({seconds, bucketSeconds}) => path.clock.now < (seconds - bucketSeconds) * 1000);
		for (const {buckets, bucketSeconds} of wholeHistories) {
			assert.deepEqual(buckets.map(({received, lost}) => [received, lost]), chartByHand(path, bucketSeconds * 1000, buckets.length));
		}

		assert.equal(histogram.reduce((total, {count}) => total + count, 0), row.session.received);
		assert.deepEqual(outcomes, bySequence(path.decided.slice(-100)).toReversed());
		assert.deepEqual(row.recent, bySequence(path.decided.slice(-120)).map(({rttMicroseconds, ...one}) => ({kind: one.kind, rttMicroseconds})));
	}), {numRuns: 200, interruptAfterTimeLimit: longestMilliseconds});
});

test('every probe has exactly one outcome at any time', () => {
	fc.assert(fc.property(steps, script => {
		const path = new Path();
		path.play(script, () => {
			const {session, lastMinute} = path.statistics.row(null);
			for (const figures of [session, lastMinute]) {
				assert.equal(figures.sent, figures.received + figures.rejected + figures.late + figures.lost + figures.inFlight);
				assert.equal(figures.received, figures.replies + figures.refused);
				assert.ok(Object.values(figures).every(figure => figure === null || figure >= 0));
				assert.ok((figures.lossPercent ?? 0) <= 100);
			}
		});
	}), {numRuns: 50, interruptAfterTimeLimit: longestMilliseconds});
});

test('a burst of 10 in every 100 lost on a path of 20 ms is 10 % in every window', () => {
	const path = new Path();
	path.play(Array.from({length: 40_000}, (_, index): Step[] => [
		{does: 'send'},
		index % 100 < 10
			? {does: 'lose', which: 0}
			: {
				does: 'answer', which: 0, kind: 'reply', rtt: 20_000 + (index % 7), isReordered: false,
			},
		{does: 'wait', milliseconds: 100},
	]).flat());
	// The moment of the last probe: windows of whole bursts.
	path.clock.now -= 100;
	const {row, windows} = path.statistics.details(null);
	assert.equal(row.session.sent, 40_000);
	assert.deepEqual(windows.map(({lossPercent}) => lossPercent), [10, 10, 10, 10, 10]);
	assert.equal(row.session.minimumMicroseconds, 20_000);
	assert.equal(row.session.maximumMicroseconds, 20_006);
});
