import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {UsageError} from '../../../source/cli/flags/usage-error.ts';
import {
	formatPorts,
	oneOf,
	parsePorts,
	secondsFrom,
	wholeFrom,
} from '../../../source/cli/flags/values.ts';

test('ports are put in order and together', () => {
	assert.deepEqual(parsePorts(['443,22', '8000-8100,8050-8200', '23', '65535']), [
		{first: 22, last: 23}, {first: 443, last: 443}, {first: 8000, last: 8200}, {first: 65_535, last: 65_535},
	]);
	assert.deepEqual(parsePorts([]), []);
});

test('ports are the same set however they are written', () => {
	const range = fc.tuple(fc.integer({min: 1, max: 300}), fc.nat(20)).map(([first, length]) => ({first, last: first + length}));
	fc.assert(fc.property(fc.array(range, {minLength: 1}), ranges => {
		const expected = new Set(ranges.flatMap(({first, last}) => Array.from({length: last - first + 1}, (_, index) => first + index)));
		const merged = parsePorts([formatPorts(ranges)]);
		const ports = merged.flatMap(({first, last}) => Array.from({length: last - first + 1}, (_, index) => first + index));
		assert.deepEqual(ports, [...expected].toSorted((a, b) => a - b));
		assert.deepEqual(parsePorts([formatPorts(merged)]), merged);
	}));
});

for (const [word, message] of [
	['0', /'0' is not within 1 to 65535/],
	['65536', /'65536' is not within/],
	['8000-70000', /'8000-70000' is not within/],
	['70000-8000', /not within/],
	['8100-8000', /'8100-8000' is backwards; write 8000-8100/],
	['ssh', /'ssh' is neither a port nor a range, e\.g\. --port 22,443,8000-8100/],
	['22,,23', /'' is neither/],
	['-1', /'-1' is neither/],
	['2e3', /'2e3' is neither/],
] as const) {
	test(`refuses --port ${word}`, () => {
		assert.throws(() => parsePorts([word]), error => error instanceof UsageError && message.test(error.message));
	});
}

test('seconds are a number within bounds', () => {
	const parse = (word: string) => secondsFrom(0.1, 3600)(word, {name: 'interval', example: '--interval 0.5'});
	assert.deepEqual(['0.1', '.5', '1', '2.', '3600'].map(word => parse(word)), [0.1, 0.5, 1, 2, 3600]);
	for (const word of ['0', '0.09', '3601', '-1', 'abc', '1s', '1e1', '0x1', 'NaN', 'Infinity', ' ', '1,5']) {
		assert.throws(() => parse(word), /^UsageError: --interval: .* is not a number of seconds from 0\.1 to 3600, e\.g\. --interval 0\.5$/, word);
	}
});

test('a whole number is digits within bounds', () => {
	const parse = (word: string) => wholeFrom(1, 255)(word, {name: 'ttl', example: '--ttl 64'});
	assert.deepEqual(['1', '64', '255', '007'].map(word => parse(word)), [1, 64, 255, 7]);
	for (const word of ['0', '256', '-1', '1.5', '1e2', '0x1', '', ' 1', '99999999999']) {
		assert.throws(() => parse(word), /^UsageError: --ttl: .* is not a whole number from 1 to 255, e\.g\. --ttl 64$/, word);
	}
});

test('one of few values is named when it is none of them', () => {
	const {parse} = oneOf(['netlink', 'proc'], 'source');
	assert.equal(parse('netlink', {name: 'source'}), 'netlink');
	assert.equal(parse('proc', {name: 'source'}), 'proc');
	assert.throws(() => parse('auto', {name: 'source'}), /'auto' is not a source; there is netlink, proc/);
});
