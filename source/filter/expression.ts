import type {ComparedName} from '../fields/filter-numbers.ts';
import type {AddressWords} from '../model/address.ts';
import type {PortRange} from '../model/port.ts';
import type {Protocol, SocketState} from '../model/socket.ts';

/** Which end of a socket is looked at; `any`: either is enough. */
export type Side = 'local' | 'remote' | 'any';

/** Fields that hold a name. */
export type TextField = 'process' | 'command' | 'user' | 'service' | 'unit' | 'container';

/** Fields that hold a quantity: those of the field tables, and the process id of an owner. */
export type NumberField = 'pid' | ComparedName;

/** Numbers between two ends; an end that is not there is infinite. */
export type Interval = {
	readonly minimum: number;
	readonly maximum: number;
	/** The ends themselves are outside. */
	readonly exclusive: boolean;
};

/** An IPv6 network; an IPv4 one is its IPv4-mapped form (RFC 4291 §2.5.5.2): 10.0.0.0/8 is ::ffff:10.0.0.0/104. */
export type Network = {
	/** Four uint32, big-endian. */
	readonly words: AddressWords;
	/** From 0 to 128. */
	readonly prefixLength: number;
};

/** The meaning of a filter. Plain data: it can be compared, printed and sent to another thread. */
export type FilterExpression =
	| {readonly kind: 'all'}
	| {readonly kind: 'not'; readonly operand: FilterExpression}
	| {readonly kind: 'and'; readonly operands: readonly FilterExpression[]}
	| {readonly kind: 'or'; readonly operands: readonly FilterExpression[]}
	/** Contained, in any case, in a name or an address of the row. */
	| {readonly kind: 'word'; readonly text: string}
	| {readonly kind: 'text'; readonly field: TextField; readonly match: 'contains' | 'equals'; readonly text: string}
	/** A regular expression that `checkPattern` has accepted. */
	| {readonly kind: 'pattern'; readonly field: TextField; readonly pattern: string}
	| {readonly kind: 'address-pattern'; readonly side: Side; readonly pattern: string}
	/** No range: no port matches. */
	| {readonly kind: 'port'; readonly side: Side; readonly ranges: readonly PortRange[]}
	| {readonly kind: 'address'; readonly side: Side; readonly network: Network}
	/** The interface that a socket is bound to, by its name or its index; index 0 is none. */
	| {readonly kind: 'device'; readonly name: string; readonly index: number | null}
	| {readonly kind: 'state'; readonly states: readonly SocketState[]}
	| {readonly kind: 'protocol'; readonly protocols: readonly Protocol[]}
	/** In the unit of the field. */
	| {readonly kind: 'number'; readonly field: NumberField; readonly intervals: readonly Interval[]};

/** True where every one is; a single one stands for itself. */
export function allOf(operands: readonly FilterExpression[]): FilterExpression {
	return joined('and', operands);
}

/** True where at least one is; a single one stands for itself. */
export function anyOf(operands: readonly FilterExpression[]): FilterExpression {
	return joined('or', operands);
}

function joined(kind: 'and' | 'or', operands: readonly FilterExpression[]): FilterExpression {
	const [only] = operands;
	return only !== undefined && operands.length === 1 ? only : {kind, operands};
}
