import assert from 'node:assert/strict';
import {it} from 'node:test';
import {ViewQueries} from '../../../source/engine/queries/view-queries.ts';
import {SeriesStore} from '../../../source/engine/series/series-store.ts';
import {answerOf, aQuery, identitiesOf} from '../../builders/query.ts';
import {aPortEntry, aSample} from '../../builders/sample.ts';
import {aSummary} from '../../builders/summary.ts';

it('the port that moved most in ten minutes comes first, although another one moves more now', () => {
	const store = new SeriesStore();
	const rates = (second: number) => ({
		'was busy': second < 500 ? 1000 : 0, 'is busy': second < 599 ? 0 : 90_000, 'both ways': 300,
	});
	for (let second = 1; second <= 600; second++) {
		store.begin({monotonicMilliseconds: second * 1000, timeMilliseconds: second * 1000});
		for (const [identity, receiveBitsPerSecond] of Object.entries(rates(second))) {
			store.record('port', identity, aPortEntry({receiveBitsPerSecond, sendBitsPerSecond: identity === 'both ways' ? 300 : 0}).port);
		}
	}

	const sample = {
		...aSample({ports: [...Object.entries(rates(600)), ['not counted', null] as const].map(([identity, receiveBitsPerSecond]) => aPortEntry({identity, receiveBitsPerSecond, sendBitsPerSecond: identity === 'not counted' ? null : 0}))}),
		sampledAt: 600_000,
		summary: aSummary({monotonicMilliseconds: 600_000}),
	};
	const orderBy = (key: 'receive' | 'receiveMinute' | 'receiveTenMinutes' | 'trafficTenMinutes') => answerOf(sample, aQuery('ports', {sort: {key, descending: true}}), null, new ViewQueries(store));
	assert.deepEqual(identitiesOf(orderBy('receive')), ['is busy', 'both ways', 'was busy', 'not counted']);
	assert.deepEqual(identitiesOf(orderBy('receiveMinute')), ['is busy', 'both ways', 'was busy', 'not counted']);
	assert.deepEqual(identitiesOf(orderBy('receiveTenMinutes')), ['was busy', 'both ways', 'is busy', 'not counted']);
	assert.deepEqual(identitiesOf(orderBy('trafficTenMinutes')), ['was busy', 'both ways', 'is busy', 'not counted']);
	const {content} = orderBy('port' as 'receive');
	const averages = new Map(content.view === 'ports' ? content.rows.map(row => [row.identity, row.averages]) : []);
	assert.equal(Math.round(averages.get('was busy')?.receiveTenMinutes ?? NaN), 832, 'the average of ten minutes, of rows in any order');
	assert.equal(averages.get('both ways')?.trafficTenMinutes, 600);
	assert.equal(averages.get('not counted')?.receiveMinute, null);
});
