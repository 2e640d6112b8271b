import {entries, type CataloguedCounter} from './entry.ts';

/** Connections that were not made, or did not end as they should. */
export const tcpConnectionErrors: readonly CataloguedCounter[] = [
	...entries('TcpExt', [
		['ListenOverflows', 'critical', 'accept queue full', 'SYNs and last ACKs of handshakes dropped because the accept queue was full: the application accepts too slowly, or its backlog or net.core.somaxconn is too small'],
		['ListenDrops', 'critical', 'dropped by listeners', 'All connection attempts that listeners dropped: full accept queues (ListenOverflows), a full SYN queue, no memory, no route back'],
		['TCPReqQFullDrop', 'critical', 'SYN queue full: dropped', 'SYNs dropped because the queue of half-open connections was full and SYN cookies are off: a SYN flood or a small backlog; turn on net.ipv4.tcp_syncookies'],
		['TCPReqQFullDoCookies', 'warning', 'SYN queue full: cookies', 'SYNs answered with a cookie because the queue of half-open connections was full: a SYN flood, or a backlog too small for the load'],
		['SyncookiesSent', 'warning', 'SYN cookies sent', 'SYN-ACKs that carried a SYN cookie instead of a place in the queue: see TCPReqQFullDoCookies'],
		['SyncookiesFailed', 'warning', 'SYN cookies wrong', 'ACKs without a right cookie while cookies were in use: forged or very late; many of them are an ACK flood'],
		['SyncookiesRecv', 'information', 'SYN cookies returned', 'ACKs that brought back a right cookie: clients that got through although the SYN queue was full'],
	]),
	...entries('Tcp', [
		['AttemptFails', 'warning', 'connects failed', 'Connections that were never established: our connects that were refused or not answered, and half-open ones that the client reset'],
		['EstabResets', 'warning', 'established, then reset', 'Established connections that ended without a proper close: reset by either side, or given up when the peer no longer answered'],
		['OutRsts', 'information', 'resets sent', 'Resets that we sent: connects to closed ports (a scan?), data for connections that are gone, connections that an application aborted'],
	]),
	...entries('TcpExt', [
		['TCPAbortOnTimeout', 'warning', 'timed out', 'Connections given up because the peer no longer answered SYNs, retransmissions, keepalives or probes of its closed window'],
		['TCPAbortOnMemory', 'critical', 'aborted: no memory', 'Closed connections reset because there were too many without an owner (net.ipv4.tcp_max_orphans) or TCP\'s memory was used up (net.ipv4.tcp_mem)'],
		['TCPAbortOnClose', 'warning', 'closed with data unread', 'Connections reset because the application closed them before it had read all that came: the peer may lose the answer'],
		['TCPAbortOnData', 'warning', 'aborted: data after close', 'Connections reset because data came after the application had closed, or because it closes with SO_LINGER and time 0'],
		['TCPAbortOnLinger', 'information', 'aborted in FIN-WAIT-2', 'Connections reset in FIN-WAIT-2 because the application does not want to wait for the peer\'s close (TCP_LINGER2)'],
		['TCPAbortFailed', 'warning', 'reset not sent', 'Resets that could not be sent when a connection was aborted: no memory for the packet'],
		['EmbryonicRsts', 'information', 'half-open, then reset', 'Half-open connections of our listeners that a reset or a wrong SYN ended: clients that do not finish the handshake, such as scanners'],
		['TCPTimeWaitOverflow', 'warning', 'TIME-WAIT limit reached', 'Connections closed without TIME-WAIT because there are too many (net.ipv4.tcp_max_tw_buckets): keep connections open longer, or raise it'],
		['TCPDeferAcceptDrop', 'information', 'waiting for first data', 'ACKs of handshakes set aside until data comes, on listeners that ask for it (TCP_DEFER_ACCEPT): harmless'],
		['TCPMigrateReqFailure', 'warning', 'not taken over', 'Connections lost when a listener was closed and no other of its group (SO_REUSEPORT, net.ipv4.tcp_migrate_req) could take them'],
		['TCPFastOpenListenOverflow', 'warning', 'Fast Open queue full', 'Fast Open requests refused because the listener\'s queue for them was full (TCP_FASTOPEN): clients fall back to an ordinary handshake'],
		['TCPFastOpenPassiveFail', 'information', 'Fast Open refused', 'Fast Open requests of clients that were refused: a wrong or expired cookie, or no socket could be made'],
		['TCPFastOpenActiveFail', 'information', 'Fast Open failed', 'Our Fast Open requests that failed: the server does not accept them, or they timed out'],
		['TCPFastOpenBlackhole', 'information', 'Fast Open switched off', 'How often we stopped using Fast Open for a while because something on the way seems to swallow it'],
	]),
];
