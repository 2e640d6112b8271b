/* Where the monitor's sensors reach a watched port. */
import assert from 'node:assert/strict';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {Sampler} from '../../source/engine/sampler.ts';
import type {Port} from '../../source/model/port.ts';
import {startProber} from '../../source/probes/prober/prober-client.ts';
import {samplerOptions} from '../builders/sampler-options.ts';
import {until} from '../helpers/check.ts';
import {enterNamespace} from '../helpers/enter-namespace.ts';
import {close, listenTcp} from '../helpers/libc-sockets.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {requires} from '../helpers/requirements.ts';

const port = 7400;
const closedPort = 7401;

describe('a watched port where there is no IPv4 loopback', requires({root: true, tools: ['ip']}), () => {
	let namespace: Namespace;

	before(async () => {
		namespace = await createNamespace();
		await namespace.run(['ip', 'address', 'delete', '127.0.0.1/8', 'dev', 'lo']);
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
	});

	test('is measured at ::1, whether it is open or closed', async () => {
		using _stay = enterNamespace(namespace);
		const listener = listenTcp({host: '::', port});
		const sampler = new Sampler(samplerOptions({watchedPorts: [{first: port, last: closedPort}], probesWatchedPorts: true}), {
			startProber: to => startProber(to, new URL('../../source/probes/prober/worker.ts', import.meta.url)),
		});
		try {
			let rows: readonly Port[] = [];
			await until(async () => {
				await sampler.tick();
				rows = sampler.snapshot('ports', '').rows as readonly Port[];
				return rows.every(({latency}) => latency !== null && latency.status !== null);
			}, 'both ports are measured');
			assert.deepEqual(rows.map(({address, latency}) => [address, latency?.address, latency?.status]), [['*', '::1', 'OPEN'], ['*', '::1', 'CLOSED']]);
		} finally {
			sampler.close();
			close(listener);
		}
	});
});
