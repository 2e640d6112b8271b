import {once} from 'node:events';
import {getCompileCacheDir} from 'node:module';
import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';
import {Worker} from 'node:worker_threads';
import {parseTarget, targetIdentity} from '../probes/targets/target.ts';
import type {AlertRule} from '../model/alert.ts';
import type {
	FromSampler,
	Query,
	SamplerOptions,
	ToSampler,
	ViewMessage,
} from '../protocol/protocol.ts';
import {rowIdentity} from '../protocol/row-identity.ts';
import {compileCacheVariable} from './worker-cache.ts';

/** The receiver of the sampler's messages and of the thread's end. */
export type SamplerListener = {
	readonly onMessage: (message: Exclude<FromSampler, {readonly type: 'fatal'}>) => void;
	/** It died and was started again; what was asked but the query is forgotten. */
	readonly onRestart: (reason: string) => void;
	/** It died a second time: there will be no more messages. */
	readonly onFailure: (reason: string) => void;
};

export type SamplerClient = {
	/** Sets the listener, which also gets what happened before. Called once. */
	readonly listen: (listener: SamplerListener) => void;
	/** Does nothing when the sampler has failed. */
	readonly post: (message: ToSampler) => void;
	/**
	Asks the thread to end, and leaves it behind; where rules run commands, it first ends those, for which it has less than a second. It is
	not terminated: a thread that is stuck in a system call would not end, and one that is inside koffi would abort the process.
	*/
	readonly close: () => Promise<void>;
};

/** A command that ignores SIGTERM has half a second; the thread then ends by itself. */
const stopMilliseconds = 700;

/** The sampler's bundle, next to the program in dist/. */
const bundledSampler = new URL('sampler.js', import.meta.url);

/**
The memory limits of the thread, in MiB. Tables of sockets are typed arrays outside of the heap. A small young generation keeps
resident memory small, most of which is garbage that was not collected yet.
*/
const resourceLimits = {maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 256};

/** The thread takes compiled code from the same place as this one, which only its environment can say before its program is loaded. */
function workerEnvironment(): NodeJS.ProcessEnv {
	const folder = getCompileCacheDir();
	return folder === undefined ? process.env : {...process.env, [compileCacheVariable]: folder};
}

/**
Starts the sampler's thread and keeps it: one that dies is started again once, with the current query, interval,
targets and selected row; the second death is a failure. `url` is the thread's program: the bundle, or engine/worker.ts in tests.
*/
export function startSampler(options: SamplerOptions, url: URL = bundledSampler): SamplerClient {
	let listener: SamplerListener | undefined;
	const early: Array<(listener: SamplerListener) => void> = [];
	let current = options;
	let query: Query | undefined;
	/** Targets that were asked for, by request: good ones are kept for a new thread. */
	const asked = new Map<number, string>();
	let shown: ViewMessage | undefined;
	/** The row to which a new thread's cursor goes back. */
	let lost: string | undefined;
	let deaths = 0;
	let isClosed = false;
	let worker: Worker | undefined = start();

	function notify(news: (listener: SamplerListener) => void): void {
		if (listener === undefined) {
			early.push(news);
		} else {
			news(listener);
		}
	}

	function start(): Worker {
		// What a library prints must not reach the screen.
		const started = new Worker(url, {
			workerData: current, resourceLimits, stdout: true, stderr: true, env: workerEnvironment(),
		});
		let reason: string | undefined;
		started.on('message', (message: FromSampler) => {
			if (isClosed) {
				return;
			}

			if (message.type === 'fatal') {
				reason = message.message;
			} else if (lost !== undefined && message.type === 'view') {
				restoreCursor(lost);
				lost = undefined;
			} else {
				shown = message.type === 'view' ? message : shown;
				if (message.type === 'probe-added') {
					keepTarget(message);
				} else if (message.type === 'rule-added' && message.rule !== null) {
					keepRule(message.rule, message.replaced);
				}

				notify(({onMessage}) => {
					onMessage(message);
				});
			}
		});
		started.on('error', error => {
			reason = error instanceof Error ? error.message : String(error);
		});
		started.on('exit', exitCode => {
			onExit(reason ?? `its thread ended with code ${exitCode}`);
		});
		return started;
	}

	/** A rule of the session lasts as long as that, in the place of the one that it was put in. */
	function keepRule(rule: AlertRule, replaced: string | null): void {
		const {alertRules} = current;
		const place = alertRules.findIndex(({name}) => name === replaced);
		current = {...current, alertRules: place === -1 ? [...alertRules, rule] : alertRules.with(place, rule)};
	}

	/** Remembers the last query and interval, with which a new thread begins. */
	function remember(message: ToSampler): void {
		switch (message.type) {
			// A new thread has no past.
			case 'travel':
			case 'query': {
				({query} = message);
				break;
			}

			case 'interval': {
				current = {...current, intervalSeconds: message.seconds};
				break;
			}

			case 'add-probe': {
				asked.set(message.request, message.text);
				break;
			}

			case 'remove-probe': {
				current = {...current, probeTargets: current.probeTargets.filter(target => targetIdentity(target) !== message.identity)};
				break;
			}

			case 'remove-rule': {
				current = {...current, alertRules: current.alertRules.filter(({name}) => name !== message.name)};
				break;
			}

			case 'painted':
			case 'travel-to':
			case 'add-rule':
			case 'reset-totals':
			case 'acknowledge':
			case 'propose-end':
			case 'end':
			case 'propose-close':
			case 'close':
			case 'stop': {
				break;
			}
		}
	}

	/** A target that is probed now is one with which a new thread begins. */
	function keepTarget({request, identity}: Extract<FromSampler, {readonly type: 'probe-added'}>): void {
		const parsed = parseTarget(asked.get(request) ?? '', current.probeMethod);
		asked.delete(request);
		if (identity !== null && parsed.ok) {
			current = {...current, probeTargets: [...current.probeTargets, parsed.target]};
		}
	}

	/** A new thread has rows to go to once it sends the first ones. Those are not shown: the answer follows at once. */
	function restoreCursor(identity: string): void {
		if (query !== undefined) {
			worker?.postMessage({type: 'query', query, move: {to: 'row', identity}} satisfies ToSampler);
		}

		worker?.postMessage({type: 'painted'} satisfies ToSampler);
	}

	function onExit(reason: string): void {
		worker = undefined;
		if (isClosed) {
			return;
		}

		deaths += 1;
		if (deaths > 1) {
			notify(({onFailure}) => {
				onFailure(reason);
			});
			return;
		}

		asked.clear();
		lost = shown?.query.view === query?.view ? selectedIdentity(shown) : undefined;
		current = {...current, restarts: deaths};
		worker = start();
		if (query !== undefined) {
			worker.postMessage({type: 'query', query, move: null} satisfies ToSampler);
		}

		notify(({onRestart}) => {
			onRestart(reason);
		});
	}

	return {
		listen(added) {
			listener = added;
			for (const news of early.splice(0)) {
				news(added);
			}
		},

		post(message) {
			remember(message);
			worker?.postMessage(message);
		},

		async close() {
			isClosed = true;
			worker?.unref();
			worker?.postMessage({type: 'stop'} satisfies ToSampler);
			if (worker !== undefined && current.alertRules.some(({onAlert}) => onAlert !== null)) {
				await Promise.race([once(worker, 'exit'), wait(stopMilliseconds)]);
			}
		},
	};
}

/** Returns the row under the cursor; undefined where there is none. */
function selectedIdentity(message: ViewMessage | undefined): string | undefined {
	const row = message?.content.rows[message.selected ?? -1];
	return row === undefined ? undefined : rowIdentity(row);
}
