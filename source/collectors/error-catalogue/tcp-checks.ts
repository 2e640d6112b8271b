import {entries, type CataloguedCounter} from './entry.ts';

/** Segments that are damaged, old, forged or not trusted. */
export const tcpCheckErrors: readonly CataloguedCounter[] = [
	...entries('Tcp', [
		['InCsumErrors', 'warning', 'wrong checksum', 'Segments with a wrong checksum: faulty hardware or a middlebox that changes packets'],
		['InErrs', 'warning', 'segments in error', 'Segments dropped as wrong: checksums (InCsumErrors), broken headers, SYNs in the middle of a connection'],
	]),
	...entries('TcpExt', [
		['PAWSEstab', 'warning', 'old time stamps', 'Segments dropped because their time stamp is older than the last one (PAWS): very late duplicates, or a NAT that mixes clients\' clocks'],
		['PAWSActive', 'warning', 'wrong echo in SYN-ACK', 'Answers to our SYNs dropped for a time stamp that we did not send (PAWS): late, forged, or a middlebox'],
		['PAWSTimewait', 'warning', 'old in TIME-WAIT', 'Segments for connections in TIME-WAIT dropped because their time stamp is too old (PAWS): clients behind one NAT that reuse a port'],
		['TSEcrRejected', 'warning', 'wrong echo in handshake', 'Last ACKs of handshakes dropped because they echo a time stamp that we did not send: forged or damaged'],
		['PAWSOldAck', 'information', 'old ACKs', 'ACKs without data dropped because a later one overtook them: reordering, harmless'],
		['BeyondWindow', 'warning', 'beyond the window', 'Segments with data beyond what we allowed to send: a peer or middlebox that breaks the rules, or forged packets'],
		['TCPSYNChallenge', 'information', 'SYN in a connection', 'SYNs in the middle of a connection, answered with a challenge: a client that restarted, or a host who guesses (RFC 5961)'],
		['TCPChallengeACK', 'information', 'challenges sent', 'Challenge ACKs sent for doubtful SYNs, resets or ACKs (RFC 5961): restarted clients, or an attempt to break into connections'],
		['TCPACKSkippedChallenge', 'information', 'challenges not sent', 'Challenge ACKs not sent because there were too many: many doubtful segments at once'],
		['TCPACKSkippedSynRecv', 'information', 'ACKs saved in SYN-RECV', 'Answers to repeated SYNs or wrong segments of half-open connections not sent because there were too many (net.ipv4.tcp_invalid_ratelimit)'],
		['TCPACKSkippedPAWS', 'information', 'ACKs saved: old', 'Answers to segments with old time stamps not sent because there were too many (net.ipv4.tcp_invalid_ratelimit)'],
		['TCPACKSkippedSeq', 'information', 'ACKs saved: sequence', 'Answers to segments out of the window not sent because there were too many (net.ipv4.tcp_invalid_ratelimit)'],
		['TCPACKSkippedFinWait2', 'information', 'ACKs saved in FIN-WAIT-2', 'Answers to wrong segments in FIN-WAIT-2 not sent because there were too many (net.ipv4.tcp_invalid_ratelimit)'],
		['TCPACKSkippedTimeWait', 'information', 'ACKs saved in TIME-WAIT', 'Answers to wrong segments in TIME-WAIT not sent because there were too many (net.ipv4.tcp_invalid_ratelimit)'],
		['TCPMinTTLDrop', 'warning', 'came from too far', 'Segments dropped because their TTL is below what the application asks for (IP_MINTTL, usual with BGP): forged, or a longer path'],
		['TCPMD5NotFound', 'warning', 'MD5 signature missing', 'Segments dropped because they are not signed and must be (TCP-MD5, usual with BGP): the peer has no key'],
		['TCPMD5Unexpected', 'warning', 'MD5 not expected', 'Segments dropped because they are signed and we have no key for that peer (TCP-MD5)'],
		['TCPMD5Failure', 'warning', 'MD5 signature wrong', 'Segments dropped because their signature is wrong (TCP-MD5): different keys, or forged'],
		['TCPAORequired', 'warning', 'authentication missing', 'Segments dropped because they are not authenticated and must be (TCP-AO)'],
		['TCPAOKeyNotFound', 'warning', 'authentication key unknown', 'Segments dropped because we have no key with their number (TCP-AO): keys differ'],
		['TCPAOBad', 'warning', 'authentication wrong', 'Segments dropped because their authentication is wrong (TCP-AO): keys differ, or forged'],
		['TCPAODroppedIcmps', 'information', 'ICMP not trusted', 'ICMP errors ignored on connections with TCP-AO, which does not trust them'],
		['OutOfWindowIcmps', 'information', 'ICMP does not fit', 'ICMP errors ignored because they quote a segment that is not under way: late, or forged to break connections'],
		['LockDroppedIcmps', 'information', 'ICMP while busy', 'ICMP errors ignored because the socket was in use at that moment: harmless, as the segment is sent again'],
		['TCPSACKDiscard', 'information', 'SACK invalid', 'Selective ACKs for what was never sent, ignored: a middlebox that shifts sequence numbers'],
		['TCPDSACKIgnoredOld', 'information', 'DSACK too old', 'Reports of duplicates ignored because they are from before the last recovery'],
		['TCPDSACKIgnoredNoUndo', 'information', 'DSACK without reason', 'Reports of duplicates ignored because we had sent nothing again: the network doubles packets'],
		['TCPDSACKIgnoredDubious', 'information', 'DSACK dubious', 'Reports of more duplicates than we can have caused, ignored'],
	]),
	...entries('MPTcpExt', [
		['MPJoinSynAckHMacFailure', 'warning', 'MPTCP join: wrong server', 'Answers to our Multipath TCP joins whose authentication is wrong: a middlebox, or forged'],
		['MPJoinAckHMacFailure', 'warning', 'MPTCP join: wrong client', 'Multipath TCP joins of clients whose authentication is wrong: a middlebox, or forged'],
	]),
];
