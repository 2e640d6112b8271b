import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parseCommandLine} from '../../../source/cli/options/command-line.ts';
import type {MonitorOptions, ProbeOptions} from '../../../source/cli/options/options.ts';
import {defaultProbeSettings} from '../../../source/probes/targets/settings.ts';
import {UsageError} from '../../../source/cli/flags/usage-error.ts';

const words = (line: string) => line.split(' ').filter(word => word !== '');

async function probe(...argv: readonly string[]): Promise<ProbeOptions> {
	const task = await parseCommandLine(['probe', ...argv], {});
	assert.strictEqual(task.command, 'probe');
	return task.options;
}

async function monitor(...argv: readonly string[]): Promise<MonitorOptions> {
	const task = await parseCommandLine(argv, {});
	assert.strictEqual(task.command, 'monitor');
	return task.options;
}

test('a target is enough', async () => {
	assert.deepEqual(await probe('example.org:443'), {
		...defaultProbeSettings,
		probeMethod: null,
		numeric: false,
		utc: false,
		color: true,
		targets: [{
			text: 'example.org:443', method: null, host: 'example.org', port: 443,
		}],
		settings: defaultProbeSettings,
		json: false,
		watch: false,
	});
});

for (const [line, settings] of [
	['-c 3', {count: 3}],
	['--count=3', {count: 3}],
	['-i 0.01', {intervalSeconds: 0.01}],
	['--interval 3600', {intervalSeconds: 3600}],
	['--timeout 0.25', {timeoutSeconds: 0.25}],
	['-4', {family: 4}],
	['-6', {family: 6}],
	['--ipv4', {family: 4}],
	['--ipv6', {family: 6}],
	['--source-port 5000', {sourcePort: 5000}],
	['--ttl 3', {timeToLive: 3}],
	['--df', {doNotFragment: true}],
	['--tos 16', {typeOfService: 16}],
	['--tos 0x1F', {typeOfService: 31}],
	['--dscp ef', {typeOfService: 0xB8}],
	['--dscp EF', {typeOfService: 0xB8}],
	['--dscp 0', {typeOfService: 0}],
	['--dscp cs7', {typeOfService: 0xE0}],
	['--dscp af11', {typeOfService: 0x28}],
	['--dscp af43', {typeOfService: 0x98}],
	['--dscp le', {typeOfService: 0x04}],
	['--size 0', {payloadBytes: 0}],
	['--size 65495', {payloadBytes: 65_495}],
	['--interface eth0.100@if2', {interfaceName: 'eth0.100@if2'}],
	['--flags SA', {tcpFlags: ['S', 'A']}],
	['--flags upras', {tcpFlags: ['S', 'R', 'P', 'A', 'U']}],
] as const) {
	test(`reads ${line}, before and after the target`, async () => {
		const expected = {...defaultProbeSettings, ...settings};
		const after = await probe('syn://host:443', ...words(line));
		const before = await probe(...words(line), 'syn://host:443');
		assert.deepEqual(after.settings, expected);
		assert.deepEqual(before, after);
	});
}

test('the monitor\'s probes have the same settings', async () => {
	const line = words('--timeout 2 -6 --source-port 5000 --ttl 9 --df --dscp ef --size 5 --interface eth0 --flags A');
	const {settings} = await probe('syn://host:443', ...line);
	const {probeSettings} = await monitor('--probe', 'syn://host:443', ...line);
	assert.deepEqual(probeSettings, settings);
});

for (const [text, bytes] of [
	['ping', [112, 105, 110, 103]],
	[String.raw`\r\n\t\0\\`, [13, 10, 9, 0, 92]],
	[String.raw`\x00\xff\xAb`, [0, 255, 171]],
	[String.raw`\x411`, [0x41, 0x31]],
	['é', [0xC3, 0xA9]],
	[' "a" ', [32, 34, 97, 34, 32]],
	['-1', [45, 49]],
] as const) {
	test(`reads --data ${text}`, async () => {
		const {settings} = await probe('udp://host:7', `--data=${text}`);
		assert.deepEqual(settings.data, new Uint8Array(bytes));
	});
}

test('a method is for the targets that name none', async () => {
	const {targets} = await probe('--method', 'syn', 'host:80', 'icmp://host', '[::1]:80');
	assert.deepEqual(targets.map(({method, host}) => [method, host]), [['syn', 'host'], ['icmp', 'host'], ['syn', '::1']]);
});

for (const line of ['connect://h:80 -i 1 --timeout 1', 'syn://h:80 -i 0.01', 'h:80 -i 0.01']) {
	test(`one probe at a time is all there is, or it is not certain: ${line}`, async () => {
		const {settings} = await probe(...words(`${line} --source-port 5000`));
		assert.equal(settings.sourcePort, 5000);
	});
}

test('what changes nothing about probes is accepted all the same', async () => {
	assert.deepEqual(await probe('host', '--numeric', '--utc', '--no-color'), {
		...await probe('host'), numeric: true, utc: true, color: false,
	});
});

test('the same target is probed once', async () => {
	const {targets} = await probe('host:80', 'HOST:80', 'host:81', 'icmp://::1', 'icmp://[::1]', 'icmp://0:0:0:0:0:0:0:1', 'host:80');
	assert.deepEqual(targets.map(({text}) => text), ['host:80', 'host:81', 'icmp://::1']);
});

test('64 targets are fine, more are refused', async () => {
	const texts = Array.from({length: 64}, (_, index) => `host:${index + 1}`);
	const {targets} = await probe(...texts, 'host:1');
	assert.equal(targets.length, 64);
	await assert.rejects(probe(...texts, 'other'), /^UsageError: 65 targets are more than the 64 that portop probes at the same time$/);
});

test('--watch is JSON', async () => {
	const {json, watch} = await probe('host', '--watch');
	assert.deepEqual([json, watch], [true, true]);
});

test('the monitor takes targets, an interval of their own, and --passive', async () => {
	const options = await monitor(...words('--probe host:80 --probe=icmp://host --interval 5 --probe-interval 0.2 --method connect --passive'));
	assert.equal(options.intervalSeconds, 5);
	assert.equal(options.probeSettings.intervalSeconds, 0.2);
	assert.equal(options.passive, true);
	assert.deepEqual(options.probeTargets.map(({text, method}) => [text, method]), [['host:80', 'connect'], ['icmp://host', 'icmp']]);
});

for (const [line, message] of [
	['probe', /^portop probe: no target is given; write e\.g\. portop probe host, /],
	['probe -5', /^'-5': a host does not begin with a dash/],
	['probe host:0', /^'host:0': '0' is not a port/],
	['probe host --count 0', /^--count: '0' is not a whole number from 1 to 1000000000, e\.g\. --count 10$/],
	['probe host -c', /^-c needs a value, e\.g\. --count 10$/],
	['probe host -c5', /^unknown flag '-c5'; write -c 5$/],
	['probe host -c 1 --count 2', /^--count is given twice/],
	['probe host -i 0.001', /^--interval: '0\.001' is too short: 100 probes per second and target are the most, --interval 0\.01$/],
	['probe host -i 0', /100 probes per second and target are the most/],
	['probe host -i -1', /^--interval: '-1' is not a number of seconds from 0\.01 to 3600, e\.g\. --interval 0\.5$/],
	['probe host -i fast', /^--interval: 'fast' is not a number of seconds from 0\.01 to 3600/],
	['probe host -i 3601', /^--interval: '3601' is not a number of seconds from 0\.01 to 3600/],
	['--probe-interval -1', /^--probe-interval: '-1' is not a number of seconds from 0\.01 to 3600/],
	['--probe-interval 0.001', /^--probe-interval: '0\.001' is too short/],
	['--interval 0.05', /^--interval: '0\.05' is not a number of seconds from 0\.1 to 3600/],
	['probe host --timeout 61', /^--timeout: '61' is not a number of seconds from 0\.01 to 60, e\.g\. --timeout 2$/],
	['probe host --method tcp', /^--method: 'tcp' is not a method; there is connect, syn, icmp, udp$/],
	['probe host --method syn', /^'host' has no port, and syn probes need one; write syn:\/\/host:443$/],
	['probe host:80 --method icmp', /^'host:80' has a port, and icmp probes have none/],
	['probe host -4 -6', /^--ipv4 and --ipv6 exclude each other; leave one of them out$/],
	['probe ::1 -4', /^--ipv4 and the address '::1' exclude each other/],
	['probe 192.0.2.1 --ipv6', /^--ipv6 and the address '192\.0\.2\.1' exclude each other/],
	['probe fe80::1%eth0 --interface eth1', /^--interface eth1 and the address 'fe80::1%eth0' exclude each other/],
	['probe host --source-port 65536', /^--source-port: '65536' is not a whole number from 1 to 65535/],
	['probe host --source-port 5000', /^--source-port is for connect, syn or udp probes, and 'host' is probed with icmp; leave one of them out$/],
	['probe connect://host:80 --source-port 5000 -i 0.5', /^--source-port 5000 carries one connect probe at a time: --interval 0\.5 must not be shorter than --timeout 1$/],
	['probe icmp://h udp://h:53 --source-port 5000 --timeout 2', /^--source-port is for connect/],
	['probe syn://h:80 udp://h:53 --source-port 5000 --timeout 2', /^--source-port 5000 carries one udp probe at a time: --interval 1 must not be shorter than --timeout 2$/],
	['probe h:80 --method connect --source-port 5000 --timeout 2', /carries one connect probe at a time/],
	['--method udp --source-port 5000 --probe-interval 0.1', /carries one udp probe at a time: --probe-interval 0\.1 must not/],
	['probe host --ttl 0', /^--ttl: '0' is not a whole number from 1 to 255/],
	['probe host --tos 256', /^--tos: '256' is not an octet/],
	['probe host --tos 0x100', /^--tos: '0x100' is not an octet/],
	['probe host --tos lowdelay', /^--tos: 'lowdelay' is not an octet/],
	['probe host --dscp 64', /^--dscp: '64' is not a code point/],
	['probe host --dscp af44', /^--dscp: 'af44' is not a code point/],
	['probe host --tos 1 --dscp ef', /^--tos and --dscp exclude each other/],
	['probe host --size 65528', /^--size: '65528' is not a whole number from 0 to 65527/],
	['probe icmp://192.0.2.1 --size 65508', /^--size: 65508 bytes are more than the 65507 that a probe of 'icmp:\/\/192\.0\.2\.1' can carry$/],
	['probe syn://192.0.2.1:7 --size 65496', /^--size: 65496 bytes are more than the 65495 that/],
	['probe syn://[2001:db8::1]:7 --size 65516', /^--size: 65516 bytes are more than the 65515 that/],
	['probe udp://host:7 -4 --size 65508', /^--size: 65508 bytes are more than the 65507 that/],
	['probe host --interface ../eth0', /^--interface: '\.\.\/eth0' cannot be the name of an interface/],
	['probe host --interface sixteen-letters-', /cannot be the name/],
	['probe syn://host:1 --flags SX', /^--flags: 'X' is not a TCP flag; there is F \(FIN\)/],
	['probe host --flags S', /^--flags is for syn probes, and 'host' is probed with icmp; leave one of them out$/],
	['probe host:80 --flags S', /^--flags is for syn probes, and 'host:80' may be probed with connect; write syn:\/\/host:80$/],
	['probe host:80 --size 9', /^--size is for syn, icmp or udp probes, and 'host:80' may be probed with connect; write syn:\/\/host:80$/],
	['probe connect://host:80 --df', /^--df is for syn, icmp or udp probes, and 'connect:\/\/host:80' is probed with connect/],
	['probe host syn://host:80 --flags S', /and 'host' is probed with icmp/],
	['probe host:80 --data x', /^--data is for udp probes, and 'host:80' is probed with syn or connect; leave one of them out$/],
	['probe udp://host:7 --data x --size 2', /^--size and --data exclude each other/],
	[String.raw`probe udp://host:7 --data \q`, /^--data: '\\q' is not an escape; there is \\n/],
	[String.raw`probe udp://host:7 --data \x4`, /^--data: '\\x' is not an escape/],
	['probe udp://host:7 --data \\', /^--data: '\\' is not an escape/],
	[`probe udp://host:7 --data ${'x'.repeat(65_528)}`, /^--data: 65528 bytes are more than the 65527/],
	['--method connect --flags S', /^--flags is for syn probes, not for --method connect/],
	['--probe host --flags S', /^--flags is for syn probes, and 'host' is probed with icmp/],
	['--probe ftp://host', /no method is called 'ftp'/],
	['--count 5', /^--count is not for the monitor; it belongs to portop probe/],
	['probe host --passive', /^--passive is not for portop probe; it belongs to portop, portop serve, portop record$/],
	['probe host --port 80', /^--port is not for portop probe/],
] as const) {
	test(`refuses ${line.slice(0, 80)}`, async () => {
		await assert.rejects(parseCommandLine(words(line), {}), error => {
			assert.ok(error instanceof UsageError, String(error));
			assert.match(error.message, message);
			assert.doesNotMatch(error.message, /\n/);
			return true;
		});
	});
}
