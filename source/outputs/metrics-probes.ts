import type {Probe, ProbeStatus} from '../model/probe.ts';
import {
	labelOf,
	ratio,
	seconds,
	type Metric,
	type ProbeFigure,
} from './metrics-model.ts';

const probeLabels = ['target', 'method'] as const;
const statuses = ['OPEN', 'CLOSED', 'FILTERED', 'UNREACHABLE', 'OPEN|FILTERED'] as const satisfies readonly ProbeStatus[];

/** The method is empty until the target is resolved for the first time. */
function labelsOf({target, method}: Probe): readonly string[] {
	return [target, method ?? ''];
}

function gauge(name: string, help: string, value: (probe: Probe) => number | null): Metric {
	return {
		name: `portop_probe_${name}`,
		type: 'gauge',
		help,
		labels: probeLabels,
		values: ({probes}) => probes.map(({probe}) => [labelsOf(probe), value(probe)]),
	};
}

function counter(name: string, help: string, figure: ProbeFigure): Metric {
	return {
		name: `portop_probe_${name}_total`,
		type: 'counter',
		help,
		labels: probeLabels,
		values: ({probes}) => probes.map(({probe, counters}) => [labelsOf(probe), counters[figure]]),
	};
}

/** The Probes view. */
export const probeMetrics: readonly Metric[] = [
	{
		name: 'portop_probe_status',
		type: 'gauge',
		help: '1 for the status that the target has, 0 for the others',
		labels: [...probeLabels, 'status'],
		values: ({probes}) => probes.flatMap(({probe}) => statuses.map(status => [
			[...labelsOf(probe), labelOf(status)],
			probe.status === null ? null : Number(probe.status === status),
		] as const)),
	},
	gauge('problem', '1 if the target cannot be probed now: an unknown name, a missing privilege', ({problem}) => problem === null ? 0 : 1),
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
	gauge('loss_ratio', 'Of the probes of the last minute: those lost', probe => ratio(probe.lastMinute.lossPercent)),
	gauge('rtt_minimum_seconds', 'Shortest round-trip time of the last minute', probe => seconds(probe.lastMinute.minimumMicroseconds)),
	gauge('rtt_average_seconds', 'Average round-trip time of the last minute', probe => seconds(probe.lastMinute.averageMicroseconds)),
	gauge('rtt_maximum_seconds', 'Longest round-trip time of the last minute', probe => seconds(probe.lastMinute.maximumMicroseconds)),
	gauge('rtt_p95_seconds', '95th percentile of the round-trip times of the last minute', probe => seconds(probe.lastMinute.p95Microseconds)),
	gauge('rtt_deviation_seconds', 'Standard deviation of the round-trip times of the last minute', probe => seconds(probe.lastMinute.standardDeviationMicroseconds)),
	gauge('jitter_seconds', 'Smoothed difference of successive round-trip times (RFC 3550), of the last minute', probe => seconds(probe.lastMinute.jitterMicroseconds)),
	gauge('passive_connections', 'Established real connections to the same address', ({passive}) => passive?.connections ?? null),
	gauge('passive_rtt_seconds', 'Median of their smoothed round-trip times', ({passive}) => seconds(passive?.rttMicroseconds ?? null)),
	gauge('passive_retransmission_ratio', 'Of their segments of the last minute: those sent again', ({passive}) => ratio(passive?.retransmissionPercent ?? null)),
];
