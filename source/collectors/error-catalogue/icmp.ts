import {entries, type CataloguedCounter} from './entry.ts';

/** Errors that others report to us, and we to others. */
export const icmpErrors: readonly CataloguedCounter[] = [
	...entries('Icmp', [
		['InDestUnreachs', 'warning', 'in: unreachable', 'Reports that what we sent could not be delivered: closed UDP port, no such host, filtered, or too large for a link'],
		['InTimeExcds', 'warning', 'in: TTL ended', 'Reports that packets of ours died on the way: a routing loop, or a traceroute'],
		['InParmProbs', 'warning', 'in: bad header', 'Reports that a header of a packet of ours was not understood'],
		['InRedirects', 'information', 'in: better router', 'Reports of a better first router: routes here are not the best, or an attempt to divert traffic'],
		['InSrcQuenchs', 'information', 'in: slow down', 'Source quenches, which are obsolete (RFC 6633); they are ignored'],
		['InErrors', 'information', 'ICMP in error', 'ICMP messages that were wrong, or about a connection that is not here (any more)'],
		['InCsumErrors', 'warning', 'ICMP wrong checksum', 'ICMP messages with a wrong checksum: faulty hardware or a middlebox'],
		['OutDestUnreachs', 'information', 'out: unreachable', 'Reports we sent that a packet could not be delivered: mostly datagrams for closed UDP ports, or rejected by the firewall'],
		['OutTimeExcds', 'information', 'out: TTL ended', 'Reports we sent that a packet died here: being forwarded, or its fragments did not all come'],
		['OutParmProbs', 'information', 'out: bad header', 'Reports we sent that a header was not understood'],
		['OutRedirects', 'information', 'out: better router', 'Reports we sent that a neighbour has a better first router than us'],
		['OutErrors', 'warning', 'ICMP not sent', 'ICMP messages that could not be sent: no memory, or the like'],
		['OutRateLimitGlobal', 'information', 'ICMP limited', 'ICMP messages not sent because there were too many in all (net.ipv4.icmp_msgs_per_sec): a flood or a scan'],
		['OutRateLimitHost', 'information', 'ICMP limited per host', 'ICMP messages not sent because there were too many to one host (net.ipv4.icmp_ratelimit): a flood or a scan'],
	]),
	...entries('Icmp6', [
		['InDestUnreachs', 'warning', 'in: unreachable, IPv6', 'Reports that what we sent over IPv6 could not be delivered: closed UDP port, no such host, filtered'],
		['InTimeExcds', 'warning', 'in: hops ended, IPv6', 'Reports that IPv6 packets of ours died on the way: a routing loop, or a traceroute'],
		['InParmProblems', 'warning', 'in: bad header, IPv6', 'Reports that a header of an IPv6 packet of ours was not understood'],
		['InPktTooBigs', 'information', 'in: too large, IPv6', 'Reports that a packet of ours was too large for a link: path MTU discovery at work'],
		['InRedirects', 'information', 'in: better router, IPv6', 'Reports of a better first router for IPv6: routes here are not the best, or an attempt to divert traffic'],
		['InErrors', 'information', 'ICMPv6 in error', 'ICMPv6 messages that were wrong, or about a connection that is not here (any more)'],
		['InCsumErrors', 'warning', 'ICMPv6 wrong checksum', 'ICMPv6 messages with a wrong checksum: faulty hardware or a middlebox'],
		['OutDestUnreachs', 'information', 'out: unreachable, IPv6', 'Reports we sent that an IPv6 packet could not be delivered: mostly datagrams for closed UDP ports, or rejected by the firewall'],
		['OutPktTooBigs', 'information', 'out: too large, IPv6', 'Reports we sent that an IPv6 packet is too large for the link it should be forwarded to'],
		['OutTimeExcds', 'information', 'out: hops ended, IPv6', 'Reports we sent that an IPv6 packet died here: being forwarded, or its fragments did not all come'],
		['OutParmProblems', 'information', 'out: bad header, IPv6', 'Reports we sent that an IPv6 header was not understood'],
		['OutErrors', 'warning', 'ICMPv6 not sent', 'ICMPv6 messages that could not be sent: no memory, or the like'],
		['OutRateLimitHost', 'information', 'ICMPv6 limited', 'ICMPv6 messages not sent because there were too many to one host (net.ipv6.icmp.ratelimit): a flood or a scan'],
	]),
];
