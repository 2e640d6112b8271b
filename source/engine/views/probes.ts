import {isIPv4} from 'node:net';
import type {Names} from '../../collectors/names.ts';
import {numberReaders} from '../../fields/filter-numbers.ts';
import {probeFields} from '../../fields/probe.ts';
import type {FilterFields} from '../../filter/fields.ts';
import {factsOf} from '../../model/probe-method.ts';
import type {Probe} from '../../model/probe.ts';
import type {Protocol, SocketState} from '../../model/socket.ts';
import {addressWords} from '../sockets/address-words.ts';
import {placeOrder} from './order.ts';
import {probeSeriesOf} from './row-series.ts';
import {listedRows, rowTest, type View} from './view.ts';

const noAddress = [0, 0, 0, 0] as const;
const listening: readonly SocketState[] = ['LISTEN'];
const closed: readonly SocketState[] = ['CLOSED'];

/**
Returns the fields of a row of the Probes view for filters: the target is the remote end. As in the Ports view an open port is in LISTEN
and a closed one in CLOSED. Words are looked for in what names the target and what it is: its text, method and status.
*/
export function probeFilterFields(names: Names): FilterFields<Probe> {
	return {
		localPort: () => null,
		remotePort: ({port}) => port,
		localAddressWord: () => 0,
		remoteAddressWord: ({address}, word) => (addressWords(address ?? '') ?? noAddress)[word],
		hasRemote: ({address}) => address !== null,
		localAddressText: () => '',
		remoteAddressText: ({address}) => address ?? '',
		deviceName: () => null,
		deviceIndex: () => null,
		states: ({status}) => status === 'OPEN' ? listening : (status === 'CLOSED' ? closed : []),
		protocol: probe => protocolOf(probe),
		pids: () => [],
		processes: ({target, method, status}) => [target, method ?? '', status ?? ''],
		commandLines: () => [],
		users: () => [],
		userIds: () => [],
		service: probe => probe.port === null ? null : names.service(protocolOf(probe), probe.port),
		units: () => [],
		containers: () => [],
		numbers: numberReaders(probeFields, (probe: Probe) => probe),
	};
}

/** Lists the targets. Between equal rows the order in which they were added decides. */
export const probesView: View<'probes'> = {
	subjectKind: 'probe',
	ending: {refusal: 'a probe is no process: d stops probing the target'},
	open(question) {
		const {rows} = question.sample.probes;
		const matches = rowTest(question, probeFilterFields(question.names));
		return {
			...listedRows(rows, ({identity}) => identity),
			matches: row => matches(rows[row]!),
			compare: placeOrder<Probe>(rows, probeFields, question.sort),
			isThere: null,
			total: rows.length,
		};
	},
	content: ({sample: {probes}}, rows) => ({view: 'probes', rows: Array.from(rows, row => probes.rows[row]!)}),
	detail(question, identity) {
		const details = question.sample.probes.details(identity);
		return details === undefined ? 'gone' : {view: 'probes', ...details, charts: probeSeriesOf(question, details.row, question.chart)};
	},
};

/** Returns the protocol of a target for filters, which know TCP and UDP. ICMP, which has no connections either, counts as UDP; `icmp` as a word finds it alone. */
function protocolOf({method, address, port}: Probe): Protocol {
	const isIpv6 = address !== null && !isIPv4(address);
	const overTcp = method === null ? port !== null : factsOf(method).transport === 'tcp';
	return overTcp ? (isIpv6 ? 'tcp6' : 'tcp') : (isIpv6 ? 'udp6' : 'udp');
}
