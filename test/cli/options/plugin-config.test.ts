import assert from 'node:assert/strict';
import {test} from 'node:test';
import {commonValue, parsePluginConfig} from '../../../source/cli/options/plugin-config.ts';
import {UsageError} from '../../../source/cli/flags/usage-error.ts';

const entries = (text: string) => parsePluginConfig(text).map(({section, values}) => [section, Object.fromEntries(values)]);

test('the .cfg of the port plug-in', () => {
	assert.deepEqual(entries('[port_check]\nport=22\n\n[port_check2]\nport=88\n'), [['port_check', {port: '22'}], ['port_check2', {port: '88'}]]);
});

test('the .cfg of the hping3 plug-in: quotes are taken off, underscores are dashes', () => {
	assert.deepEqual(entries('[localhost]\nhost="localhost"\nplugin_version="1"\nheartbeat="True"\n'), [['localhost', {host: 'localhost', 'plugin-version': '1', heartbeat: 'True'}]]);
});

test('dots in names, comments, blanks, Windows line ends', () => {
	assert.deepEqual(entries('; a comment\r\n# another\r\n  [www.example.org]  \r\n  port = 443 \r\n'), [['www.example.org', {port: '443'}]]);
});

test('what stands outside of a section is nothing', () => {
	assert.deepEqual(entries('port=22\n'), []);
});

test('a value that sections share is one; one that differs is an error', () => {
	const config = parsePluginConfig('[a]\nhost=x\n[b]\nhost=x\nheartbeat=False\n');
	assert.equal(commonValue(config, 'host'), 'x');
	assert.equal(commonValue(config, 'heartbeat'), 'False');
	assert.equal(commonValue(config, 'port'), undefined);
	assert.throws(() => commonValue(parsePluginConfig('[a]\nhost=x\n[b]\nhost=y\n'), 'host'), (error: Error) => error instanceof UsageError && /host differs.*'x', 'y'/.test(error.message));
});

test('a section, or a key in one, that stands there twice is an error: one of two would not be checked', () => {
	for (const text of ['[a]\nport=1\n[a]\nport=2\n', '[a]\nport=1\nport: 2\n', '[a]\nplugin_version=1\nPlugin-Version=2\n']) {
		assert.throws(() => parsePluginConfig(text), (error: Error) => error instanceof UsageError && /in line \d stands there twice/.test(error.message), text);
	}

	assert.equal(parsePluginConfig('[a]\n# port=1\nport=1\n[b]\nport=1\n').length, 2);
});

test('the defaults of configparser are every section\'s, and an agent\'s own section is none', () => {
	assert.deepEqual(entries('[DEFAULT]\nhost=h\nport=1\n[a]\nport=22\n[b]\n[global_configurations]\nuse_agent_python=1\n'), [['a', {host: 'h', port: '22'}], ['b', {host: 'h', port: '1'}]]);
});

test('what stands behind the first equals sign is the value, whatever it is', () => {
	const text = String.raw`[a]
expect="^220 \d+ #1;2"
send = Cookie: a=1; b=2
host: 'x'
`;
	assert.deepEqual(entries(text), [['a', {expect: String.raw`^220 \d+ #1;2`, send: 'Cookie: a=1; b=2', host: 'x'}]]);
	assert.deepEqual(entries('[__proto__]\nport=1\n'), [['__proto__', {port: '1'}]]);
	assert.throws(() => parsePluginConfig('[a]\nport\n'), (error: Error) => error instanceof UsageError && error.message.includes('\'port\' in line 2 has no value'));
});
