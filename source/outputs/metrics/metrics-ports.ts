import {portFields} from '../../fields/port.ts';
import {inState} from '../../fields/shared.ts';
import type {Port} from '../../model/port.ts';
import {isTcp, type SocketState} from '../../model/socket.ts';
import {
	gaugesOf,
	labelOf,
	single,
	type MetricFamily,
	type MetricsModel,
	type TrafficFigure,
	type WatchedPort,
} from './metrics-model.ts';

const portLabels = ['protocol', 'address', 'port'] as const;

function labelsOf({protocol, address, port}: Port): readonly string[] {
	return [protocol, address, String(port)];
}

function gauge(name: string, help: string, value: (port: Port) => number | null): MetricFamily {
	return {
		name: `portop_port_${name}`,
		type: 'gauge',
		help,
		labels: portLabels,
		values: ({ports}) => ports.map(({port}) => [labelsOf(port), value(port)]),
	};
}

function counter(name: string, help: string, figure: TrafficFigure): MetricFamily {
	return {
		name: `portop_port_${name}_total`,
		type: 'counter',
		help,
		labels: portLabels,
		values: ({ports}) => ports.map(({port, counters}) => [labelsOf(port), counters[figure]]),
	};
}

function watched(name: string, type: MetricFamily['type'], help: string, value: (port: WatchedPort) => number | null): MetricFamily {
	return {
		name: `portop_watched_port_${name}`,
		type,
		help,
		labels: ['protocol', 'port'],
		values: ({watchedPorts}) => watchedPorts.map(each => [[each.protocol, String(each.port)], value(each)]),
	};
}

function openGauge(status: Port['status']): number | null {
	return status === null ? null : Number(status === 'OPEN');
}

const tcpStates = ['SYN_RECEIVED', 'ESTABLISHED', 'FIN_WAIT_1', 'FIN_WAIT_2', 'CLOSE_WAIT', 'CLOSING', 'LAST_ACK', 'TIME_WAIT'] as const satisfies readonly SocketState[];
const udpStates = ['ESTABLISHED'] as const satisfies readonly SocketState[];

/** Returns the states that the port's connections can be in, which are listed also at 0, and all others that occur. */
function statesOf({protocol, connections}: Port): ReadonlySet<SocketState> {
	return new Set([...isTcp(protocol) ? tcpStates : udpStates, ...Object.keys(connections) as SocketState[]]);
}

function * portsByStatus({sample, isComplete}: MetricsModel) {
	if (isComplete) {
		for (const status of ['OPEN', 'CLOSED', 'FILTERED', null] as const) {
			yield [[status === null ? 'unknown' : labelOf(status)], sample.ports.filter(port => port.status === status).length] as const;
		}
	}
}

/** The Ports view. */
export const portMetrics: readonly MetricFamily[] = [
	{
		name: 'portop_ports',
		type: 'gauge',
		help: 'Ports that listen or are watched, by status; those without metrics of their own too',
		labels: ['status'],
		values: portsByStatus,
	},
	single(
		'portop_ports_omitted',
		'gauge',
		'Ports without metrics of their own: too many, or UDP ports that the kernel gave to clients',
		({isComplete, omittedPorts}) => isComplete ? omittedPorts : null,
	),
	{
		name: 'portop_port_info',
		type: 'gauge',
		help: 'Always 1: what the port is called, and who owns it (one of the processes)',
		labels: [...portLabels, 'service', 'process', 'user', 'unit', 'container'],
		values: ({ports}) => ports.map(({port}) => [
			[...labelsOf(port), port.service ?? '', port.owners.holders[0]?.name ?? '', port.user ?? '', port.unit ?? '', port.container ?? ''],
			1,
		]),
	},
	gauge('open', '1 if the port is open; 0 if it is watched, and closed (its address is * then) or filtered; absent while that is not known', ({status}) => openGauge(status)),
	{
		name: 'portop_port_connections',
		type: 'gauge',
		help: 'Connections of the port by state; the listener is not one',
		labels: [...portLabels, 'state'],
		values: ({ports}) => ports.flatMap(({port}) => [...statesOf(port)].map(
			state => [[...labelsOf(port), labelOf(state)], inState(port, state)] as const,
		)),
	},
	counter('receive_bytes', 'Payload received', 'receivedBytes'),
	counter('send_bytes', 'Payload sent, without retransmissions', 'sentBytes'),
	counter('receive_packets', 'Segments or datagrams received', 'receivedPackets'),
	counter('send_packets', 'Segments or datagrams sent', 'sentPackets'),
	counter('retransmissions', 'Segments sent again', 'retransmissions'),
	counter('connections_opened', 'Connections established with the port', 'opened'),
	counter('connections_closed', 'Connections of the port that ended', 'closed'),
	counter('connections_reset', 'Of the closed ones: ended by a reset', 'resets'),
	counter('connections_timed_out', 'Of the closed ones: given up because nothing came back', 'timeouts'),
	counter('handshakes_failed', 'SYNs that came to nothing', 'failed'),
	counter('drops', 'TCP: connections dropped (full accept queue, half-open and reset); UDP: datagrams dropped (full buffer)', 'drops'),
	gauge('counts_incomplete', '1 if counters may miss connections shorter than a sample, or what a cut-off connection moved', ({totals}) => totals.isLowerBound || totals.missesBytes || totals.atLeast.length > 0 ? 1 : 0),
	...gaugesOf(portFields).map(({name, help, read}) => gauge(name, help, read)),
	watched('open', 'gauge', '1 if the watched port is open at any address, 0 if not; absent while that is not known', ({isOpen}) => isOpen === null ? null : Number(isOpen)),
	watched('probe_sent_total', 'counter', 'Connect probes sent to the watched port, at all its addresses', ({probes}) => probes?.sent ?? null),
	watched('probe_received_total', 'counter', 'Of those sent: answered in time', ({probes}) => probes?.received ?? null),
	watched('probe_timed_out_total', 'counter', 'Of those sent: not answered in time', ({probes}) => probes?.timedOut ?? null),
];
