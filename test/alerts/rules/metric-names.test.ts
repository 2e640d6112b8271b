import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {metricNamed} from '../../../source/alerts/rules/metric-names.ts';
import {metrics} from '../../../source/alerts/rules/metrics.ts';

/** The names under which rules hold the metrics that are meant. */
const namesOf = (...texts: readonly string[]) => texts.map(text => metricNamed(text).name);

describe('a metric\'s name', () => {
	it('is understood again', () => {
		const names = [...Object.keys(metrics), 'port rtt', 'outgoing rtt', 'probe rtt', 'state TIME_WAIT', 'counter TcpExtListenDrops'];
		assert.deepEqual(namesOf(...names), names);
	});

	it('is the same without case, blanks, hyphens and underscores', () => {
		assert.deepEqual(namesOf('RTT p95', 'rtt-p95', 'rtt_p95', ' rttp95 '), ['rttP95', 'rttP95', 'rttP95', 'rttP95']);
		assert.deepEqual(namesOf('close-wait', 'CLOSE_WAIT', 'accept queue percent'), ['closeWait', 'closeWait', 'acceptQueuePercent']);
	});

	it('has five aliases', () => {
		assert.deepEqual(namesOf('conns', 'queue', 'accepted', 'syn-recv', 'rx', 'tx', 'retrans'), ['connections', 'acceptQueue', 'opened', 'halfOpen', 'receive', 'send', 'retransmissions']);
		assert.deepEqual(namesOf('port accepted', 'outgoing tx'), ['port opened', 'outgoing send']);
	});

	it('may begin with what is measured', () => {
		assert.deepEqual(namesOf('port connections', 'Outgoing connections', 'peer connections', 'probe loss'), ['port connections', 'outgoing connections', 'outgoing connections', 'probe loss']);
	});

	it('is a state in whatever spelling', () => {
		assert.deepEqual(namesOf('state time-wait', 'state TIME WAIT', 'state estab', 'state syn_recv', 'state unconn'), [
			'state TIME_WAIT', 'state TIME_WAIT', 'state ESTABLISHED', 'state SYN_RECEIVED', 'state CLOSED',
		]);
	});

	it('is a counter where it begins as one, or where it is told to be', () => {
		assert.deepEqual(namesOf('TcpExtListenDrops', 'softnetDropped', 'Ip6InDiscards', 'counter Whatever'), [
			'counter TcpExtListenDrops', 'counter softnetDropped', 'counter Ip6InDiscards', 'counter Whatever',
		]);
	});

	it('is not any other word, nor one of another kind', () => {
		assert.deepEqual(namesOf('conections', 'latency ms', 'probe cpu', 'outgoing peers', 'port loss', 'state fin-wait', 'state open', 'port', ''), [
			null, null, null, null, null, null, null, null, null,
		]);
	});

	it('is suggested where it is nearly one', () => {
		assert.equal(metricNamed('conections').problem, 'there is no metric \'conections\': did you mean \'connections\'?');
		assert.equal(metricNamed('probe los').problem, 'there is no metric of probes \'los\': did you mean \'loss\'?');
		assert.match(metricNamed('probe cpu').problem ?? '', /^there is no metric of probes 'cpu': write one of rtt, rttP95, rttAverage, jitter, loss$/v);
		assert.match(metricNamed('state fin-wait').problem ?? '', /^there is no state 'fin-wait': did you mean 'fin-wait-1'/v);
	});
});
