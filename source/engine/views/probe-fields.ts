import {isIPv4} from 'node:net';
import type {Names} from '../../collectors/names.ts';
import type {FilterFields} from '../../filter/fields.ts';
import type {Probe} from '../../model/probe.ts';
import type {Protocol, SocketState} from '../../model/socket.ts';
import {addressWords} from '../sockets/address-words.ts';

const noAddress = [0, 0, 0, 0] as const;
const listening: readonly SocketState[] = ['LISTEN'];
const closed: readonly SocketState[] = ['CLOSED'];

/**
How a filter reads a row of the Probes view: the target is the remote end. As in the Ports view an open port is in LISTEN
and a closed one in CLOSED. Words are looked for in what names the target and what it is: its text, method and status.
*/
export function probeFields(names: Names): FilterFields<Probe> {
	return {
		localPort: () => null,
		remotePort: ({port}) => port,
		localAddressWord: () => 0,
		remoteAddressWord: ({address}, word) => (addressWords(address ?? '') ?? noAddress)[word],
		hasRemote: ({address}) => address !== null,
		localAddressText: () => '',
		remoteAddressText: ({address}) => address ?? '',
		states: ({status}) => status === 'OPEN' ? listening : (status === 'CLOSED' ? closed : []),
		protocol: probe => protocolOf(probe),
		pids: () => [],
		processes: ({target, method, status}) => [target, method ?? '', status ?? ''],
		user: () => null,
		userId: () => null,
		service: probe => probe.port === null ? null : names.service(protocolOf(probe), probe.port),
		unit: () => null,
		container: () => null,
		rttMicroseconds: ({lastRttMicroseconds}) => lastRttMicroseconds,
		retransmissions: () => null,
		receiveBitsPerSecond: () => null,
		sendBitsPerSecond: () => null,
		sendQueueBytes: () => null,
		receiveQueueBytes: () => null,
		ageSeconds: () => null,
	};
}

/** The language knows TCP and UDP. ICMP, which has no connections either, counts as UDP; `icmp` as a word finds it alone. */
function protocolOf({method, address, port}: Probe): Protocol {
	const isIpv6 = address !== null && !isIPv4(address);
	const isTcp = method === null ? port !== null : method === 'connect' || method === 'syn';
	return isTcp ? (isIpv6 ? 'tcp6' : 'tcp') : (isIpv6 ? 'udp6' : 'udp');
}
