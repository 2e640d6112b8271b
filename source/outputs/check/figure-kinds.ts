import type {FigureKind, FigureUnit} from '../../model/check.ts';
import type {Pattern} from '../../text/pattern.ts';

/* The figures of the checks, as every format names them. docs/checks.md is made from these tables. */

const port = (key: string, title: string, unit: FigureUnit, metric: string, help: string) => ({
	key, title, unit, metric: {name: `portop_check_port_${metric}`, help},
} as const satisfies FigureKind);

/** The figures of `check port`: the ten figures of Site24x7's port plug-in (one of them a text), and those of a conversation. */
export const portFigures = {
	latencyAverage: port('latency_avg', 'Connection Latency', 'milliseconds', 'connect_seconds', 'Time to connect, average of the window'),
	latencyMinimum: port('latency_min', 'Connection Latency Min', 'milliseconds', 'connect_minimum_seconds', 'Time to connect, least of the window'),
	latencyMaximum: port('latency_max', 'Connection Latency Max', 'milliseconds', 'connect_maximum_seconds', 'Time to connect, most of the window'),
	connectLoss: port('connect_loss', 'Connection Loss', 'percent', 'connect_loss_ratio', 'Attempts to connect that were not accepted in time'),
	cpu: port('cpu', 'Cpu Usage', 'percent', 'cpu_ratio', 'Processor time of the port\'s processes in the window, of all cores'),
	memory: port('memory', 'Memory Usage', 'mebibytes', 'memory_bytes', 'Resident memory of the port\'s processes'),
	connections: port('connections', 'Active Connections', 'count', 'connections', 'Established connections of clients'),
	connectionRate: port('connection_rate', 'Connection Rate', 'per-second', 'accepted_per_second', 'Connections accepted per second in the window'),
	status: port('status', 'Port Status', 'count', 'open', 'Whether the port is open: 1 or 0'),
	processes: port('processes', 'Processes Count', 'count', 'processes', 'Processes that listen on the port or hold its connections'),
	sent: port('sent', 'Throughput Sent', 'bytes', 'sent_bytes', 'Payload sent through the port in the window'),
	received: port('received', 'Throughput Received', 'bytes', 'received_bytes', 'Payload received through the port in the window'),
	response: port('response', 'Response Time', 'milliseconds', 'response_seconds', 'From the connection until the expected answer'),
	tlsHandshake: port('tls_handshake', 'TLS Handshake', 'milliseconds', 'tls_handshake_seconds', 'From the connection until TLS is established'),
	tlsDays: port('tls_days', 'Certificate Days Left', 'days', 'certificate_remaining_seconds', 'Until the certificate expires; negative when it has'),
} as const;

export type PortFigureName = keyof typeof portFigures;

/** Returns the figures of a port check; those of TLS or of an answer only where the check uses them. */
export function portFigureNames({tls, expect}: {readonly tls: boolean; readonly expect: Pattern | null}): readonly PortFigureName[] {
	const names = Object.keys(portFigures) as PortFigureName[];
	return names.filter(name => (name !== 'response' || expect !== null) && (tls || !name.startsWith('tls')));
}

const ping = (key: string, title: string, unit: FigureUnit, metric: string, help: string) => ({
	key, title, unit, metric: {name: `portop_check_ping_${metric}`, help},
} as const satisfies FigureKind);

/** The figures of `check ping`: those of Site24x7's hping3 plug-in; its seventh is the host. */
export const pingFigures = {
	transmitted: ping('packets_transmitted', 'packets transmitted', 'count', 'transmitted', 'Probes sent'),
	received: ping('packets_received', 'packets received', 'count', 'received', 'Probes answered in time'),
	loss: ping('packets_loss', 'packets loss', 'percent', 'loss_ratio', 'Probes lost, of those sent'),
	minimum: ping('rt_min', 'rt min', 'milliseconds', 'round_trip_minimum_seconds', 'Shortest round-trip time'),
	average: ping('rt_avg', 'rt avg', 'milliseconds', 'round_trip_seconds', 'Average round-trip time'),
	maximum: ping('rt_max', 'rt max', 'milliseconds', 'round_trip_maximum_seconds', 'Longest round-trip time'),
} as const;
