/* The machine's clock is set: no duration moves, only times of day do. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {AlertEngine} from '../../source/alerts/alert-engine.ts';
import {parseRule} from '../../source/alerts/rules/rule.ts';
import type {Moment} from '../../source/model/moment.ts';
import {clockOrigin, onThisClock} from '../../source/probes/prober/clock-origin.ts';
import {TargetStatistics} from '../../source/probes/statistics/statistics.ts';
import {sinceText} from '../../source/ui/detail/times.ts';
import {durationText} from '../../source/ui/text/alert-text.ts';
import {alertBlocks} from '../../source/ui/views/alerts/detail.ts';
import {busy, fields, observation} from '../alerts/rows.ts';
import {
	late,
	outcome,
	reply,
	target,
	TestClock,
} from '../probes/probe-events.ts';

const hour = 3_600_000;
const timeOfDay = /\d\d:\d\d:\d\d|\d\d-\d\d \d\d:\d\d/g;

/** A rule's alert that lasts, one that ended, a port scan, and a listener that vanished: how long everything took, in the list and in the details. */
function durations(stepMilliseconds: number): readonly string[] {
	const rules = ['connections > 1000', 'rtt > 1ms for 2s'].map(text => {
		const parsed = parseRule(text);
		assert.ok(parsed.ok);
		return parsed.rule;
	});
	const engine = new AlertEngine({rules, detects: true, fields});
	let now: Moment = {timeMilliseconds: 0, monotonicMilliseconds: 0};
	for (let second = 0; second <= 90; second++) {
		const slow = second > 10 && second < 40 ? 9000 : 20;
		const web = second < 70 ? busy(443, {ESTABLISHED: 1204}, {rttMedianMicroseconds: slow}) : busy(443, {ESTABLISHED: 1204});
		const rows = second < 80 ? [web, busy(80, {})] : [web];
		const seen = observation(second, rows, {refused: second > 20 && second < 50 ? [{address: '192.0.2.1', port: second, count: 1}] : []});
		// Set once in the middle of everything.
		now = {timeMilliseconds: seen.timeMilliseconds + (second < 30 ? 0 : stepMilliseconds), monotonicMilliseconds: seen.monotonicMilliseconds};
		engine.observe({...seen, ...now});
	}

	return engine.rows().flatMap(row => [
		`${row.type === 'alert' ? row.alert.message : row.event.message}: ${durationText(row, now)}`,
		...alertBlocks({
			view: 'alerts', row, rule: null, related: engine.related(row),
		}, {utc: true, keys: {}, now}).map(block => JSON.stringify(block).replaceAll(timeOfDay, 'time')),
	]);
}

test('what alerts and events say of durations is the same whether or not the clock was set', () => {
	const expected = durations(0);
	assert.match(expected.join('\n'), /For.*1m 30s/);
	assert.deepEqual(durations(hour), expected);
	assert.deepEqual(durations(-hour), expected);
});

test('how long a target has had its status is the same whether or not the clock was set', () => {
	for (const step of [hour, -hour]) {
		const clock = new TestClock();
		const statistics = new TargetStatistics('id', target, clock);
		statistics.add(reply(1, 5));
		clock.now = 65_000;
		clock.step = step;
		statistics.add(late(2));
		const now: Moment = {timeMilliseconds: clock.wall(), monotonicMilliseconds: clock.monotonic()};
		assert.equal(sinceText(statistics.row(null).statusSince, now, true), ', since 12:00:00 UTC (1m)');
	}
});

test('the time at which a probe was sent comes from the prober\'s thread without the wall clock', () => {
	const sentAtMonotonic = 5000;
	// That thread started two seconds after this one.
	const event = onThisClock({target: 'id', type: 'outcome', outcome: outcome(1, 'lost', {sentAtMonotonic})}, clockOrigin + 2000);
	assert.strictEqual(event.type, 'outcome');
	assert.equal(event.outcome.sentAtMonotonic, 7000);
});
