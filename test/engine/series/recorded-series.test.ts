/* A recording by the real writer, and a store of series that saw the same: their windows agree. */
import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import fc from 'fast-check';
import type {RecordedKind} from '../../../source/engine/series/recorded-figures.ts';
import {SeriesStore} from '../../../source/engine/series/series-store.ts';
import type {Moment} from '../../../source/model/moment.ts';
import {timeSpans, type SeriesWindow} from '../../../source/model/series.ts';
import {
	figures,
	readerOf,
	SeenMachine,
	someSeconds,
	type Figure,
	type Read,
	type Second,
} from './seen-machine.ts';

/** Names what is not the same in the windows of the last minutes, to the second. */
function differences(read: Read, expected: Read, until: Moment): readonly string[] {
	const shapes = [[120, 120], [120, 60], [600, 240], [600, 77]] as const;
	return figures.flatMap(figure => shapes.flatMap(([seconds, buckets]) => {
		const [window, wanted] = [read, expected].map(one => one(figure, seconds, buckets, until));
		return (['means', 'maxima', 'peak', 'average', 'total', 'endsAtMilliseconds'] as const).flatMap(key => {
			const [values, others] = [[window?.[key] ?? null].flat(), [wanted?.[key] ?? null].flat()];
			const wrong = values.findIndex((value, index) => !isClose(value, others[index]!));
			return wrong === -1 ? [] : [`${figure.join(' ')}, ${seconds} s in ${buckets}: ${key} ${wrong} is ${values[wrong]} instead of ${others[wrong]}`];
		});
	}));
}

/** To the precision of bytes and 32 bits. */
function isClose(value: number | null, wanted: number | null): boolean {
	return value === null || wanted === null || Number.isNaN(value) ? Object.is(value, wanted) : Math.abs(value - wanted) <= 1e-5 * Math.max(1, Math.abs(wanted));
}

const emptySecond: Second = {
	port: null, sockets: 0, errors: 0, probe: null,
};

/** The value of a figure in a second; NaN: unknown, or not there. */
function valueOf({0: kind, 2: figure}: Figure, {port: figuresOfPort, sockets, errors, probe: outcomes}: Second): number {
	const values: Readonly<Record<RecordedKind & string, Readonly<Record<string, number | null | undefined>>>> = {
		...noValues,
		port: {connections: figuresOfPort?.connections, receive: figuresOfPort?.receive, dropRate: figuresOfPort?.drops},
		machine: {receive: sockets * 8000},
		interface: {receive: sockets * 16_000},
		state: {total: sockets},
		counter: {rate: errors},
		group: {receive: errors * 800},
		probe: outcomes === null ? {} : {received: outcomes.received, lost: outcomes.lost, roundTrips: outcomes.received * outcomes.rtt},
	};
	return values[kind][figure] ?? NaN;
}

const noValues = {outgoing: {}, filteredState: {}, connection: {}};

/** Names the buckets that are not as it was around them: an interval of a recording begins with the wall clock, and has one mean. */
function faults(window: SeriesWindow | undefined, {seconds: all}: SeenMachine, figure: Figure, {seconds, buckets}: {readonly seconds: number; readonly buckets: number}): readonly string[] {
	const found: string[] = [];
	const bucketMilliseconds = 1000 * seconds / buckets;
	const resolution = bucketMilliseconds < 10_000 ? 1000 : (bucketMilliseconds < 60_000 ? 10_000 : 60_000);
	const slack = resolution + 2100;
	const what = `${figure.join(' ')}, ${seconds} s in ${buckets}`;
	const last = all.at(-1)!;
	const ends = window?.endsAtMilliseconds ?? last.timeMilliseconds;
	for (let bucket = 0; bucket < buckets; bucket++) {
		const until = ends - ((buckets - bucket - 1) * bucketMilliseconds);
		const from = until - bucketMilliseconds;
		const around = all.slice(placeOf(all, from - slack), placeOf(all, until + slack));
		const seen = around.filter(({isSeen}) => isSeen);
		const known = seen.map(({second}) => valueOf(figure, second)).filter(value => !Number.isNaN(value));
		const mean = window?.means[bucket] ?? NaN;
		if (Number.isNaN(mean)) {
			const isComplete = known.length === around.length && from - slack >= all[1]!.timeMilliseconds && until + slack <= last.timeMilliseconds;
			found.push(...isComplete ? [`${what}: ${bucket} is not known`] : []);
			continue;
		}

		// What was not there for a part of it moved nothing then.
		const lowest = Math.min(...known, isRateOf(figure) && known.length < around.length ? 0 : Infinity);
		// Counts are whole numbers, and lengths are not whole seconds.
		const isRight = mean >= (lowest * 0.99) - 1e-3 && mean <= (Math.max(...known) * 1.01) + 1e-3 && window!.maxima[bucket]! >= mean * 0.999;
		found.push(...isRight ? [] : [`${what}: ${bucket} is ${mean}, around it is ${known.join(' ')}`]);
	}

	return found;
}

/** Returns the place of the first second that ends at a time or later. */
function placeOf(seconds: ReadonlyArray<{readonly timeMilliseconds: number}>, time: number): number {
	let [low, high] = [0, seconds.length];
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		if (seconds[middle]!.timeMilliseconds < time) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}

	return low;
}

const isRateOf = ({2: figure}: Figure): boolean => figure !== 'connections' && figure !== 'total';

await describe('the series of a recording', () => {
	test('to the second they are those of a store that saw the same', t => {
		const machine = new SeenMachine(cleanup => {
			t.after(cleanup);
		});
		for (const second of someSeconds(750, 1)) {
			machine.sample(second);
		}

		const [read, expected] = [machine.reader(machine.moment), readerOf(machine.whole)];
		assert.deepEqual(differences(read, expected, machine.moment), []);
	});

	test('a session goes on where they end, without a seam', t => {
		const machine = new SeenMachine(cleanup => {
			t.after(cleanup);
		});
		for (const second of someSeconds(660, 2)) {
			machine.sample(second);
		}

		machine.session = new SeriesStore();
		for (const second of someSeconds(60, 3)) {
			machine.sample(second);
		}

		const [read, expected] = [machine.reader(machine.session.first!, machine.session), readerOf(machine.whole)];
		assert.deepEqual(differences(read, expected, machine.moment), []);
	});

	test('a clock that was set moves nothing, forth or back, while a recorder runs', t => {
		const machine = new SeenMachine(cleanup => {
			t.after(cleanup);
		});
		for (const [place, step] of [0, 3_600_000, -7_200_000, 5000].entries()) {
			machine.pass(0, step);
			for (const second of someSeconds(200, place)) {
				machine.sample(second);
			}
		}

		assert.deepEqual(differences(machine.reader(machine.moment), readerOf(machine.whole), machine.moment), []);
	});

	test('at every zoom, with gaps, they are right to within one of their intervals', () => {
		const stretch = fc.record({
			seconds: fc.integer({min: 1, max: 1500}), isRecorded: fc.boolean(), seed: fc.integer(), length: fc.constantFrom(995, 1000, 1003),
		});
		fc.assert(fc.property(fc.array(stretch, {minLength: 1, maxLength: 6}), fc.boolean(), fc.integer({min: 1, max: 240}), (stretches, hasSession, buckets) => {
			using cleanups = new DisposableStack();
			const machine = new SeenMachine(cleanup => {
				cleanups.defer(cleanup);
			});
			machine.isRecorded = true;
			machine.sample(emptySecond);
			for (const {seconds, isRecorded, seed, length} of stretches) {
				machine.isRecorded = isRecorded;
				for (const second of someSeconds(seconds, seed)) {
					machine.sample(second, length);
				}
			}

			const end = machine.moment;
			if (hasSession) {
				// The recorder goes on, and takes its samples at another time.
				machine.session = new SeriesStore();
				for (const second of someSeconds(90, 4)) {
					machine.sample(second);
				}
			}

			const read = machine.reader(machine.session?.first ?? end, machine.session ?? null);
			const found = figures.flatMap(figure => timeSpans.flatMap(seconds => faults(read(figure, seconds, buckets, machine.moment), machine, figure, {seconds, buckets})));
			assert.deepEqual(found, []);
		}), {numRuns: 12});
	});
});
