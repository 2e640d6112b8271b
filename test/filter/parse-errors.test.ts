import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {formatFilterError} from '../../source/filter/filter-error.ts';
import {parseFilter} from '../../source/filter/parse.ts';
import {errorOf, parsed} from './matches.ts';

/** A source with what is wrong between « and », or ^ where something is missing; and what the message must say. */
type Expected = readonly [marked: string, message: RegExp];

/** The errors that are not as expected, as they are. */
function misreported(expectations: readonly Expected[]): readonly string[] {
	return expectations.flatMap(([marked, message]) => {
		const [before = '', wrong = '', after = ''] = marked.split(/[«»]|\^$/, 3);
		const source = before + wrong + after;
		const error = errorOf(source);
		const isExpected = message.test(error.message) && error.position === before.length && error.length === wrong.length;
		return isExpected ? [] : [formatFilterError(source, error)];
	});
}

describe('an error names the input, the place and what would be right', () => {
	it('for fields', () => {
		assert.deepEqual(misreported([
			['443 «prot»:tcp', /^unknown field 'prot': did you mean 'proto' or 'port'\?$/],
			['«prot» eq tcp', /did you mean 'proto' or 'port'\?$/],
			['«protocol»=tcp', /did you mean 'proto'\?$/],
			['«prcoess»~x', /did you mean 'process'\?$/],
			['«xyzzy»:1', /^unknown field 'xyzzy': the fields are port, sport, [\w ,]+; text with a colon in it goes in quotes$/],
			['«443» > 1', /^'443' is not a field: write the field first, as in port>443$/],
			['«exclude»:time-wait', /exclude time-wait$/],
		]), []);
	});

	it('for ports', () => {
		assert.deepEqual(misreported([
			['port:22,«70000»', /^'70000' is not a port: the highest is 65535/],
			['«65536»', /pid:NUMBER/],
			['«8100-8000»', /^the range '8100-8000' is reversed: write 8000-8100$/],
			['8000-«99999»', /^'99999' is not a port/],
			['8000-^', /needs an end/],
			['dport > «1-2»', /one port, not with the range '1-2'$/],
			['dport>1,«2»', /one value: a list goes with ':'$/],
			['dport > «:*»', /compares with one port/],
			['sport = :«0443»', /^the port '0443' begins with 0: write 443$/],
			['sport = :«split»', /^the service 'split' is port 1 of TCP and 2 of UDP: write one of the numbers$/],
			['sport = :«htp»', /^there is no service 'htp': write the port's number$/],
			['port«~»443', /^'port' cannot be compared with '~': write port:22,80,8000-8100$/],
		]), []);
	});

	it('for service names where they are not looked up', () => {
		const {message, position, length} = errorOf('sport = :http', {});
		assert.equal(message, 'the service \'http\' is not known, since service names are not looked up here: write the port\'s number');
		assert.deepEqual([position, length], [9, 4]);
	});

	it('for addresses', () => {
		assert.deepEqual(misreported([
			['10.0.0.0/«33»', /^a prefix length of IPv4 is 0 to 32, not '33'$/],
			['dst fe80::/«129»', /^a prefix length of IPv6 is 0 to 128, not '129'$/],
			['dst «localhost»', /^'localhost' is not an address, and names are not looked up: write 10.0.0.1,/],
			['addr:«192.168»', /addr~TEXT$/],
			['src «1.2.3.256»', /is not an address/],
			['src 127.0.0.1:«65536»', /is not a port/],
			['src 127.0.0.1:^', /^missing port after ':'$/],
			['src 10.0.0.0/«255.0.255.0»', /^a prefix length of IPv4/],
			['src [fe80::/«200»]:443', /^a prefix length of IPv6/],
			['dst «fe80::1%eth0»', /write 'fe80::1'$/],
			['dst «>» 10.0.0.1', /^'dst' cannot be compared with '>'/],
		]), []);
	});

	it('for what ss knows and portop does not', () => {
		assert.deepEqual(misreported([
			['«autobound»', /^'autobound' of ss is not supported: .*sport:32768-60999; the text itself goes in quotes$/],
			['not «autobound» and sport = :22', /not supported/],
			['«cgroup» /sys/fs/cgroup/a', /write unit:NAME or container:ID/],
			['«cgroup» = /a', /not supported/],
			['«fwmark» != 0x1/0x3', /not supported/],
			['src «unix»:/run/x', /^sockets of the family 'unix' are not listed here: there are inet and inet6$/],
			['dst «link»:ip:eth0', /'link'/],
			['src inet:10.0.0.1 or dst «inet6»:[::1]', /each restrict the whole filter/],
			['state «bound-inactive»', /^unknown state 'bound-inactive'/],
			['«excl»:time-wait', /^'excl' is followed by a state/],
		]), []);
		assert.deepEqual(parsed('"autobound"'), {kind: 'word', text: 'autobound'});
	});

	it('for states and protocols', () => {
		assert.deepEqual(misreported([
			['state:«establised»', /^unknown state 'establised': did you mean .*'established'/],
			['exclude big exclude «bucket»', /^the states take one another away, so that none is left$/],
			['state estab exclude «estab» sport 22', /none is left/],
			['state «foo»', /^unknown state 'foo': the states are listen, .*big$/],
			['proto:tcp,«tpc»', /^unknown protocol 'tpc': did you mean 'tcp'/],
			['proto:«sctp»', /^unknown protocol 'sctp'/],
			['state«>=»estab', /cannot be compared/],
		]), []);
	});

	it('for quantities', () => {
		assert.deepEqual(misreported([
			['rtt>«20xs»', /^'20xs' is not a duration: write a number and us, ms, s, m, h or d \(milliseconds without one\)$/],
			['age>«fast»', /seconds without one/],
			['rx>«1MB»', /bits per second/],
			['sendq>«64Kx»', /^'64Kx' is not a size/],
			['pid:«1.5»', /^'1.5' is not a whole number: write digits only$/],
			['pid:«-1»', /not a whole number/],
			['pid:«9-1»', /^the range '9-1' is reversed: write '1-9'$/],
			['rtt:10ms-«3xs»', /^'3xs' is not a duration/],
			[`rx>«${'9'.repeat(400)}»`, /…' is not a rate/],
		]), []);
	});

	it('for regular expressions', () => {
		assert.deepEqual(misreported([
			['process~«ng(inx»', /^'ng\(inx' is not a regular expression: missing closing \)$/],
			['process~«"["»', /is not a regular expression/],
			['unit~«(?=a)b»', /^the regular expression '\(\?=a\)b' looks ahead with '\(\?=', which cannot be matched in bounded time$/],
			['unit~«(?<!a)b»', /looks behind with '\(\?<!'/],
			[String.raw`unit~«(a)\1»`, /refers back with '\\1'/],
			['unit~«(a{9}){99}»', /has more than 500 characters with its repetitions written out$/],
		]), []);
	});

	it('for what is missing or does not belong there', () => {
		assert.deepEqual(misreported([
			['port:^', /^missing value after 'port:'$/],
			['rtt >^', /^missing value after 'rtt>'$/],
			['user^', /^missing value after 'user'$/],
			['22,^', /^missing value after ','$/],
			['state^', /^missing value after 'state'$/],
			['nginx and^', /^missing term after 'and'$/],
			['nginx or  ^', /^missing term after 'or'$/],
			['!^', /^missing term after '!'$/],
			['«and» nginx', /^'and' needs a term before it/],
			['a or «or» b', /^'or' needs a term before it/],
			['«>» 5', /^'>' needs a field before it/],
			['port:«(»22)', /^expected a value after 'port:', not '\('/],
			['user «and» root', /put it in quotes/],
			['a «(»b or (c)', /^the parenthesis is not closed$/],
			['a«)»', /^no parenthesis is open here$/],
			['(a or«)»', /^missing term before '\)'$/],
			['a «()»', /^there is nothing between the parentheses$/],
			['a «"b»', /^the quote " is not closed$/],
		]), []);
	});

	it('for parentheses nested too deep', () => {
		const nested = (depth: number) => `${'('.repeat(depth)}a${')'.repeat(depth)}`;
		assert.deepEqual(parsed(nested(100)), {kind: 'word', text: 'a'});
		assert.match(errorOf(nested(101)).message, /more than 100 deep/);
		assert.match(errorOf('('.repeat(100_000)).message, /more than 100 deep/);
	});
});

describe('formatFilterError', () => {
	const formatted = (source: string) => formatFilterError(source, errorOf(source));

	it('puts carets under what is wrong', () => {
		assert.equal(formatted('443 prot:tcp'), [
			'unknown field \'prot\': did you mean \'proto\' or \'port\'?',
			'  443 prot:tcp',
			'      ^^^^',
		].join('\n'));
	});

	it('puts one caret behind the end where something is missing', () => {
		assert.equal(formatted('port:'), 'missing value after \'port:\'\n  port:\n       ^');
	});

	it('counts the columns of wide and combining characters', () => {
		assert.equal(formatted('日本 )').split('\n').at(-1), '       ^');
		assert.equal(formatted('e\u{301} )').split('\n').at(-1), '    ^');
	});

	it('shows characters that would move the cursor as blanks', () => {
		assert.equal(formatted('"\u{1B}[2J\n\u{202E}" port:\u{1B}x'), [
			'there is no service \' x\': write the port\'s number',
			'  " [2J  " port: x',
			'                ^^',
		].join('\n'));
	});
});

describe('any source', () => {
	const words = ['port', 'sport', 'dst', 'dev', 'state', 'exclude', 'excl', 'process', 'rtt', 'user', 'and', 'or', 'not', '(', ')', '!', ',', ':', '=', '!=', '>', '<=', '~', '"', '\'', '|', '&&'];
	const values = [' ', '443', '8000-8100', '10.0.0.0/8', '[::1]:443', 'fe80::/10', '[fe80::/10]:443', 'inet:', 'inet6:', '::1', 'estab', 'nginx', '20ms', '1M', '[', '\\', '*', '日', '\u{D800}', '%', '-', '/'];
	const pieces = fc.constantFrom(...words, ...values);
	const sources = fc.oneof(
		fc.string({unit: 'binary', maxLength: 60}),
		fc.string({unit: 'grapheme-ascii', maxLength: 60}),
		fc.array(pieces, {maxLength: 20}).map(parts => parts.join('')),
		fc.array(pieces, {maxLength: 20}).map(parts => parts.join(' ')),
	);

	it('is understood, or has an error inside it that can be shown', () => {
		fc.assert(fc.property(sources, source => {
			const result = parseFilter(source);
			const {message, position, length} = result.ok ? {message: 'none', position: 0, length: 0} : result.error;
			assert.ok(message.length > 0);
			assert.ok(message.length < 400);
			assert.ok(Number.isSafeInteger(position));
			assert.ok(position >= 0);
			assert.ok(Number.isSafeInteger(length));
			assert.ok(length >= 0);
			assert.ok(position + length <= source.length);
			assert.match(formatFilterError(source, {message, position, length}), /^\P{Control}+\n {2}\P{Control}*\n {2,}\^+$/u);
		}), {numRuns: 5000});
	});

	it('means the same with blanks around it', () => {
		fc.assert(fc.property(sources, source => {
			const result = parseFilter(source);
			fc.pre(result.ok);
			assert.deepEqual(parseFilter(`  ${source} \t`), result);
		}), {numRuns: 1000});
	});
});
