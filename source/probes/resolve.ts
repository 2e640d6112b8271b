import {lookup} from 'node:dns/promises';
import {isIP} from 'node:net';
import {listInterfaces} from '../linux/interfaces.ts';
import {addressBytes, addressText} from '../linux/packet/address.ts';
import type {ProbeSettings, ProbeTarget} from '../model/probe.ts';
import type {Destination} from './channel.ts';

/** A name has no address, or none of the wanted family. The message is one line for a person. */
export class ResolveError extends Error {
	override readonly name = 'ResolveError';
}

/** Whether a host is an address, with or without a zone: it never changes. */
export const isAddress = (host: string): boolean => isIP(host) !== 0;

/**
Finds the address of a target's host with the system's resolver (getaddrinfo(3): /etc/hosts too).
@throws ResolveError
*/
export async function resolve({host, port}: ProbeTarget, {family}: Pick<ProbeSettings, 'family'>): Promise<Destination> {
	const found = isAddress(host) ? host : await lookUp(host, family);
	const [address = '', zone] = found.split('%', 2);
	const destination = withoutMapping(addressBytes(address));
	const version = destination.length === 4 ? 4 : 6;
	if (family !== null && family !== version) {
		throw new ResolveError(`${host} is an IPv${version} address, and only IPv${family} is wanted (-${family})`);
	}

	return {
		family: version, address: reachable(addressText(destination)), scopeId: zone === undefined ? 0 : scopeOf(zone), port: port ?? 0,
	};
}

async function lookUp(host: string, family: 4 | 6 | null): Promise<string> {
	try {
		const {address} = await lookup(host, {family: family ?? 0});
		return address;
	} catch (error) {
		const {code = ''} = error as NodeJS.ErrnoException;
		throw new ResolveError(`${host}: ${reasons.get(code) ?? 'the name cannot be resolved'}${family === null ? '' : ` to an IPv${family} address`} (${code})`, {cause: error});
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

/** The kernel takes the unspecified address as this machine, connect(2). */
function reachable(address: string): string {
	return address === '0.0.0.0' ? '127.0.0.1' : (address === '::' ? '::1' : address);
}

/** The index of an interface that is named, or numbered, after `%`. */
function scopeOf(zone: string): number {
	const index = [...listInterfaces()].find(([, name]) => name === zone)?.[0] ?? Number(zone);
	if (!Number.isSafeInteger(index) || index < 1) {
		throw new ResolveError(`there is no interface ${zone}`);
	}

	return index;
}
