import {
	AF_INET,
	AF_INET6,
	IPPROTO_IP,
	IPPROTO_IPV6,
	IP_MTU_DISCOVER,
	IP_PMTUDISC_PROBE,
	IP_RECVERR,
	IP_TOS,
	IP_TTL,
	IPV6_DONTFRAG,
	IPV6_MTU_DISCOVER,
	IPV6_RECVERR,
	IPV6_TCLASS,
	IPV6_UNICAST_HOPS,
	SO_BINDTODEVICE,
	SO_REUSEADDR,
	SO_TIMESTAMPNS,
	SOL_SOCKET,
	SOCK_CLOEXEC,
	SOCK_DGRAM,
	SOCK_NONBLOCK,
	SystemError,
	type Libc,
} from '../../linux/calls/libc.ts';
import {decodeSocketAddress, encodeSocketAddress} from '../../linux/packet/address.ts';
import type {ProbeSettings} from '../../model/probe.ts';
import {sanitize} from '../../text/sanitize.ts';
import {missingRight} from '../sockets/raw-socket-rights.ts';
import type {Destination} from '../targets/destination.ts';
import {isOwnAddress} from '../../linux/own-address.ts';
import {ChannelError} from './channel.ts';

/** Returns the domain of a destination's sockets. */
export const domainOf = ({family}: Destination): number => family === 4 ? AF_INET : AF_INET6;

/** Returns the `struct sockaddr` of a destination for connect(2) and bind(2). */
export const socketAddressOf = ({address, port, scopeId}: Destination): Uint8Array => encodeSocketAddress(address, port, scopeId);

/** Returns a destination as the key of what is in use towards it. */
export const destinationName = ({address, port, scopeId}: Destination): string => `${address} ${scopeId} ${port}`;

/**
Gives a probe's socket what the user asked for (ip(7), ipv6(7)), and has ICMP errors queued on it.
@throws ChannelError for an interface that does not exist, SystemError for what else the kernel refuses.
*/
export function applySettings(libc: Libc, fd: number, {family}: Destination, settings: ProbeSettings): void {
	const {
		timeToLive, typeOfService, doNotFragment, interfaceName,
	} = settings;
	const isIpv4 = family === 4;
	const level = isIpv4 ? IPPROTO_IP : IPPROTO_IPV6;
	libc.setOption(fd, level, isIpv4 ? IP_RECVERR : IPV6_RECVERR, 1);
	if (timeToLive !== null) {
		libc.setOption(fd, level, isIpv4 ? IP_TTL : IPV6_UNICAST_HOPS, timeToLive);
	}

	if (typeOfService !== null) {
		libc.setOption(fd, level, isIpv4 ? IP_TOS : IPV6_TCLASS, typeOfService);
	}

	if (doNotFragment) {
		// DF on each packet, also where the kernel remembers a smaller MTU of the path: DF probes are there to find it.
		libc.setOption(fd, level, isIpv4 ? IP_MTU_DISCOVER : IPV6_MTU_DISCOVER, IP_PMTUDISC_PROBE);
		if (!isIpv4) {
			libc.setOption(fd, level, IPV6_DONTFRAG, 1);
		}
	}

	if (interfaceName !== null) {
		bindToInterface(libc, fd, interfaceName);
	}
}

function bindToInterface(libc: Libc, fd: number, interfaceName: string): void {
	try {
		libc.setOption(fd, SOL_SOCKET, SO_BINDTODEVICE, new TextEncoder().encode(`${interfaceName}\0`));
	} catch (error) {
		if (error instanceof SystemError && error.code === 'ENODEV') {
			throw new ChannelError(`there is no interface ${sanitize(interfaceName)}`);
		}

		throw error;
	}
}

/**
Two sockets cannot go from one port to one destination: where each probe has a socket, a fixed source port carries one
probe at a time. It may need a privilege, too.
@throws ChannelError
*/
export function demandSourcePort(libc: Libc, type: number, destination: Destination, {sourcePort, intervalSeconds, timeoutSeconds}: ProbeSettings): void {
	if (sourcePort === null) {
		return;
	}

	if (intervalSeconds < timeoutSeconds) {
		throw new ChannelError(`source port ${sourcePort} carries one connect or udp probe at a time: the interval (${intervalSeconds} s) must not be shorter than the timeout (${timeoutSeconds} s)`);
	}

	const fd = libc.socket(domainOf(destination), type | SOCK_CLOEXEC, 0);
	try {
		libc.setOption(fd, SOL_SOCKET, SO_REUSEADDR, 1);
		libc.bind(fd, sourceOf(destination, sourcePort, false));
	} catch (error) {
		if (error instanceof SystemError && error.code === 'EACCES') {
			throw new ChannelError(`source port ${sourcePort} ${missingRight('CAP_NET_BIND_SERVICE')}; ports from 1024 on need no privilege`);
		}

		throw error;
	} finally {
		libc.close(fd);
	}
}

/** Has the kernel stamp what the socket receives with the time of its arrival. */
export function stampReceipts(libc: Libc, fd: number): void {
	libc.setOption(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
}

/**
Returns the address from which this machine would send to a destination: what the routing table says. For an address of this
machine it is that address. null if there is no route.
*/
export function sourceAddress(libc: Libc, destination: Destination, settings: ProbeSettings): string | null {
	const fd = libc.socket(domainOf(destination), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	try {
		if (settings.interfaceName !== null) {
			bindToInterface(libc, fd, settings.interfaceName);
		}

		// A datagram socket that connects sends nothing; the port is of no matter, but may not be 0.
		libc.connect(fd, socketAddressOf({...destination, port: destination.port === 0 ? 9 : destination.port}));
		return decodeSocketAddress(libc.socketName(fd)).address;
	} catch (error) {
		if (error instanceof SystemError) {
			return null;
		}

		throw error;
	} finally {
		libc.close(fd);
	}
}

/** Returns whether a destination is this machine itself: one of its addresses, or one that is routed to it. */
export function isThisMachine(libc: Libc, destination: Destination, settings: ProbeSettings): boolean {
	return isOwnAddress(libc, destination) || sourceAddress(libc, destination, settings) === destination.address;
}

/**
Returns the address that a probe's socket is bound to. To this machine a probe goes from the very address that it goes to: the server's side
of it has this machine as its peer then, also where the kernel would prefer another address.
*/
export function sourceOf({family, address, scopeId}: Destination, port: number, isLocal: boolean): Uint8Array {
	const anyAddress = family === 4 ? '0.0.0.0' : '::';
	return encodeSocketAddress(isLocal ? address : anyAddress, port, scopeId);
}
