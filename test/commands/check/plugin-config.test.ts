import assert from 'node:assert/strict';
import {test} from 'node:test';
import {commonValue, parsePluginConfig} from '../../../source/commands/check/plugin-config.ts';
import {UsageError} from '../../../source/commands/usage-error.ts';

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
