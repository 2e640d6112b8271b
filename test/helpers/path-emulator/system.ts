/* The system calls of the path emulator and the recorder, on the calling thread. x86-64 and arm64 agree on the numbers. */
import {closeSync, openSync} from 'node:fs';
import {constants} from 'node:os';
import koffi from 'koffi';

const libc = koffi.load(null);
const functions = {
	open: libc.func('int open(const char *, int)'),
	ioctl: libc.func('int ioctl(int, unsigned long, _Inout_ uint8_t *)'),
	read: libc.func('long read(int, uint8_t *, size_t)'),
	write: libc.func('long write(int, const uint8_t *, size_t)'),
	ppoll: libc.func('int ppoll(uint8_t *, unsigned long, const int64_t *, void *)'),
	fcntl: libc.func('int fcntl(int, int, long)'),
	setns: libc.func('int setns(int, int)'),
	prctl: libc.func('int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)'),
	socket: libc.func('int socket(int, int, int)'),
	bind: libc.func('int bind(int, const uint8_t *, unsigned int)'),
	setsockopt: libc.func('int setsockopt(int, int, int, const uint8_t *, unsigned int)'),
	recvfrom: libc.func('long recvfrom(int, uint8_t *, size_t, int, _Out_ uint8_t *, _Inout_ unsigned int *)'),
};

// linux/if_tun.h, asm-generic/fcntl.h, linux/sched.h, linux/prctl.h, poll.h
const TUNSETIFF = 0x40_04_54_CA;
const IFF_TUN = 0x00_01;
const IFF_NO_PI = 0x10_00;
const F_SETFL = 4;
const O_RDWR = 2;
const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o200_0000;
const CLONE_NEWNET = 0x40_00_00_00;
const PR_SET_TIMERSLACK = 29;
const POLLIN = 1;

// linux/if_packet.h, linux/if_ether.h, asm-generic/socket.h, asm-generic/sockios.h
const AF_PACKET = 17;
const SOCK_DGRAM = 2;
const ETH_P_ALL = 0x00_03;
const PACKET_OUTGOING = 4;
const SOL_SOCKET = 1;
const SO_RCVBUFFORCE = 33;
const MSG_DONTWAIT = 0x40;
const SIOCGSTAMPNS = 0x89_07;

/** What a call returned; -1 only for one of the errors that were expected. */
function check(returned: unknown, what: string, ...expected: readonly number[]): number {
	const errno = koffi.errno();
	const result = Number(returned);
	if (result < 0 && !expected.includes(errno)) {
		throw new Error(`${what}: errno ${errno}`);
	}

	return result;
}

/**
A TUN device, which is there until the descriptor is closed, in a namespace that `ip netns` has made.
@returns A descriptor that does not wait, and reads and writes IP packets.
*/
export function openTun(namespace: string, device: string): number {
	const home = openSync('/proc/thread-self/ns/net', 'r');
	const away = openSync(`/run/netns/${namespace}`, 'r');
	try {
		check(functions.setns(away, CLONE_NEWNET), 'setns');
		const descriptor = check(functions.open('/dev/net/tun', O_RDWR | O_NONBLOCK | O_CLOEXEC), 'open /dev/net/tun');
		// A struct ifreq: 16 bytes of name, then the flags.
		const request = new Uint8Array(40);
		new TextEncoder().encodeInto(device, request);
		new DataView(request.buffer).setUint16(16, IFF_TUN | IFF_NO_PI, true);
		check(functions.ioctl(descriptor, TUNSETIFF, request), 'TUNSETIFF');
		return descriptor;
	} finally {
		check(functions.setns(home, CLONE_NEWNET), 'setns');
		closeSync(away);
		closeSync(home);
	}
}

const packet = new Uint8Array(65_536);

/** Takes a copy of the next packet; undefined when there is none. */
export function readTun(descriptor: number): Uint8Array | undefined {
	const length = check(functions.read(descriptor, packet, packet.length), 'read', constants.errno.EAGAIN);
	return length < 0 ? undefined : packet.slice(0, length);
}

export function writeTun(descriptor: number, bytes: Uint8Array): void {
	// EIO: the device is not up yet, or no more.
	check(functions.write(descriptor, bytes, bytes.length), 'write', constants.errno.EIO);
}

/** From now on whoever writes to the descriptor waits until there is room. */
export function makeBlocking(descriptor: number): void {
	check(functions.fcntl(descriptor, F_SETFL, 0), 'F_SETFL');
}

/** Sleeps end as soon as they should: by default the kernel may add 50 µs to save power. */
export function sleepExactly(): void {
	check(functions.prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0), 'PR_SET_TIMERSLACK');
}

/** Waits until one of the descriptors can be read, at most so long. */
export class Waiter {
	readonly #descriptors: Uint8Array;
	readonly #count: number;
	readonly #time = new BigInt64Array(2);

	constructor(...descriptors: readonly number[]) {
		this.#count = descriptors.length;
		// A struct pollfd: the descriptor, what is wanted, what there is.
		this.#descriptors = new Uint8Array(8 * this.#count);
		const view = new DataView(this.#descriptors.buffer);
		for (const [index, descriptor] of descriptors.entries()) {
			view.setInt32(index * 8, descriptor, true);
			view.setInt16((index * 8) + 4, POLLIN, true);
		}
	}

	wait(milliseconds: number): void {
		const nanoseconds = Math.max(0, Math.round(milliseconds * 1e6));
		this.#time[0] = BigInt(Math.floor(nanoseconds / 1e9));
		this.#time[1] = BigInt(nanoseconds % 1e9);
		check(functions.ppoll(this.#descriptors, this.#count, this.#time, null), 'ppoll', constants.errno.EINTR);
	}

	/** Whether the last wait found that descriptor to be readable, or closed at its other end. */
	isReady(index: number): boolean {
		return this.#descriptors[(index * 8) + 6] !== 0;
	}
}

/** A packet as the network device saw it. */
export type Capture = {
	readonly bytes: Uint8Array;
	readonly isOutgoing: boolean;
	readonly atMicroseconds: number;
};

/** Hears every packet of a device of this namespace, with the kernel's time of each. */
export class PacketSocket {
	readonly #descriptor: number;
	readonly #peer = new Uint8Array(20);
	readonly #time = new Uint8Array(16);

	constructor(interfaceIndex: number) {
		this.#descriptor = check(functions.socket(AF_PACKET, SOCK_DGRAM, 0), 'socket');
		const size = new Uint8Array(4);
		new DataView(size.buffer).setInt32(0, 64 * 1024 * 1024, true);
		check(functions.setsockopt(this.#descriptor, SOL_SOCKET, SO_RCVBUFFORCE, size, size.length), 'SO_RCVBUFFORCE');
		// Asking for the time of a packet that never came is what turns the kernel's time stamps on.
		check(functions.ioctl(this.#descriptor, SIOCGSTAMPNS, this.#time), 'SIOCGSTAMPNS', constants.errno.ENOENT);
		const address = new Uint8Array(20);
		const view = new DataView(address.buffer);
		view.setUint16(0, AF_PACKET, true);
		view.setUint16(2, ETH_P_ALL);
		view.setInt32(4, interfaceIndex, true);
		check(functions.bind(this.#descriptor, address, address.length), 'bind');
	}

	/** Takes the next packet; undefined when there is none. */
	next(): Capture | undefined {
		const length = check(functions.recvfrom(this.#descriptor, packet, packet.length, MSG_DONTWAIT, this.#peer, [this.#peer.length]), 'recvfrom', constants.errno.EAGAIN);
		if (length < 0) {
			return undefined;
		}

		check(functions.ioctl(this.#descriptor, SIOCGSTAMPNS, this.#time), 'SIOCGSTAMPNS');
		const time = new DataView(this.#time.buffer);
		return {
			bytes: packet.slice(0, length),
			isOutgoing: this.#peer[10] === PACKET_OUTGOING,
			atMicroseconds: (Number(time.getBigInt64(0, true)) * 1e6) + (Number(time.getBigInt64(8, true)) / 1000),
		};
	}
}
