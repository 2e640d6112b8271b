import {entries, type CataloguedCounter} from './entry.ts';

/** Packets of any protocol that IP dropped. */
export const ipErrors: readonly CataloguedCounter[] = [
	...entries('Ip', [
		['InDiscards', 'warning', 'received, discarded', 'Good packets dropped on receipt for a reason of the kernel\'s own, such as no memory'],
		['OutDiscards', 'warning', 'not sent, discarded', 'Packets, TCP\'s not counted, that could not be sent although there is a route: no memory, a full queue, or an output rule of the firewall'],
		['OutNoRoutes', 'warning', 'no route to send', 'Packets not sent because there is no route to where they should go: look at the routing table'],
		['InAddrErrors', 'warning', 'not for this machine', 'Packets dropped because their address is impossible, or not ours while forwarding is off'],
		['InHdrErrors', 'warning', 'broken headers', 'Packets dropped for errors in the IP header, or whose TTL ended here while being forwarded'],
		['InUnknownProtos', 'information', 'unknown protocol', 'Packets for a transport protocol that this machine does not handle'],
		['ReasmFails', 'warning', 'not reassembled', 'Failures to put fragments together: some were missing or wrong, or there was no memory for them (net.ipv4.ipfrag_high_thresh)'],
		['ReasmTimeout', 'warning', 'fragments missing', 'Packets given up because not all fragments came in time (net.ipv4.ipfrag_time): loss on the way, or an attack'],
		['FragFails', 'information', 'too large, not split', 'Packets too large for the next link that may not be split: path MTU discovery at work; if it goes on, ICMP is filtered somewhere'],
	]),
	...entries('IpExt', [
		['InCsumErrors', 'warning', 'wrong header checksum', 'Packets with a wrong checksum in the IP header: faulty hardware'],
		['InNoRoutes', 'warning', 'no route to forward', 'Packets received for somewhere else to which there is no route'],
		['InTruncatedPkts', 'warning', 'cut short', 'Packets shorter than their header says: faulty hardware or driver, or forged'],
		['ReasmOverlaps', 'warning', 'fragments overlap', 'Packets dropped because their fragments overlap: mostly an attempt to get around a firewall'],
		['InCEPkts', 'information', 'congestion marks received', 'Packets that a router on the way to us marked (ECN) instead of dropping: congestion'],
	]),
	...entries('TcpExt', [
		['IPReversePathFilter', 'warning', 'came by the wrong way', 'Packets of any protocol dropped because the answer would leave by another interface (rp_filter): asymmetric routes, or forged senders'],
	]),
	...entries('Ip6', [
		['InDiscards', 'warning', 'received, discarded, IPv6', 'Good IPv6 packets dropped on receipt: no memory, or IPv6 is off on the interface'],
		['OutDiscards', 'warning', 'not sent, discarded, IPv6', 'IPv6 packets, TCP\'s not counted, that could not be sent although there is a route: no memory, a full queue, an output rule of the firewall'],
		['OutNoRoutes', 'warning', 'no route to send, IPv6', 'IPv6 packets not sent because there is no route to where they should go: look at the routing table'],
		['InNoRoutes', 'warning', 'no route, IPv6', 'IPv6 packets received for somewhere to which there is no route'],
		['InAddrErrors', 'warning', 'bad address, IPv6', 'IPv6 packets dropped because their address is impossible or not one that we may take'],
		['InHdrErrors', 'warning', 'broken headers, IPv6', 'IPv6 packets dropped for errors in their headers, or whose hop limit ended here while being forwarded'],
		['InTooBigErrors', 'information', 'too large to forward, IPv6', 'IPv6 packets that were too large for the link they should be forwarded to: path MTU discovery at work'],
		['InTruncatedPkts', 'warning', 'cut short, IPv6', 'IPv6 packets shorter than their header says: faulty hardware or driver, or forged'],
		['InUnknownProtos', 'information', 'unknown protocol, IPv6', 'IPv6 packets for a transport protocol that this machine does not handle'],
		['ReasmFails', 'warning', 'not reassembled, IPv6', 'Failures to put IPv6 fragments together: some were missing or wrong, or there was no memory for them (net.ipv6.ip6frag_high_thresh)'],
		['ReasmTimeout', 'warning', 'fragments missing, IPv6', 'IPv6 packets given up because not all fragments came in time (net.ipv6.ip6frag_time)'],
		['FragFails', 'information', 'not split, IPv6', 'IPv6 packets that were too large for the next link and could not be split: path MTU discovery at work'],
	]),
];
