import assert from 'node:assert/strict';
import {test} from 'node:test';
import {programName, type NamedProcess} from '../../source/collectors/program-name.ts';

function nameOf(known: Partial<NamedProcess>): string {
	return programName({
		comm: 'server', executable: '/usr/sbin/server', words: [], threads: 1, ...known,
	});
}

test('the kernel\'s name where it is the program\'s, a script\'s, or one that the program chose', () => {
	assert.equal(nameOf({}), 'server');
	assert.equal(nameOf({
		comm: 'app.py', executable: '/usr/bin/python3', words: ['/usr/bin/python3', '/srv/app.py'], threads: 9,
	}), 'app.py');
	assert.equal(nameOf({
		comm: 'httpd', executable: '/bin/busybox', words: ['/bin/httpd'], threads: 2,
	}), 'httpd');
	assert.equal(nameOf({comm: 'gatekeeper', executable: '/usr/bin/python3', words: ['python3', '-c', 'x']}), 'gatekeeper');
	assert.equal(nameOf({comm: 'bash', executable: null, words: ['-bash']}), 'bash');
	assert.equal(nameOf({comm: 'nginx', executable: '/usr/sbin/nginx', words: ['nginx: master process /usr/sbin/nginx']}), 'nginx');
	assert.equal(nameOf({
		comm: 'gunicorn: maste', executable: '/usr/bin/python3', words: ['gunicorn: master [app]'], threads: 4,
	}), 'gunicorn');
});

test('the main thread\'s name is not the program\'s', () => {
	assert.equal(nameOf({
		comm: 'MainThread', executable: '/usr/bin/node', words: ['node', 'server.js'], threads: 11,
	}), 'node');
	assert.equal(nameOf({
		comm: 'node-MainThread', executable: '/usr/bin/node', words: ['node', 'server.js'], threads: 11,
	}), 'node');
	assert.equal(nameOf({comm: 'MainThread', executable: null, threads: 11}), 'MainThread', 'nothing better is known');
});

test('what the kernel cut is whole', () => {
	assert.equal(nameOf({comm: 'systemd-resolve', executable: '/usr/lib/systemd/systemd-resolved'}), 'systemd-resolved');
	assert.equal(nameOf({comm: 'a-long-script-n', executable: '/usr/bin/python3.13', words: ['python3', '-u', '/opt/a-long-script-name.py']}), 'a-long-script-name.py');
	assert.equal(nameOf({comm: 'exactly-fifteen', executable: '/bin/exactly-fifteen'}), 'exactly-fifteen');
	assert.equal(nameOf({comm: 'größengrößen\u{FFFD}', executable: '/bin/größengrößenmesser'}), 'größengrößenmesser');
});
