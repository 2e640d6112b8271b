import {isIPv6} from 'node:net';
import type {PortRange} from '../model/port.ts';
import {quote} from '../text/quote.ts';
import {parseNetwork} from './address.ts';
import {
	allOf,
	anyOf,
	type FilterExpression,
	type Network,
	type Side,
} from './expression.ts';
import {familyBefore, type Families} from './families.ts';
import {FilterSyntaxError, partOf, type Span} from './filter-error.ts';

/** The ports that a service's name has in TCP and in UDP; null where it has none. */
export type ServicePorts = {readonly tcp: number | null; readonly udp: number | null};

/** The ports of a service by its name, e.g. from /etc/services; undefined where there is no such service. */
export type FindService = (name: string) => ServicePorts | undefined;

/** The context in which hosts and ports are read. */
export type HostContext = {
	/** Without it a service name is an error that says so. */
	readonly findService: FindService | undefined;
	/** The family that the filter is restricted to by an `inet:` or `inet6:` in it. */
	readonly families: Families;
};

/** A host condition of `ss`; null stands for any. */
export type HostCondition = {
	readonly network: Network | null;
	readonly ports: PortRange | null;
};

export const highestPort = 65_535;

const digits = /^\d+$/;
const hexadecimal = /^0x[\da-f]+$/i;
const range = /^(?<first>\d+)-(?<last>\d*)$/;

/** The words that `ss` takes for any address, as `*`. */
const anyAddress: ReadonlySet<string> = new Set(['', '*', 'any', 'all', 'default']);

/** Returns whether a word is a number or a range of them, finished or not: a port where it stands alone. */
export function isPortNumber(text: string): boolean {
	return digits.test(text) || range.test(text);
}

/**
Returns a port, a range of ports or a service name, each with or without the colon of `ss`: `443`, `:443`, `0x1bb`, `8000-8100`, `:http`,
`inet:443`; null for any port: `*`, `:*`. Throws FilterSyntaxError, marking `span`.
*/
export function parsePorts(text: string, span: Span, context: HostContext): PortRange | null {
	const host = withoutFamily(text, span, context);
	const name = host.replace(/^\*?:/, '');
	return name === '*' ? null : parsePort(name, partOf(span, text, text.length - name.length, name.length), context);
}

function parsePort(name: string, span: Span, {findService}: HostContext): PortRange {
	const ends = range.exec(name)?.groups;
	if (ends !== undefined) {
		return portRange(ends['first'] ?? '', ends['last'] ?? '', span);
	}

	const port = digits.test(name) || hexadecimal.test(name) ? checkPort(name, span) : serviceNamed(name, span, findService);
	return {first: port, last: port};
}

function portRange(first: string, last: string, span: Span): PortRange {
	const text = `${first}-${last}`;
	const firstSpan = partOf(span, text, 0, first.length);
	const lastSpan = partOf(span, text, first.length + 1, last.length);
	if (last === '') {
		throw new FilterSyntaxError(`the range ${quote(text)} needs an end, such as ${first}-${highestPort}`, lastSpan);
	}

	const ports = {first: checkPort(first, firstSpan), last: checkPort(last, lastSpan)};
	if (ports.first > ports.last) {
		throw new FilterSyntaxError(`the range ${quote(text)} is reversed: write ${last}-${first}`, span);
	}

	return ports;
}

function checkPort(text: string, span: Span): number {
	// `ss` reads it as an octal number.
	if (/^0\d/.test(text)) {
		throw new FilterSyntaxError(`the port ${quote(text)} begins with 0: write ${Number(text)}`, span);
	}

	const port = Number(text);
	if (port > highestPort) {
		throw new FilterSyntaxError(`${quote(text)} is not a port: the highest is ${highestPort} (a process is pid:NUMBER)`, span);
	}

	return port;
}

function serviceNamed(name: string, span: Span, findService: FindService | undefined): number {
	if (name === '') {
		throw new FilterSyntaxError('missing port after \':\'', span);
	}

	if (findService === undefined) {
		throw new FilterSyntaxError(`the service ${quote(name)} is not known, since service names are not looked up here: write the port's number`, span);
	}

	const {tcp = null, udp = null} = findService(name) ?? {};
	const port = tcp ?? udp;
	if (port === null) {
		throw new FilterSyntaxError(`there is no service ${quote(name)}: write the port's number`, span);
	}

	if (udp !== null && udp !== port) {
		throw new FilterSyntaxError(`the service ${quote(name)} is port ${port} of TCP and ${udp} of UDP: write one of the numbers`, span);
	}

	return port;
}

/**
Returns an address or network, a port, or both: `10.0.0.0/8`, `127.0.0.1:22`, `[::1]:443`, `[fe80::/10]:443`, `:443`, `*:http`, `10.0.0.1:*`,
`*`, each also after `inet:` or `inet6:`. An IPv6 address needs brackets before a port: `::1:443` is an address. Returns null for text that
is none of it; throws FilterSyntaxError, marking `span`, where only a part of it is wrong.
*/
export function parseEndpoint(text: string, span: Span, context: HostContext): HostCondition | null {
	const endpoint = withoutFamily(text, span, context);
	const {host, port} = splitEndpoint(endpoint);
	const ports = () => port === undefined || port === '*' ? null : parsePort(port, partOf(span, text, text.length - port.length, port.length), context);
	if (anyAddress.has(host)) {
		return endpoint === '' ? null : {network: null, ports: ports()};
	}

	const network = parseNetwork(host, partOf(span, text, text.length - endpoint.length, host.length));
	return network === null ? null : {network, ports: ports()};
}

/** A host before a port: IPv6 in brackets, IPv4, or anything that ends with a prefix. */
const beforePort = /^(?<host>\[[^\]]*\](?:\/[\d.]+)?|[^:[\]]*|[^[\]]*\/[\d.]+):(?<port>[^:]*)$/;
/** Nine parts, the ninth of which can only be a port. */
const ninthPart = /^(?<host>[\d.:a-f]+):(?<port>[\w-]+)$/i;

function splitEndpoint(text: string): {readonly host: string; readonly port?: string} {
	const {host, port} = beforePort.exec(text)?.groups ?? {};
	if (host !== undefined && port !== undefined) {
		return {host, port};
	}

	const nine = isIPv6(text) ? undefined : ninthPart.exec(text)?.groups;
	return nine !== undefined && isIPv6(nine['host'] ?? '') ? {host: nine['host']!, port: nine['port']!} : {host: text};
}

/** Notes the family before a host, and returns the host. */
function withoutFamily(text: string, span: Span, {families}: HostContext): string {
	const family = familyBefore(text);
	if (family === null) {
		return text;
	}

	families.restrict(family, partOf(span, text, 0, family.length));
	return text.slice(family.length + 1);
}

/** Returns an endpoint on one side; with `any`, the address and the port on the same one. */
export function endpointExpression(side: Side, {network, ports}: HostCondition): FilterExpression {
	if (side === 'any' && network !== null && ports !== null) {
		return anyOf([endpointExpression('local', {network, ports}), endpointExpression('remote', {network, ports})]);
	}

	const conditions: readonly FilterExpression[] = [
		...(network === null ? [] : [{kind: 'address', side, network} as const]),
		...(ports === null ? [] : [{kind: 'port', side, ranges: [ports]} as const]),
	];
	return conditions.length === 0 ? {kind: 'all'} : allOf(conditions);
}
