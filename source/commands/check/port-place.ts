import {isIP, isIPv6} from 'node:net';
import {splitAddress, wildcardFamilies} from '../../engine/probing/port-sensors.ts';
import type {Sampler} from '../../engine/sampler.ts';
import type {Port} from '../../model/port.ts';
import {isLinkLocal, type Destination} from '../../probes/targets/destination.ts';

/** The address at which a port is connected to; or why there is none. */
export type Place = {readonly host: string; readonly problem: null} | {readonly host: null; readonly problem: string};

/** The addresses of this machine. */
export type OwnPlaces = Sampler['interfaces'] & {
	/** The loopback addresses that there are. */
	readonly loopbacks: readonly string[];
};

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
	const families = familiesOf(host, method);
	if (families === null) {
		return [interfaceName !== undefined && isLinkLocal(host) ? `${host}%${interfaceName}` : host];
	}

	// The kernel takes what goes to an address of an interface as come in by it, although it passes through lo.
	const addresses = interfaceName === undefined || interfaceName === 'lo' || !isBound ? own.loopbacks : own.addressesOf(interfaceName) ?? [];
	return addresses.filter(each => families.includes(isIP(splitAddress(each).host)));
}

/** Returns the families that a wildcard takes connections of; null: it is an address. Only sock_diag says whether IPv6's takes IPv4, too. */
function familiesOf(host: string, method: string): readonly number[] | null {
	return wildcardFamilies[host === '::' && method !== 'netlink' ? '*' : host] ?? null;
}

/** Returns whether a row takes connections of a family: all do where none is given. */
export function isOfFamily({address}: Port, family: 4 | 6 | null, method: string): boolean {
	const {host} = splitAddress(address);
	return family === null || (familiesOf(host, method) ?? [isIP(host)]).includes(family);
}

/** Returns whether a connection to an address of this machine may reach a row: that of the address, or a wildcard of its family. */
export function isServedAt({address}: Port, {address: wanted, scopeId}: Destination, own: OwnPlaces, method: string): boolean {
	const {host, interfaceName} = splitAddress(address);
	const families = familiesOf(host, method);
	if (families !== null) {
		const known = interfaceName === undefined ? null : own.addressesOf(interfaceName);
		return families.includes(isIPv6(wanted) ? 6 : 4) && (known === null || known.some(each => splitAddress(each).host === wanted));
	}

	const scope = scopeId === 0 || interfaceName === undefined ? undefined : own.nameOf(scopeId);
	return host === wanted && (scope === undefined || scope === interfaceName);
}
