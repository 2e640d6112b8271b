import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Probe} from '../../../../source/model/probe.ts';
import {plainTheme} from '../../../../source/ui/text/theme.ts';
import {probeLines, probesPanel} from '../../../../source/ui/views/overview/probes-panel.ts';
import {anOverview} from '../../../builders/overview.ts';
import {aProbe, someFigures, someProbeSeries} from '../../../builders/probe.ts';

function overviewOf(...probes: ReadonlyArray<Partial<Probe>>) {
	return anOverview({
		probeCount: probes.length,
		probes: probes.map(known => ({
			probe: aProbe({
				method: 'connect', lastRttMicroseconds: 52, lastMinute: someFigures({lossPercent: 0}), session: someFigures({p95Microseconds: 68}), ...known,
			}),
			charts: someProbeSeries([{received: 1, lost: 0, rtt: 52}]),
		})),
	});
}

const probes = [
	{target: '127.0.0.1:19999', status: 'CLOSED'},
	{target: 'icmp://10.0.0.1', problem: 'needs root or CAP_NET_RAW', lastMinute: someFigures()},
	{target: '10.0.0.1:80', status: 'OPEN'},
	{target: '10.0.0.1:81', status: 'UNREACHABLE'},
] as const;

test('the panel of probes says which target is not open, and why one is not probed', () => {
	const lines = probesPanel(overviewOf(...probes), {width: 47, height: 18}, plainTheme).map(line => line.slice(2, -2).trimEnd());
	assert.deepEqual(lines.filter(line => /^(?:127|icmp|10|needs)/.test(line)), [
		'127.0.0.1:19999  CLOSED 0.0% loss  p95 68µs',
		'icmp://10.0.0.1',
		'needs root or CAP_NET_RAW',
		'10.0.0.1:80  0.0% loss  last 52µs  p95 68µs',
		'10.0.0.1:81     UNREACH 0.0% loss  p95 68µs',
	]);
});

test('a problem stands next to the name of a target without a chart', () => {
	const lines = probesPanel(overviewOf(...probes), {width: 47, height: 9}, plainTheme);
	assert.match(lines.join('\n'), /icmp:\/\/10\.0\.0\.1 needs root or CAP_NET_RAW/);
});

test('lines of probes say so before the last outcomes', () => {
	const lines = probeLines(overviewOf(...probes), {width: 80, height: 6, commonScale: false}, plainTheme);
	assert.deepEqual(lines.slice(2).map(line => line.trimEnd()), [
		'  127.0.0.1:19999          0.0%    52µs    68µs  CLOSED',
		'  icmp://10.0.0.1             –    52µs    68µs  needs root or CAP_NET_RAW',
		'  10.0.0.1:80              0.0%    52µs    68µs',
		'  10.0.0.1:81              0.0%    52µs    68µs  UNREACH',
	]);
});
