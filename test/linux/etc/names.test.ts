import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {parsePasswd} from '../../../source/linux/etc/passwd.ts';
import {parseServices} from '../../../source/linux/etc/services.ts';

const anyText = fc.string({unit: fc.constantFrom(':', '/', 'a', '0', '9', '-', '/tcp', ' ', '\t', '\n', '#')});

describe('/etc/passwd', () => {
	it('names users, the first of several with one id', () => {
		const names = parsePasswd('root:x:0:0:root:/root:/bin/bash\ntoor:x:0:0::/:\n# comment\nwww-data:x:33:33:www:/var/www:\n+::::::\nbad\n:x:5:5:::\nneg:x:-1:1:::\n');
		assert.deepEqual([...names], [[0, 'root'], [33, 'www-data']]);
	});

	it('may be anything', () => {
		fc.assert(fc.property(anyText, text => {
			assert.ok(parsePasswd(text).entries().every(([uid, name]) => Number.isFinite(uid) && name !== ''));
		}));
	});
});

describe('/etc/services', () => {
	it('names ports by protocol, the first of several', () => {
		const {names} = parseServices('# x 1/tcp\nssh\t\t22/tcp\t\t\t# Secure Shell\ndomain 53/tcp\ndomain 53/udp\nhttp 80/tcp www\nwww 80/tcp\nx 70000/tcp\ny 9/sctp\nz\nw 5/tcp#c\n');
		assert.deepEqual([...names], [['tcp/22', 'ssh'], ['tcp/53', 'domain'], ['udp/53', 'domain'], ['tcp/80', 'http'], ['tcp/5', 'w']]);
	});

	it('finds ports by name and alias, the first of several', () => {
		const {ports} = parseServices('http 80/tcp www\t web # nothttp\nhttp 80/udp\nweb 8080/tcp\nweb 8081/udp\n');
		assert.deepEqual([...ports], [['tcp/http', 80], ['tcp/www', 80], ['tcp/web', 80], ['udp/http', 80], ['udp/web', 8081]]);
	});

	it('may be anything', () => {
		fc.assert(fc.property(anyText, text => {
			assert.ok(parseServices(text).names.entries().every(([key, name]) => /^(?:tcp|udp)\/\d{1,5}$/.test(key) && name !== ''));
		}));
	});
});
