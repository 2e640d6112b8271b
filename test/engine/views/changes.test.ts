import assert from 'node:assert/strict';
import {test} from 'node:test';
import {SeriesStore} from '../../../source/engine/series/series-store.ts';
import {ChangesSinceLooked} from '../../../source/engine/views/changes.ts';
import {recordSample} from '../../../source/engine/views/record-sample.ts';
import type {LogEvent} from '../../../source/model/alert.ts';
import type {Moment} from '../../../source/model/moment.ts';
import {anEvent} from '../../builders/alert.ts';
import {aMoment} from '../../builders/moment.ts';
import {aProbe, someFigures} from '../../builders/probe.ts';
import {
	aPortEntry,
	aSample,
	someAlertRows,
	someProbeRows,
} from '../../builders/sample.ts';
import {aSummary} from '../../builders/summary.ts';

const start = Date.UTC(2026, 2, 1, 3);
const at = (seconds: number): Moment => aMoment(start + (seconds * 1000));

/** An hour, sampled each second: what a test says of the second, else nothing happens. */
function hour({events, loss, queue, bits}: {
	readonly events: readonly LogEvent[];
	readonly loss: (second: number) => number;
	readonly queue: (second: number) => number;
	readonly bits: (second: number) => number;
}) {
	const series = new SeriesStore();
	const changes = new ChangesSinceLooked();
	let sample = aSample();
	for (let second = 0; second <= 3600; second++) {
		const lastMinute = someFigures({lossPercent: loss(second), maximumMicroseconds: 1000 + second});
		sample = {
			...aSample({
				ports: [
					aPortEntry({
						identity: 'web', port: 443, acceptQueue: queue(second), receiveBitsPerSecond: bits(second), sendBitsPerSecond: 0,
					}),
					aPortEntry({
						identity: 'idle', port: 22, acceptQueue: 0, receiveBitsPerSecond: 0, sendBitsPerSecond: 0,
					}),
					// Bytes that a program has not read.
					aPortEntry({
						identity: 'names', protocol: 'udp', port: 53, acceptQueue: 7680, receiveBitsPerSecond: 0, sendBitsPerSecond: 0,
					}),
				],
				probes: someProbeRows([aProbe({target: 'peer', lastMinute})]),
				alerts: someAlertRows(events.toReversed().map(event => ({type: 'event', identity: String(event.sequence), event}))),
			}),
			summary: aSummary({...at(second), startedAtMilliseconds: start}),
		};
		recordSample(series, at(second), {
			...sample, totals: sample.summary.totals, followed: null, probeTallies: new Map(),
		});
	}

	return (before: number, last: number) => changes.until(sample, {before: at(before), last: at(last)}, series);
}

test('what happened since the last key is counted, with the worst of it and when', () => {
	const since = hour({
		events: [
			anEvent({kind: 'listener-appeared', at: at(100)}),
			anEvent({kind: 'alert-fired', at: at(2000)}),
			anEvent({kind: 'listener-vanished', at: at(2500), count: 30}),
			anEvent({kind: 'port-status', at: at(2600), after: 'OPEN'}),
			anEvent({kind: 'port-status', at: at(2700), after: 'FILTERED'}),
			anEvent({kind: 'owner', at: at(2800)}),
			anEvent({kind: 'alert-cleared', at: at(2900)}),
		],
		loss: second => second >= 2000 && second < 2020 ? 12 : (second < 1500 ? 50 : 0),
		queue: second => second === 3000 ? 9 : 2,
		bits: second => second >= 3500 && second < 3510 ? 8e6 : 0,
	});
	const changes = since(10, 1800);
	assert.deepEqual({
		...changes, worstLoss: changes.worstLoss?.value, worstRtt: changes.worstRtt?.value, maxQueue: changes.maxQueue?.value, busiestPort: changes.busiestPort,
	}, {
		since: at(1800), isSinceStart: false, alerts: 1, opened: 1, closed: 30, replaced: 1, isAtLeast: false, worstLoss: 12, worstRtt: 4600, maxQueue: 9, busiestPort: {name: '443', bytes: 10e6},
	});
	// Older than ten minutes: the store has it in columns of ten seconds.
	assert.ok(Math.abs((changes.worstLoss?.atMilliseconds ?? 0) - (start + 2_010_000)) <= 20_000);
	assert.equal(changes.maxQueue?.name, '443');
});

test('after the absence it counts from its beginning; since the start where there was none', () => {
	const since = hour({
		events: [anEvent({at: at(100)})], loss: () => 0, queue: () => 0, bits: () => 0,
	});
	const back = since(50, 3590);
	assert.deepEqual([back.since, back.opened, back.worstLoss?.value, back.maxQueue?.value, back.busiestPort], [at(50), 1, 0, 0, null]);
	assert.deepEqual([since(0, 3590).isSinceStart, since(3500, 3590).opened], [true, 0]);
});

test('what is as bad for long has the time at which it began', () => {
	const since = hour({
		events: [], loss: second => second >= 3100 && second < 3160 ? 10 : 0, queue: second => second >= 3200 ? 6 : 0, bits: () => 0,
	});
	const {worstLoss, maxQueue} = since(0, 3590);
	// A column of an hour has 15 seconds.
	assert.ok(Math.abs((worstLoss?.atMilliseconds ?? 0) - (start + 3_100_000)) <= 15_000);
	assert.ok(Math.abs((maxQueue?.atMilliseconds ?? 0) - (start + 3_200_000)) <= 15_000);
});
