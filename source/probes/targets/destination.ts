import {lookup} from 'node:dns/promises';
import {isIP} from 'node:net';
import {loadLibc} from '../../linux/calls/libc.ts';
import {InterfaceNames} from '../../linux/interface-names.ts';
import {addressBytes, addressText} from '../../linux/packet/address.ts';
import type {ProbeSettings, ProbeTarget} from '../../model/probe.ts';
import {sanitize} from '../../text/sanitize.ts';

/** The address and port that the probes of one target go to. */
export type Destination = {
	readonly family: 4 | 6;
	/** Without brackets and scope. */
	readonly address: string;
	/** The interface's index for a link-local IPv6 address; else 0. */
	readonly scopeId: number;
	/** 0 for icmp. */
	readonly port: number;
};

/** A name has no address, or none of the wanted family. The message is one line for a person. */
export class ResolveError extends Error {
	override readonly name = 'ResolveError';
}

/** Returns whether both are one machine: a link-local address is another one on each interface, and an interface that is made again has another index. */
export function isSameHost(one: Destination, other: Destination | undefined): boolean {
	return one.address === other?.address && one.scopeId === other.scopeId;
}

/** Returns whether a host is an address, with or without a zone: it never changes. */
export const isAddress = (host: string): boolean => isIP(host) !== 0;

/**
Finds the address of a target's host with the system's resolver (getaddrinfo(3): /etc/hosts too).
@param current The one that is probed now: it stays as long as the name has it, in any order of the answers.
@throws ResolveError
*/
export async function resolve({host, port}: ProbeTarget, {family, interfaceName}: Pick<ProbeSettings, 'family' | 'interfaceName'>, current?: Destination): Promise<Destination> {
	const answers = isAddress(host) ? [host] : await lookUp(host, family);
	const destinations = answers.map(text => parse(text, interfaceName, port ?? 0));
	const destination = destinations.find(each => isSameHost(each, current)) ?? destinations[0]!;
	if (family !== null && family !== destination.family) {
		throw new ResolveError(`${host} is an IPv${destination.family} address, and only IPv${family} is wanted (-${family})`);
	}

	if (destination.scopeId === 0 && isLinkLocal(destination.address)) {
		throw new ResolveError(`${host} is a link-local address: say by which interface it is reached, e.g. ${host}%eth0`);
	}

	return destination;
}

function parse(text: string, interfaceName: string | null, port: number): Destination {
	const [address = '', zone = interfaceName] = text.split('%', 2);
	const bytes = withoutMapping(addressBytes(address));
	const destination = {
		family: bytes.length === 4 ? 4 : 6, address: reachable(addressText(bytes)), scopeId: 0, port,
	} as const;
	return zone !== null && isLinkLocal(destination.address) ? {...destination, scopeId: scopeOf(zone)} : destination;
}

/** Returns the addresses of a name, at least one. */
async function lookUp(host: string, family: 4 | 6 | null): Promise<readonly string[]> {
	try {
		const answers = await lookup(host, {family: family ?? 0, all: true});
		return answers.map(({address}) => address);
	} catch (error) {
		const {code = ''} = error as NodeJS.ErrnoException;
		const wanted = family === null ? '' : `, or none with an IPv${family} address`;
		throw new ResolveError(`${host}: ${reasons.get(code) ?? 'the name cannot be resolved'}${wanted} (${code})`, {cause: error});
	}
}

/** getaddrinfo(3)'s errors, as Node.js names them. */
const reasons: ReadonlyMap<string, string> = new Map([
	['ENOTFOUND', 'there is no such name'],
	['EAI_AGAIN', 'the name server does not answer'],
	['EAI_NODATA', 'the name has no address'],
]);

/** ::ffff:1.2.3.4 is IPv4 on the wire. */
function withoutMapping(bytes: Uint8Array): Uint8Array {
	const isMapped = bytes.length === 16 && bytes.subarray(0, 10).every(byte => byte === 0) && bytes[10] === 0xFF && bytes[11] === 0xFF;
	return isMapped ? bytes.subarray(12) : bytes;
}

/** Returns the loopback address for the unspecified one, which the kernel takes as this machine: connect(2). */
function reachable(address: string): string {
	return address === '0.0.0.0' ? '127.0.0.1' : (address === '::' ? '::1' : address);
}

/** Returns the index of an interface that is named, or numbered (`4`, or as `ss` has it `if4`), after `%`. */
function scopeOf(zone: string): number {
	const index = indexOf(zone) ?? Number(/^(?:if)?(?<number>\d+)$/.exec(zone)?.groups?.['number'] ?? NaN);
	if (!Number.isSafeInteger(index) || index < 1) {
		throw new ResolveError(`there is no interface ${sanitize(zone)}`);
	}

	return index;
}

/** Returns the index of the interface with this name in the network namespace of the calling thread; null where there is none, or none can be asked for. */
function indexOf(name: string): number | null {
	try {
		const names = new InterfaceNames(loadLibc());
		try {
			return names.index(name);
		} finally {
			names.close();
		}
	} catch {
		// Then its number still does.
		return null;
	}
}

/** Returns whether an address, as `ss -n` spells it without brackets, is only good on one interface: fe80::/10, RFC 4291 section 2.5.6. */
export function isLinkLocal(address: string): boolean {
	return /^fe[89ab]/.test(address);
}
