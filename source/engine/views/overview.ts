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
import {attentionOf, compareAttention, type Attention} from './attention.ts';
import {portPeers} from './port-peers.ts';
import {
	findPort,
	portDetail,
	portOrder,
	portsView,
} from './ports.ts';
import type {Sample} from './sample.ts';
import type {View} from './view.ts';

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
	content({sample, seconds}, rows, selected) {
		return {
			view: 'overview',
			rows: Array.from(rows, row => sample.ports[row]!.port),
			overview: overviewOf(sample, seconds, selected),
		};
	},
	detail({sample}, identity) {
		const detail = portDetail(sample, findPort(sample.ports, identity));
		return detail === 'gone' ? detail : {...detail, view: 'overview'};
	},
};

function overviewOf(sample: Sample, seconds: number, selected: number | null): Overview {
	const {series, alerts, probes} = sample;
	const shape = {seconds, buckets};
	const active = alerts.rows.filter(({type}) => type === 'alert').length;
	return {
		receive: series.read('machine', '', 'receive', shape) ?? emptyWindow(seconds),
		send: series.read('machine', '', 'send', shape) ?? emptyWindow(seconds),
		health: healthKeys.map(key => healthOf(key, sample, seconds)),
		alerts: alerts.rows.slice(0, maxAlerts),
		activeAlerts: active,
		probes: probes.rows.slice(0, maxProbes).map(probe => ({
			probe, history: probes.details(probe.identity)?.histories.find(history => history.seconds >= seconds) ?? null,
		})),
		probeCount: probes.rows.length,
		port: selected === null ? null : portChart(sample, selected, seconds),
	};
}

function portChart(sample: Sample, row: number, seconds: number): PortChart {
	const {identity} = sample.ports[row]!.port;
	const read = (figure: 'receive' | 'send' | 'acceptQueueLength' | 'dropRate') => sample.series.read('port', identity, figure, {seconds, buckets}) ?? emptyWindow(seconds);
	return {
		identity, peers: portPeers(sample, row), receive: read('receive'), send: read('send'), queue: read('acceptQueueLength'), drops: read('dropRate'),
	};
}

/** The source of a figure, and from when on it is worth a colour. */
type HealthSource = {
	readonly value: (sample: Sample) => number | null;
	readonly series: (sample: Sample, shape: {readonly seconds: number; readonly buckets: number}) => SeriesWindow | undefined;
	/** A number of sockets, not of events. */
	readonly isLevel?: true;
	readonly warning?: number;
	readonly critical?: number;
};

const stateFigure = (state: SocketState): Pick<HealthSource, 'value' | 'series' | 'isLevel'> => ({
	value: ({summary}) => summary.totals.states[state],
	series: ({series}, shape) => series.read('state', state, 'total', shape),
	isLevel: true,
});
const counterFigure = (name: string): Pick<HealthSource, 'value' | 'series'> => ({
	value: ({errors}) => errors.find(counter => counter.name === name)?.perSecond ?? null,
	series: ({series}, shape) => series.read('counter', name, 'rate', shape),
});

const healthSources: Readonly<Record<HealthKey, HealthSource>> = {
	closeWait: {...stateFigure('CLOSE_WAIT'), warning: 50, critical: 500},
	listenDrops: {...counterFigure('TcpExtListenDrops'), warning: Number.MIN_VALUE, critical: 10},
	retransmissions: {
		value: ({summary}) => summary.totals.retransmissionsPerSecond,
		series: ({series}, shape) => series.read('machine', '', 'retransmissions', shape),
		warning: 10,
	},
	timeWait: {...stateFigure('TIME_WAIT'), warning: 20_000},
	halfOpen: {...stateFigure('SYN_RECEIVED'), warning: 64},
	resets: {...counterFigure('TcpEstabResets'), warning: 10},
	opened: {
		value: ({summary: {totals}}) => totals.acceptedPerSecond === null || totals.connectedPerSecond === null ? null : totals.acceptedPerSecond + totals.connectedPerSecond,
		series: ({series}, shape) => series.read('machine', '', 'opened', shape),
	},
};

function healthOf(key: HealthKey, sample: Sample, seconds: number): HealthFigure {
	const {value: valueOf, series: seriesOf, isLevel, warning = Infinity, critical = Infinity} = healthSources[key];
	const value = valueOf(sample);
	const series = seriesOf(sample, {seconds, buckets}) ?? emptyWindow(seconds);
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
