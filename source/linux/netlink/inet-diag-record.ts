/** A number that this kernel does not give for this protocol or state. */
export const absent = -1;

/**
One socket: the fields of `struct inet_diag_msg` and of the attributes that portop asks for, raw, with the names of
linux/inet_diag.h and linux/tcp.h. One record is filled again and again; it holds nothing but numbers, so that filling
it allocates nothing. Fields of attributes are `absent` (-1) where the kernel did not send them.
*/
export class InetDiagRecord {
	idiag_family = 0;
	/** include/net/tcp_states.h. */
	idiag_state = 0;
	/** 0 none, 1 retransmission, 2 keepalive, 3 TIME-WAIT, 4 window probe. */
	idiag_timer = 0;
	idiag_retrans = 0;
	/** Ports are in the host's byte order, i.e. numbers. */
	idiag_sport = 0;
	idiag_dport = 0;
	/** Addresses are four words in network byte order; IPv4 is stored as ::ffff:a.b.c.d, in either family. */
	src0 = 0;
	src1 = 0;
	src2 = 0;
	src3 = 0;
	dst0 = 0;
	dst1 = 0;
	dst2 = 0;
	dst3 = 0;
	/** The interface's index; 0 where the socket is bound to none. */
	idiag_if = 0;
	/** The 64 bits that name the socket for its whole life; 0 from /proc/net. */
	cookie_low = 0;
	cookie_high = 0;
	/** Milliseconds. */
	idiag_expires = 0;
	/** Bytes; for a TCP listener the accept queue's length. */
	idiag_rqueue = 0;
	/** Bytes; for a TCP listener the accept queue's limit, 0 from /proc/net. */
	idiag_wqueue = 0;
	idiag_uid = 0;
	/** 0 where no file belongs to the socket. */
	idiag_inode = 0;

	/** INET_DIAG_SKV6ONLY: 1, or 0 for a socket that takes IPv4 as well. IPv6 only. */
	skv6only = absent;
	/** SK_MEMINFO_DROPS of INET_DIAG_SKMEMINFO. */
	sk_drops = absent;
	/** 1 where INET_DIAG_ULP_INFO names `mptcp`: a subflow, or a listener that takes MPTCP. */
	is_mptcp = 0;
	/** INET_DIAG_SOCKOPT (Linux 5.10): IP_MULTICAST_LOOP, which programs seldom and the kernel's own tunnels always take off. */
	mc_loop = absent;

	/** The bytes of `struct tcp_info` that came; 0 where it did not come at all. */
	tcp_info_length = 0;
	tcpi_retransmits = absent;
	/** Microseconds, as are all of rto, rtt, rttvar, min_rtt. */
	tcpi_rto = absent;
	tcpi_snd_mss = absent;
	tcpi_unacked = absent;
	tcpi_sacked = absent;
	tcpi_lost = absent;
	tcpi_retrans = absent;
	/** Milliseconds ago. */
	tcpi_last_data_sent = absent;
	tcpi_last_data_recv = absent;
	tcpi_pmtu = absent;
	tcpi_rtt = absent;
	tcpi_rttvar = absent;
	tcpi_snd_ssthresh = absent;
	tcpi_snd_cwnd = absent;
	tcpi_total_retrans = absent;
	tcpi_bytes_acked = absent;
	tcpi_bytes_received = absent;
	tcpi_segs_out = absent;
	tcpi_segs_in = absent;
	tcpi_notsent_bytes = absent;
	tcpi_min_rtt = absent;
	tcpi_data_segs_in = absent;
	tcpi_data_segs_out = absent;
	/** Bytes per second. */
	tcpi_delivery_rate = absent;
	/** Segments of ours that arrived, SYN and FIN among them. */
	tcpi_delivered = absent;
	tcpi_bytes_sent = absent;
	tcpi_bytes_retrans = absent;
}
