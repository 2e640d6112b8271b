import type {TcpCounters} from '../../model/exported.ts';
import {
	isTcp,
	protocols,
	type Protocol,
	type SocketState,
} from '../../model/socket.ts';
import {
	labelOf,
	single,
	type MetricFamily,
	type MetricsModel,
	type TrafficFigure,
} from './metrics-model.ts';

function * connectionsByState({sample: {states}, isComplete}: MetricsModel) {
	for (const {state, counts} of isComplete ? states : []) {
		for (const protocol of protocols) {
			yield [[protocol, labelOf(state)], counts[protocol]] as const;
		}
	}
}

function peersOf({sample: {outgoing}}: MetricsModel, protocol: Protocol) {
	return outgoing.filter(peer => peer.protocol === protocol && peer.connectionCount > 0);
}

const tcpStates = ['SYN_SENT', 'ESTABLISHED', 'FIN_WAIT_1', 'FIN_WAIT_2', 'CLOSE_WAIT', 'CLOSING', 'LAST_ACK', 'TIME_WAIT'] as const satisfies readonly SocketState[];
const udpStates = ['ESTABLISHED'] as const satisfies readonly SocketState[];

function * outgoingByState(model: MetricsModel) {
	for (const protocol of model.isComplete ? protocols : []) {
		const counts = new Map<SocketState, number>((isTcp(protocol) ? tcpStates : udpStates).map(state => [state, 0]));
		for (const {connections} of peersOf(model, protocol)) {
			for (const [state, count] of Object.entries(connections) as Array<[SocketState, number]>) {
				counts.set(state, (counts.get(state) ?? 0) + count);
			}
		}

		for (const [state, count] of counts) {
			yield [[protocol, labelOf(state)], count] as const;
		}
	}
}

function outgoingCounter(name: string, help: string, figure: TrafficFigure): MetricFamily {
	return {
		name: `portop_outgoing_${name}_total`,
		type: 'counter',
		help,
		labels: ['protocol'],
		values: model => model.outgoing.map(({protocol, counters}) => [[protocol], counters[figure]]),
	};
}

function tcpCounter(name: string, help: string, counter: keyof TcpCounters): MetricFamily {
	const value = ({sample, isComplete}: MetricsModel) => isComplete ? sample.tcp[counter] : null;
	return single(`portop_tcp_${name}_total`, 'counter', `${help}, in the whole network namespace, since it came up`, value);
}

/** The States view, what leaves this machine, and TCP as a whole. */
export const socketMetrics: readonly MetricFamily[] = [
	{
		name: 'portop_connections',
		type: 'gauge',
		help: 'Sockets by protocol and state: listeners too, and unconnected ones of UDP as closed',
		labels: ['protocol', 'state'],
		values: connectionsByState,
	},
	{
		name: 'portop_outgoing_connections',
		type: 'gauge',
		help: 'Connections that were begun here, by protocol and state',
		labels: ['protocol', 'state'],
		values: outgoingByState,
	},
	{
		name: 'portop_outgoing_peers',
		type: 'gauge',
		help: 'Different addresses and ports that they lead to',
		labels: ['protocol'],
		values: model => model.isComplete ? protocols.map(protocol => [[protocol], peersOf(model, protocol).length]) : [],
	},
	outgoingCounter('receive_bytes', 'Payload received on connections that were begun here', 'receivedBytes'),
	outgoingCounter('send_bytes', 'Payload sent on them, without retransmissions', 'sentBytes'),
	outgoingCounter('receive_packets', 'Segments received on them', 'receivedPackets'),
	outgoingCounter('send_packets', 'Segments sent on them', 'sentPackets'),
	outgoingCounter('retransmissions', 'Segments sent again on them', 'retransmissions'),
	outgoingCounter('connections_opened', 'Connections begun here', 'opened'),
	outgoingCounter('connections_closed', 'Connections begun here that ended', 'closed'),
	outgoingCounter('connections_failed', 'Connects that failed', 'failed'),
	outgoingCounter('connections_reset', 'Of the closed ones: ended by a reset', 'resets'),
	outgoingCounter('connections_timed_out', 'Of the closed ones: given up because nothing came back', 'timeouts'),
	tcpCounter('accepted', 'TCP connections established from outside', 'passiveOpens'),
	tcpCounter('connects', 'TCP connects', 'activeOpens'),
	tcpCounter('retransmissions', 'TCP segments sent again', 'retransmittedSegments'),
];
