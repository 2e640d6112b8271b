import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {readNftForwards} from '../../../source/linux/netfilter/nft-forwards.ts';
import {SystemError} from '../../../source/linux/calls/libc.ts';
import {
	encodeMessage,
	MalformedMessageError,
	NetlinkError,
	NLM_F_DUMP_INTR,
	NLMSG_DONE,
} from '../../../source/linux/netlink/message.ts';
import {ChangedMeanwhileError} from '../../../source/linux/netlink/nf-tables.ts';
import {run} from '../../builders/socket-table.ts';
import {thrownBy} from '../thrown-by.ts';
import {FakeKernel} from './fake-kernel.ts';

/** Attributes as [type, value]; a text ends with a zero byte. */
type Attribute = readonly [type: number, value: Uint8Array | string | readonly Attribute[]];

function encode(attributes: readonly Attribute[]): Uint8Array {
	return Uint8Array.from(attributes.flatMap(([type, value]) => {
		const bytes = typeof value === 'string' ? new TextEncoder().encode(`${value}\0`) : (value instanceof Uint8Array ? value : encode(value));
		return [(bytes.length + 4) & 0xFF, (bytes.length + 4) >> 8, type, 0, ...bytes, ...Array.from({length: -bytes.length & 3}, () => 0)];
	}));
}

/** A number in network byte order. */
function number(value: number): Uint8Array {
	const bytes = new Uint8Array(4);
	new DataView(bytes.buffer).setInt32(0, value);
	return bytes;
}

const ipv4 = 2;
const done = encodeMessage({type: NLMSG_DONE, flags: 0, sequence: 0}, new Uint8Array(4));

function message(type: number, attributes: readonly Attribute[], flags = 0): Uint8Array {
	return encodeMessage({type: (10 << 8) | type, flags, sequence: 0}, Uint8Array.of(ipv4, 0, 0, 0, ...encode(attributes)));
}

function expression(name: string, attributes: readonly Attribute[]): Attribute {
	return [1, [[1, name], [2, attributes]]];
}

const chain = message(3, [[1, 'filter'], [3, 'incoming'], [4, [[1, number(0)], [2, number(-100)]]], [7, 'nat']]);
const register1 = number(1);
/** `th dport & 0xff == 80 dnat to 172.17.0.2`, or without the mask. */
const rule = (isMasked: boolean) => message(6, [[1, 'filter'], [2, 'incoming'], [4, [
	expression('payload', [[1, register1], [2, number(2)], [3, number(2)], [4, number(2)]]),
	...isMasked ? [expression('bitwise', [[1, register1], [2, register1], [3, number(2)]])] : [],
	expression('cmp', [[1, register1], [2, number(0)], [3, [[1, Uint8Array.of(0, 80)]]]]),
	expression('immediate', [[1, register1], [2, [[1, Uint8Array.of(172, 17, 0, 2)]]]]),
	expression('nat', [[1, number(1)], [2, number(ipv4)], [3, register1], [4, register1]]),
]]]);

function forwards(...answers: ReadonlyArray<readonly Uint8Array[]>) {
	return run(readNftForwards(new FakeKernel(...answers)));
}

test('a rule that names a port forwards that port', () => {
	const [forward, ...others] = forwards([chain, done], [rule(false), done], [done]);
	assert.deepEqual(others, []);
	assert.deepEqual([forward?.hook, forward?.selection.ports, forward?.target?.address], ['prerouting', [{first: 80, last: 80}], Uint8Array.of(172, 17, 0, 2)]);
});

test('a condition that is not understood may take any port', () => {
	const [forward] = forwards([chain, done], [rule(true), done], [done]);
	assert.deepEqual(forward?.selection.ports, [{first: 0, last: 65_535}]);
});

test('rules that change while they are read are read again', () => {
	const interrupted = message(6, [[1, 'filter'], [2, 'incoming']], NLM_F_DUMP_INTR);
	assert.throws(() => forwards([chain, done], [interrupted, done]), ChangedMeanwhileError);
});

test('whatever comes instead, the reading ends, with an error of its own', () => {
	const messages = [chain, rule(false)];
	fc.assert(fc.property(fc.nat(1), fc.nat(), fc.nat(255), (which, position, byte) => {
		const changed = messages.map((bytes, index) => index === which ? bytes.with(position % bytes.length, byte) : bytes);
		const error = thrownBy(() => {
			forwards([changed[0]!, done], [changed[1]!, done], [done], [done]);
		});
		assert.ok(error === undefined || [MalformedMessageError, NetlinkError, SystemError, ChangedMeanwhileError].some(kind => error instanceof kind), String(error));
	}));
});
