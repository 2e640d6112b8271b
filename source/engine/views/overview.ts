import {machineFields} from '../../fields/machine.ts';
import type {Severity} from '../../model/alert.ts';
import {
	healthKeys,
	type HealthFigure,
	type HealthKey,
	type Overview,
	type PortChart,
} from '../../model/overview.ts';
import type {SeriesWindow} from '../../model/series.ts';
import type {SocketState} from '../../model/socket.ts';
import type {FigureOf, RecordedKind} from '../series/recorded-figures.ts';
import {attentionOf, compareAttention, type Attention} from './attention.ts';
import {portPeers} from './port-peers.ts';
import {
	findPort,
	portDetail,
	portOrder,
	portsView,
	withHistory,
} from './ports.ts';
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
		const attention = ports.map(({port}): Attention => attentionOf(port, alerts.firing('port', port.identity)));
		const sign = sort.descending ? -1 : 1;
		const byPort = portOrder({key: 'port', descending: false});
		return {
			...rows,
			compare(a, b) {
				const order = sign * compareAttention(attention[a]!, attention[b]!);
				return order === 0 ? byPort(ports[a]!.port, ports[b]!.port) : order;
			},
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
		probes: probes.rows.slice(0, maxProbes).map(probe => ({
			probe, history: probes.details(probe.identity)?.histories.find(history => history.seconds >= seconds) ?? null,
		})),
		probeCount: probes.rows.length,
		changes: looked === null || series === null ? null : changes.until(question.sample, looked, series),
		port: selected === null ? null : portChart(question.sample, selected, read),
	};
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

/** Reads a series of a figure over the stretch of time that is shown. */
type ReadSeries = <Kind extends RecordedKind>(kind: Kind, identity: string, figure: FigureOf<Kind>) => SeriesWindow;

function seriesReader({series, sample, chart: {seconds}}: ViewQuestion): ReadSeries {
	const shape = {seconds, buckets, until: sample.sampledAt};
	return (kind, identity, figure) => series?.read(kind, identity, figure, shape) ?? emptyWindow(seconds);
}

/** The source of a figure, and from when on it is worth a colour. */
type HealthSource = {
	readonly value: (sample: Sample) => number | null;
	readonly series: (read: ReadSeries) => SeriesWindow;
	/** A number of sockets, not of events. */
	readonly isLevel?: true;
	readonly warning?: number;
	readonly critical?: number;
};

const stateFigure = (state: SocketState): Pick<HealthSource, 'value' | 'series' | 'isLevel'> => ({
	value: ({summary}) => summary.totals.states[state],
	series: read => read('state', state, 'total'),
	isLevel: true,
});
const counterFigure = (name: string): Pick<HealthSource, 'value' | 'series'> => ({
	value: ({errors}) => errors.find(counter => counter.name === name)?.perSecond ?? null,
	series: read => read('counter', name, 'rate'),
});

const healthSources: Readonly<Record<HealthKey, HealthSource>> = {
	closeWait: {...stateFigure('CLOSE_WAIT'), warning: 50, critical: 500},
	listenDrops: {...counterFigure('TcpExtListenDrops'), warning: Number.MIN_VALUE, critical: 10},
	retransmissions: {
		value: ({summary}) => summary.totals.retransmissionsPerSecond,
		series: read => read('machine', 'machine', 'retransmissions'),
		warning: 10,
	},
	timeWait: {...stateFigure('TIME_WAIT'), warning: 20_000},
	halfOpen: {...stateFigure('SYN_RECEIVED'), warning: 64},
	resets: {...counterFigure('TcpEstabResets'), warning: 10},
	opened: {
		value: ({summary}) => machineFields.opened.read(summary.totals),
		series: read => read('machine', 'machine', 'opened'),
	},
};

function healthOf(key: HealthKey, sample: Sample, read: ReadSeries): HealthFigure {
	const {value: valueOf, series: seriesOf, isLevel, warning = Infinity, critical = Infinity} = healthSources[key];
	const value = valueOf(sample);
	const series = seriesOf(read);
	const severity: Severity | null = (value ?? 0) >= critical ? 'critical' : ((value ?? 0) >= warning ? 'warning' : null);
	return {
		key, value, series, severity, perMinute: isLevel === true ? growthPerMinute(series) : null,
	};
}

/** Returns by how much the values of a window have grown per minute, over the part of it that is known; null where that is less than half a minute. */
function growthPerMinute({means, bucketSeconds}: SeriesWindow): number | null {
	const first = means.findIndex(value => !Number.isNaN(value));
	const last = means.findLastIndex(value => !Number.isNaN(value));
	const minutes = (last - first) * bucketSeconds / 60;
	return first === -1 || minutes < 0.5 ? null : (means[last]! - means[first]!) / minutes;
}

/** Nothing is known. */
function emptyWindow(seconds: number): SeriesWindow {
	return {
		seconds, bucketSeconds: seconds / buckets, endsAtMilliseconds: 0, means: [], maxima: [], peak: null, average: null, total: null, isPartial: false,
	};
}
