import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import fc from 'fast-check';
import {createRandom} from '../../../benchmark/statistics.ts';
import {SeriesStore} from '../../../source/engine/series/series-store.ts';
import {timeSpans, type SeriesWindow} from '../../../source/model/series.ts';
import {aPort} from '../../builders/port.ts';
import {aStateCount} from '../../builders/state-count.ts';
import {naiveWindow, type NaiveSample} from './naive-series.ts';

const behaviours = ['absent', 'zero', 'constant', 'random', 'unknown', 'spikes', 'sometimes unknown', 'comes and goes'] as const;
type Behaviour = (typeof behaviours)[number];

/** A stretch of time in which samples come at one interval. */
type Phase = {
	readonly interval: number;
	readonly samples: number;
	readonly pause: number;
	readonly wallStep: number;
	readonly ports: readonly Behaviour[];
};

const phase: fc.Arbitrary<Phase> = fc.record({
	interval: fc.constantFrom(0.25, 0.3, 0.997, 1, 1.003, 2, 5, 10),
	samples: fc.integer({min: 1, max: 700}),
	pause: fc.constantFrom(0, 0, 0, 3, 100, 4000),
	wallStep: fc.constantFrom(0, 0, -3600, 7200),
	ports: fc.tuple(fc.constantFrom(...behaviours), fc.constantFrom(...behaviours)),
});

/** Records the same samples in a store and in a list. */
class Recording {
	readonly store: SeriesStore;
	readonly samples: NaiveSample[] = [];
	#now = 5_000_500;
	#wall = 1_700_000_000_000;
	#interval = 1;

	constructor(store = new SeriesStore()) {
		this.store = store;
	}

	pass(seconds: number): void {
		this.#now += seconds * 1000;
		this.#wall += seconds * 1000;
	}

	stepWall(seconds: number): void {
		this.#wall += seconds * 1000;
	}

	/** A sample with the figures of each port that is there; null: unknown. */
	sample(ports: Readonly<Record<string, {readonly connections: number; readonly receive: number | null}>>): void {
		const before = this.samples.at(-1)?.end ?? (this.#now - 1000);
		const since = (this.#now - before) / 1000;
		const longest = Math.max(2, 2 * this.#interval);
		this.#interval = since;
		const values = new Map<string, Readonly<Record<string, number | null>>>(Object.entries(ports));
		this.samples.push({
			start: since > longest ? this.#now - (longest * 1000) : before, end: this.#now, seconds: Math.min(longest, since), values,
		});
		this.store.begin({monotonicMilliseconds: this.#now, timeMilliseconds: this.#wall});
		for (const [identity, {connections, receive}] of Object.entries(ports)) {
			this.store.record('port', identity, aPort({identity, connectionCount: connections, receiveBitsPerSecond: receive}));
		}
	}

	read(identity: string, figure: 'connections' | 'receive', seconds: number, buckets: number): SeriesWindow | undefined {
		return this.store.read('port', identity, figure, {seconds, buckets});
	}

	/** Names the parts of a window that are not as the list of samples gives them. */
	differences(identity: string, seconds: number, buckets: number): readonly string[] {
		return (['connections', 'receive'] as const).flatMap(figure => {
			const naive = naiveWindow(this.samples, {entity: identity, figure, isRate: figure === 'receive'}, seconds, buckets);
			const window = this.read(identity, figure, seconds, buckets);
			if (window === undefined) {
				return naive.peak === null ? [] : [`${identity} is not known`];
			}

			return (['means', 'maxima', 'peak', 'average', 'total'] as const)
				.filter(key => !areClose([window[key]].flat(), [naive[key]].flat()))
				.map(key => `${identity}, ${figure}, ${seconds} s in ${buckets}: ${key} ${String(window[key])} instead of ${String(naive[key])}`);
		});
	}
}

/** To the precision of 32 bits. */
function areClose(actual: ReadonlyArray<number | null>, expected: ReadonlyArray<number | null>): boolean {
	return actual.length === expected.length && actual.every((value, index) => {
		const wanted = expected[index]!;
		return value === null || wanted === null || Number.isNaN(value) ? Object.is(value, wanted) : Math.abs(value - wanted) <= 1e-6 * Math.abs(wanted);
	});
}

function play(recording: Recording, phases: readonly Phase[], seed: number): void {
	const random = createRandom(seed);
	for (const {interval, samples, pause, wallStep, ports} of phases) {
		recording.pass(pause);
		recording.stepWall(wallStep);
		const constant = Math.floor(random() * 1000);
		for (let sample = 0; sample < samples; sample++) {
			recording.pass(interval + ((random() - 0.5) * 0.01));
			const there = ports.flatMap((behaviour, index) => {
				const figures = figuresOf(behaviour, constant, sample, random);
				return figures === undefined ? [] : [[`port ${index}`, figures] as const];
			});
			recording.sample(Object.fromEntries(there));
		}
	}
}

function figuresOf(behaviour: Behaviour, constant: number, sample: number, random: () => number): {readonly connections: number; readonly receive: number | null} | undefined {
	const value = random() * 1e9;
	switch (behaviour) {
		case 'absent': {
			return undefined;
		}

		case 'zero': {
			return {connections: 0, receive: 0};
		}

		case 'constant': {
			return {connections: constant, receive: constant * 1000};
		}

		case 'random': {
			return {connections: Math.floor(value / 1e6), receive: value};
		}

		case 'unknown': {
			return {connections: constant, receive: null};
		}

		case 'spikes': {
			return {connections: sample % 47 === 0 ? constant : 1, receive: random() < 0.02 ? value : 0};
		}

		case 'sometimes unknown': {
			return {connections: constant, receive: random() < 0.3 ? null : value};
		}

		case 'comes and goes': {
			return sample % 60 < 20 || random() < 0.2 ? {connections: constant, receive: value} : undefined;
		}
	}
}

await describe('the store of series', () => {
	test('every window is what the list of all samples gives', () => {
		fc.assert(fc.property(fc.array(phase, {minLength: 1, maxLength: 7}), fc.integer(), fc.integer({min: 1, max: 250}), (phases, seed, buckets) => {
			const recording = new Recording();
			play(recording, phases, seed);
			assert.deepEqual(timeSpans.flatMap(seconds => [...recording.differences('port 0', seconds, buckets), ...recording.differences('port 1', seconds, 120)]), []);
		}), {numRuns: 60});
	});

	test('a day at an interval of a second, and an hour more', () => {
		const recording = new Recording();
		const always: Omit<Phase, 'samples' | 'ports'> = {interval: 1, pause: 0, wallStep: 0};
		play(recording, [
			{...always, samples: 3600, ports: ['random', 'constant']},
			{...always, samples: 20_000, ports: ['spikes', 'absent']},
			{...always, samples: 40_000, ports: ['zero', 'zero']},
			{...always, samples: 26_400, ports: ['spikes', 'random']},
		], 1);
		assert.deepEqual(timeSpans.flatMap(seconds => [...recording.differences('port 0', seconds, 120), ...recording.differences('port 1', seconds, 77)]), []);
	});

	test('a peak survives in every resolution', () => {
		const recording = new Recording();
		for (let second = 0; second < 1200; second++) {
			recording.pass(1);
			recording.sample({web: {connections: second === 300 ? 910 : 4, receive: 0}});
		}

		for (const seconds of [3600, 21_600, 86_400]) {
			const {peak, maxima, average}: SeriesWindow = recording.read('web', 'connections', seconds, 60)!;
			assert.deepEqual([peak, Math.max(...maxima.filter(value => !Number.isNaN(value)))], [910, 910]);
			assert.equal(Math.floor(average!), 4);
		}
	});

	test('what passed in a short life is not more in a coarse resolution', () => {
		const recording = new Recording();
		for (let second = 0; second < 900; second++) {
			recording.pass(1);
			recording.sample(second >= 400 && second < 403 ? {short: {connections: 1, receive: 8_000_000}} : {});
		}

		for (const seconds of [600, 3600, 86_400]) {
			const {total, peak} = recording.read('short', 'receive', seconds, 100)!;
			assert.deepEqual([total, peak].map(value => Math.round(value! / 1000)), [24_000, 8000]);
		}
	});

	test('a pause is a gap, a sample that failed is none, and neither is 0', () => {
		const recording = new Recording();
		const web = {connections: 3, receive: 1000};
		for (const seconds of [1, 1, 1, 2, 1, 30, 1]) {
			recording.pass(seconds);
			recording.sample({web});
		}

		const {means} = recording.read('web', 'connections', 40, 40)!;
		assert.equal(means.filter(value => value === 3).length, 7 + 2);
		assert.equal(means.filter(value => Number.isNaN(value)).length, 40 - 9);
	});

	test('a step of the wall clock moves no bucket', () => {
		const recording = new Recording();
		const web = {connections: 3, receive: 1000};
		for (let second = 0; second < 60; second++) {
			recording.pass(1);
			recording.sample({web});
		}

		const before = recording.read('web', 'receive', 120, 120)!;
		recording.stepWall(-3600);
		recording.pass(0.01);
		recording.sample({web});
		const after = recording.read('web', 'receive', 120, 120)!;
		assert.deepEqual(after.means, before.means);
		assert.equal(Math.round((before.endsAtMilliseconds - after.endsAtMilliseconds) / 1000), 3600);
	});

	test('a window can end with an earlier sample, as a paused display does', () => {
		const recording = new Recording();
		for (let second = 1; second <= 100; second++) {
			recording.pass(1);
			recording.sample({web: {connections: second, receive: 0}});
		}

		const until = recording.samples[49]!.end;
		const {means} = recording.store.read('port', 'web', 'connections', {seconds: 10, buckets: 10, until: {monotonicMilliseconds: until, timeMilliseconds: until}})!;
		assert.deepEqual(means, [41, 42, 43, 44, 45, 46, 47, 48, 49, 50]);
	});

	test('entities are ranked by what they moved, those that are gone too', () => {
		const recording = new Recording();
		for (let second = 0; second < 700; second++) {
			recording.pass(1);
			recording.sample({
				steady: {connections: 1, receive: 1000},
				idle: {connections: 1, receive: 0},
				early: {connections: 1, receive: second < 90 ? 1e9 : 1},
				...(second < 200 && {gone: {connections: 1, receive: 100_000}}),
			});
		}

		const ranked = recording.store.rank('port', ['receive', 'send'], 600);
		assert.deepEqual(ranked.map(({identity, isGone}) => [identity, isGone]), [['gone', true], ['steady', false], ['early', false], ['idle', false]]);
		const steady = ranked[1]!.total / 1000;
		assert.ok(steady >= 600, String(steady));
		assert.ok(steady <= 610, String(steady));
	});

	test('the rows that are there keep their place where there are too many', () => {
		const recording = new Recording(new SeriesStore(2 ** 20, 1 / 1024));
		const web = {connections: 1, receive: 5};
		recording.pass(1);
		recording.sample({a: web, b: web});
		recording.pass(1);
		recording.sample({c: web, a: web, b: web});
		assert.deepEqual([...'abc'].map(identity => recording.read(identity, 'receive', 120, 10) === undefined), [false, false, true]);
		for (let second = 0; second < 3; second++) {
			recording.pass(1);
			recording.sample({b: web, c: web});
		}

		assert.deepEqual([...'abc'].map(identity => recording.read(identity, 'receive', 120, 10)?.peak), [undefined, 5, 5]);
	});

	test('forgotten entities leave nothing to those that take their place', () => {
		const store = new SeriesStore();
		const record = (total: number, second: number) => {
			store.begin({monotonicMilliseconds: second * 1000, timeMilliseconds: second * 1000});
			store.record('filteredState', 'CLOSE_WAIT', aStateCount({state: 'CLOSE_WAIT', total}));
		};

		for (let second = 1; second < 60; second++) {
			record(second, second);
		}

		store.forget('filteredState');
		assert.equal(store.read('filteredState', 'CLOSE_WAIT', 'total', {seconds: 120, buckets: 12}), undefined);
		record(7, 60);
		assert.deepEqual(store.read('filteredState', 'CLOSE_WAIT', 'total', {seconds: 120, buckets: 12})!.means.filter(value => !Number.isNaN(value)), [7]);
	});
});

await describe('the memory of the store of series', () => {
	test('the bound is 24 MiB, and a constant figure takes none of it', () => {
		const recording = new Recording();
		assert.ok(recording.store.bytes <= 24 * (2 ** 20), String(recording.store.bytes));
		const touched = recording.store.touchedBytes;
		for (let second = 0; second < 500; second++) {
			recording.pass(1);
			recording.sample({web: {connections: 432, receive: 1234.5}, ssh: {connections: 0, receive: null}});
		}

		assert.equal(recording.store.touchedBytes, touched);
	});

	test('when it is full the least busy lose their past first, say so, and the last ten minutes stay', () => {
		const recording = new Recording(new SeriesStore(2 ** 17));
		const random = createRandom(3);
		const ports = Array.from({length: 12}, (_, index) => `port ${index}`);
		const {bytes} = recording.store;
		for (let second = 0; second < 20_000; second++) {
			recording.pass(1);
			recording.sample(Object.fromEntries(ports.map((port, index) => [port, {connections: 1, receive: index < 4 || second % 10 === 0 ? random() * (10 ** index) : 0}])));
		}

		assert.equal(recording.store.bytes, bytes);
		const windows = ports.map(port => recording.read(port, 'receive', 86_400, 1440)!);
		assert.equal(windows[0]!.isPartial, true);
		assert.deepEqual([windows[11]!.isPartial, windows[11]!.means.filter(value => !Number.isNaN(value)).length >= 330], [false, true]);
		assert.deepEqual(ports.flatMap(port => recording.differences(port, 600, 120)), []);
	});
});

test('an average counts the time in which its entity was not there as nothing, and not the time before the first sample', () => {
	const store = new SeriesStore();
	const average = (seconds: number) => store.average('port', 'late', ['receive', 'send'], {seconds});
	for (let second = 1; second <= 90; second++) {
		store.begin({monotonicMilliseconds: second * 1000, timeMilliseconds: second * 1000});
		store.record('port', 'always', aPort({receiveBitsPerSecond: 4, sendBitsPerSecond: 2}));
		if (second > 60) {
			store.record('port', 'late', aPort({receiveBitsPerSecond: 600, sendBitsPerSecond: 300}));
		}
	}

	assert.equal(store.average('port', 'always', ['receive'], {seconds: 60}), 4);
	assert.equal(store.average('port', 'always', ['receive', 'send'], {seconds: 600}), 6);
	assert.equal(Math.round(average(600)! / 10), 30, 'a third of the 90 s that there are');
	assert.ok(Math.abs(average(60)! - 450) < 10, 'half of the last minute');
	assert.equal(store.average('port', 'unknown', ['receive'], {seconds: 60}), undefined);
});

test('an average is that of a naive sum: of an entity from its first known value on, but for the time before it came', () => {
	const anyStart = fc.record({
		isThereFrom: fc.integer({min: 0, max: 100}), unknown: fc.integer({min: 0, max: 3}), length: fc.integer({min: 1, max: 110}), interval: fc.constantFrom(1, 2), seed: fc.nat(),
	});
	fc.assert(fc.property(anyStart, ({isThereFrom, unknown, length, interval, seed}) => {
		const store = new SeriesStore();
		const random = createRandom(seed);
		const values: Array<number | null> = [];
		for (let sample = 1; sample <= length; sample++) {
			const now = sample * interval * 1000;
			store.begin({monotonicMilliseconds: now, timeMilliseconds: now});
			const since = sample - 1 - isThereFrom;
			const value = since < 0 ? 0 : (since < unknown ? null : Math.round(1e6 * random()));
			values.push(value);
			if (since >= 0) {
				store.record('port', 'web', aPort({receiveBitsPerSecond: value, sendBitsPerSecond: null}));
			}
		}

		// The column that ends 60 s ago is the first one that counts.
		const last = values.slice(-(60 / interval) - 1);
		const firstSample = last.length === values.length ? 1 : interval;
		const known = last.map((value, index) => ({value, seconds: index === 0 ? firstSample : interval})).filter(({value}) => value !== null);
		const isKnown = last.some((_, index) => values.length - last.length + index >= isThereFrom + unknown);
		const total = known.reduce((sum, {value, seconds}) => sum + (value! * seconds), 0);
		const expected = isKnown ? total / known.reduce((sum, {seconds}) => sum + seconds, 0) : undefined;
		const average = store.average('port', 'web', ['receive', 'send'], {seconds: 60});
		assert.ok(average === expected || Math.abs(average! - expected!) <= 1e-5 * Math.max(1, expected!), `${average} instead of ${expected}`);
	}), {numRuns: 300});
});
