import {isIPv4, isIPv6} from 'node:net';
import ipaddr from 'ipaddr.js';
import {ipv4MappedPrefix} from '../model/address.ts';
import {quote} from '../text/quote.ts';
import type {Network} from './expression.ts';
import {FilterSyntaxError, partOf, type Span} from './filter-error.ts';

/** The prefix length of the IPv4-mapped addresses (RFC 4291 §2.5.5.2). */
const mappedPrefixLength = 96;

/**
Returns an address or a network: `10.0.0.1`, `10.0.0.0/8`, `::1`, `fe80::/10`, `[::1]`. An address is a network of one.
Returns null for text that is no address at all; throws FilterSyntaxError, marking `span`, where the part after
the slash or the zone is what is wrong.
*/
export function parseNetwork(text: string, span: Span): Network | null {
	const match = /^(?:\[(?<bracketed>[^\]]+)\]|(?<plain>[^/[\]]+))(?:\/(?<prefix>.*))?$/s.exec(text);
	const {bracketed, plain, prefix} = match?.groups ?? {};
	const prefixSpan = partOf(span, text, text.length - (prefix?.length ?? 0), prefix?.length ?? 0);
	const host = bracketed ?? plain ?? '';
	const [address = '', zone] = host.split('%', 2);
	if (plain !== undefined && zone === undefined && isIPv4(address)) {
		const value = word(ipaddr.IPv4.parse(address).octets, 8);
		return {words: [0, 0, ipv4MappedPrefix, value], prefixLength: mappedPrefixLength + parsePrefixLength(prefix, 32, prefixSpan)};
	}

	if (!isIPv6(address)) {
		return null;
	}

	if (zone !== undefined) {
		throw new FilterSyntaxError(`an address is matched without its interface: write ${quote(address)}`, span);
	}

	const {parts} = ipaddr.IPv6.parse(withoutDottedQuad(address));
	return {
		words: [word(parts.slice(0, 2), 16), word(parts.slice(2, 4), 16), word(parts.slice(4, 6), 16), word(parts.slice(6), 16)],
		prefixLength: parsePrefixLength(prefix, 128, prefixSpan),
	};
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
