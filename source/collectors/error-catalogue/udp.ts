import {entries, type CataloguedCounter, type Entry} from './entry.ts';

const list: readonly Entry[] = [
	['RcvbufErrors', 'critical', 'receive buffer full', 'Datagrams dropped because a socket\'s receive buffer was full: the application reads too slowly; or raise SO_RCVBUF and net.core.rmem_max'],
	['SndbufErrors', 'warning', 'send buffer full', 'Datagrams not sent because the send buffer or the interface\'s queue was full, or memory was short'],
	['MemErrors', 'critical', 'UDP memory used up', 'Datagrams dropped because all UDP sockets together reached their memory limit (net.ipv4.udp_mem)'],
	['NoPorts', 'warning', 'to a closed port', 'Datagrams for a port that is not bound: a service that is down, late answers, or a scan'],
	['InCsumErrors', 'warning', 'wrong checksum', 'Datagrams with a wrong checksum: faulty hardware or a middlebox that changes packets'],
	['InErrors', 'warning', 'all in error', 'All datagrams that arrived for a socket but not at the application: full buffers, wrong checksums and the like together'],
	['IgnoredMulti', 'information', 'multicast ignored', 'Multicast and broadcast datagrams that no socket here wanted: usual on a shared network'],
];

const lite: readonly Entry[] = [
	['RcvbufErrors', 'warning', 'receive buffer full', 'UDP-Lite datagrams dropped because a socket\'s receive buffer was full'],
	['SndbufErrors', 'warning', 'send buffer full', 'UDP-Lite datagrams not sent because the send buffer or the interface\'s queue was full'],
	['MemErrors', 'warning', 'memory used up', 'UDP-Lite datagrams dropped because the sockets\' memory limit was reached'],
	['NoPorts', 'warning', 'to a closed port', 'UDP-Lite datagrams for a port that is not bound'],
	['InCsumErrors', 'warning', 'wrong checksum', 'UDP-Lite datagrams with a wrong checksum'],
	['InErrors', 'warning', 'all in error', 'All UDP-Lite datagrams that arrived for a socket but not at the application'],
];

const over6 = ([name, weight, title, meaning]: Entry): Entry => [name, weight, `${title}, IPv6`, `IPv6: ${meaning}`];

/** Datagrams that did not get through. */
export const udpErrors: readonly CataloguedCounter[] = [
	...entries('Udp', list),
	...entries('Udp6', list.map(entry => over6(entry))),
	...entries('UdpLite', lite),
	...entries('UdpLite6', lite.map(entry => over6(entry))),
];
