import {healthKeys, type Overview, type PortChart} from '../../model/overview.ts';
import type {Probe} from '../../model/probe.ts';
import type {SeriesWindow} from '../../model/series.ts';
import {attentionTo, attentionToProbe, trafficOf} from './attention.ts';
import {byValues, thenBy} from './order.ts';
import {healthOf, type ReadSeries} from './health.ts';
import {portPeers} from './port-peers.ts';
import {
	findPort,
	portDetail,
	portOrder,
	portsView,
	withHistory,
} from './ports.ts';
import {probeSeriesOf} from './row-series.ts';
import type {Sample} from './sample.ts';
import type {View, ViewQuestion} from './view.ts';

/** Alerts and events, and probes, that the largest screen shows. */
const maxAlerts = 60;
const maxProbes = 12;

/** The values of a chart: two in each of sixty cells, which wider ones stretch. */
const buckets = 120;

/** Lists the ports, those first that need attention, with what matters of everything else. */
export const overviewView: View<'overview'> = {
	...portsView,
	open(question) {
		const {sample, sort} = question;
		const rows = portsView.open({...question, sort: sort.key === 'attention' ? {key: 'port', descending: false} : sort});
		if (sort.key !== 'attention') {
			return rows;
		}

		const {ports, alerts} = sample;
		const severities = ports.map(({port}) => attentionTo(alerts.firing('port', port.identity)));
		const traffic = question.steady.of('overview attention', {
			sampledAt: sample.sampledAt, count: ports.length, identity: row => ports[row]!.port.identity, value: row => trafficOf(ports[row]!.port),
		});
		const byAttention = thenBy(byValues(severities, sort.descending), byValues(traffic, sort.descending));
		const byPort = portOrder({key: 'port', descending: false});
		return {
			...rows,
			compare: thenBy(byAttention, (a, b) => byPort(ports[a]!.port, ports[b]!.port)),
		};
	},
	content(question, rows, selected) {
		const {ports} = question.sample;
		return {
			view: 'overview',
			rows: Array.from(rows, row => withHistory(question, ports[row]!.port)),
			overview: overviewOf(question, selected),
		};
	},
	detail(question, identity) {
		const detail = portDetail(question, findPort(question.sample.ports, identity));
		return detail === 'gone' ? detail : {...detail, view: 'overview'};
	},
};

function overviewOf(question: ViewQuestion, selected: number | null): Overview {
	const {sample: {alerts, probes}, chart: {seconds}, looked, series, changes} = question;
	const read = seriesReader(question);
	return {
		receive: read('machine', 'machine', 'receive'),
		send: read('machine', 'machine', 'send'),
		health: healthKeys.map(key => healthOf(key, question.sample, read)),
		alerts: alerts.rows.slice(0, maxAlerts),
		activeAlerts: alerts.rows.filter(({type}) => type === 'alert').length,
		watched: {
			rules: alerts.conditions.filter(({condition: {kind}}) => kind === 'rule').length,
			checks: alerts.conditions.filter(({condition: {kind, isOn}}) => kind === 'check' && isOn).length,
			detects: alerts.detects,
		},
		probes: worstFirst(probes.rows).slice(0, maxProbes).map(probe => ({
			probe, charts: probeSeriesOf(question, probe, {seconds, buckets}),
		})),
		probeCount: probes.rows.length,
		changes: looked === null || series === null ? null : changes.until(question.sample, looked, series),
		port: selected === null ? null : portChart(question.sample, selected, read),
	};
}

/** Those that fail first, then those that lose probes; equal ones as they were added. */
function worstFirst(probes: readonly Probe[]): readonly Probe[] {
	return probes.toSorted((one, other) => attentionToProbe(other) - attentionToProbe(one));
}

function portChart(sample: Sample, row: number, read: ReadSeries): PortChart {
	const {identity} = sample.ports[row]!.port;
	return {
		identity,
		peers: portPeers(sample, row),
		receive: read('port', identity, 'receive'),
		send: read('port', identity, 'send'),
		queue: read('port', identity, 'acceptQueue'),
		drops: read('port', identity, 'dropRate'),
	};
}

function seriesReader({series, sample, chart: {seconds}}: ViewQuestion): ReadSeries {
	const shape = {seconds, buckets, until: sample.summary};
	return (kind, identity, figure) => series?.read(kind, identity, figure, shape) ?? emptyWindow(seconds);
}

/** Nothing is known. */
function emptyWindow(seconds: number): SeriesWindow {
	return {
		seconds, bucketSeconds: seconds / buckets, endsAtMilliseconds: 0, means: [], maxima: [], peak: null, average: null, total: null, isPartial: false,
	};
}
