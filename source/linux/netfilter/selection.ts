/* The packets that a rule of the packet filter is about, by what concerns a port of this machine. */
import type {PortRange} from '../../model/port.ts';

/**
Packets by what they are for. A condition that is not understood, or not about this, leaves more of them: never fewer than the rule takes.
*/
export type Selection = {
	/** The protocol's number, linux/in.h; null for any. */
	readonly protocol: number | null;
	/** Destination ports. */
	readonly ports: readonly PortRange[];
	/** The one address, 4 or 16 bytes, that they are for; null where it may be any. */
	readonly destination: Uint8Array | null;
	readonly family: 4 | 6 | null;
};

const maxPort = 65_535;

export const everything: Selection = {
	protocol: null, ports: [{first: 0, last: maxPort}], destination: null, family: null,
};

/** Returns the part of a selection that is for a protocol; null where that is nothing. */
export function withProtocol(selection: Selection, protocol: number): Selection | null {
	return selection.protocol === null || selection.protocol === protocol ? {...selection, protocol} : null;
}

/** Returns the part of a selection that is of an address family; null where that is nothing. */
export function withFamily(selection: Selection, family: 4 | 6): Selection | null {
	return selection.family === null || selection.family === family ? {...selection, family} : null;
}

/** Returns the part of a selection that is for an address of 4 or 16 bytes; null where that is nothing. */
export function withDestination(selection: Selection, bytes: Uint8Array): Selection | null {
	const narrowed = withFamily(selection, bytes.length === 4 ? 4 : 6);
	const isOther = selection.destination !== null && !areEqual(selection.destination, bytes);
	return narrowed === null || isOther ? null : {...narrowed, destination: bytes};
}

/** Returns the part of a selection that is for these ports; null where that is nothing. */
export function withPorts(selection: Selection, ranges: readonly PortRange[]): Selection | null {
	const ports = selection.ports.flatMap(range => ranges.flatMap(other => {
		const first = Math.max(range.first, other.first);
		const last = Math.min(range.last, other.last);
		return first <= last ? [{first, last}] : [];
	}));
	return ports.length === 0 ? null : {...selection, ports};
}

/** Returns the part of a selection that is for any port but these; null where that is nothing. */
export function withoutPorts(selection: Selection, ranges: readonly PortRange[]): Selection | null {
	let rest: Selection | null = selection;
	for (const {first, last} of ranges) {
		rest = rest === null ? null : withPorts(rest, [{first: 0, last: first - 1}, {first: last + 1, last: maxPort}]);
	}

	return rest;
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
