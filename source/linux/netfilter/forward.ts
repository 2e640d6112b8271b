/* Ports that the packet filter forwards (DNAT, redirect), whichever program keeps the rules. */
import type {PortRange} from '../../model/port.ts';
import {addressText} from '../packet/address.ts';
import type {Selection} from './selection.ts';

/** The points at which the packet filter changes where a packet goes: what comes in, and what this machine sends itself. */
export type NatHook = 'prerouting' | 'output';

/** A rule that sends packets elsewhere. */
export type Forward = {
	readonly hook: NatHook;
	/** It takes of these what else its conditions, which are not all known, leave. */
	readonly selection: Selection;
	/** null where it is not known. */
	readonly target: Target | null;
};

/** An address of 4 or 16 bytes, and ports, to send packets to; null for an address of this machine, and where a packet's own port stays. */
export type Target = {readonly address: Uint8Array | null; readonly ports: PortRange | null};

/** Returns a target as `172.17.0.2:80`, `[fd00::2]:80`, `:8080`, `172.17.0.2`. */
export function targetText({address, ports}: Target): string {
	const port = ports === null ? '' : `:${portsText(ports)}`;
	const text = address === null ? '' : addressText(address);
	return ports !== null && address?.length === 16 ? `[${text}]${port}` : `${text}${port}`;
}

function portsText({first, last}: PortRange): string {
	return first === last ? String(first) : `${first}-${last}`;
}
