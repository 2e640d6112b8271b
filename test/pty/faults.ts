/*
Loaded with --import into the built program, main thread and worker: makes go wrong what PORTOP_TEST_FAULT says when
SIGUSR1 comes. The product knows nothing of it.
*/
import process from 'node:process';
import {BroadcastChannel, isMainThread, parentPort} from 'node:worker_threads';
import type {Query, ToSampler} from '../../source/protocol/protocol.ts';

const fault = process.env['PORTOP_TEST_FAULT'];
const channel = new BroadcastChannel('portop test fault');
channel.unref();

if (isMainThread) {
	process.on('SIGUSR1', () => {
		if (fault === 'exception') {
			throw new Error('injected exception');
		}

		if (fault === 'rejection') {
			void Promise.reject(new Error('injected rejection'));
		}

		channel.postMessage(fault);
	});
} else if (parentPort !== null) {
	const port = parentPort;
	let query: Query | undefined;
	port.on('message', (message: ToSampler) => {
		if (message.type === 'query') {
			({query} = message);
		}
	});
	channel.addEventListener('message', () => {
		if (fault === 'sampler') {
			throw new Error('injected death');
		}

		if (fault === 'render' && query !== undefined) {
			// Not a message that the sampler could send: drawing it throws. It is sent until it answers the latest query.
			setInterval(() => {
				port.postMessage({
					type: 'view', query, summary: {alerts: {}}, content: {view: query?.view, rows: []},
				});
			}, 50);
		}
	});
}
