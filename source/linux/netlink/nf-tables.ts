/* Chains, rules and sets of nf_tables: linux/netfilter/nfnetlink.h, linux/netfilter/nf_tables.h. Its numbers are in network byte order. */
import type {Libc} from '../calls/libc.ts';
import {AttributeCursor} from './attribute.ts';
import {
	encodeMessage,
	MalformedMessageError,
	MessageCursor,
	NLM_F_DUMP,
	NLM_F_DUMP_INTR,
	NLM_F_REQUEST,
	NLMSG_DONE,
	NLMSG_ERROR,
	NLMSG_OVERRUN,
} from './message.ts';
import {openForRequests, type NetlinkTransport} from './transport.ts';

const NETLINK_NETFILTER = 12;
const NFNL_SUBSYS_NFTABLES = 10;
/** `struct nfgenmsg`: the family, a version, and a number. */
const nfgenmsgBytes = 4;
const receiveTimeoutMilliseconds = 1000;
const bufferBytes = 64 * 1024;

/** The questions, and the type of the answer to each. */
const questions = {
	chains: {get: 4, answer: 3}, rules: {get: 7, answer: 6}, sets: {get: 10, answer: 9}, elements: {get: 13, answer: 12}, generation: {get: 16, answer: 15},
} as const;

const NFTA_GEN_ID = 1;
const NFTA_CHAIN_TABLE = 1;
const NFTA_CHAIN_NAME = 3;
const NFTA_CHAIN_HOOK = 4;
const NFTA_CHAIN_TYPE = 7;
const NFTA_HOOK_HOOKNUM = 1;
const NFTA_RULE_TABLE = 1;
const NFTA_RULE_CHAIN = 2;
const NFTA_RULE_EXPRESSIONS = 4;
const NFTA_EXPR_NAME = 1;
const NFTA_EXPR_DATA = 2;
const NFTA_SET_TABLE = 1;
const NFTA_SET_NAME = 2;
const NFTA_SET_FLAGS = 3;
const NFTA_SET_ELEM_LIST_TABLE = 1;
const NFTA_SET_ELEM_LIST_SET = 2;
const NFTA_SET_ELEM_LIST_ELEMENTS = 3;
const NFTA_SET_ELEM_KEY = 1;
const NFTA_SET_ELEM_DATA = 2;
const NFTA_SET_ELEM_FLAGS = 3;
const NFTA_SET_ELEM_KEY_END = 10;
const NFTA_DATA_VALUE = 1;
const NFTA_DATA_VERDICT = 2;
const NFTA_VERDICT_CODE = 1;
const NFTA_VERDICT_CHAIN = 2;
const NFT_SET_INTERVAL = 4;
const NFT_SET_ELEM_INTERVAL_END = 1;
const NFT_SET_ELEM_CATCHALL = 2;
const NFT_JUMP = -3;
const NFT_GOTO = -4;

/** The attributes of something, each its bytes, by number. */
export type Attributes = ReadonlyMap<number, Uint8Array>;

/** A table of a family (NFPROTO_…), within which chains and sets have their names. */
export type TableName = {readonly family: number; readonly table: string};

export type NftChain = TableName & {
	readonly name: string;
	/** NF_INET_… of a chain that the kernel calls, and its type, such as `nat`; null for others. */
	readonly hook: number | null;
	readonly type: string | null;
};

/** A step of a rule, such as `payload`, `cmp`, `nat`. */
export type NftExpression = {readonly name: string; readonly attributes: Attributes};
export type NftRule = TableName & {readonly chain: string; readonly expressions: readonly NftExpression[]};

/** A value, or the chain that a verdict goes on with, which is null for a verdict without one. */
export type NftData = {readonly value: Uint8Array} | {readonly chain: string | null};

/** Keys are from `key` to `keyEnd`, both included; null for those that no other one has. */
export type NftElement = {readonly key: Uint8Array | null; readonly keyEnd: Uint8Array | null; readonly data: NftData | null};

/**
Opens a socket for nf_tables in the network namespace of the calling thread. Its use needs CAP_NET_ADMIN.
@throws SystemError: EPROTONOSUPPORT where the kernel has no nfnetlink.
*/
export function openNfTables(libc: Libc): NetlinkTransport {
	return openForRequests(libc, NETLINK_NETFILTER, receiveTimeoutMilliseconds);
}

const buffer = new Uint8Array(new ArrayBuffer(bufferBytes));
const messages = new MessageCursor(new DataView(buffer.buffer));
const cursor = new AttributeCursor();
let lastSequence = 0;

/** The rules changed while they were read. */
export class ChangedMeanwhileError extends Error {
	override readonly name = 'ChangedMeanwhileError';
}

/** Returns the attributes in bytes that hold nothing else. They are parts of the bytes. */
export function readAttributes(bytes: Uint8Array): Attributes {
	const found = new Map<number, Uint8Array>();
	walkAttributes(bytes, (type, value) => {
		found.set(type, value);
	});
	return found;
}

/** Returns what `read` makes of each element of a list of attributes, which all have the same type. */
function readList<Item>(bytes: Uint8Array | undefined, read: (value: Uint8Array) => Item): readonly Item[] {
	const values: Uint8Array[] = [];
	walkAttributes(bytes ?? nothing, (_, value) => {
		values.push(value);
	});
	// Only now: `read` walks with the same cursor.
	return values.map(value => read(value));
}

const nothing = new Uint8Array();

function walkAttributes(bytes: Uint8Array, onAttribute: (type: number, value: Uint8Array) => void): void {
	cursor.reset(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length);
	while (cursor.next()) {
		onAttribute(cursor.type, bytes.subarray(cursor.start, cursor.start + cursor.length));
	}
}

/** Returns a number of 4 bytes; undefined for an attribute that is missing or of another length. */
export function numberOf(bytes: Uint8Array | undefined): number | undefined {
	return bytes?.length === 4 ? (bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]! : undefined;
}

const decoder = new TextDecoder();

/** Returns a name, which ends with a zero byte; empty where the attribute is missing. */
export function nameOf(bytes: Uint8Array | undefined): string {
	const end = bytes?.indexOf(0) ?? -1;
	return decoder.decode(end === -1 ? bytes : bytes?.subarray(0, end));
}

function encodeName(type: number, name: string): Uint8Array {
	const text = new TextEncoder().encode(`${name}\0`);
	const bytes = new Uint8Array((text.length + 4 + 3) & ~3);
	new DataView(bytes.buffer).setUint16(0, text.length + 4, true);
	bytes[2] = type;
	bytes.set(text, 4);
	return bytes;
}

/**
Asks, and returns what `read` makes of the family and attributes of each answer. Yields after each datagram of up to 32 KiB.
@throws NetlinkError: EPERM without CAP_NET_ADMIN, EINVAL where the kernel has no nf_tables; ChangedMeanwhileError, MalformedMessageError, SystemError.
*/
function * ask<Item>(
	transport: NetlinkTransport,
	{get, answer}: {readonly get: number; readonly answer: number},
	{family, parts, isDump}: {readonly family: number; readonly parts: readonly Uint8Array[]; readonly isDump: boolean},
	read: (family: number, attributes: Attributes) => Item,
): Generator<void, readonly Item[]> {
	const payload = new Uint8Array([family, 0, 0, 0, ...parts.flatMap(part => [...part])]);
	lastSequence = (lastSequence + 1) >>> 0;
	const sequence = lastSequence;
	const subsystem = NFNL_SUBSYS_NFTABLES << 8;
	transport.send(encodeMessage({type: subsystem | get, flags: NLM_F_REQUEST | (isDump ? NLM_F_DUMP : 0), sequence}, payload));
	const items: Item[] = [];
	let hasChanged = false;
	for (let isDone = false; !isDone;) {
		for (const {type, start, end, flags} of receiveMessages(transport, sequence)) {
			hasChanged ||= (flags & NLM_F_DUMP_INTR) !== 0;
			if (type === (subsystem | answer)) {
				const content = buffer.slice(start + nfgenmsgBytes, end);
				items.push(read(buffer[start]!, readAttributes(content)));
				isDone ||= !isDump;
			} else if (endTypes.has(type)) {
				messages.throwIfFailed();
				isDone = true;
			}
		}

		yield;
	}

	if (hasChanged) {
		throw new ChangedMeanwhileError('the rules changed while they were read');
	}

	return items;
}

const endTypes: ReadonlySet<number> = new Set([NLMSG_DONE, NLMSG_ERROR, NLMSG_OVERRUN]);

/** Receives a datagram, and moves the cursor, which it yields, over those of its messages that answer a question; others are left over from a dump that failed. */
function * receiveMessages(transport: NetlinkTransport, sequence: number): Generator<MessageCursor> {
	const length = transport.receive(buffer);
	if (length <= 0 || length >= bufferBytes) {
		throw new MalformedMessageError(`a datagram of ${length} bytes`);
	}

	messages.reset(length);
	while (messages.next()) {
		if (messages.sequence === sequence) {
			yield messages;
		}
	}
}

const all = {family: 0, parts: [], isDump: true} as const;

/** Returns the number of the rules' present state, which every change of them raises. Throws as `ask`. */
export function * readGeneration(transport: NetlinkTransport): Generator<void, number | undefined> {
	const [generation] = yield * ask(transport, questions.generation, {...all, isDump: false}, (_, attributes) => numberOf(attributes.get(NFTA_GEN_ID)));
	return generation;
}

/** Returns every chain. Throws as `ask`. */
export function * readChains(transport: NetlinkTransport): Generator<void, readonly NftChain[]> {
	return yield * ask(transport, questions.chains, all, (family, attributes): NftChain => {
		const hook = attributes.get(NFTA_CHAIN_HOOK);
		return {
			family,
			table: nameOf(attributes.get(NFTA_CHAIN_TABLE)),
			name: nameOf(attributes.get(NFTA_CHAIN_NAME)),
			hook: hook === undefined ? null : numberOf(readAttributes(hook).get(NFTA_HOOK_HOOKNUM)) ?? null,
			type: hook === undefined ? null : nameOf(attributes.get(NFTA_CHAIN_TYPE)),
		};
	});
}

/** Returns the rules of a table, chain by chain, in order. Throws as `ask`. */
export function * readRules(transport: NetlinkTransport, {family, table}: TableName): Generator<void, readonly NftRule[]> {
	return yield * ask(transport, questions.rules, {family, parts: [encodeName(NFTA_RULE_TABLE, table)], isDump: true}, (_, attributes): NftRule => ({
		family,
		table,
		chain: nameOf(attributes.get(NFTA_RULE_CHAIN)),
		expressions: readList(attributes.get(NFTA_RULE_EXPRESSIONS), bytes => {
			const expression = readAttributes(bytes);
			return {name: nameOf(expression.get(NFTA_EXPR_NAME)), attributes: readAttributes(expression.get(NFTA_EXPR_DATA) ?? nothing)};
		}),
	}));
}

/** Returns the names of the sets and maps of a table of which an element may be many keys. Throws as `ask`. */
export function * readIntervalSets(transport: NetlinkTransport, {family, table}: TableName): Generator<void, ReadonlySet<string>> {
	const sets = yield * ask(transport, questions.sets, {family, parts: [encodeName(NFTA_SET_TABLE, table)], isDump: true}, (_, attributes) => ({
		name: nameOf(attributes.get(NFTA_SET_NAME)), isInterval: ((numberOf(attributes.get(NFTA_SET_FLAGS)) ?? 0) & NFT_SET_INTERVAL) !== 0,
	}));
	return new Set(sets.filter(({isInterval}) => isInterval).map(({name}) => name));
}

/** Returns the elements of a set or map. Throws as `ask`. */
export function * readElements(transport: NetlinkTransport, {family, table}: TableName, name: string, isInterval: boolean): Generator<void, readonly NftElement[]> {
	const parts = [encodeName(NFTA_SET_ELEM_LIST_TABLE, table), encodeName(NFTA_SET_ELEM_LIST_SET, name)];
	const lists = yield * ask(transport, questions.elements, {family, parts, isDump: true}, (_, attributes) =>
		readList(attributes.get(NFTA_SET_ELEM_LIST_ELEMENTS), bytes => readElement(readAttributes(bytes))));
	const elements = lists.flat();
	return isInterval ? withEnds(elements) : elements.map(element => ({...element, keyEnd: element.keyEnd ?? element.key}));
}

type RawElement = NftElement & {
	/** It only says where the interval before it ends: its key is the first that is not in there. */
	readonly isEnd: boolean;
};

function readElement(attributes: Attributes): RawElement {
	const flags = numberOf(attributes.get(NFTA_SET_ELEM_FLAGS)) ?? 0;
	const valueOf = (type: number) => {
		const nested = attributes.get(type);
		return nested === undefined ? null : readAttributes(nested).get(NFTA_DATA_VALUE) ?? null;
	};

	const data = attributes.get(NFTA_SET_ELEM_DATA);
	return {
		key: (flags & NFT_SET_ELEM_CATCHALL) === 0 ? valueOf(NFTA_SET_ELEM_KEY) : null,
		keyEnd: valueOf(NFTA_SET_ELEM_KEY_END),
		data: data === undefined ? null : readData(data),
		isEnd: (flags & NFT_SET_ELEM_INTERVAL_END) !== 0,
	};
}

/** Returns a value or verdict; null for what is neither. */
export function readData(bytes: Uint8Array): NftData | null {
	const attributes = readAttributes(bytes);
	const value = attributes.get(NFTA_DATA_VALUE);
	if (value !== undefined) {
		return {value};
	}

	const nested = attributes.get(NFTA_DATA_VERDICT);
	if (nested === undefined) {
		return null;
	}

	const verdict = readAttributes(nested);
	const code = numberOf(verdict.get(NFTA_VERDICT_CODE));
	return {chain: code === NFT_JUMP || code === NFT_GOTO ? nameOf(verdict.get(NFTA_VERDICT_CHAIN)) : null};
}

/** Gives each interval its last key: the one before the next mark of an end, or the last that there is. */
function withEnds(elements: readonly RawElement[]): readonly NftElement[] {
	const keyed = elements.flatMap(element => element.key === null ? [] : [{...element, key: element.key}]);
	// Where an interval ends another one may begin.
	const sorted = keyed.toSorted((a, b) => compareKeys(a, b));
	const intervals = sorted.flatMap((element, index): readonly NftElement[] => {
		const next = sorted[index + 1];
		const last = next === undefined ? element.key.map(() => 0xFF) : (next.isEnd ? before(next.key) : element.key);
		return element.isEnd ? [] : [{...element, keyEnd: element.keyEnd ?? last}];
	});
	return [...intervals, ...elements.filter(({key}) => key === null)];
}

type KeyedElement = RawElement & {readonly key: Uint8Array};

function compareKeys(a: KeyedElement, b: KeyedElement): number {
	const index = a.key.findIndex((byte, position) => byte !== b.key[position]);
	return index === -1 ? Number(b.isEnd) - Number(a.isEnd) : a.key[index]! - (b.key[index] ?? 0);
}

/** Returns the number before one in network byte order. */
function before(bytes: Uint8Array): Uint8Array {
	const result = new Uint8Array(bytes);
	for (let index = result.length - 1; index >= 0; index--) {
		result[index] = (result[index]! - 1) & 0xFF;
		if (result[index] !== 0xFF) {
			break;
		}
	}

	return result;
}
