import {isIPv4, isIPv6} from 'node:net';
import ipaddr from 'ipaddr.js';
import {ipv4MappedPrefix} from '../model/address.ts';
import {quote} from '../text/quote.ts';
import type {Network} from './expression.ts';
import {FilterSyntaxError, partOf, type Span} from './filter-error.ts';

/** The prefix length of the IPv4-mapped addresses (RFC 4291 §2.5.5.2). */
const mappedPrefixLength = 96;

/**
Returns an address or a network: `10.0.0.1`, `10.0.0.0/8`, `10/8`, `10.0.0.0/255.0.0.0`, `::1`, `fe80::/10`, `[::1]`, `[fe80::]/10`,
`[fe80::/10]`. An address is a network of one. Returns null for text that is no address at all; throws FilterSyntaxError, marking
`span`, where the part after the slash or the zone is what is wrong.
*/
export function parseNetwork(text: string, span: Span): Network | null {
	const match = /^(?:\[(?<inside>[^/\]]+)(?:\/(?<insidePrefix>[^\]]*))?\]|(?<plain>[^/[\]]+))(?:\/(?<prefix>.*))?$/s.exec(text);
	const {inside, insidePrefix, plain, prefix: outsidePrefix} = match?.groups ?? {};
	if (insidePrefix !== undefined && outsidePrefix !== undefined) {
		return null;
	}

	const prefix = insidePrefix ?? outsidePrefix;
	const prefixSpan = partOf(span, text, text.length - (prefix?.length ?? 0) - (insidePrefix === undefined ? 0 : 1), prefix?.length ?? 0);
	const [address = '', zone] = (inside ?? plain ?? '').split('%', 2);
	if (inside === undefined && zone === undefined) {
		const words = ipv4Words(address, prefix !== undefined);
		if (words !== null) {
			return {words, prefixLength: mappedPrefixLength + ipv4PrefixLength(prefix, prefixSpan)};
		}
	}

	if (!isIPv6(address)) {
		return null;
	}

	if (zone !== undefined) {
		throw new FilterSyntaxError(`an address is matched without its interface: write ${quote(address)}`, span);
	}

	return {words: ipv6Words(address), prefixLength: parsePrefixLength(prefix, 128, prefixSpan)};
}

/** A network may leave out its last bytes, which are then 0: `10/8`, `193.233.7/24`. */
const shortened = /^\d{1,3}(?:\.\d{1,3}){0,2}$/;

function ipv4Words(address: string, isNetwork: boolean): Network['words'] | null {
	const missing = isNetwork && shortened.test(address) ? 4 - address.split('.').length : 0;
	const whole = address + '.0'.repeat(missing);
	return isIPv4(whole) ? [0, 0, ipv4MappedPrefix, word(ipaddr.IPv4.parse(whole).octets, 8)] : null;
}

function ipv6Words(address: string): Network['words'] {
	const {parts} = ipaddr.IPv6.parse(withoutDottedQuad(address));
	return [word(parts.slice(0, 2), 16), word(parts.slice(2, 4), 16), word(parts.slice(4, 6), 16), word(parts.slice(6), 16)];
}

/** `::1.2.3.4` as `::102:304`: ipaddr.js would read it as the IPv4-mapped `::ffff:1.2.3.4`. */
function withoutDottedQuad(address: string): string {
	const lastPart = address.lastIndexOf(':') + 1;
	const quad = address.slice(lastPart);
	if (!isIPv4(quad)) {
		return address;
	}

	const value = word(ipaddr.IPv4.parse(quad).octets, 8);
	return `${address.slice(0, lastPart)}${(value >>> 16).toString(16)}:${(value & 0xFF_FF).toString(16)}`;
}

/** Big-endian parts of `bits` bits each as one uint32. */
function word(parts: readonly number[], bits: number): number {
	let value = 0;
	for (const part of parts) {
		value = (value << bits) | part;
	}

	return value >>> 0;
}

/** Reads a prefix length, or a mask such as 255.0.0.0. */
function ipv4PrefixLength(text: string | undefined, span: Span): number {
	const mask = text !== undefined && isIPv4(text) ? ipaddr.IPv4.parse(text).prefixLengthFromSubnetMask() : null;
	return mask ?? parsePrefixLength(text, 32, span);
}

function parsePrefixLength(text: string | undefined, longest: 32 | 128, span: Span): number {
	if (text === undefined) {
		return longest;
	}

	const length = /^\d{1,3}$/.test(text) ? Number(text) : NaN;
	if (!(length <= longest)) {
		throw new FilterSyntaxError(`a prefix length of IPv${longest === 32 ? 4 : 6} is 0 to ${longest}, not ${quote(text)}`, span);
	}

	return length;
}
