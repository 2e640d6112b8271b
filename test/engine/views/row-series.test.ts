import assert from 'node:assert/strict';
import {test} from 'node:test';
import {ViewQueries} from '../../../source/engine/queries/view-queries.ts';
import {SeriesStore} from '../../../source/engine/series/series-store.ts';
import {recordSample} from '../../../source/engine/views/record-sample.ts';
import type {Sample} from '../../../source/engine/views/sample.ts';
import type {ViewName} from '../../../source/model/snapshot.ts';
import type {Query} from '../../../source/protocol/protocol.ts';
import {wholeSeries, type ProbeTally} from '../../../source/model/probe.ts';
import {anErrorCounter} from '../../builders/error-counter.ts';
import {aNetworkInterface} from '../../builders/network-interface.ts';
import {aProbe} from '../../builders/probe.ts';
import {answerOf, aQuery} from '../../builders/query.ts';
import {
	anOutgoingEntry,
	aPortEntry,
	aSample,
	someProbeRows,
	type SampleParts,
} from '../../builders/sample.ts';
import {tableOf} from '../../builders/socket-table.ts';
import {figureCount} from '../../../source/engine/traffic/group-table.ts';
import {aSummary} from '../../builders/summary.ts';

/** Takes samples, a second apart unless a test says so, and asks for what is shown of the last one. */
function sampling() {
	const series = new SeriesStore();
	const queries = new ViewQueries(series);
	let sampledAt = 7_000_500;
	return {
		sample(parts: SampleParts, seconds = 1, {followed = null, probeTallies = new Map()}: Partial<Parameters<typeof recordSample>[2]> = {}): Sample {
			sampledAt += seconds * 1000;
			const moment = {monotonicMilliseconds: sampledAt, timeMilliseconds: 1_700_000_000_000 + sampledAt};
			const sample = {...aSample(parts), sampledAt, summary: aSummary(moment)};
			recordSample(series, moment, {
				...sample, totals: aSummary().totals, followed, probeTallies,
			});
			return sample;
		},
		ask: (sample: Sample, view: ViewName, changes: Partial<Query> = {}) => answerOf(sample, aQuery(view, changes), null, queries),
	};
}

/** The known values of each row's history. */
function histories({content}: ReturnType<ReturnType<typeof sampling>['ask']>): ReadonlyArray<readonly number[]> {
	return content.rows.flatMap(row => 'history' in row ? [row.history.filter(value => !Number.isNaN(value))] : []);
}

const established = (count: number) => tableOf(Array.from({length: count}, (_, index) => ({cookie: index + 1, localPort: index % 2 === 0 ? 80 : 22})));

test('rows show the traffic of a port and of a peer, and how often a counter counted', () => {
	const {sample, ask} = sampling();
	const take = (receive: number | null, send: number | null, rate: number) => sample({
		ports: [aPortEntry({receiveBitsPerSecond: receive, sendBitsPerSecond: send})],
		outgoing: [anOutgoingEntry({receiveBitsPerSecond: 2 * (receive ?? 0), sendBitsPerSecond: 0})],
		errors: [anErrorCounter({perSecond: rate})],
	});
	take(null, null, 0);
	take(100, 20, 5);
	take(100, null, 0);
	const last = take(7, 3, 2);
	assert.deepEqual(histories(ask(last, 'ports')), [[120, 100, 10]]);
	assert.deepEqual(histories(ask(last, 'outgoing')), [[0, 200, 200, 14]]);
	assert.deepEqual(histories(ask(last, 'errors', {showsZero: true})), [[0, 5, 0, 2]]);
});

test('a history has 120 values, a second or a sample each', () => {
	for (const seconds of [0.25, 1, 5]) {
		const {sample, ask} = sampling();
		let last: Sample | undefined;
		for (let index = 0; index < 700; index++) {
			last = sample({errors: [anErrorCounter({perSecond: index})]}, seconds);
		}

		const [history] = histories(ask(last!, 'errors', {showsZero: true}));
		assert.equal(history!.length, 120);
		assert.equal(Math.round(history!.at(-2)! - history!.at(-3)!), Math.max(1, 1 / seconds));
	}
});

test('a detail has the charts that are asked for, while a peak is looked for in them', () => {
	const {sample, ask} = sampling();
	let last: Sample | undefined;
	for (let second = 0; second < 400; second++) {
		last = sample({ports: [aPortEntry({identity: 'web', receiveBitsPerSecond: second === 50 ? 900 : 100, sendBitsPerSecond: 10})]});
	}

	const charts = (seconds: number) => {
		const {detail} = ask(last!, 'ports', {detail: 'web', chart: {seconds, buckets: 40}});
		return detail !== null && detail !== 'gone' && detail.view === 'ports' ? detail.charts : {};
	};

	assert.deepEqual([charts(120).receive?.peak, charts(600).receive?.peak], [100, 900]);
	assert.deepEqual([charts(600).receive?.means.length, charts(600).send?.average], [40, 10]);
});

test('under a filter the States view shows what matches, from when the filter was set', () => {
	const {sample, ask} = sampling();
	const ofEstablished = (taken: Sample, filter: string) => histories(ask(taken, 'states', {filter}))[1];
	const first = sample({table: established(2)});
	assert.deepEqual(ofEstablished(first, ''), [2]);
	const more = sample({table: established(6)});
	assert.deepEqual(ofEstablished(more, 'port:22'), [3]);
	const second = sample({table: established(4)});
	assert.deepEqual(ofEstablished(second, 'port:22'), [3, 2]);
	assert.deepEqual(ofEstablished(second, 'port:22'), [3, 2], 'a sample counts once');
	assert.deepEqual(ofEstablished(second, 'port:80'), [2]);
	assert.deepEqual(ofEstablished(second, ''), [2, 6, 4]);
	assert.deepEqual(ofEstablished(second, 'port:22'), [2]);
});

test('a paused display shows the past up to its sample, and what it counts is not recorded', () => {
	const {sample, ask} = sampling();
	const paused = sample({table: established(2)});
	const later = sample({table: established(4)});
	assert.deepEqual(histories(ask(paused, 'states', {paused: true}))[1], [2]);
	assert.deepEqual(histories(ask(paused, 'states', {paused: true, filter: 'port:80'}))[1], []);
	assert.deepEqual(histories(ask(later, 'states'))[1], [2, 4]);
});

const isKnown = (value: number) => !Number.isNaN(value);

test('interfaces have the charts of their recorded figures: those in the totals, then those through which most passed, eight in all', () => {
	const {sample, ask} = sampling();
	const take = (drops: number) => sample({
		interfaces: [
			aNetworkInterface({
				receiveBitsPerSecond: 8, sendBitsPerSecond: 2, receiveDropsPerSecond: drops, sendDropsPerSecond: 0, receiveErrorsPerSecond: 0, sendErrorsPerSecond: 0,
			}),
			...Array.from({length: 40}, (_, index) => aNetworkInterface({
				name: `veth${index}`, isCounted: false, receiveBitsPerSecond: 100 * index, sendBitsPerSecond: 0,
			})),
		],
	});
	take(0);
	const last = take(3);
	assert.equal(ask(last, 'ports').interfaces, null);
	const interfaces = ask(last, 'ports', {interfaces: true, chart: {seconds: 120, buckets: 40}}).interfaces!;
	assert.deepEqual(interfaces.map(({name}) => name), last.interfaces.map(({name}) => name));
	const charted = interfaces.filter(({charts}) => charts !== null);
	assert.deepEqual(charted.map(({name}) => name), ['eth0', ...Array.from({length: 7}, (_, index) => `veth${33 + index}`)]);
	const silent = sample({interfaces: [aNetworkInterface({name: 'lo', isCounted: false, receiveBitsPerSecond: 0})]});
	assert.equal(ask(silent, 'ports', {interfaces: true}).interfaces![0]!.charts, null, 'nothing passed');
	const {charts, history} = charted[0]!;
	assert.deepEqual([charts!.receive!.peak, charts!.send!.average, charts!.drops!.peak, charts!.errors, charts!.receive!.means.length], [8, 2, 3, undefined, 40]);
	assert.deepEqual(history.filter(value => !Number.isNaN(value)), [10, 10]);
	const idle = ask(sample({interfaces: last.interfaces}, 700), 'ports', {interfaces: true, chart: {seconds: 120, buckets: 40}}).interfaces![0]!;
	assert.equal(idle.charts!.receive!.total, 16, 'a sample stands for no more than twice the usual interval');
});

test('the detail of a connection charts it from the sample on in which it is followed', () => {
	const {sample, ask} = sampling();
	const table = tableOf([{
		cookie: 1, localPort: 80, remotePort: 5, receivedBytes: 0, sentBytes: 0, segmentsOut: 1, rttMicroseconds: 1500,
	}, {
		cookie: 2, localPort: 80, remotePort: 6, receivedBytes: 0, sentBytes: 0,
	}]);
	const asked = (last: Sample, identity: string) => {
		const {detail} = ask(last, 'connections', {detail: identity});
		const charts = detail !== null && detail !== 'gone' && detail.view === 'connections' ? detail.charts : {};
		return charts.rtt?.means.filter(value => isKnown(value));
	};

	const before = sample({table});
	assert.equal(asked(before, '0:1'), undefined);
	sample({table}, 2, {followed: '0:1'});
	const last = sample({table}, 2, {followed: '0:1'});
	assert.deepEqual(asked(last, '0:1'), [1500, 1500]);
	assert.equal(asked(last, '0:2'), undefined);
});

test('the detail of a group charts its traffic', () => {
	const {sample, ask} = sampling();
	const table = tableOf([{
		cookie: 1, localPort: 80, remote: '10.0.0.9', remotePort: 5,
	}]);
	const {groups} = aSample({table});
	const {host} = groups.groupings;
	const first = host.groups[3];
	const moving = {...groups, seconds: 2, groupings: {...groups.groupings, host: {...host, changes: host.changes.map((_, index) => index >= 3 * figureCount ? 500 : 0)}}};
	sample({table, groups: moving});
	const {detail} = ask(sample({table, groups: moving}), 'groups', {grouping: 'host', detail: `host|${first?.key ?? ''}`});
	const charts = detail !== null && detail !== 'gone' && detail.view === 'groups' ? detail.charts : {};
	assert.deepEqual(charts.send?.means.filter(value => isKnown(value)), [2000, 2000]);
	assert.equal(charts.receive?.peak, 2000);
});

/** Records a target for so many samples, and returns what answers a question of its charts, and of the last sample. */
function probed(count: number, seconds: number, tallyOf: (index: number) => ProbeTally | undefined) {
	const {sample, ask} = sampling();
	const probe = aProbe({identity: 'target'});
	const probes = someProbeRows([probe], {
		details: () => ({
			row: probe, windows: [], histogram: [], outcomes: [],
		}),
	});
	let last: Sample | undefined;
	for (let index = 0; index < count; index++) {
		const tally = tallyOf(index);
		last = sample({probes: tally === undefined ? someProbeRows([]) : probes}, seconds, {probeTallies: new Map(tally === undefined ? [] : [['target', tally]])});
	}

	return {last: last!, ask};
}

test('the detail of a target charts what came of its probes, a probe counting as much as any other', () => {
	const {last, ask} = probed(6, 1, index => index === 3 ? undefined : {received: index, lost: index === 4 ? 2 : 0, roundTripMicroseconds: index * 100});
	const {detail} = ask(last, 'probes', {detail: 'target', chart: {seconds: 120, buckets: 40}});
	const {received, lost, roundTrips} = wholeSeries(detail !== null && detail !== 'gone' && detail.view === 'probes' ? detail.charts : {})!;
	const known = received.means.flatMap((value, bucket) => Number.isNaN(value) ? [] : [[value, lost.means[bucket], value === 0 ? null : Math.round(roundTrips.means[bucket]! / value)]]);
	// Of three seconds each: the first sample, two and one in which the target was not there, two.
	assert.deepEqual(known, [[0, 0, null], [1.5, 0, 100], [4.5, 1, 100]]);
	assert.deepEqual([received.total, lost.total], [12, 2]);
});

test('no bucket of a chart of round-trip times is shorter than a sample', () => {
	const {last, ask} = probed(30, 5, index => ({received: index % 2, lost: 0, roundTripMicroseconds: 0}));
	const {content} = ask(last, 'overview', {chart: {seconds: 120, buckets: 40}});
	const charts = content.view === 'overview' ? content.overview.probes[0]?.charts : undefined;
	assert.deepEqual(charts?.received?.means.map(value => Math.round(value * 5)), Array.from({length: 24}, (_, index) => index % 2));
	const buckets = (seconds: number) => {
		const answer = ask(last, 'probes', {detail: 'target', chart: {seconds, buckets: 1000}}).detail;
		return answer !== null && answer !== 'gone' && answer.view === 'probes' ? answer.charts.received?.means.length : undefined;
	};

	assert.deepEqual([120, 600, 3600, 21_600, 86_400].map(seconds => buckets(seconds)), [24, 120, 360, 1000, 1000]);
});
