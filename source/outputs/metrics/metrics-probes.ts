import type {Probe, ProbeFigures, ProbeStatus} from '../../model/probe.ts';
import {
	labelOf,
	ratio,
	seconds,
	type Metric,
	type MetricsModel,
	type ProbeFigure,
} from './metrics-model.ts';

const probeLabels = ['target', 'method'] as const;
const statuses = ['OPEN', 'CLOSED', 'FILTERED', 'UNREACHABLE', 'OPEN|FILTERED'] as const satisfies readonly ProbeStatus[];

/** None until the method is known: a series under another name would be another series. */
function named(model: MetricsModel): ReadonlyArray<MetricsModel['probes'][number] & {readonly labels: readonly string[]}> {
	return model.probes.flatMap(each => each.probe.method === null ? [] : [{...each, labels: [each.probe.target, each.probe.method]}]);
}

function gauge(name: string, help: string, value: (probe: Probe) => number | null): Metric {
	return {
		name: `portop_probe_${name}`,
		type: 'gauge',
		help,
		labels: probeLabels,
		values: model => named(model).map(({probe, labels}) => [labels, value(probe)]),
	};
}

/** While it is not probed there is none: what was measured before would pass for new. */
function lastMinute(name: string, help: string, read: (figures: ProbeFigures) => number | null): Metric {
	return gauge(name, help, probe => probe.problem === null ? read(probe.lastMinute) : null);
}

function counter(name: string, help: string, figure: ProbeFigure): Metric {
	return {
		name: `portop_probe_${name}_total`,
		type: 'counter',
		help,
		labels: probeLabels,
		values: model => named(model).map(({labels, counters}) => [labels, counters[figure]]),
	};
}

/** The Probes view. */
export const probeMetrics: readonly Metric[] = [
	{
		name: 'portop_probe_status',
		type: 'gauge',
		help: '1 for the status that the target has, 0 for the others',
		labels: [...probeLabels, 'status'],
		values: model => named(model).flatMap(({probe: {status}, labels}) => statuses.map(each => [
			[...labels, labelOf(each)],
			status === null ? null : Number(status === each),
		] as const)),
	},
	{
		name: 'portop_probe_problem',
		type: 'gauge',
		help: '1 if the target cannot be probed now: an unknown name, a missing privilege, portop\'s own trouble',
		labels: ['target'],
		values: ({probes}) => probes.map(({probe}) => [[probe.target], probe.problem === null ? 0 : 1]),
	},
	counter('sent', 'Probes sent', 'sent'),
	counter('received', 'Probes that the target answered in time', 'received'),
	counter('refused', 'Of those received: refused (RST, port unreachable)', 'refused'),
	counter('rejected', 'Probes answered by another ICMP error', 'rejected'),
	counter('timed_out', 'Probes not answered in time: lost or late', 'timedOut'),
	counter('late', 'Of those timed out: answered after all', 'late'),
	counter('errors', 'Probes that could not be sent', 'errors'),
	counter('duplicates', 'Further answers to a probe that was answered', 'duplicates'),
	counter('reordered', 'Probes answered in time, but after one that was sent later', 'reordered'),
	counter('rtt_seconds', 'Round-trip times of those received, added up', 'rttSeconds'),
	gauge('last_rtt_seconds', 'Round-trip time of the last one received', probe => seconds(probe.lastRttMicroseconds)),
	lastMinute('loss_ratio', 'Of the probes of the last minute: those lost', figures => ratio(figures.lossPercent)),
	lastMinute('rtt_minimum_seconds', 'Shortest round-trip time of the last minute', figures => seconds(figures.minimumMicroseconds)),
	lastMinute('rtt_average_seconds', 'Average round-trip time of the last minute', figures => seconds(figures.averageMicroseconds)),
	lastMinute('rtt_maximum_seconds', 'Longest round-trip time of the last minute', figures => seconds(figures.maximumMicroseconds)),
	lastMinute('rtt_p95_seconds', '95th percentile of the round-trip times of the last minute', figures => seconds(figures.p95Microseconds)),
	lastMinute('rtt_deviation_seconds', 'Standard deviation of the round-trip times of the last minute', figures => seconds(figures.standardDeviationMicroseconds)),
	lastMinute('jitter_seconds', 'Smoothed difference of successive round-trip times (RFC 3550), of the last minute', figures => seconds(figures.jitterMicroseconds)),
	gauge('passive_connections', 'Established real connections to the same address', ({passive}) => passive?.connections ?? null),
	gauge('passive_rtt_seconds', 'Median of their smoothed round-trip times', ({passive}) => seconds(passive?.rttMicroseconds ?? null)),
	gauge('passive_retransmission_ratio', 'Of their segments of the last minute: those sent again', ({passive}) => ratio(passive?.retransmissionPercent ?? null)),
];
