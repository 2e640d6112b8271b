import assert from 'node:assert/strict';
import {
	mkdtempSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {
	after,
	before,
	describe,
	it,
} from 'node:test';
import {Names} from '../../source/collectors/names.ts';

describe('names', () => {
	let folder: string;
	const write = (file: string, text: string) => {
		writeFileSync(path.join(folder, file), text);
	};

	before(() => {
		folder = mkdtempSync(path.join(tmpdir(), 'portop-names-'));
		write('passwd', 'root:x:0:0:root:/root:/bin/sh\n');
		write('services', 'intranet 8080/tcp inner inside # not-this\nhttps 8443/tcp\nfsp 21/udp\nodd\u{1B}[31m 7/tcp\nephemeral 40000/tcp\n');
	});

	after(() => {
		rmSync(folder, {recursive: true});
	});

	it('of services are the administrator\'s before IANA\'s', () => {
		const names = new Names(folder);
		assert.deepEqual(
			[names.service('tcp', 8080), names.service('tcp6', 8443), names.service('udp', 21), names.service('tcp', 40_000)],
			['intranet', 'https', 'fsp', 'ephemeral'],
		);
	});

	it('of services are IANA\'s where /etc/services has none', () => {
		const names = new Names(folder);
		assert.deepEqual(
			[names.service('tcp', 21), names.service('tcp6', 443), names.service('udp6', 8080), names.service('udp', 514), names.service('tcp', 40_001)],
			['ftp', 'https', 'http-alt', 'syslog', null],
		);
	});

	it('find the administrator\'s port, by an alias too, before IANA\'s', () => {
		const names = new Names(folder);
		assert.deepEqual(
			['intranet', 'inside', 'https', 'fsp', 'postgresql', 'http-alt', 'not-this'].map(name => names.servicePorts(name)),
			[{tcp: 8080, udp: null}, {tcp: 8080, udp: null}, {tcp: 8443, udp: null}, {tcp: null, udp: 21}, {tcp: 5432, udp: 5432}, {tcp: 8080, udp: 8080}, undefined],
		);
	});

	it('hold no control characters', () => {
		assert.ok(!new Names(folder).service('tcp', 7)?.includes('\u{1B}'));
	});

	it('need no file at all', () => {
		const names = new Names(path.join(folder, 'missing'));
		assert.deepEqual([names.service('tcp', 22), names.user(0), names.servicePorts('ssh')], ['ssh', '0', {tcp: 22, udp: 22}]);
	});

	it('follow a file that changes', () => {
		const names = new Names(folder);
		assert.equal(names.user(1), '1');
		write('passwd', 'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/:/bin/sh\n');
		names.refresh();
		assert.equal(names.user(1), 'daemon');
	});
});
