import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {limitsWith} from '../../../source/alerts/fixed-checks/limits.ts';
import {portPeers} from '../../../source/engine/views/port-peers.ts';
import type {HealthKey} from '../../../source/model/overview.ts';
import {aProbe, someFigures} from '../../builders/probe.ts';
import {answerOf, aQuery} from '../../builders/query.ts';
import {aSample, someProbeRows, type SampleParts} from '../../builders/sample.ts';
import {tableOf} from '../../builders/socket-table.ts';
import {aSummary} from '../../builders/summary.ts';

function severityOf(key: HealthKey, parts: SampleParts) {
	const {content} = answerOf(aSample(parts), aQuery('overview'));
	return content.view === 'overview' ? content.overview.health.find(figure => figure.key === key)?.severity : undefined;
}

function withTotals(totals: Partial<ReturnType<typeof aSummary>['totals']>): SampleParts {
	const summary = aSummary();
	return {summary: {...summary, totals: {...summary.totals, ...totals}}};
}

describe('the health of the machine', () => {
	const closeWait = (count: number) => withTotals({states: {...aSummary().totals.states, CLOSE_WAIT: count}});

	it('has the thresholds of the fixed checks', () => {
		assert.deepEqual([49, 50, 499, 500].map(count => severityOf('closeWait', closeWait(count))), [null, 'warning', 'warning', 'critical']);
	});

	it('follows the configuration', () => {
		const severity = (limit: number | null) => severityOf('closeWait', {...closeWait(432), fixedLimits: limitsWith({closeWait: limit})});
		assert.deepEqual([500, 400, null].map(limit => severity(limit)), [null, 'warning', null]);
	});

	it('compares retransmissions with what is sent', () => {
		const severity = (retransmissionsPerSecond: number, sendPacketsPerSecond: number) => severityOf('retransmissions', withTotals({retransmissionsPerSecond, sendPacketsPerSecond}));
		assert.deepEqual([severity(20, 1001), severity(20, 1000), severity(0.9, 0)], [null, 'warning', null]);
	});
});

it('the Overview asks for none of the details of probes, which take long', () => {
	const probes = someProbeRows(['a', 'b'].map(identity => aProbe({identity})), {details: () => assert.fail()});
	const {content} = answerOf(aSample({probes}), aQuery('overview'));
	assert.deepEqual(content.view === 'overview' && content.overview.probes.map(({probe, charts}) => [probe.identity, charts]), [['a', {}], ['b', {}]]);
});

it('the Overview lists the targets that fail first, then those that lose probes, each as they were added', () => {
	const loss = (lossPercent: number | null) => ({lastMinute: someFigures({lossPercent})});
	const fine = Array.from({length: 12}, (_, index) => aProbe({identity: `fine ${index}`, status: 'OPEN', ...loss(0)}));
	const probes = someProbeRows([
		...fine,
		aProbe({identity: 'loses little', status: 'OPEN', ...loss(0.1)}),
		aProbe({identity: 'refused', status: 'CLOSED', ...loss(0)}),
		aProbe({identity: 'loses more', status: 'OPEN', ...loss(30)}),
		aProbe({identity: 'silent', status: 'OPEN|FILTERED', ...loss(100)}),
		aProbe({identity: 'without privilege', problem: 'needs root or CAP_NET_RAW'}),
		aProbe({identity: 'unknown yet', ...loss(null)}),
	]);
	const {content} = answerOf(aSample({probes}), aQuery('overview'));
	assert.deepEqual(content.view === 'overview' && content.overview.probes.map(({probe}) => probe.identity), [
		'refused', 'silent', 'without privilege', 'loses little', 'loses more', ...fine.slice(0, 7).map(({identity}) => identity),
	]);
});

it('the peers of a port are found once for a sample', () => {
	const sample = aSample({
		table: tableOf([
			{
				cookie: 1, state: 'LISTEN', local: '0.0.0.0', localPort: 443, inode: 1,
			},
			{
				cookie: 2, localPort: 443, remote: '10.0.0.2', remotePort: 50_000, inode: 2,
			},
		]),
	});
	const peers = portPeers(sample, 0);
	assert.deepEqual(peers.map(({address}) => address), ['10.0.0.2']);
	assert.equal(portPeers({...sample}, 0), peers);
	assert.deepEqual(portPeers(sample, 1), []);
});
