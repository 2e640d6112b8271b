import {SOCK_CLOEXEC, SOCK_DGRAM, type Libc} from './libc.ts';

/** linux/socket.h */
const AF_PACKET = 17;
// linux/if_ether.h
export const ETH_P_ALL = 0x00_03;
export const ETH_P_IP = 0x08_00;
export const ETH_P_IPV6 = 0x86_DD;
/** `struct sockaddr_ll` of linux/if_packet.h. */
const sockaddrLl = 20;

/**
Opens a socket for the packets of all interfaces in the calling thread's network namespace, without their link headers:
packet(7). It gets none until `bindPacketSocket`, so that a filter can be there first.
@throws SystemError, EPERM without CAP_NET_RAW.
*/
export function openPacketSocket(libc: Libc): number {
	return libc.socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

/**
Asks for the packets of a protocol. ETH_P_ALL also gives those that leave.
@throws SystemError
*/
export function bindPacketSocket(libc: Libc, fd: number, protocol: number): void {
	const address = new Uint8Array(sockaddrLl);
	const view = new DataView(address.buffer);
	view.setUint16(0, AF_PACKET, true);
	view.setUint16(2, protocol);
	libc.bind(fd, address);
}
