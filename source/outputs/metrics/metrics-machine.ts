import {severities, type Alert} from '../../model/alert.ts';
import {
	single,
	type InterfaceFigure,
	type MetricFamily,
	type MetricsModel,
} from './metrics-model.ts';

function network(name: string, help: string, figure: InterfaceFigure): MetricFamily {
	return {
		name: `portop_interface_${name}_total`,
		type: 'counter',
		help,
		labels: ['interface'],
		values: ({interfaces}) => interfaces.map(each => [[each.name], each.counters[figure]]),
	};
}

function firing({sample}: MetricsModel): readonly Alert[] {
	return sample.alerts.flatMap(row => row.type === 'alert' && row.alert.cleared === null ? [row.alert] : []);
}

function * firingBySource(model: MetricsModel) {
	for (const [source, alerts] of Map.groupBy(firing(model), alert => alert.source)) {
		for (const [severity, {length, 0: first}] of Map.groupBy(alerts, alert => alert.severity)) {
			yield [[source, first!.origin, severity], length] as const;
		}
	}
}

/** The Errors view, the interfaces and alerts. */
export const machineMetrics: readonly MetricFamily[] = [
	{
		name: 'portop_errors_total',
		type: 'counter',
		help: 'What went wrong in the kernel since portop started, by counter as nstat names it',
		labels: ['name', 'weight'],
		values: ({sample, isComplete}) => isComplete ? sample.errors.map(({name, weight, sinceStart}) => [[name, weight], sinceStart]) : [],
	},
	network('receive_bytes', 'Received on the interface', 'receivedBytes'),
	network('send_bytes', 'Sent on the interface', 'sentBytes'),
	network('receive_packets', 'Packets received on the interface', 'receivedPackets'),
	network('send_packets', 'Packets sent on the interface', 'sentPackets'),
	network('receive_errors', 'Bad packets received on the interface', 'receiveErrors'),
	network('send_errors', 'Packets that could not be sent on the interface', 'sendErrors'),
	network('receive_drops', 'Packets received on the interface and dropped', 'receiveDrops'),
	network('send_drops', 'Packets dropped before they were sent on the interface', 'sendDrops'),
	single('portop_interfaces_omitted', 'gauge', 'Interfaces without metrics: there are too many', ({isComplete, omittedInterfaces}) => isComplete ? omittedInterfaces : null),
	{
		name: 'portop_alerts_firing',
		type: 'gauge',
		help: 'Alerts that fire, by severity',
		labels: ['severity'],
		values: model => severities.map(severity => [[severity], firing(model).filter(alert => alert.severity === severity).length]),
	},
	{
		name: 'portop_alert_firing',
		type: 'gauge',
		help: 'Alerts that fire, by the rule, detector or fixed check that raised them; none where it fires nowhere',
		labels: ['source', 'origin', 'severity'],
		values: firingBySource,
	},
	single('portop_alerts_fired_total', 'counter', 'Alerts that have fired', ({sample}) => sample.summary.alerts.fired),
	single('portop_alert_command_problems_total', 'counter', 'Commands of alerts that failed, or were left out; stderr and /snapshot.json say which', ({commandProblems}) => commandProblems),
];

/** portop itself. */
export const programMetrics: readonly MetricFamily[] = [
	{
		name: 'portop_source_up',
		type: 'gauge',
		help: '1 if the source of figures can be read, 0 if it failed',
		labels: ['source'],
		values: ({sources}) => sources.map(({name, state}) => [[name], state === 'failed' ? 0 : 1]),
	},
	{
		name: 'portop_source_degraded',
		type: 'gauge',
		help: '1 if something is missing from the source, e.g. because a privilege is missing',
		labels: ['source'],
		values: ({sources}) => sources.map(({name, state}) => [[name], state === 'degraded' ? 1 : 0]),
	},
	single('portop_sample_complete', 'gauge', '1 if the last sample could be taken, 0 if not: what it reads is then not here', ({isComplete}) => isComplete ? 1 : 0),
	single('portop_sample_failures_total', 'counter', 'Samples that could not be taken', ({failures}) => failures),
	single('portop_samples_total', 'counter', 'Samples taken or tried', ({sample}) => sample.summary.tick),
	single('portop_sample_duration_seconds', 'gauge', 'How long taking the last complete sample took', ({sample}) => sample.summary.sampleMilliseconds / 1000),
	single('portop_sample_timestamp_seconds', 'gauge', 'When the last complete sample was taken', ({sample}) => sample.summary.timeMilliseconds / 1000),
	{
		name: 'portop_build_info',
		type: 'gauge',
		help: 'Always 1: the version of portop',
		labels: ['version'],
		values: ({version}) => [[[version], 1]],
	},
	single('portop_start_time_seconds', 'gauge', 'When portop was started', ({startedAtMilliseconds}) => startedAtMilliseconds / 1000),
	single('portop_machine_uptime_seconds', 'gauge', 'How long the machine has been up', ({sample}) => sample.summary.uptimeSeconds),
];
