import {lastMinuteFields, probeFields} from '../../fields/probe.ts';
import type {Probe, ProbeStatus} from '../../model/probe.ts';
import {
	gaugesOf,
	labelOf,
	type MetricFamily,
	type MetricsModel,
	type ProbeFigure,
} from './metrics-model.ts';

const probeLabels = ['target', 'method'] as const;
const statuses = ['OPEN', 'CLOSED', 'FILTERED', 'UNREACHABLE', 'OPEN|FILTERED'] as const satisfies readonly ProbeStatus[];

/** None until the method is known: a series under another name would be another series. */
function named(model: MetricsModel): ReadonlyArray<MetricsModel['probes'][number] & {readonly labels: readonly string[]}> {
	return model.probes.flatMap(each => each.probe.method === null ? [] : [{...each, labels: [each.probe.target, each.probe.method]}]);
}

function gauge(name: string, help: string, value: (probe: Probe) => number | null): MetricFamily {
	return {
		name: `portop_probe_${name}`,
		type: 'gauge',
		help,
		labels: probeLabels,
		values: model => named(model).map(({probe, labels}) => [labels, value(probe)]),
	};
}

function counter(name: string, help: string, figure: ProbeFigure): MetricFamily {
	return {
		name: `portop_probe_${name}_total`,
		type: 'counter',
		help,
		labels: probeLabels,
		values: model => named(model).map(({labels, counters}) => [labels, counters[figure]]),
	};
}

/** The Probes view. */
export const probeMetrics: readonly MetricFamily[] = [
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
	...gaugesOf(probeFields).map(({name, help, read}) => gauge(name, help, read)),
	// While it is not probed there is none: what was measured before would pass for new.
	...gaugesOf(lastMinuteFields).map(({name, help, read}) => gauge(name, help, probe => probe.problem === null ? read(probe) : null)),
];
