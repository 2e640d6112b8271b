import assert from 'node:assert/strict';
import process from 'node:process';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {parsePidCgroup, readPidCgroup} from '../../../source/linux/procfs/pid-cgroup.ts';

const id = '0123456789abcdef'.repeat(4);
const short = '0123456789ab';

const cases: ReadonlyArray<readonly [name: string, text: string, unit: string | null, container: string | null]> = [
	['a service', '0::/system.slice/nginx.service\n', 'nginx.service', null],
	['an instance', '0::/system.slice/system-postgresql.slice/postgresql@16-main.service\n', 'postgresql@16-main.service', null],
	['a session', '0::/user.slice/user-1000.slice/session-3.scope\n', 'session-3.scope', null],
	['a user\'s service', '0::/user.slice/user-1000.slice/user@1000.service/app.slice/syncthing.service\n', 'syncthing.service', null],
	['a scope inside of a service', '0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-firefox-12.scope\n', 'user@1000.service', null],
	['a group below a service', '0::/system.slice/web.service/workers\n', 'web.service', null],
	['an escaped name', '0::/system.slice/app-my\\x2dapp\\x40home.service\n', 'app-my-app@home.service', null],
	['init', '0::/init.scope\n', 'init.scope', null],
	['a socket', '0::/system.slice/sshd.socket\n', 'sshd.socket', null],
	['the root', '0::/\n', null, null],
	['Docker under systemd', `0::/system.slice/docker-${id}.scope\n`, null, short],
	['Docker without it', `0::/docker/${id}\n`, null, short],
	['systemd in Docker', `0::/docker/${id}/system.slice/nginx.service\n`, 'nginx.service', short],
	['containerd', `0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-${id}.scope\n`, null, short],
	['containerd, its other spelling', `0::/system.slice/kubepods-burstable-pod1.slice:cri-containerd:${id}\n`, null, short],
	['Kubernetes without systemd', `0::/kubepods/burstable/pod5c1a-88/${id}\n`, null, short],
	['CRI-O', `0::/kubepods.slice/crio-${id}.scope\n`, null, short],
	['Podman', `0::/machine.slice/libpod-${id}.scope/container\n`, null, short],
	['Podman of a user', `0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${id}.scope/container\n`, 'user@1000.service', short],
	['Podman\'s monitor', `0::/machine.slice/libpod-conmon-${id}.scope\n`, `libpod-conmon-${id}.scope`, null],
	['LXC', '0::/lxc.payload.web/system.slice/nginx.service\n', 'nginx.service', 'web'],
	['LXC\'s monitor', '0::/lxc.monitor.web\n', null, null],
	['LXC before 4', '0::/lxc/101/ns\n', null, '101'],
	['Docker in LXC', `0::/lxc.payload.web/docker/${id}\n`, null, short],
	['version 1', `12:pids:/docker/${id}\n2:cpu,cpuacct:/docker/${id}\n1:name=systemd:/docker/${id}\n`, null, short],
	['version 1, a service', '12:pids:/system.slice/nginx.service\n1:name=systemd:/system.slice/nginx.service\n0::/\n', 'nginx.service', null],
	['version 1, a controller\'s own groups', '12:pids:/other.service\n1:name=systemd:/\n', null, null],
	['no lines', '', null, null],
	['other lines', 'nonsense\n:\n::\n', null, null],
];

const anyText = fc.string({unit: fc.constantFrom(':', '/', '0', '\n', String.raw`\x`, '-', '.service', 'lxc', id)});

describe('/proc/PID/cgroup', () => {
	for (const [name, text, unit, container] of cases) {
		it(`of ${name}`, () => {
			assert.deepEqual(parsePidCgroup(text), {unit, container});
		});
	}

	it('may be anything', () => {
		fc.assert(fc.property(anyText, text => {
			const {unit, container} = parsePidCgroup(text);
			assert.ok(unit === null || unit.length > 0);
			assert.ok(container === null || container.length > 0);
		}));
	});

	it('of this process can be read', () => {
		assert.notStrictEqual(readPidCgroup('/proc', process.pid), undefined);
		assert.equal(readPidCgroup('/proc', 0x7F_FF_FF_FF), undefined);
	});
});
