import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {test} from 'node:test';
import {loadLibc} from '../../../source/linux/calls/libc.ts';
import {defaultProbeSettings} from '../../../source/probes/targets/settings.ts';
import {HalfOpenCounts} from '../../../source/probes/sockets/half-open-counts.ts';
import {SelfProbePorts} from '../../../source/probes/sockets/self-probe-ports.ts';
import {Prober} from '../../../source/probes/prober/prober.ts';

const memory = () => ({selfProbePorts: new SelfProbePorts(), halfOpen: new HalfOpenCounts()});

function openDescriptors(): number {
	return readdirSync('/proc/self/fd').length;
}

test('a prober that dies leaves no descriptor open: another one is started in the same process', async () => {
	const libc = loadLibc();
	let hasSent = false;
	const prober = new Prober(memory(), events => {
		hasSent ||= events.some(({type}) => type === 'sent');
	}, {
		...libc,
		waitReadable(...words) {
			if (hasSent) {
				throw new Error('it broke');
			}

			libc.waitReadable(...words);
		},
	});
	const before = openDescriptors();
	prober.receive({
		type: 'add',
		identity: 'a',
		number: 1,
		target: {
			text: '127.0.0.1:1', method: 'connect', host: '127.0.0.1', port: 1,
		},
		settings: defaultProbeSettings,
	});
	await assert.rejects(prober.run(), /it broke/);
	assert.ok(openDescriptors() < before, `${openDescriptors()} of ${before}: its epoll(7) sets are still open`);
});

test('where there is no second set of descriptors the first is closed', () => {
	const libc = loadLibc();
	let made = 0;
	const before = openDescriptors();
	assert.throws(() => new Prober(memory(), () => undefined, {
		...libc,
		epollCreate() {
			made++;
			if (made === 2) {
				throw new Error('EMFILE');
			}

			return libc.epollCreate();
		},
	}), /EMFILE/);
	assert.equal(openDescriptors(), before);
});
