import assert from 'node:assert/strict';
import {isIPv6} from 'node:net';
import {test} from 'node:test';
import fc from 'fast-check';
import {addressBytes} from '../../../source/linux/packet/address.ts';
import {probeMethods} from '../../../source/model/probe-method.ts';
import {formatTarget, parseTarget} from '../../../source/probes/targets/target.ts';

function read(text: string) {
	const parsed = parseTarget(text);
	assert.ok(parsed.ok, text);
	return parsed.target;
}

for (const [text, ...expected] of [
	['host', null, 'host', null],
	['host.example.org.', null, 'host.example.org.', null],
	['_sip._tcp.example.org:5060', null, '_sip._tcp.example.org', 5060],
	['bücher.example:80', null, 'bücher.example', 80],
	['host:1', null, 'host', 1],
	['host:65535', null, 'host', 65_535],
	['192.0.2.1', null, '192.0.2.1', null],
	['192.0.2.1:22', null, '192.0.2.1', 22],
	['::1', null, '::1', null],
	['::ffff:192.0.2.1', null, '::ffff:192.0.2.1', null],
	['[::1]', null, '::1', null],
	['[2001:db8::1]:443', null, '2001:db8::1', 443],
	['fe80::1%eth0', null, 'fe80::1%eth0', null],
	['[fe80::1%eth0.5]:22', null, 'fe80::1%eth0.5', 22],
	['icmp://host', 'icmp', 'host', null],
	['icmp://::1', 'icmp', '::1', null],
	['icmp://[fe80::1%eth0]', 'icmp', 'fe80::1%eth0', null],
	['SYN://host:443', 'syn', 'host', 443],
	['connect://192.0.2.1:443', 'connect', '192.0.2.1', 443],
	['udp://[::1]:53', 'udp', '::1', 53],
] as const) {
	test(`reads ${text}`, () => {
		const {method, host, port} = read(text);
		assert.deepEqual([method, host, port], expected);
		assert.equal(read(text).text, text);
	});
}

for (const [text, message] of [
	['', /^a target is empty; write host, /],
	['tpc://host:80', /^'tpc:\/\/host:80': no method is called 'tpc'; write connect:\/\/, syn:\/\/, icmp:\/\/ or udp:\/\/ before the host$/],
	['tcp://host:80', /no method is called 'tcp'; write connect:\/\/ before the host$/],
	['https://example.org/', /write connect:\/\/ before/],
	['__proto__://host', /no method is called '__proto__'/],
	['://host:80', /no method is called ''/],
	['syn://host', /^'syn:\/\/host' has no port, and syn probes need one; write syn:\/\/host:443$/],
	['connect://::1', /write connect:\/\/\[::1\]:443$/],
	['udp://host', /^'udp:\/\/host' has no port/],
	['icmp://host:443', /^'icmp:\/\/host:443' has a port, and icmp probes have none; write icmp:\/\/host$/],
	['host:0', /^'host:0': '0' is not a port; write a number from 1 to 65535/],
	['host:65536', /'65536' is not a port/],
	['host:https', /'https' is not a port/],
	['host:+80', /'\+80' is not a port/],
	['host:000080', /'000080' is not a port/],
	['host:', /^'host:': nothing stands after the colon; write a number/],
	['[::1]:', /nothing stands after the colon/],
	['host:80:80', /^'host:80:80' has too many colons; write host:443/],
	['2001:db8::g', /has too many colons/],
	['[host]:80', /what stands in brackets is not an IPv6 address/],
	['[192.0.2.1]:80', /what stands in brackets is not an IPv6 address/],
	['[::1', /has too many colons/],
	['[::1]x', /is not the name of a host|too many colons/],
	['fe80::1%', /has too many colons/],
	[':80', /^':80' names no host/],
	['icmp://', /names no host/],
	['-host', /^'-host': a host does not begin with a dash/],
	['syn://-S:80', /does not begin with a dash/],
	['connect://host:443/', /'443\/' is not a port/],
	['connect://host/path', /goes on after the host/],
	['10.0.0.0/8', /goes on after the host; write host:443, without a path$/],
	['443', /^'443': '443' is neither an address nor a name/],
	['192.0.2.256', /is neither an address nor a name/],
	['192.0.2.1.1:80', /is neither an address nor a name/],
	['0x7f.1', /is neither an address nor a name/],
	['0x7f000001', /is neither an address nor a name/],
	['user@host', /^'user@host': 'user@host' is not the name of a host/],
	['a..b', /is not the name of a host/],
	['host%eth0', /is not the name of a host/],
	[`${'a'.repeat(64)}.example`, /is not the name of a host/],
	[`${'a.'.repeat(127)}a`, /is not the name of a host/],
	['a'.repeat(1000), /^'a+…' is too long for a target/],
	['host name', /^'host name' has a blank or a control character/],
	['host\u{1B}[31m', /^'host \[31m' has a blank or a control character/],
	['host\n', /^'host ' has a blank/],
	['ho\u{202E}st', /has a blank or a control character/],
	['ho\u{3164}st', /has a blank or a control character/],
	['host\u{FE0F}', /has a blank or a control character/],
] as const) {
	test(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => {
		const parsed = parseTarget(text);
		assert.match(parsed.ok ? 'it is read' : parsed.message, message);
	});
}

test('the longest name is one', () => {
	const name = `${'a.'.repeat(126)}a`;
	assert.equal(read(`${name}.:1`).host, `${name}.`);
});

test('a method that is given beside is of those that name none', () => {
	assert.deepEqual(parseTarget('host:80', 'syn'), {
		ok: true,
		target: {
			text: 'host:80', method: 'syn', host: 'host', port: 80,
		},
	});
	assert.deepEqual(parseTarget('icmp://host', 'syn'), parseTarget('icmp://host'));
	assert.deepEqual(parseTarget('host', 'udp'), {ok: false, message: '\'host\' has no port, and udp probes need one; write udp://host:443'});
	assert.deepEqual(parseTarget('host:80', 'icmp'), {ok: false, message: '\'host:80\' has a port, and icmp probes have none; write icmp://host'});
});

const host = fc.oneof(
	fc.ipV4(),
	fc.ipV6(),
	fc.domain(),
	fc.ipV6().map(address => `${address}%eth0`),
);

const port = fc.option(fc.integer({min: 1, max: 65_535}));
const method = fc.option(fc.constantFrom(...probeMethods));

test('printing a target and reading it again agree', () => {
	fc.assert(fc.property(host, port, method, (name, number, by) => {
		const target = {
			text: '', method: by, host: name, port: by === 'icmp' ? null : number ?? (by === null ? null : 443),
		};
		const text = formatTarget(target);
		const again = read(text);
		assert.deepEqual({...again, host: canonical(again.host)}, {...target, text, host: canonical(name)});
		assert.equal(formatTarget(again), text);
	}));
});

/** The bytes of an IPv6 address, and its interface; names in lower case. */
function canonical(name: string): string {
	const [address = '', ...zone] = name.split('%');
	return isIPv6(address) ? [addressBytes(address).toString(), ...zone].join('%') : name.toLowerCase();
}

for (const [text, ...others] of [
	['[::1]', '::1', '0:0:0:0:0:0:0:1', '[0000:0::0001]'],
	['syn://[2001:db8::1:0:0:1]:443', 'syn://[2001:DB8:0:0:1:0:0:1]:443', 'SYN://[2001:0db8::1:0:0:1]:443'],
	['[fe80::1%Eth0]:22', '[FE80:0::1%Eth0]:22'],
	['[::ffff:192.0.2.1]', '::ffff:c000:201', '0:0:0:0:0:FFFF:192.0.2.1'],
	['example.org:80', 'EXAMPLE.org:80'],
] as const) {
	test(`${text} has one spelling of many`, () => {
		for (const other of others) {
			assert.equal(formatTarget(read(other)), text);
			assert.equal(read(other).text, other);
		}
	});
}

test('an interface is part of the target', () => {
	assert.notEqual(formatTarget(read('fe80::1%eth0')), formatTarget(read('fe80::1%eth1')));
});

test('any text is read, or refused in one line that a terminal can show', () => {
	const piece = fc.constantFrom('host', '::1', '[', ']', ':', '://', 'icmp', 'syn', 'udp', '443', '1.2.3.4', '-', '.', '%', '/', ' ', '\n', '\u{9B}', '0x', '…');
	const text = fc.oneof(
		fc.string({unit: 'binary', maxLength: 400}),
		fc.array(piece, {maxLength: 9}).map(pieces => pieces.join('')),
	);
	fc.assert(fc.property(text, method, (word, by) => {
		const parsed = parseTarget(word, by);
		if (!parsed.ok) {
			assert.doesNotMatch(parsed.message, /[\p{Control}\p{Format}\p{Surrogate}\u{2028}\u{2029}]/u);
			assert.ok(parsed.message.length < 300);
			return;
		}

		const {target} = parsed;
		assert.notEqual(target.host, '');
		assert.equal(target.method === 'icmp', target.port === null && target.method !== null);
		const again = parseTarget(formatTarget(target));
		assert.ok(again.ok);
		assert.equal(formatTarget(again.target), formatTarget(target));
	}), {numRuns: 1000});
});
