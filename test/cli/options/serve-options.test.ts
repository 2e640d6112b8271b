import assert from 'node:assert/strict';
import {test} from 'node:test';
import {defaultLimits} from '../../../source/alerts/fixed-checks/limits.ts';
import type {ServeOptions} from '../../../source/cli/options/options.ts';
import {readServeOptions} from '../../../source/cli/options/serve-options.ts';
import {UsageError} from '../../../source/cli/flags/usage-error.ts';
import {parseArguments} from '../../../source/cli/flags/parsed-arguments.ts';
import {defaultProbeSettings} from '../../../source/probes/targets/settings.ts';

const config = {interval: 5, ports: [{first: 443, last: 443}], passive: true};
const {count: _count, intervalSeconds: probeIntervalSeconds, ...packets} = defaultProbeSettings;
const monitoring = {
	...packets,
	source: 'auto',
	intervalSeconds: 5,
	watchedPorts: [{first: 443, last: 443}],
	probes: [],
	probeTargets: [],
	probeMethod: null,
	probeIntervalSeconds,
	probeSettings: defaultProbeSettings,
	passive: true,
	alertRules: [],
	fixedLimits: defaultLimits,
	detects: true,
	configFile: null,
	warnings: ['a warning'],
};

async function read(...argv: readonly string[]): Promise<ServeOptions> {
	const parsed = await parseArguments(['serve', ...argv]);
	assert.strictEqual(parsed.command, 'serve');
	return readServeOptions(parsed, {config, warnings: ['a warning']});
}

test('on loopback, port 9464, without a token, unless told', async () => {
	assert.deepEqual(await read(), {
		...monitoring, listen: {host: '127.0.0.1', port: 9464, name: null}, tokenFile: null, insecure: false,
	});
});

test('addresses of this machine alone need no token', async () => {
	for (const [word, host, port] of [
		['127.0.0.1:9464', '127.0.0.1', 9464],
		['127.255.255.254:0', '127.255.255.254', 0],
		['[::1]:9464', '::1', 9464],
		['[::ffff:127.0.0.1]:65535', '::ffff:127.0.0.1', 65_535],
	] as const) {
		const {listen} = await read('--listen', word);
		assert.deepEqual(listen, {host, port, name: null});
	}
});

test('localhost is an address of this machine', async () => {
	const {listen} = await read('--listen', 'localhost:1');
	assert.ok(['127.0.0.1', '::1'].includes(listen.host ?? ''));
});

test('whatever else answers other machines needs a token, or that it is said', async () => {
	for (const [word, host] of [
		['0.0.0.0:9464', '0.0.0.0'],
		['[::]:9464', '::'],
		[':9464', null],
		['192.0.2.1:9464', '192.0.2.1'],
		['[::ffff:192.0.2.1]:9464', '::ffff:192.0.2.1'],
		['[fe80::1%eth0]:9464', 'fe80::1%eth0'],
		['128.0.0.1:9464', '128.0.0.1'],
	] as const) {
		await assert.rejects(read('--listen', word), (error: unknown) => error instanceof UsageError && error.message.startsWith(`--listen: '${word}' answers other machines too`)
			&& error.message.includes('--token-file') && error.message.includes('--insecure'));
		const open = await read('--listen', word, '--insecure');
		assert.deepEqual([open.listen, open.tokenFile], [{host, port: 9464, name: null}, null]);
		const closed = await read('--listen', word, '--token-file', '/etc/portop/token');
		assert.deepEqual([closed.listen, closed.tokenFile], [{host, port: 9464, name: null}, '/etc/portop/token']);
	}
});

test('a token is asked for on loopback too where one is given', async () => {
	const {tokenFile} = await read('--token-file', 'token');
	assert.equal(tokenFile, 'token');
});

test('what is no address and port is named, with what would be right', async () => {
	for (const word of ['9464', '127.0.0.1', '127.0.0.1:', '127.0.0.1:http', '::1:9464', '[::1]', '[127.0.0.1]:9464', '[::1]:9464x', 'a b:1:2', '127.0.0.1:-1', '127.0.0.1:123456']) {
		await assert.rejects(read('--listen', word), (error: unknown) => error instanceof UsageError && error.message.startsWith('--listen: ') && error.message.includes('127.0.0.1:9464'), word);
	}

	await assert.rejects(read('--listen', '127.0.0.1:65536'), /the port is not within 0 to 65535/);
	await assert.rejects(read('--listen', 'no-such-host.invalid:9464'), /there is no address of that name/);
	await assert.rejects(read('--listen', '256.1.1.1:9464'), UsageError);
});

test('words that are no flags are not taken', async () => {
	await assert.rejects(read('0.0.0.0:9464'), /portop serve: unexpected '0\.0\.0\.0:9464'; the address goes after --listen/);
});
