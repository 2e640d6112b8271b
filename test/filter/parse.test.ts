import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {isDeepStrictEqual} from 'node:util';
import type {FilterExpression} from '../../source/filter/expression.ts';
import {filterFields} from '../../source/filter/field-catalogue.ts';
import {socketStates} from '../../source/model/socket.ts';
import {parsed} from './matches.ts';

const port = (first: number, last = first): FilterExpression => ({kind: 'port', side: 'any', ranges: [{first, last}]});
const word = (text: string): FilterExpression => ({kind: 'word', text});

/** The sources that do not mean the same as the first. */
function different(sources: readonly string[]): readonly string[] {
	const expected = parsed(sources[0] ?? '');
	return sources.filter(source => !isDeepStrictEqual(parsed(source), expected));
}

describe('a filter without a field', () => {
	it('is everything where it is blank', () => {
		for (const source of ['', ' ', '\t\n']) {
			assert.deepEqual(parsed(source), {kind: 'all'});
		}
	});

	it('is a port where it is a number, a range or a list of them', () => {
		assert.deepEqual(parsed('443'), port(443));
		assert.deepEqual(parsed(':443'), port(443));
		assert.deepEqual(parsed('8000-8100'), port(8000, 8100));
		assert.deepEqual(parsed('22, 80,8000-8100'), {
			kind: 'port', side: 'any', ranges: [{first: 22, last: 22}, {first: 80, last: 80}, {first: 8000, last: 8100}],
		});
		assert.deepEqual(parsed('0'), port(0));
		assert.deepEqual(parsed('65535'), port(65_535));
	});

	it('is a word otherwise, in lower case', () => {
		assert.deepEqual(parsed('Nginx'), word('nginx'));
		assert.deepEqual(parsed('nginx,443'), {kind: 'or', operands: [port(443), word('nginx')]});
		assert.deepEqual(parsed('7zip'), word('7zip'));
		assert.deepEqual(parsed('10.1.'), word('10.1.'));
		assert.deepEqual(parsed('fe80::1%eth0'), word('fe80::1%eth0'));
	});

	it('is only text where it is quoted', () => {
		assert.deepEqual(parsed('"443"'), word('443'));
		assert.deepEqual(parsed('\'and\''), word('and'));
		assert.deepEqual(parsed('"Web Content"'), word('web content'));
		assert.deepEqual(parsed('"udp"'), word('udp'));
		assert.deepEqual(parsed('"port:443"'), word('port:443'));
		assert.deepEqual(parsed('"it\'s"'), word('it\'s'));
	});

	it('is also the state or protocol of that name', () => {
		assert.deepEqual(parsed('udp'), {kind: 'or', operands: [{kind: 'protocol', protocols: ['udp', 'udp6']}, word('udp')]});
		assert.deepEqual(parsed('TIME-WAIT'), {kind: 'or', operands: [{kind: 'state', states: ['TIME_WAIT']}, word('time-wait')]});
	});
});

describe('and, or, not', () => {
	it('bind as in other languages: not before and before or', () => {
		const [a, b, c] = [word('a'), word('b'), word('c')];
		assert.deepEqual(parsed('a b or c'), {kind: 'or', operands: [{kind: 'and', operands: [a, b]}, c]});
		assert.deepEqual(parsed('a (b or c)'), {kind: 'and', operands: [a, {kind: 'or', operands: [b, c]}]});
		assert.deepEqual(parsed('not a b'), {kind: 'and', operands: [{kind: 'not', operand: a}, b]});
		assert.deepEqual(parsed('not (a b)'), {kind: 'not', operand: {kind: 'and', operands: [a, b]}});
	});

	it('have several spellings', () => {
		assert.deepEqual(different(['a and b', 'a b', 'a & b', 'a&&b', 'a AND b', '(a)(b)', '(a) b']), []);
		assert.deepEqual(different(['a or b', 'a | b', 'a||b', 'a OR b', '((a) or (b))']), []);
		assert.deepEqual(different(['not a', '!a', '! a', 'NOT a', '!!!a']), []);
		assert.deepEqual(different(['port != 443', 'not port = 443', '!port:443', 'port ne 443', 'port neq 443']), []);
	});
});

describe('the spelling of ss', () => {
	it('is understood', () => {
		assert.deepEqual(different(['sport = :443', 'sport:443', 'sport = 443', 'sport == 443', 'sport eq 443', 'sport 443', 'sport :443', 'sport=:https', 'sport = https', 'SPORT=443']), []);
		assert.deepEqual(different(['dport >= :1024', 'dport>=1024', 'dport ge 1024', 'dport geq 1024', 'dport gt 1023', 'dport > 1023', 'dport:1024-65535']), []);
		assert.deepEqual(different(['dport < 1024', 'dport lt :1024', 'dport <= 1023', 'dport le 1023', 'dport leq 1023', 'dport:0-1023']), []);
		assert.deepEqual(different(['dst 10.0.0.0/8', 'dst = 10.0.0.0/8', 'dst:10.0.0.0/8', 'dst eq 10.0.0.0/8']), []);
		assert.deepEqual(different(['src 127.0.0.1:22', 'src 127.0.0.1 and sport = :22', 'src = 127.0.0.1:ssh']), []);
		assert.deepEqual(different(['dst = [::1]:443', 'dst ::1 dport 443', 'dst:[::1]:443', 'dst [0:0:0:0:0:0:0:1]:443']), []);
		assert.deepEqual(different(['dst [::1]', 'dst ::1', 'dst ::1/128']), []);
		assert.deepEqual(different(['src 10.0.0.0/8', 'src 10/8', 'src 10.0/8', 'src 10.0.0.0/255.0.0.0', '( src = 10/8 )', String.raw`\( src 10/8 \)`]), []);
		assert.deepEqual(different(['dst 193.233.7.0/24', 'dst 193.233.7/24']), []);
		assert.deepEqual(different(['10.0.0.0/8', '10/8']), []);
		assert.deepEqual(different(['dst fe80::/10 dport 443', 'dst [fe80::/10]:443', 'dst [fe80::]/10:443', 'dst fe80::/10:443']), []);
		assert.deepEqual(different(['dst [1:2:3:4:5:6:7:8]:443', 'dst 1:2:3:4:5:6:7:8:443', 'dst 1:2:3:4:5:6:7:8:https']), []);
		assert.deepEqual(different(['sport 443', 'sport = :0x1bb', 'sport 0x1BB']), []);
		assert.deepEqual(different(['', 'sport = :*', 'sport *', 'dport = *', 'src any', 'dst default', 'src all', 'src *:*']), []);
		assert.deepEqual(different(['src any:22', 'src *:22']), []);
		assert.deepEqual(different(['dport != :22', '! dport = :22', String.raw`\! dport = :22`]), []);
		assert.deepEqual(different(['dev eth0', 'dev = eth0', 'dev:eth0', 'dev eq eth0']), []);
		assert.deepEqual(different(['dev != eth0', 'not dev eth0', 'dev ne eth0']), []);
		assert.deepEqual(different(['src :22', 'src *:22', 'sport 22']), []);
		assert.deepEqual(different(['dst 10.0.0.1:*', 'dst 10.0.0.1']), []);
		assert.deepEqual(different(['dst *', '']), []);
		assert.deepEqual(different(['( sport = :http or sport = :ssh )', 'sport:80 or sport:22']), []);
		assert.deepEqual(different(['( dport = :ssh or sport = :ssh ) and state established', '(dport:22 | sport:22) state:estab']), []);
	});

	it('restricts the whole filter to the family of a host', () => {
		assert.deepEqual(different(['proto:tcp4,udp4 (src 127.0.0.1:22 or sport 80)', 'src inet:127.0.0.1:22 or sport 80', 'src inet:127.0.0.1:22 or sport inet:80', 'src inet:127.0.0.1:ssh or sport = inet::80']), []);
		assert.deepEqual(different(['proto:tcp6,udp6 dst [::1]', 'dst inet6:[::1]', 'dst = inet6:::1']), []);
		assert.deepEqual(different(['proto:tcp4,udp4 not src 127.0.0.1', 'not src inet:127.0.0.1']), []);
		assert.deepEqual(different(['proto:tcp4,udp4 127.0.0.1', 'inet:127.0.0.1']), []);
	});

	it('lets a state at the beginning hold for everything after it', () => {
		assert.deepEqual(different(['state:listen (sport 22 or sport 80)', 'state listening sport = :22 or sport = :80', 'state listen (sport 22 or sport 80)']), []);
		assert.deepEqual(different(['(state:listen (sport 22 or sport 80)) or dport 1', '(state listening sport = :22 or sport = :80) or dport 1']), []);
		assert.deepEqual(different(['state!=listen (sport 22 or sport 80)', 'not state listen (sport 22 or sport 80)']), []);
		assert.deepEqual(different(['exclude listening sport 22 or sport 80', 'excl listening sport 22 or sport 80', 'EXCL listen (sport 22 or sport 80)']), []);
		// With an operator between them they are terms like any others.
		assert.deepEqual(different(['(state:listen sport 22) or sport 80', 'state listen and sport 22 or sport 80']), []);
		assert.deepEqual(different(['state:listen or sport 22', 'state listen or sport 22']), []);
	});

	it('has groups of states', () => {
		assert.deepEqual(parsed('state all'), {kind: 'all'});
		assert.deepEqual(different(['state connected', 'state:estab,syn-sent,syn-recv,fin-wait-1,fin-wait-2,close-wait,closing,last-ack,time-wait']), []);
		assert.deepEqual(different(['state synchronized', 'state connected exclude syn-sent']), []);
		assert.deepEqual(different(['state bucket', 'state:time-wait,syn-recv', 'state time-wait state syn-recv']), []);
		assert.deepEqual(different(['state big', 'exclude bucket', 'exclude time-wait exclude syn-recv', 'state all exclude time-wait,syn-recv']), []);
		assert.deepEqual(different(['state = established', 'state established', 'state:estab', 'state == ESTAB']), []);
	});

	it('reads a sequence of state and exclude as one set, and other terms beside it', () => {
		assert.deepEqual(parsed('state listening state established sport = :22'), {
			kind: 'and',
			operands: [{kind: 'state', states: ['LISTEN', 'ESTABLISHED']}, {kind: 'port', side: 'local', ranges: [{first: 22, last: 22}]}],
		});
		assert.deepEqual(parsed('exclude time-wait'), {kind: 'state', states: socketStates.filter(state => state !== 'TIME_WAIT')});
		// An explicit `and` joins two conditions instead.
		assert.deepEqual(parsed('state listen and state estab'), {
			kind: 'and', operands: [{kind: 'state', states: ['LISTEN']}, {kind: 'state', states: ['ESTABLISHED']}],
		});
	});
});

describe('states and protocols', () => {
	it('are known in every common spelling', () => {
		const spellings: ReadonlyArray<readonly [string, readonly string[]]> = [
			['LISTEN', ['LISTEN', 'listening', 'Listen']],
			['ESTABLISHED', ['ESTAB', 'ESTABLISHED', 'established']],
			['SYN_SENT', ['SYN-SENT', 'SYN_SENT', 'synsent']],
			['SYN_RECEIVED', ['SYN-RECV', 'SYN_RECV', 'SYN_RECEIVED', 'syn-received', 'SYN_RCVD']],
			['FIN_WAIT_1', ['FIN-WAIT-1', 'FIN_WAIT_1', 'FIN_WAIT1', 'fin-wait1']],
			['FIN_WAIT_2', ['FIN-WAIT-2', 'FIN_WAIT_2', 'FIN_WAIT2']],
			['CLOSE_WAIT', ['CLOSE-WAIT', 'CLOSE_WAIT', 'closewait']],
			['CLOSING', ['CLOSING']],
			['LAST_ACK', ['LAST-ACK', 'LAST_ACK']],
			['TIME_WAIT', ['TIME-WAIT', 'TIME_WAIT', 'timewait']],
			['CLOSED', ['UNCONN', 'unconnected', 'CLOSED', 'CLOSE', 'close']],
			['IDLE', ['IDLE']],
		];
		assert.deepEqual(spellings.map(([state]) => state).toSorted(), [...socketStates].toSorted());
		for (const [state, names] of spellings) {
			for (const name of names) {
				assert.deepEqual(parsed(`state:${name}`), {kind: 'state', states: [state]}, name);
				assert.deepEqual(parsed(`state ${name}`), {kind: 'state', states: [state]}, name);
			}
		}

		assert.deepEqual(different(['state:fin-wait', 'state:fin-wait-1,fin-wait-2']), []);
	});

	it('of tcp are both of its tables, of tcp4 and tcp6 one', () => {
		assert.deepEqual(parsed('proto:tcp'), {kind: 'protocol', protocols: ['tcp', 'tcp6']});
		assert.deepEqual(parsed('proto:TCP6'), {kind: 'protocol', protocols: ['tcp6']});
		assert.deepEqual(parsed('proto=tcp4'), {kind: 'protocol', protocols: ['tcp']});
		assert.deepEqual(parsed('proto:udp6,tcp'), {kind: 'protocol', protocols: ['tcp', 'tcp6', 'udp6']});
	});
});

describe('values', () => {
	const number = (field: string, value: number) => ({kind: 'number', field, intervals: [{minimum: value, maximum: value, exclusive: false}]});

	it('of time have units; rtt is in ms and age in s without one', () => {
		for (const [text, microseconds] of [
			['20', 20_000],
			['20ms', 20_000],
			['20us', 20],
			['20\u{B5}s', 20],
			['20\u{3BC}s', 20],
			['16.1ms', 16_100],
			['2.01ms', 2010],
			['.5s', 500_000],
			['1m', 60e6],
			['1h', 3600e6],
			['1d', 86_400e6],
		] as const) {
			assert.deepEqual(parsed(`rtt=${text}`), number('rtt', microseconds), text);
		}

		for (const [text, seconds] of [['90', 90], ['90s', 90], ['500ms', 0.5], ['5m', 300], ['2h', 7200], ['1d', 86_400]] as const) {
			assert.deepEqual(parsed(`age=${text}`), number('age', seconds), text);
		}
	});

	it('of rates are decimal bits per second', () => {
		for (const [text, bits] of [
			['1', 1], ['1k', 1000], ['1K', 1000], ['1M', 1e6], ['1.5M', 1.5e6], ['1G', 1e9], ['1T', 1e12], ['1Mbit', 1e6], ['1Mbps', 1e6], ['1Mb', 1e6],
		] as const) {
			assert.deepEqual(parsed(`rx=${text}`), number('rx', bits), text);
			assert.deepEqual(parsed(`tx=${text}`), number('tx', bits), text);
		}
	});

	it('of queues are bytes, decimal or binary', () => {
		for (const [text, bytes] of [
			['0', 0], ['1k', 1000], ['1K', 1000], ['1kB', 1000], ['64Ki', 65_536], ['64KiB', 65_536], ['1M', 1e6], ['1Mi', 1_048_576], ['1GiB', 1_073_741_824], ['512B', 512],
		] as const) {
			assert.deepEqual(parsed(`sendq=${text}`), number('sendq', bytes), text);
			assert.deepEqual(parsed(`recvq=${text}`), number('recvq', bytes), text);
		}
	});

	it('may be lists and ranges', () => {
		assert.deepEqual(parsed('pid:1,100-200'), {
			kind: 'number',
			field: 'pid',
			intervals: [{minimum: 1, maximum: 1, exclusive: false}, {minimum: 100, maximum: 200, exclusive: false}],
		});
		assert.deepEqual(different(['age:5-10m', 'age:5m-10m', 'age:300-600']), []);
		assert.deepEqual(different(['rtt > 20ms', 'rtt>20', 'rtt gt 0.02s']), []);
		assert.deepEqual(different(['state:estab,time-wait', 'state: time-wait , estab']), []);
	});

	it('of text may hold what means something elsewhere', () => {
		const text = (value: string) => ({
			kind: 'text', field: 'container', match: 'contains', text: value,
		});
		assert.deepEqual(parsed('container:web:latest'), text('web:latest'));
		assert.deepEqual(parsed('container:and'), text('and'));
		assert.deepEqual(parsed('container:"a (b)"'), text('a (b)'));
		assert.deepEqual(parsed('container:443'), text('443'));
		assert.deepEqual(parsed('container = Web'), {
			kind: 'text', field: 'container', match: 'equals', text: 'web',
		});
	});
});

describe('regular expressions', () => {
	it('end at a blank or at a parenthesis they have not opened', () => {
		const pattern = (text: string) => ({kind: 'pattern', field: 'process', pattern: text});
		for (const text of ['^ng(inx|foo)$', 'a|b', '[)]', String.raw`\)`, 'a,b', 'a=b!', '(?:x)', '[(]a', String.raw`\[(a)`]) {
			assert.deepEqual(parsed(`process~${text}`), pattern(text));
			assert.deepEqual(parsed(`(process ~ ${text})`), pattern(text));
			assert.deepEqual(parsed(`process~'${text}'`), pattern(text));
			assert.deepEqual(parsed(`process=~${text} 443`), {kind: 'and', operands: [pattern(text), port(443)]});
		}

		assert.deepEqual(parsed('process~"a b"'), pattern('a b'));
		assert.deepEqual(parsed('process!~a'), {kind: 'not', operand: pattern('a')});
	});

	it('may repeat a group that matches in one way only, and any other a few times', () => {
		for (const pattern of [
			String.raw`^(\d{1,3}\.){3}7$`,
			'(ab)+',
			'(a+)?',
			'(?:[0-9a-f]{4}:){7}',
			'[(a+)]+',
			String.raw`\(a+\)+`,
			'(a|b){2}',
			'(a+)b+',
			'a*b+c*d{2,}',
			String.raw`^(\d+\.){3}\d+$`,
			'(a|b){1,9}',
			'(a+){0}b*',
		]) {
			assert.deepEqual(parsed(`dst~${pattern}`), {kind: 'address-pattern', side: 'remote', pattern});
		}
	});
});

describe('the catalogue of fields', () => {
	it('has an example that parses for each field, and each field has one', () => {
		for (const [name, {example}] of Object.entries(filterFields)) {
			assert.ok(example.startsWith(name));
			assert.notDeepEqual(parsed(example), {kind: 'all'});
		}
	});
});
