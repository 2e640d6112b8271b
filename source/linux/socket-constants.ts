import process from 'node:process';

// linux/socket.h, bits/socket.h
export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const AF_NETLINK = 16;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const SOCK_NONBLOCK = 0o4000;
export const SOCK_CLOEXEC = 0o200_0000;
export const MSG_CTRUNC = 0x08;
export const MSG_TRUNC = 0x20;
export const MSG_DONTWAIT = 0x40;
/** Reads the socket's queue of errors, ip(7). */
export const MSG_ERRQUEUE = 0x20_00;
export const MSG_NOSIGNAL = 0x40_00;

// linux/in.h
export const IPPROTO_IP = 0;
export const IPPROTO_ICMP = 1;
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;
export const IPPROTO_IPV6 = 41;
export const IPPROTO_ICMPV6 = 58;
/** The level of IPV6_CHECKSUM and ICMP_FILTER, linux/socket.h. */
export const SOL_RAW = 255;

// asm-generic/socket.h. PowerPC numbers some of its own, of these only the receive timeout.
export const SOL_SOCKET = 1;
export const SO_REUSEADDR = 2;
export const SO_ERROR = 4;
export const SO_BROADCAST = 6;
export const SO_SNDBUF = 7;
export const SO_RCVBUF = 8;
export const SO_LINGER = 13;
export const SO_RCVTIMEO = process.arch === 'ppc64' ? 18 : 20;
export const SO_BINDTODEVICE = 25;
export const SO_ATTACH_FILTER = 26;
/** SO_RCVBUF beyond net.core.rmem_max: needs CAP_NET_ADMIN. */
export const SO_RCVBUFFORCE = 33;
/** Receive times in nanoseconds, as control messages of the same number: `struct timespec` of two longs. */
export const SO_TIMESTAMPNS = 35;
export const SCM_TIMESTAMPNS = SO_TIMESTAMPNS;

// linux/in.h
export const IP_TOS = 1;
export const IP_TTL = 2;
export const IP_HDRINCL = 3;
export const IP_MTU_DISCOVER = 10;
export const IP_RECVERR = 11;
export const IP_BIND_ADDRESS_NO_PORT = 24;
/** Values of IP_MTU_DISCOVER: never DF; always DF; always DF, and the known path MTU is not minded. */
export const IP_PMTUDISC_DONT = 0;
export const IP_PMTUDISC_DO = 2;
export const IP_PMTUDISC_PROBE = 3;

// linux/in6.h; the values of IPV6_MTU_DISCOVER are those of IPv4.
export const IPV6_CHECKSUM = 7;
export const IPV6_UNICAST_HOPS = 16;
export const IPV6_MTU_DISCOVER = 23;
export const IPV6_RECVERR = 25;
export const IPV6_V6ONLY = 26;
export const IPV6_DONTFRAG = 62;
export const IPV6_TCLASS = 67;

// linux/tcp.h
export const TCP_NODELAY = 1;
export const TCP_SYNCNT = 7;
export const TCP_INFO = 11;
export const TCP_QUICKACK = 12;
export const TCP_USER_TIMEOUT = 18;

// linux/eventpoll.h
export const EPOLLIN = 0x01;
export const EPOLLOUT = 0x04;
export const EPOLLERR = 0x08;
export const EPOLLHUP = 0x10;
