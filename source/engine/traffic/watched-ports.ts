import type {PortForwarding} from '../../model/forwarding.ts';
import type {Port, PortRange} from '../../model/port.ts';
import type {PortSlot} from './port-slots.ts';

/** A watched port of a sample, or one that is forwarded. Its status is whether it has a socket. */
export type WatchedPort = Pick<Port, 'identity' | 'protocol' | 'address' | 'port' | 'status' | 'watched'>;

/** The ports that the user watches, whether they are open or not. */
export class WatchedPorts {
	/** Ascending. */
	readonly #ports: ReadonlySet<number>;

	constructor(ranges: readonly PortRange[]) {
		const ports = ranges.flatMap(({first, last}) => Array.from({length: last - first + 1}, (_, index) => first + index));
		this.#ports = new Set(ports.toSorted((a, b) => a - b));
	}

	has(port: number): boolean {
		return this.#ports.has(port);
	}

	/** Returns those that no socket is bound to, in ascending order. */
	closed(slots: readonly PortSlot[]): readonly WatchedPort[] {
		if (this.#ports.size === 0) {
			return [];
		}

		const open = new Set(slots.map(({port}) => port));
		return [...this.#ports].filter(port => !open.has(port)).map(port => ({
			identity: `watched|${port}`, protocol: 'tcp', address: '*', port, status: 'CLOSED', watched: true,
		}));
	}

	/** Returns those of some forwarded ports that are not watched, and that no socket is bound to. */
	forwarded(ports: readonly number[], slots: readonly PortSlot[]): readonly WatchedPort[] {
		const open = ports.length === 0 ? new Set() : new Set(slots.map(({port}) => port));
		return ports.filter(port => !open.has(port) && !this.has(port)).map(port => ({
			identity: `forwarded|${port}`, protocol: 'tcp', address: '*', port, status: 'CLOSED', watched: false,
		}));
	}

	/** Returns those that are open, once for each address, and those that are closed. */
	all(slots: readonly PortSlot[]): readonly WatchedPort[] {
		const open = slots.filter(({port}) => this.has(port)).map(({identity, protocol, address, port}): WatchedPort => ({
			identity, protocol, address, port, status: 'OPEN', watched: true,
		}));
		return [...open, ...this.closed(slots)];
	}
}

/**
Returns the status of a port that no socket is bound to.
@param measured What connects of this machine to a loopback address met with, which others' need not.
*/
export function statusOfUnbound(forwarding: PortForwarding, measured: Port['status']): Port['status'] {
	if (forwarding === null) {
		return measured ?? 'CLOSED';
	}

	if (measured === 'OPEN') {
		return measured;
	}

	if (forwarding === 'unknown' || (measured !== null && forwarding.mayBeForLoopback)) {
		return measured === 'FILTERED' ? measured : null;
	}

	return forwarding.isNamed ? 'OPEN' : null;
}
