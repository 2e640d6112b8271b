import {Worker} from 'node:worker_threads';
import type {ProbeEvent, ProbeSettings, ProbeTarget} from '../../model/probe.ts';
import {HalfOpenCounts, type HalfOpenCounter} from '../sockets/half-open-counts.ts';
import {SelfProbePorts} from '../sockets/self-probe-ports.ts';
import {onThisClock} from './clock-origin.ts';
import type {FromProber, ProberOptions, ToProber} from './messages.ts';

/** The receiver of the prober's events and of its death. */
export type ProberListener = {
	readonly onEvents: (events: readonly ProbeEvent[]) => void;
	/** The thread died; there will be no more events. It is no internal error where this machine cannot do what it needs. */
	readonly onFailure: (reason: string, isInternal: boolean) => void;
};

export type ProberClient = {
	/** Probes a target from now on; `identity` names it in the events. */
	readonly add: (identity: string, target: ProbeTarget, settings: ProbeSettings) => void;
	readonly remove: (identity: string) => void;
	/** Whether a port of this machine is reserved for probes: a socket whose peer is this machine with such a port is a probe of ours. */
	readonly isSelfProbePort: (port: number) => boolean;
	/**
	Returns the number of connections to this machine that a target's probes have begun and reset, also after it was removed: the kernel
	counts them as drops of the listener.
	*/
	readonly halfOpen: (identity: string) => number;
	/** Ends the thread, without a call to the listener. */
	readonly close: () => void;
};

/** The bundled prober next to the program in dist/. */
const bundledProber = new URL('prober.js', import.meta.url);

/** The memory limits of the thread, in MiB; it keeps hardly anything. */
const resourceLimits = {maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 64};

/** The counts of so many removed targets can still be read. */
const maxRemoved = 256;

/** Starts the prober's thread. `url` is its program: the bundle, or probes/prober/worker.ts in tests. */
export function startProber(listener: ProberListener, url: URL = bundledProber): ProberClient {
	const selfProbePorts = new SelfProbePorts();
	const halfOpen = new HalfOpenCounts();
	const workerData: ProberOptions = {selfProbePorts: selfProbePorts.memory, halfOpen: halfOpen.memory};
	// What a library prints must not reach the screen.
	const worker = new Worker(url, {
		workerData, resourceLimits, stdout: true, stderr: true,
	});
	const counters = new Map<string, HalfOpenCounter>();
	const removed: string[] = [];
	let added = 0;
	let reason: string | undefined;
	let isInternal = true;
	let isClosed = false;

	worker.on('message', (message: FromProber) => {
		if (message.type === 'fatal') {
			({message: reason, isInternal} = message);
		} else if (!isClosed) {
			listener.onEvents(message.events.map(event => onThisClock(event, message.clockOrigin)));
		}
	});
	worker.on('error', error => {
		reason = error instanceof Error ? error.message : String(error);
	});
	worker.on('exit', exitCode => {
		if (isClosed) {
			return;
		}

		isClosed = true;
		listener.onFailure(reason ?? `its thread ended with code ${exitCode}`, isInternal);
	});

	const post = (message: ToProber) => {
		if (!isClosed) {
			worker.postMessage(message);
		}
	};

	return {
		add(identity, target, settings) {
			added++;
			counters.set(identity, halfOpen.counter(added));
			post({
				type: 'add', identity, number: added, target, settings,
			});
		},

		remove(identity) {
			post({type: 'remove', identity});
			removed.push(identity);
			if (removed.length > maxRemoved) {
				counters.delete(removed.shift()!);
			}
		},

		isSelfProbePort: port => selfProbePorts.has(port),

		halfOpen: identity => counters.get(identity)?.read() ?? 0,

		close() {
			post({type: 'close'});
			isClosed = true;
		},
	};
}
