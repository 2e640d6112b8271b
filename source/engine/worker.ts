/* The sampler's thread: its inbox, and nothing else. */
import {parentPort, workerData} from 'node:worker_threads';
import type {FromSampler, SamplerOptions, ToSampler} from '../protocol/protocol.ts';
import {Replay} from './replay.ts';
import {Sampler} from './sampler.ts';
import {SamplerSession} from './session.ts';
import {keepCompiledCode} from './worker-cache.ts';

if (parentPort === null) {
	throw new Error('engine/worker.ts runs in a worker thread only');
}

const port = parentPort;
const send = (message: FromSampler) => {
	port.postMessage(message);
};

// The border to the other thread: the interface sends nothing else.
const options = workerData as SamplerOptions;

keepCompiledCode();
try {
	const sampler = options.replay === undefined ? new Sampler(options) : new Replay(options.replay, options.sendsEvents);
	const session = new SamplerSession(sampler, options.intervalSeconds, send);
	port.on('message', (message: ToSampler) => {
		session.receive(message);
	});
	await session.run();
	port.close();
} catch (error) {
	send({type: 'fatal', message: error instanceof Error ? error.message : String(error)});
	port.close();
}
