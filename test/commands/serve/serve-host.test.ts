import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isOwnName} from '../../../source/commands/serve/serve-host.ts';

test('addresses and localhost are this service, however they are spelled', () => {
	for (const host of ['127.0.0.1', '127.0.0.1:9464', '192.0.2.7:80', '[::1]', '[::1]:9464', 'localhost', 'LocalHost:9464', 'localhost.', 'localhost.:9464', undefined]) {
		assert.ok(isOwnName(host, '/metrics', null), host);
	}
});

test('any other name may be one that a page of another site has made to lead here', () => {
	for (const host of ['evil.example', 'evil.example:9464', 'localhost.evil.example', '127.0.0.1.evil.example', 'evil.example.', '', ':9464', '[evil.example]', '[::1', '::1', 'localhost:9464:1', 'x@localhost', '2130706433', '127.1', '0x7f.0.0.1']) {
		assert.ok(!isOwnName(host, '/metrics', null), host);
	}
});

test('the name that the operator listens on is one more', () => {
	assert.ok(isOwnName('Web1.example:9464', '/', 'web1.example'));
	assert.ok(isOwnName('web1.example.', '/', 'web1.example'));
	assert.ok(!isOwnName('web2.example', '/', 'web1.example'));
});

test('a target with a host of its own counts instead of the header (RFC 9112, section 3.2.2)', () => {
	assert.ok(!isOwnName('localhost', 'https://evil.example/metrics', null));
	assert.ok(!isOwnName('localhost', 'HTTPS://evil.example:9464', null));
	assert.ok(isOwnName('evil.example', 'https://[::1]:9464/metrics', null));
	assert.ok(!isOwnName('localhost', 'https://localhost@evil.example/', null));
});
