import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {
	OutcomeKind,
	ProbeEvent,
	ProbeFigures,
	ProbeOutcome,
	ProbeSeries,
	ProbeTally,
} from '../../source/model/probe.ts';
import {SeriesStore} from '../../source/engine/series/series-store.ts';
import {recordProbes} from '../../source/engine/views/record-sample.ts';
import {TargetStatistics} from '../../source/probes/statistics/statistics.ts';
import {aProbe} from '../builders/probe.ts';
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

/** A store that takes a sample whenever it is told, of what came of a path's probes. */
class Recorded {
	readonly series = new SeriesStore(2 ** 20, 1 / 256);
	/** The samples: when each was taken, and its counts by a list of all outcomes. */
	readonly byHand: Array<ProbeTally & {readonly at: number}> = [];
	readonly #path: Path;
	#before = {received: 0, lost: 0, roundTripMicroseconds: 0};

	constructor(path: Path) {
		this.#path = path;
	}

	sample(): void {
		const {clock, statistics, decided} = this.#path;
		this.series.begin({monotonicMilliseconds: clock.monotonic(), timeMilliseconds: clock.wall()});
		recordProbes(this.series, [aProbe({identity: 'id'})], new Map([['id', statistics.takeTally()]]));
		const received = decided.filter(({outcome: {kind: decidedKind}}) => receivedKinds.has(decidedKind));
		const now = {
			received: received.length,
			lost: decided.filter(entry => entry.outcome.kind === 'lost').length,
			roundTripMicroseconds: received.reduce((sum, entry) => sum + entry.outcome.rttMicroseconds!, 0),
		};
		const before = this.#before;
		this.#before = now;
		this.byHand.push({
			at: clock.now,
			received: now.received - before.received,
			lost: Math.max(0, now.lost - before.lost),
			roundTripMicroseconds: now.roundTripMicroseconds - before.roundTripMicroseconds,
		});
	}

	/** Returns the amounts of a window in which a target's past has so many buckets. */
	read(seconds: number, buckets: number) {
		const window = (figure: keyof ProbeSeries) => this.series.read('probe', 'id', figure, {seconds, buckets})!;
		return {received: window('received'), lost: window('lost'), roundTrips: window('roundTrips')};
	}
}

/** Values of 32 bits. */
function isAlmost(actual: number | null | undefined, expected: number): boolean {
	return typeof actual === 'number' && Math.abs(actual - expected) <= 1e-6 * Math.max(1, expected);
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

test('windows, histogram and lists hold the same outcomes', () => {
	fc.assert(fc.property(steps, script => {
		const path = new Path();
		path.play(script);
		const {row, windows, histogram, outcomes} = path.statistics.details(null);
		const sent = path.decided.filter(entry => entry.outcome.kind !== 'error');
		const exactWindows = windows.filter(({seconds}) => ![300, 3600].includes(seconds ?? 0));
		for (const {seconds, decided, lost} of exactWindows) {
			const inWindow = sent.filter(({decidedAt}) => decidedAt > path.clock.now - ((seconds ?? Infinity) * 1000));
			assert.deepEqual([decided, lost], [inWindow.length, inWindow.filter(entry => entry.outcome.kind === 'lost').length]);
		}

		assert.equal(histogram.reduce((total, {count}) => total + count, 0), row.session.received);
		assert.deepEqual(outcomes, bySequence(path.decided.slice(-100)).toReversed());
		assert.deepEqual(row.recent, bySequence(path.decided.slice(-120)).map(({rttMicroseconds, ...one}) => ({kind: one.kind, rttMicroseconds})));
	}), {numRuns: 200, interruptAfterTimeLimit: longestMilliseconds});
});

test('the series of a target hold every outcome of its path, whenever samples are taken', () => {
	fc.assert(fc.property(steps, fc.integer({min: 1, max: 30}), (script, every) => {
		const path = new Path();
		const recorded = new Recorded(path);
		let played = 0;
		recorded.sample();
		path.play(script, () => {
			played++;
			// Two samples are never taken in the same moment.
			if (played % every === 0 && path.clock.now > recorded.byHand.at(-1)!.at) {
				recorded.sample();
			}
		});
		path.clock.now += 500;
		recorded.sample();
		const total = (figure: keyof ProbeTally) => recorded.byHand.reduce((sum, tally) => sum + tally[figure], 0);
		const {received, lost, roundTrips} = recorded.read(86_400, 240);
		assert.deepEqual(
			[isAlmost(received.total, total('received')), isAlmost(lost.total, total('lost')), isAlmost(roundTrips.total, total('roundTripMicroseconds'))],
			[true, true, true],
			`${received.total} ${lost.total} ${roundTrips.total}: ${JSON.stringify(recorded.byHand)}`,
		);
		const {session: {averageMicroseconds}} = path.statistics.row(null);
		assert.ok(averageMicroseconds === null ? received.total === 0 : isAlmost(roundTrips.total! / received.total!, averageMicroseconds));
	}), {numRuns: 100, interruptAfterTimeLimit: longestMilliseconds});
});

test('each bucket of a chart has what was decided in it, at every zoom level', () => {
	const path = new Path();
	const recorded = new Recorded(path);
	// Five probes a second, bursts of lost ones; a sample at the end of each second.
	const isLost = (probe: number) => probe % 97 < 6;
	const rttOf = (probe: number) => 300 + ((probe * 7919) % 5000);
	// Ends where a bucket of 30 s does.
	const seconds = 7190;
	for (let probe = 0; probe < seconds * 5; probe++) {
		path.play([
			{does: 'send'},
			isLost(probe)
				? {does: 'lose', which: 0}
				: {
					does: 'answer', which: 0, kind: 'reply', rtt: rttOf(probe), isReordered: false,
				},
		]);
		if (probe % 5 === 4) {
			path.clock.now += 900;
			recorded.series.begin({monotonicMilliseconds: path.clock.monotonic(), timeMilliseconds: path.clock.wall()});
			recordProbes(recorded.series, [aProbe({identity: 'id'})], new Map([['id', path.statistics.takeTally()]]));
			path.clock.now += 100;
		}
	}

	for (const covered of [120, 600, 3600]) {
		const {received, lost, roundTrips} = recorded.read(covered, 120);
		const perBucket = 5 * covered / 120;
		const first = (seconds * 5) - (perBucket * 120);
		for (let bucket = 0; bucket < 120; bucket++) {
			const probes = Array.from({length: perBucket}, (_, index) => first + (bucket * perBucket) + index);
			const answered = probes.filter(probe => !isLost(probe));
			assert.ok(isAlmost(received.means[bucket]! * received.bucketSeconds, answered.length), `${covered} s, bucket ${bucket}`);
			assert.ok(isAlmost(lost.means[bucket]! * lost.bucketSeconds, perBucket - answered.length), `${covered} s, bucket ${bucket}`);
			const mean = answered.reduce((sum, probe) => sum + rttOf(probe), 0) / answered.length;
			assert.ok(answered.length === 0 || isAlmost(roundTrips.means[bucket]! / received.means[bucket]!, mean), `${covered} s, bucket ${bucket}`);
		}
	}
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
