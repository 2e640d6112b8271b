import {constants} from 'node:os';
import {
	AF_INET,
	AF_INET6,
	IPPROTO_IPV6,
	IPV6_V6ONLY,
	SO_REUSEADDR,
	SOCK_CLOEXEC,
	SOCK_STREAM,
	SOL_SOCKET,
	SystemError,
	type Libc,
} from '../../linux/calls/libc.ts';
import {encodeSocketAddress} from '../../linux/packet/address.ts';
import {readLocalPortRange} from '../../linux/procfs/local-port-range.ts';
import type {PortRange} from '../../model/port.ts';
import type {SelfProbePorts} from './self-probe-ports.ts';

/** Reserved ports are descriptors that are held: more than this are never needed at 100 probes a second. */
const maxReserved = 512;

/** At least this many ports take turns. */
const minReserved = 16;

/** More ports than this need not take turns. */
const enough = 1024;

/** The ports that one destination uses. */
type Use = {
	readonly ports: Set<number>;
	/** The index at which the search for the next one starts. */
	next: number;
};

/**
The source ports of probes. They lie outside of what the kernel gives to ordinary clients (ip_local_port_range), so that
a probe never meets a client's connection. For targets on this machine ports are reserved, and marked as our own: the
server's side of a probe's connection is then recognised by its peer's port.
*/
export class PortPool {
	readonly range: PortRange;
	readonly #libc: Libc;
	readonly #own: SelfProbePorts;
	/** The reserved ports with the descriptors that hold them. */
	readonly #reserved: Array<{readonly port: number; readonly fd: number}> = [];
	/** Counts the turns of `turn`. */
	#turns = 0;
	/** One port serves several destinations. */
	readonly #uses = new Map<string, Use>();
	#next: number;

	constructor(libc: Libc, own: SelfProbePorts, range: PortRange = probePortRange(readLocalPortRange('/proc'))) {
		this.#libc = libc;
		this.#own = own;
		this.range = range;
		// Two portops on one machine begin at different ports.
		this.#next = range.first + Math.floor(Math.random() * (range.last - range.first + 1));
	}

	/** Returns the next port of the range: not reserved, for raw segments to other machines. */
	rotate(): number {
		const port = this.#next;
		this.#next = port === this.range.last ? this.range.first : port + 1;
		return port;
	}

	/**
	Returns a reserved port that nothing of ours uses towards this destination, until it is released.
	@throws SystemError EADDRNOTAVAIL when there is none.
	*/
	take(destination: string): number {
		const use = this.#uses.get(destination) ?? {ports: new Set(), next: 0};
		this.#uses.set(destination, use);
		const port = this.#free(use) ?? this.#reserve();
		use.ports.add(port);
		return port;
	}

	/**
	Returns the next reserved port, even one in use: for segments whose answers are known by their sequence numbers.
	@throws SystemError EADDRNOTAVAIL when there is none.
	*/
	turn(): number {
		if (this.#reserved.length < minReserved) {
			return this.#reserve();
		}

		this.#turns++;
		return this.#reserved[this.#turns % this.#reserved.length]!.port;
	}

	release(destination: string, port: number): void {
		const use = this.#uses.get(destination);
		use?.ports.delete(port);
		if (use?.ports.size === 0) {
			this.#uses.delete(destination);
		}
	}

	close(): void {
		for (const {fd} of this.#reserved) {
			this.#libc.close(fd);
		}

		this.#own.clear();
	}

	/** Goes round, so that a port rests as long as possible: a server may not have let go of it yet. */
	#free(use: Use): number | undefined {
		const count = this.#reserved.length;
		for (let step = 0; step < count; step++) {
			const {port} = this.#reserved[(use.next + step) % count]!;
			if (!use.ports.has(port)) {
				use.next = (use.next + step + 1) % count;
				return port;
			}
		}

		return undefined;
	}

	#reserve(): number {
		const tries = this.#reserved.length < maxReserved ? enough : 0;
		for (let attempt = 0; attempt < tries; attempt++) {
			const port = this.rotate();
			const fd = this.#tryReserve(port);
			if (fd !== undefined) {
				this.#reserved.push({port, fd});
				this.#own.add(port);
				return port;
			}
		}

		throw new SystemError('bind', constants.errno.EADDRNOTAVAIL);
	}

	/**
	Opens a socket for the ports of both families, or of IPv4's where there is no IPv6.
	@throws SystemError
	*/
	#openSocket(): {readonly fd: number; readonly anyAddress: string} {
		const type = SOCK_STREAM | SOCK_CLOEXEC;
		let fd: number;
		try {
			fd = this.#libc.socket(AF_INET6, type, 0);
		} catch (error) {
			if (error instanceof SystemError && error.code === 'EAFNOSUPPORT') {
				return {fd: this.#libc.socket(AF_INET, type, 0), anyAddress: '0.0.0.0'};
			}

			throw error;
		}

		this.#libc.setOption(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
		return {fd, anyAddress: '::'};
	}

	/** Binds a socket that never connects: others that bind with SO_REUSEADDR, ours, may use the port at the same time. */
	#tryReserve(port: number): number | undefined {
		const {fd, anyAddress} = this.#openSocket();
		try {
			this.#libc.bind(fd, encodeSocketAddress(anyAddress, port));
			// Only now: bound without it, the port belonged to no other program, nor to another portop.
			this.#libc.setOption(fd, SOL_SOCKET, SO_REUSEADDR, 1);
			return fd;
		} catch {
			this.#libc.close(fd);
			return undefined;
		}
	}
}

/** Returns the ports above those of clients, where there are enough; else those below; else, if clients may use them all, the highest. */
export function probePortRange({first, last}: PortRange): PortRange {
	const highest = 65_535;
	if (highest - last >= enough) {
		return {first: last + 1, last: highest};
	}

	const lowest = 1024;

	return first - lowest >= enough ? {first: Math.max(lowest, first - (4 * enough)), last: first - 1} : {first: highest - (4 * enough), last: highest};
}
