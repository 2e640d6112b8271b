import {isIPv4, isIPv6} from 'node:net';
import {addressBytes, addressText} from '../../linux/packet/address.ts';
import {type ProbeTarget} from '../../model/probe.ts';
import {
	type ProbeMethod,
	factsOf,
	knownMethod,
	probeMethods,
} from '../../model/probe-method.ts';
import {quote} from '../../text/quote.ts';
import {orList} from '../../text/suggestion.ts';

export type ParsedTarget =
	| {readonly ok: true; readonly target: ProbeTarget}
	/** One line without a full stop, fit for a terminal: names the text, and what would be right. */
	| {readonly ok: false; readonly message: string};

/** A name has 255 octets on the wire (RFC 1035 section 2.3.4): so many characters, without the dot of the root. */
const maxNameLength = 253;

/** The longest text that can be right: a name with a method, brackets, an interface and a port. */
const maxTextLength = 300;

/** RFC 1035, and the underscores of service names; letters of every script, of which the resolver makes ASCII. */
const namePattern = /^(?:[\p{Letter}\p{Mark}\p{Number}\-_]{1,63}\.)*[\p{Letter}\p{Mark}\p{Number}\-_]{1,63}\.?$/u;

/** A host that ends like this is an address or a mistake: the resolver would make 0.0.1.187 of 443. */
const numericEnd = /(?:^|\.)(?:\d+|0x[\da-f]*)\.?$/i;

/** The schemes that may stand before a host: `connect://, syn://, icmp:// or udp://`. */
export const methodSchemes = orList(probeMethods.map(method => `${method}://`));

/** Schemes of other programs, with the method that they mean. */
const otherNames: ReadonlyMap<string, ProbeMethod> = new Map(probeMethods.flatMap(method => factsOf(method).otherSchemes.map(scheme => [scheme, method] as const)));

class TargetError extends Error {}

/**
Reads a target: `host`, `host:port`, `[v6]:port`, a bare IPv6 address, or one of them after a method's scheme. Nothing is looked up.
@param method Of a target that names none.
*/
export function parseTarget(text: string, method: ProbeMethod | null = null): ParsedTarget {
	try {
		return {ok: true, target: read(text, method)};
	} catch (error) {
		if (error instanceof TargetError) {
			return {ok: false, message: error.message};
		}

		throw error;
	}
}

/** Returns the spelling that all spellings of the same target share, and that `parseTarget` reads: `syn://[::1]:443`, `example.org:80`. */
export function formatTarget({method, host, port}: ProbeTarget): string {
	return `${method === null ? '' : `${method}://`}${isIPv6(host) ? `[${formatIpv6(host)}]` : host.toLowerCase()}${port === null ? '' : `:${port}`}`;
}

/** Spells an IPv6 address as RFC 5952 does. The interface after the percent sign keeps its case. */
function formatIpv6(host: string): string {
	return host.replace(/^[^%]+/, address => addressText(addressBytes(address)));
}

function read(text: string, otherwise: ProbeMethod | null): ProbeTarget {
	if (text === '') {
		throw new TargetError('a target is empty; write host, host:443, icmp://host or udp://host:53');
	}

	if (text.length > maxTextLength) {
		throw new TargetError(`${quoted(text)} is too long for a target: a name has at most ${maxNameLength} characters`);
	}

	if (/[\p{Default_Ignorable_Code_Point}\p{Control}\p{Format}\p{Surrogate}\p{White_Space}]/u.test(text)) {
		throw new TargetError(`${quoted(text)} has a blank or a control character in it; a target is one word, e.g. host:443`);
	}

	const [scheme, rest] = splitScheme(text);
	const [host, portText] = splitPort(rest, text);
	checkHost(host, text);
	const method = scheme ?? otherwise;
	const port = portText === null ? null : readPort(portText, text);
	const takesPort = factsOf(method)?.transport !== null;
	if (!takesPort && port !== null) {
		throw new TargetError(`${quoted(text)} has a port, and ${method} probes have none; write ${formatTarget({...noPort, host, method})}`);
	}

	if (method !== null && takesPort && port === null) {
		throw new TargetError(`${quoted(text)} has no port, and ${method} probes need one; write ${formatTarget({
			...noPort, host, method, port: 443,
		})}`);
	}

	return {
		text, method, host, port,
	};
}

const noPort = {text: '', port: null} as const;

function splitScheme(text: string): readonly [method: ProbeMethod | null, rest: string] {
	const end = text.indexOf('://');
	if (end === -1) {
		return [null, text];
	}

	const scheme = text.slice(0, end).toLowerCase();
	const rest = text.slice(end + '://'.length);
	const method = probeMethods.find(name => name === scheme);
	if (method !== undefined) {
		return [method, rest];
	}

	const meant = otherNames.get(scheme);
	const right = meant === undefined ? methodSchemes : `${meant}://`;
	throw new TargetError(`${quoted(text)}: no method is called ${quoted(scheme)}; write ${right} before the host`);
}

/** Returns the port as it is written; null where there is none. A host that is an IPv6 address is without its brackets. */
function splitPort(rest: string, text: string): readonly [host: string, port: string | null] {
	const bracketed = /^\[(?<address>[^\]]*)\](?::(?<port>.*))?$/.exec(rest)?.groups;
	if (bracketed !== undefined) {
		const {address = ''} = bracketed;
		if (!isIPv6(address)) {
			throw new TargetError(`${quoted(text)}: what stands in brackets is not an IPv6 address; write [2001:db8::1]:443 or host:443`);
		}

		return [address, bracketed['port'] ?? null];
	}

	if (isIPv6(rest)) {
		return [rest, null];
	}

	const [host = '', port = null, ...more] = rest.split(':');
	if (more.length > 0) {
		throw new TargetError(`${quoted(text)} has too many colons; write host:443, and an IPv6 address in brackets: [2001:db8::1]:443`);
	}

	return [host, port];
}

function readPort(word: string, text: string): number {
	const port = /^\d{1,5}$/.test(word) ? Number(word) : 0;
	if (port < 1 || port > 65_535) {
		throw new TargetError(`${quoted(text)}: ${word === '' ? 'nothing stands after the colon' : `${quoted(word)} is not a port`}; write a number from 1 to 65535, e.g. host:443`);
	}

	return port;
}

function checkHost(host: string, text: string): void {
	if (isIPv4(host) || isIPv6(host)) {
		return;
	}

	if (host === '') {
		throw new TargetError(`${quoted(text)} names no host; write e.g. host, host:443 or icmp://host`);
	}

	if (host.startsWith('-')) {
		throw new TargetError(`${quoted(text)}: a host does not begin with a dash; flags stand before or after the target`);
	}

	if (host.includes('/')) {
		throw new TargetError(`${quoted(text)} goes on after the host; write host:443, without a path`);
	}

	if (numericEnd.test(host)) {
		throw new TargetError(`${quoted(text)}: ${quoted(host)} is neither an address nor a name; write e.g. 192.0.2.1 or host:443`);
	}

	if (host.replace(/\.$/, '').length > maxNameLength || !namePattern.test(host)) {
		throw new TargetError(`${quoted(text)}: ${quoted(host)} is not the name of a host; write e.g. host, 192.0.2.1, [2001:db8::1]:443`);
	}
}

const maxQuoteLength = 60;

/** Returns the input for a message, long enough for most targets. */
function quoted(text: string): string {
	return quote(text, maxQuoteLength);
}

/** Names a target in the views, the same in every session: all spellings of a target have one identity. */
export function targetIdentity(target: ProbeTarget): string {
	return formatTarget({...target, method: knownMethod(target)});
}
