/* The prober's thread: its inbox, and nothing else. */
import {parentPort, workerData} from 'node:worker_threads';
import {LibcUnavailableError} from '../../linux/calls/libc.ts';
import {HalfOpenCounts} from '../sockets/half-open-counts.ts';
import {SelfProbePorts} from '../sockets/self-probe-ports.ts';
import {clockOrigin} from './clock-origin.ts';
import type {FromProber, ProberOptions, ToProber} from './messages.ts';
import {Prober} from './prober.ts';

if (parentPort === null) {
	throw new Error('probes/prober/worker.ts runs in a worker thread only');
}

const port = parentPort;
const send = (message: FromProber) => {
	port.postMessage(message);
};

// The border to the other thread: the client sends nothing else.
const {selfProbePorts, halfOpen} = workerData as ProberOptions;

try {
	const prober = new Prober({selfProbePorts: new SelfProbePorts(selfProbePorts), halfOpen: new HalfOpenCounts(halfOpen)}, events => {
		send({type: 'events', events, clockOrigin});
	});
	port.on('message', (message: ToProber) => {
		prober.receive(message);
	});
	await prober.run();
} catch (error) {
	send({type: 'fatal', message: error instanceof Error ? error.message : String(error), isInternal: !(error instanceof LibcUnavailableError)});
}

port.close();
