import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {parseRange, parseTlsName} from '../../../source/cli/flags/check-values.ts';
import {UsageError} from '../../../source/cli/flags/usage-error.ts';

for (const text of ['', 'a', '10:5', '1:2:3', '@', '%', '5%%', '1 2', '~', '1:~', 'NaN', 'Infinity', '@@1', '--1']) {
	test(`${JSON.stringify(text)} is no range`, () => {
		assert.equal(parseRange(text), undefined);
	});
}

test('whatever is typed, a range has two ends in their order, or there is none', () => {
	const anyText = fc.oneof(fc.string(), fc.stringMatching(/^@?[\d\-.:e~]*$/));
	fc.assert(fc.property(anyText, text => {
		const parsed = parseRange(text);
		assert.ok(parsed === undefined || parsed.start <= parsed.end);
	}));
});

// lib/tests/test_utils.c of the Monitoring Plugins: '1:12%' is a range, and percent signs are passed over.
for (const [text, range] of [
	['1:12%', {start: 1, end: 12, isInverted: false}],
	['20%', {start: 0, end: 20, isInverted: false}],
	['@0%:20%', {start: 0, end: 20, isInverted: true}],
	['-5%:', {start: -5, end: Infinity, isInverted: false}],
	['+3', {start: 0, end: 3, isInverted: false}],
] as const) {
	test(`${text} is a range, and has no percent sign in performance data`, () => {
		assert.deepEqual(parseRange(text), {...range, text: text.replaceAll('%', '')});
	});
}

for (const [word, name] of [['bücher.example.', 'xn--bcher-kva.example'], ['BÜCHER.example', 'xn--bcher-kva.example'], ['WWW.example.org', 'www.example.org'], ['my_host', 'my_host'], ['192.0.2.1', '192.0.2.1'], ['fe80::1%eth0', 'fe80::1%eth0']] as const) {
	test(`the certificate for ${word} is that for ${name}`, () => {
		assert.equal(parseTlsName(word), name);
	});
}

for (const word of ['', '.', 'a b', '127.1', '0x7f000001']) {
	test(`${JSON.stringify(word)} is the name of no certificate`, () => {
		assert.throws(() => parseTlsName(word), UsageError);
	});
}
