import type {Probe} from '../../model/probe.ts';
import type {Connection} from '../../model/socket.ts';
import {takeEnd, takeStart, textWidth} from './text-width.ts';

/** The style of ports, services and users, which `n` cycles. */
export type Naming =
	/** Addresses with numbers, as `ss -n` does; services and users by name in columns of their own. */
	| 'columns'
	/** Service names in the addresses too. */
	| 'all'
	/** No name is looked up: ports, services and users are numbers (`--numeric`). */
	| 'none';

/** The first port of Linux's usual range of ephemeral ports (net.ipv4.ip_local_port_range). */
export const firstEphemeralPort = 32_768;

const mappedPrefix = '[::ffff:';

/** Joins an address and a port as `ss` does: `10.0.0.1:22`, `[::1]:443`, `0.0.0.0:*`. */
export function joinAddress(address: string, port: number | string): string {
	return `${address}:${port === 0 ? '*' : port}`;
}

/** Returns the address that a target's probes go to: `192.0.2.7:443`, `[2001:db8::1]:53`, `192.0.2.7`; null while its name is not resolved. */
export function probeAddress({address, port}: Pick<Probe, 'address' | 'port'>): string | null {
	if (address === null || port === null) {
		return address;
	}

	return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Shortens the host in its middle and keeps the port whole: `[2001:d…7348]:443`; an IPv4-mapped one at its prefix: `[…10.0.0.5]:443`. */
export function shortenAddress(text: string, width: number): string {
	const portStart = text.lastIndexOf(':');
	const host = text.slice(0, portStart);
	const port = text.slice(portStart);
	const room = width - textWidth(port) - 1;
	if (portStart === -1 || room < 0) {
		return text;
	}

	if (host.startsWith(mappedPrefix)) {
		// IPv4 on a dual-stack socket: what is left out is the same in all of them.
		return `[…${takeEnd(host.slice(mappedPrefix.length), room - 1)}${port}`;
	}

	const head = Math.ceil(room / 2);
	return `${takeStart(host, head)}…${takeEnd(host, room - head)}${port}`;
}

export function localAddress(row: Connection, naming: Naming): string {
	return joinAddress(row.localAddress, servicePort(row, naming) === 'local' ? row.service ?? row.localPort : row.localPort);
}

export function remoteAddress(row: Connection, naming: Naming): string {
	return joinAddress(row.remoteAddress, servicePort(row, naming) === 'remote' ? row.service ?? row.remotePort : row.remotePort);
}

/**
Returns which of the two ports a connection's service name belongs to. The model gives one name for both ends, so it is only
written into an address where there is no doubt: one end is ephemeral, or there is only one.
*/
function servicePort(row: Connection, naming: Naming): 'local' | 'remote' | null {
	if (naming !== 'all' || row.service === null) {
		return null;
	}

	if (row.remotePort === 0) {
		return 'local';
	}

	const isLocalEphemeral = row.localPort >= firstEphemeralPort;
	const isRemoteEphemeral = row.remotePort >= firstEphemeralPort;
	if (isLocalEphemeral === isRemoteEphemeral) {
		return null;
	}

	return isLocalEphemeral ? 'remote' : 'local';
}
