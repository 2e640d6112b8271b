import assert from 'node:assert/strict';
import {performance} from 'node:perf_hooks';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {compilePattern, PatternError} from '../../source/text/pattern.ts';

function assertRefused(source: string, message: RegExp): void {
	assert.throws(() => compilePattern(source), {name: PatternError.name, message}, source);
}

describe('a pattern', () => {
	it('matches what JavaScript matches', () => {
		const atoms = fc.constantFrom('a', 'b', '.', String.raw`\d`, String.raw`\w`, String.raw`\.`, '[ab]', '[^a]', '[]', '[^]', String.raw`\u0061`, '(?:ab|b)', '(?<name>a)', '(a)', '^', '$', String.raw`\b`, '|', '{', '-');
		const quantifiers = fc.constantFrom('', '', '*', '+', '?', '{2}', '{0,3}', '{1,}', '*?');
		const sources = fc.array(fc.tuple(atoms, quantifiers).map(parts => parts.join('')), {minLength: 1, maxLength: 5}).map(parts => parts.join(''));
		const texts = fc.string({unit: fc.constantFrom('a', 'b', 'A', '1', '.', '-', '{', '\n', ' '), maxLength: 12});
		let compared = 0;
		fc.assert(fc.property(sources, fc.array(texts, {maxLength: 5}), (source, candidates) => {
			const [ours, native] = [() => compilePattern(source, {ignoreCase: true}), () => new RegExp(source, 'i')].map(make => {
				try {
					return make();
				} catch {
					return null;
				}
			});
			fc.pre(ours !== null && ours !== undefined && native !== null && native !== undefined);
			compared++;
			for (const text of candidates) {
				assert.equal(ours.test(text), native.test(text), JSON.stringify([source, text]));
			}
		}), {numRuns: 2000});
		assert.ok(compared >= 2000);
	});

	it('is refused, with its reason, where RE2 cannot match it', () => {
		for (const [source, reason] of [
			['(?=a)b', /looks ahead with '\(\?='/],
			['a(?!b)', /looks ahead/],
			['(?<=a)b', /looks behind with '\(\?<='/],
			['(?<!a)b', /looks behind/],
			[String.raw`(a)\1`, /refers back with '\\1'/],
			[String.raw`(?<x>a)\k<x>`, /refers back with '\\k<x>'/],
			['(', /is not a regular expression: missing closing \)$/],
			['a{2,1}', /is not a regular expression/],
			['\\', /is not a regular expression: trailing backslash/],
		] as const) {
			assertRefused(source, reason);
		}

		// What only looks like it.
		const taken = [String.raw`\\1`, '[(?=]', String.raw`\(?=a`, '(?i)a', '(?P<x>a)', '(?i:a)'];
		assert.deepEqual(taken.map(source => compilePattern(source).source), taken);
	});

	it('is refused where it is too large when it is written out', () => {
		for (const source of ['a{501}', '(a{9}){99}', '((a{10}){10}){10}', 'a{0,400}b{0,400}', 'a{400,}b{101}', 'a'.repeat(501), '[](a{10}){100}]']) {
			assertRefused(source, /has more than 500 characters with its repetitions written out$/);
		}

		assertRefused('['.repeat(100_000), /has 100000 characters, which is more than 1000$/);
		assert.ok(compilePattern('^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$').test('123e4567-e89b-12d3-a456-426614174000'));
		assert.ok(compilePattern(String.raw`^(\d{1,3}\.){3}\d{1,3}:\d{1,5}$`).test('192.0.2.1:443'));
	});

	it('takes no more time than the text is long, whatever it is', () => {
		const slow = ['a?'.repeat(30), 'a{0,9}'.repeat(15), '(a|a|a|a)'.repeat(15), '(a+)+', '(a|a)*', '(?:a*)*', '(.{0,30}a){0,12}', '((a|ab)(c|bcd)(d*))*'];
		for (const source of slow) {
			const pattern = compilePattern(`${source}!`, {ignoreCase: true});
			const startedAt = performance.now();
			assert.equal(pattern.test('a'.repeat(1024)), false);
			// Backtracking would take years.
			assert.ok(performance.now() - startedAt < 5000, source);
		}
	});

	it('knows the ends of lines as JavaScript does', () => {
		const answer = '220 ready\r\n250-size\r\n250 OK\r\n';
		for (const source of ['^220 ready$', '^250 OK$', '^250-.*$', String.raw`ready\r\n250`, String.raw`OK\r\n$`, '^250 ..$']) {
			assert.equal(compilePattern(source, {multiline: true}).test(answer), true, source);
		}

		for (const source of ['^250$', '^OK', 'ready.', '^220.*size']) {
			assert.equal(compilePattern(source, {multiline: true}).test(answer), false, source);
		}

		assert.equal(compilePattern('^a$').test('a\n'), false);
	});

	it('may name scripts as JavaScript does', () => {
		assert.deepEqual([String.raw`\p{Script=Greek}`, String.raw`\p{sc=Greek}`, String.raw`\p{Greek}`, String.raw`\p{gc=Ll}`].map(source => compilePattern(source).test('\u{3B1}')), [true, true, true, true]);
	});
});
