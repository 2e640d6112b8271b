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
import {FilterSyntaxError, partOf, type Span} from './filter-error.ts';

/** The port of a service by its name, e.g. from /etc/services; undefined where there is none. */
export type ServicePort = (name: string) => number | undefined;

/** A host condition of `ss`; null stands for any. */
export type HostCondition = {
	readonly network: Network | null;
	readonly ports: PortRange | null;
};

export const highestPort = 65_535;

const digits = /^\d+$/;
const range = /^(?<first>\d+)-(?<last>\d*)$/;

/** Returns whether a word is a number or a range of them, finished or not: a port where it stands alone. */
export function isPortNumber(text: string): boolean {
	return digits.test(text) || range.test(text);
}

/**
Returns a port, a range of ports or a service name, each with or without the colon of `ss`: `443`, `:443`, `8000-8100`, `:http`.
Throws FilterSyntaxError, marking `span`.
*/
export function parsePorts(text: string, span: Span, servicePort: ServicePort | undefined): PortRange {
	const name = text.replace(/^\*?:/, '');
	const nameSpan = partOf(span, text, text.length - name.length, name.length);
	const ends = range.exec(name)?.groups;
	if (ends !== undefined) {
		return portRange(ends['first'] ?? '', ends['last'] ?? '', nameSpan);
	}

	const port = digits.test(name) ? checkPort(name, nameSpan) : serviceNamed(name, nameSpan, servicePort);
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
	const port = Number(text);
	if (port > highestPort) {
		throw new FilterSyntaxError(`${quote(text)} is not a port: the highest is ${highestPort} (a process is pid:NUMBER)`, span);
	}

	return port;
}

function serviceNamed(name: string, span: Span, servicePort: ServicePort | undefined): number {
	if (name === '') {
		throw new FilterSyntaxError('missing port after \':\'', span);
	}

	if (servicePort === undefined) {
		throw new FilterSyntaxError(`the service ${quote(name)} is not known, since service names are not looked up here: write the port's number`, span);
	}

	const port = servicePort(name);
	if (port === undefined) {
		throw new FilterSyntaxError(`there is no service ${quote(name)}: write the port's number`, span);
	}

	return port;
}

/**
Returns an address or network, a port, or both: `10.0.0.0/8`, `127.0.0.1:22`, `[::1]:443`, `:443`, `*:http`, `10.0.0.1:*`, `*`.
An IPv6 address needs brackets before a port: `::1:443` is an address. Returns null for text that is none of it;
throws FilterSyntaxError, marking `span`, where only a part of it is wrong.
*/
export function parseEndpoint(text: string, span: Span, servicePort: ServicePort | undefined): HostCondition | null {
	const withPort = /^(?<host>\[[^\]]*\](?:\/\d+)?|[^:[\]]*):(?<port>[^:]*)$/.exec(text);
	const {host = text, port} = withPort?.groups ?? {};
	const ports = () => port === undefined || port === '*'
		? null
		: parsePorts(port, partOf(span, text, text.length - port.length, port.length), servicePort);
	if (host === '' || host === '*') {
		return text === '' ? null : {network: null, ports: ports()};
	}

	const network = parseNetwork(host, partOf(span, text, 0, host.length));
	return network === null ? null : {network, ports: ports()};
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
