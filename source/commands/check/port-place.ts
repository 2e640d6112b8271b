import {isIP, isIPv6} from 'node:net';
import {networkInterfaces} from 'node:os';
import {splitAddress} from '../../engine/probing/port-sensors.ts';
import {LibcUnavailableError, loadLibc} from '../../linux/calls/libc.ts';
import type {Port} from '../../model/port.ts';
import {isOwnAddress, mayBind} from '../../linux/own-address.ts';
import {isLinkLocal, type Destination} from '../../probes/targets/destination.ts';

/** The address at which a port is connected to; or why there is none. */
export type Place = {readonly host: string; readonly problem: null} | {readonly host: null; readonly problem: string};

const loopbacks = [{family: 4, address: '127.0.0.1', scopeId: 0}, {family: 6, address: '::1', scopeId: 0}] as const;

/**
The addresses of this machine that can be read. Those of interfaces are read when they are needed first: the list of them needs netlink, and
waits while another program changes interfaces.
*/
export class OwnPlaces {
	#interfaces: ReturnType<typeof networkInterfaces> | undefined;
	#loopbacks: readonly string[] | undefined;

	/** The loopback addresses that there are. */
	get loopbacks(): readonly string[] {
		this.#loopbacks ??= loopbacks.filter(loopback => withLibc(libc => mayBind(libc, loopback) ?? true, true)).map(({address}) => address);
		return this.#loopbacks;
	}

	/** Returns the addresses of an interface, spelled as targets are; undefined where they are not known. */
	addressesOf(interfaceName: string): readonly string[] | undefined {
		return this.#list()[interfaceName]?.map(({address}) => isLinkLocal(address) ? `${address}%${interfaceName}` : address);
	}

	/** Returns the name of an interface by its index; undefined where it is not known. */
	nameOf(index: number): string | undefined {
		return Object.entries(this.#list()).find(([, entries]) => entries?.some(entry => entry.family === 'IPv6' && entry.scopeid === index))?.[0];
	}

	#list(): ReturnType<typeof networkInterfaces> {
		try {
			this.#interfaces ??= networkInterfaces();
		} catch {
			// A filter of system calls (seccomp) forbids AF_NETLINK.
			this.#interfaces = {};
		}

		return this.#interfaces;
	}
}

/** Returns whether an address is one of this machine's. */
export function isThisMachine(destination: Destination): boolean {
	return withLibc(libc => isOwnAddress(libc, destination), false);
}

/** Asks the kernel; without the library there will be no probes either, and they say why. */
function withLibc<Value>(ask: (libc: ReturnType<typeof loadLibc>) => Value, otherwise: Value): Value {
	try {
		return ask(loadLibc());
	} catch (error) {
		if (error instanceof LibcUnavailableError) {
			return otherwise;
		}

		throw error;
	}
}

/** The conditions for a place. */
type PlaceRequest = {
	/** null: any. */
	readonly family: 4 | 6 | null;
	readonly own: OwnPlaces;
	/** The way in which the sockets were read. */
	readonly method: string;
};

/**
Returns the address at which to connect to a port of this machine: IPv4's loopback if that reaches it, IPv6's, or one on which it listens.
*/
export function placeOf(rows: readonly Port[], {family, own, method}: PlaceRequest): Place {
	const present = rows.filter(({freshness}) => freshness !== 'vanished');
	const ofFamily = (host: string) => family === null || isIP(splitAddress(host).host) === family;
	const right = present.flatMap(row => reachedAt(row, own, method)).filter(host => ofFamily(host));
	const found = own.loopbacks.find(loopback => right.includes(loopback)) ?? right[0];
	if (found !== undefined) {
		return {host: found, problem: null};
	}

	const devices = present.filter(({isBound}) => isBound).flatMap(({address}) => splitAddress(address).interfaceName ?? []);
	return devices[0] === undefined
		? {host: own.loopbacks.find(loopback => ofFamily(loopback)) ?? (family === 6 ? '::1' : '127.0.0.1'), problem: null}
		: {host: null, problem: `a process listens on the interface ${devices[0]} only, and no address of it is known: give one with --host`};
}

/** Returns the addresses of this machine at which connections reach a listener. */
function reachedAt({address, isBound}: Port, own: OwnPlaces, method: string): readonly string[] {
	const {host, interfaceName} = splitAddress(address);
	const families = wildcardFamilies(host, method);
	if (families === null) {
		return [interfaceName !== undefined && isLinkLocal(host) ? `${host}%${interfaceName}` : host];
	}

	// The kernel takes what goes to an address of an interface as come in by it, although it passes through lo.
	const addresses = interfaceName === undefined || interfaceName === 'lo' || !isBound ? own.loopbacks : own.addressesOf(interfaceName) ?? [];
	return addresses.filter(each => families.includes(isIP(splitAddress(each).host)));
}

/** Returns the families that a wildcard takes connections of; null: it is an address. Only sock_diag says whether IPv6's takes IPv4, too. */
function wildcardFamilies(host: string, method: string): readonly number[] | null {
	switch (host) {
		case '*': {
			return [4, 6];
		}

		case '::': {
			return method === 'netlink' ? [6] : [4, 6];
		}

		case '0.0.0.0': {
			return [4];
		}

		default: {
			return null;
		}
	}
}

/** Returns whether a row takes connections of a family: all do where none is given. */
export function isOfFamily({address}: Port, family: 4 | 6 | null, method: string): boolean {
	const {host} = splitAddress(address);
	return family === null || (wildcardFamilies(host, method) ?? [isIP(host)]).includes(family);
}

/** Returns whether a connection to an address of this machine may reach a row: that of the address, or a wildcard of its family. */
export function isServedAt({address}: Port, {address: wanted, scopeId}: Destination, own: OwnPlaces, method: string): boolean {
	const {host, interfaceName} = splitAddress(address);
	const families = wildcardFamilies(host, method);
	if (families !== null) {
		const known = interfaceName === undefined ? undefined : own.addressesOf(interfaceName);
		return families.includes(isIPv6(wanted) ? 6 : 4) && (known === undefined || known.some(each => splitAddress(each).host === wanted));
	}

	const scope = scopeId === 0 || interfaceName === undefined ? undefined : own.nameOf(scopeId);
	return host === wanted && (scope === undefined || scope === interfaceName);
}
