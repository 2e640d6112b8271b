/*
What a rule of nf_tables does with a packet, followed step by step: which bytes of the packet, or which values, each register holds, and which
packets are left. linux/netfilter/nf_tables.h.
*/
import {
	nameOf,
	numberOf,
	readData,
	type NftElement,
	type NftExpression,
} from '../netlink/nf-tables.ts';
import type {PortRange} from '../../model/port.ts';
import type {Target} from './forward.ts';
import {
	withDestination,
	withFamily,
	withoutPorts,
	withPorts,
	withProtocol,
	type Selection,
} from './selection.ts';
import {forwardTarget, matched, type Extension} from './xtables.ts';

const NFT_META_NFPROTO = 15;
const NFT_META_L4PROTO = 16;
const NFT_PAYLOAD_NETWORK_HEADER = 1;
const NFT_PAYLOAD_TRANSPORT_HEADER = 2;
/** The first four registers; the others are quarters of them. */
const registerBytes = 16;
const operators = ['==', '!=', '<', '<=', '>', '>='] as const;
const NFT_LOOKUP_F_INV = 1;
const NFT_NAT_DNAT = 1;
const NFPROTO_IPV6 = 10;

/** A fact about a packet. */
type Field = 'protocol' | 'family' | 'destination' | 'port';

/** The places of the facts in a packet: by header, whose offsets are those of `struct iphdr`, `ipv6hdr` and `tcphdr`. */
const packetFields: ReadonlyArray<readonly [base: number, family: 4 | 6 | null, offset: number, length: number, field: Field]> = [
	[NFT_PAYLOAD_NETWORK_HEADER, 4, 9, 1, 'protocol'],
	[NFT_PAYLOAD_NETWORK_HEADER, 4, 16, 4, 'destination'],
	[NFT_PAYLOAD_NETWORK_HEADER, 6, 6, 1, 'protocol'],
	[NFT_PAYLOAD_NETWORK_HEADER, 6, 24, 16, 'destination'],
	[NFT_PAYLOAD_TRANSPORT_HEADER, null, 2, 2, 'port'],
];

/** The content of a stretch of the registers, from byte `at` on: a fact about the packet, or a value. */
type Held =
	| {readonly at: number; readonly length: number; readonly field: Field}
	| {readonly at: number; readonly length: number; readonly value: Uint8Array};

/** A way through a rule: several keys of a set are several ways. */
type Way = {readonly selection: Selection; readonly held: readonly Held[]};

/** The end of a way: packets are sent elsewhere, or another chain goes on with them. */
export type RuleResult = {readonly selection: Selection} & ({readonly target: Target | null} | {readonly chain: string});

/** Returns the elements of a set of the rule's table; undefined where it is not known. */
export type SetElements = (name: string) => readonly NftElement[] | undefined;

/** Returns the sets that rules look into. */
export function setsOf(expressions: readonly NftExpression[]): readonly string[] {
	return expressions.filter(({name}) => name === 'lookup').map(({attributes}) => nameOf(attributes.get(1)));
}

/** Returns what a rule does with the packets of a selection, way by way. */
export function * ruleResults(expressions: readonly NftExpression[], selection: Selection, elementsOf: SetElements): Generator<RuleResult> {
	yield * follow(expressions, {selection, held: []}, elementsOf);
}

function * follow(expressions: readonly NftExpression[], start: Way, elementsOf: SetElements): Generator<RuleResult> {
	let way = start;
	for (const [index, {name, attributes}] of expressions.entries()) {
		if (name === 'lookup') {
			for (const {way: next, chain} of lookedUp(way, attributes, elementsOf)) {
				if (chain === undefined) {
					yield * follow(expressions.slice(index + 1), next, elementsOf);
				} else if (chain !== null) {
					yield {selection: next.selection, chain};
				}
			}

			return;
		}

		const result = resultOf(way, {name, attributes});
		if (result !== null) {
			yield result;
			return;
		}

		const next = after(way, {name, attributes});
		if (next === null) {
			return;
		}

		way = next;
	}
}

/** Returns the end that a step is; null for one that others follow. */
function resultOf({selection, held}: Way, {name, attributes}: NftExpression): RuleResult | null {
	switch (name) {
		case 'immediate': {
			const data = attributes.get(2);
			const verdict = data === undefined ? null : readData(data);
			return verdict !== null && 'chain' in verdict && verdict.chain !== null ? {selection, chain: verdict.chain} : null;
		}

		case 'nat': {
			return natResult({selection, held}, attributes);
		}

		// Without a port it takes what is for other machines, and leaves each port of this one as it is.
		case 'redir': {
			const first = attributes.get(1);
			return first === undefined ? null : {selection, target: targetOf(null, portsAt(held, first, attributes.get(2)))};
		}

		case 'target': {
			const family = selection.family ?? 4;
			const target = forwardTarget(extensionOf(attributes), family);
			return target === undefined ? null : {selection, target};
		}

		default: {
			return null;
		}
	}
}

/** NFTA_NAT_TYPE, FAMILY, REG_ADDR_MIN and MAX, REG_PROTO_MIN and MAX. */
function natResult({selection, held}: Way, attributes: NftExpression['attributes']): RuleResult | null {
	if (numberOf(attributes.get(1)) !== NFT_NAT_DNAT) {
		return null;
	}

	const family = numberOf(attributes.get(2)) === NFPROTO_IPV6 ? 6 : 4;
	const [addressRegister, firstPort, lastPort] = [3, 5, 6].map(type => attributes.get(type));
	const address = addressRegister === undefined ? null : valueAt(held, addressRegister, family === 4 ? 4 : 16);
	const ports = firstPort === undefined ? null : portsAt(held, firstPort, lastPort);
	const ofFamily = withFamily(selection, family);
	return ofFamily === null ? null : {selection: ofFamily, target: targetOf(address, ports)};
}

function targetOf(address: Uint8Array | null | undefined, ports: PortRange | null | undefined): Target | null {
	return address === undefined || ports === undefined ? null : {address, ports};
}

/** Returns the way after a step that looks into no set; null where no packet goes on. */
function after(way: Way, {name, attributes}: NftExpression): Way | null {
	const {selection, held} = way;
	switch (name) {
		case 'meta':
		case 'payload':
		case 'immediate': {
			const register = byteOf(attributes.get(1));
			return register === undefined ? way : {selection, held: loaded(way, register, {name, attributes})};
		}

		case 'cmp': {
			const register = byteOf(attributes.get(1));
			const value = valueOf(attributes.get(3));
			const operator = operators[numberOf(attributes.get(2)) ?? -1];
			return register === undefined || value === undefined || operator === undefined ? way : onWith(compared(way, {register, value, operator}), held);
		}

		case 'range': {
			const register = byteOf(attributes.get(1));
			const [from, to] = [3, 4].map(type => valueOf(attributes.get(type)));
			if (from === undefined || to === undefined || fieldAt(held, register) !== 'port') {
				return way;
			}

			const range = {first: portOf(from), last: portOf(to)};
			return onWith(numberOf(attributes.get(2)) === 0 ? withPorts(selection, [range]) : withoutPorts(selection, [range]), held);
		}

		case 'match': {
			return onWith(matched(selection, extensionOf(attributes)), held);
		}

		default: {
			// What else writes into a register (bitwise, numgen, fib …): attribute 1 or 2 says into which, so both are forgotten.
			const registers = [1, 2].flatMap(type => byteOf(attributes.get(type)) ?? []);
			return {selection, held: held.filter(({at, length}) => registers.every(register => at + length <= register || at >= register + registerBytes))};
		}
	}
}

/** Returns what the registers hold after a step that fills one. */
function loaded({selection, held}: Way, register: number, {name, attributes}: NftExpression): readonly Held[] {
	if (name === 'meta') {
		const key = numberOf(attributes.get(2));
		const field = key === NFT_META_L4PROTO ? 'protocol' : (key === NFT_META_NFPROTO ? 'family' : null);
		return overwritten(held, register, registerBytes, field === null ? [] : [{at: register, length: 1, field}]);
	}

	if (name === 'payload') {
		const [base = 0, offset = 0, length = 0] = [2, 3, 4].map(type => numberOf(attributes.get(type)));
		return overwritten(held, register, length, fieldsOf({base, offset, length}, register, selection.family));
	}

	const value = valueOf(attributes.get(2));
	return value === undefined ? held : overwritten(held, register, value.length, [{at: register, length: value.length, value}]);
}

function onWith(selection: Selection | null, held: readonly Held[]): Way | null {
	return selection === null ? null : {selection, held};
}

/** NFTA_MATCH_NAME, REV and INFO; those of a target have the same numbers. */
function extensionOf(attributes: NftExpression['attributes']): Extension {
	return {name: nameOf(attributes.get(1)), revision: numberOf(attributes.get(2)) ?? 0, data: attributes.get(3) ?? new Uint8Array()};
}

function valueOf(bytes: Uint8Array | undefined): Uint8Array | undefined {
	const data = readData(bytes ?? new Uint8Array());
	return data !== null && 'value' in data ? data.value : undefined;
}

/** Returns the facts that are in some bytes of a packet, where they come to lie in the registers. */
function fieldsOf({base, offset, length}: {readonly base: number; readonly offset: number; readonly length: number}, register: number, family: 4 | 6 | null): readonly Held[] {
	// Where it is not known of which family the packet is, the length of what is read shows it.
	const of = family ?? (length >= 16 ? 6 : 4);
	return packetFields
		.filter(([header, only, start, bytes]) => header === base && (only === null || only === of) && start >= offset && start + bytes <= offset + length)
		.map(([_header, _only, start, bytes, field]) => ({at: register + start - offset, length: bytes, field}));
}

function overwritten(held: readonly Held[], register: number, length: number, now: readonly Held[]): readonly Held[] {
	return [...held.filter(({at, length: bytes}) => at + bytes <= register || at >= register + length), ...now];
}

type Comparison = {readonly register: number; readonly value: Uint8Array; readonly operator: (typeof operators)[number]};

/** Returns the packets that are left after a comparison. */
function compared({selection, held}: Way, {register, value, operator}: Comparison): Selection | null {
	let rest: Selection | null = selection;
	for (const each of held) {
		const start = each.at - register;
		if (rest === null || !('field' in each) || start < 0 || start + each.length > value.length) {
			continue;
		}

		const bytes = value.slice(start, start + each.length);
		if (operator === '==') {
			rest = withFact(rest, each.field, bytes, bytes);
		} else if (each.field === 'port' && value.length === each.length) {
			rest = withPorts(rest, rangesOf(operator, portOf(bytes)));
		}
	}

	return rest;
}

function rangesOf(operator: Comparison['operator'], port: number): readonly PortRange[] {
	const last = 65_535;
	switch (operator) {
		case '==': {
			return [{first: port, last: port}];
		}

		case '!=': {
			return [{first: 0, last: port - 1}, {first: port + 1, last}];
		}

		case '<': {
			return [{first: 0, last: port - 1}];
		}

		case '<=': {
			return [{first: 0, last: port}];
		}

		case '>': {
			return [{first: port + 1, last}];
		}

		case '>=': {
			return [{first: port, last}];
		}
	}
}

/** Returns the packets whose fact is from one value to another; all of them for what is kept for a single value only. */
function withFact(selection: Selection, field: Field, from: Uint8Array, to: Uint8Array): Selection | null {
	if (field === 'port') {
		return withPorts(selection, [{first: portOf(from), last: portOf(to)}]);
	}

	if (from.some((byte, index) => byte !== to[index])) {
		return selection;
	}

	switch (field) {
		case 'protocol': {
			return withProtocol(selection, from[0]!);
		}

		case 'family': {
			return withFamily(selection, from[0] === NFPROTO_IPV6 ? 6 : 4);
		}

		case 'destination': {
			return withDestination(selection, from);
		}
	}
}

/** Returns the ways on after a look into a set or map, with the chain of a map of verdicts, which is null for one without a chain. */
function * lookedUp({selection, held}: Way, attributes: NftExpression['attributes'], elementsOf: SetElements): Generator<{readonly way: Way; readonly chain?: string | null}> {
	const source = byteOf(attributes.get(2)) ?? 0;
	const hasData = attributes.has(3);
	const destination = byteOf(attributes.get(3));
	const elements = elementsOf(nameOf(attributes.get(1)));
	const isInverted = ((numberOf(attributes.get(5)) ?? 0) & NFT_LOOKUP_F_INV) !== 0;
	if (elements === undefined || isInverted) {
		yield {way: {selection, held: destination === undefined ? held : overwritten(held, destination, registerBytes, [])}};
		return;
	}

	const seen = new Set<string>();
	for (const {key, keyEnd, data} of elements) {
		const rest = key === null || keyEnd === null ? selection : withinKeys({selection, held}, source, key, keyEnd);
		if (rest === null) {
			continue;
		}

		if (data !== null && 'chain' in data) {
			yield {way: {selection: rest, held}, chain: data.chain};
		} else if (hasData && destination !== undefined) {
			const value = data === null ? [] : [{at: destination, length: data.value.length, value: data.value}];
			yield {way: {selection: rest, held: overwritten(held, destination, registerBytes, value)}};
		} else if (!seen.has(JSON.stringify(rest))) {
			// Keys that differ in what is not followed are one way.
			seen.add(JSON.stringify(rest));
			yield {way: {selection: rest, held}};
		}
	}
}

function withinKeys({selection, held}: Way, source: number, from: Uint8Array, to: Uint8Array): Selection | null {
	let rest: Selection | null = selection;
	for (const each of held) {
		const start = each.at - source;
		if (rest !== null && 'field' in each && start >= 0 && start + each.length <= from.length) {
			rest = withFact(rest, each.field, from.slice(start, start + each.length), to.slice(start, start + each.length));
		}
	}

	return rest;
}

/** Returns where a register begins: the first four are of 16 bytes, those from 8 on the same memory in fours. undefined where there is none, for a verdict too. */
function byteOf(bytes: Uint8Array | undefined): number | undefined {
	const register = numberOf(bytes);
	return register === undefined || register === 0 ? undefined : (register < 8 ? (register - 1) * registerBytes : (register - 8) * 4);
}

function fieldAt(held: readonly Held[], register: number | undefined): Field | undefined {
	const found = held.find(each => 'field' in each && each.at === register);
	return found !== undefined && 'field' in found ? found.field : undefined;
}

/** Returns so many bytes of a value that a register holds, in whole or in part. */
function valueAt(held: readonly Held[], register: Uint8Array | undefined, length: number): Uint8Array | undefined {
	const at = byteOf(register);
	if (at === undefined) {
		return undefined;
	}

	const found = held.find(each => 'value' in each && each.at <= at && at + length <= each.at + each.length);
	return found !== undefined && 'value' in found ? found.value.slice(at - found.at, at - found.at + length) : undefined;
}

function portsAt(held: readonly Held[], first: Uint8Array | undefined, last: Uint8Array | undefined): PortRange | undefined {
	const from = valueAt(held, first, 2);
	const to = valueAt(held, last, 2) ?? from;
	return from === undefined || to === undefined ? undefined : {first: portOf(from), last: portOf(to)};
}

function portOf(bytes: Uint8Array): number {
	return (bytes[0]! * 256) + (bytes[1] ?? 0);
}
