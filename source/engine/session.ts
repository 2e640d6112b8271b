import {setImmediate as nextTurn} from 'node:timers/promises';
import type {
	FromSampler,
	Move,
	Query,
	ToSampler,
} from '../protocol/protocol.ts';
import {runInTurns} from './run-in-turns.ts';
import type {Sampler} from './sampler.ts';

/** The Probes view is refreshed after this long while the next sample is not due. */
const probeRefreshMilliseconds = 1000;

/** An answer that had no time to read all of the past is followed by the next part after this long, in which keys have their turn. */
const continuationMilliseconds = 50;

/** The part of the sampler that a session uses. */
export type SessionSampler = Pick<Sampler, 'sample' | 'travel' | 'travelTo' | 'takeTravelProblem' | 'searchOwners' | 'isSearchingOwners' | 'answer' | 'isAnswerComplete' | 'proposeEnd' | 'end' | 'proposeClose' | 'closeConnection' | 'addProbe' | 'removeProbe' | 'listenToProbes' | 'addRule' | 'removeRule' | 'acknowledge' | 'resetTotals' | 'endCommands' | 'close'>;

/** The thread-agnostic part of the worker: takes samples on time, answers the interface, never floods it. */
export class SamplerSession {
	readonly #sampler: SessionSampler;
	readonly #send: (message: FromSampler) => void;
	#intervalMilliseconds: number;
	#query: Query | undefined;
	/** A view message was sent and is not painted yet. */
	#isOutstanding = false;
	/** Something changed since; the next view message follows as soon as the one under way is painted. */
	#isDue = false;
	#isStopped = false;
	/** Monotonic milliseconds of the last view message. */
	#sentAt = 0;
	/** Set while new outcomes of probes wait to be shown. */
	#probeTimer: NodeJS.Timeout | undefined;
	/** Set while more of the past is to be shown. */
	#continuation: NodeJS.Timeout | undefined;
	/** Ends the wait for the next tick. */
	#wake: () => void = () => undefined;

	constructor(sampler: SessionSampler, intervalSeconds: number, send: (message: FromSampler) => void) {
		this.#sampler = sampler;
		this.#intervalMilliseconds = intervalSeconds * 1000;
		this.#send = send;
		sampler.listenToProbes(() => {
			this.#showProbesSoon();
		});
	}

	receive(message: ToSampler): void {
		switch (message.type) {
			case 'query': {
				this.#query = message.query;
				this.#answer(message.move);
				break;
			}

			case 'travel': {
				this.#query = message.query;
				this.#sampler.travel(message.to);
				this.#answer(null);
				this.#reportTravel();
				break;
			}

			case 'travel-to': {
				this.#send({type: 'travelled', request: message.request, problem: this.#sampler.travelTo(message.text, message.isUtc)});
				this.#answer(null);
				this.#reportTravel();
				break;
			}

			case 'painted': {
				this.#isOutstanding = false;
				if (this.#isDue) {
					this.#answer(null);
				}

				break;
			}

			case 'interval': {
				this.#intervalMilliseconds = message.seconds * 1000;
				this.#wake();
				break;
			}

			case 'propose-end': {
				const {request, view, identity} = message;
				this.#send({type: 'end-candidates', request, ...this.#sampler.proposeEnd(view, identity)});
				break;
			}

			case 'end': {
				this.#send({type: 'ended', request: message.request, ...this.#sampler.end(message)});
				break;
			}

			case 'propose-close': {
				const {request, identity} = message;
				this.#send({type: 'close-proposed', request, ...this.#sampler.proposeClose(identity)});
				break;
			}

			case 'close': {
				this.#send({type: 'closed', request: message.request, ...this.#sampler.closeConnection(message)});
				break;
			}

			case 'add-probe': {
				this.#send({type: 'probe-added', request: message.request, ...this.#sampler.addProbe(message.text)});
				this.#answer(null);
				break;
			}

			case 'remove-probe': {
				this.#sampler.removeProbe(message.identity);
				this.#answer(null);
				break;
			}

			case 'add-rule': {
				this.#send({
					type: 'rule-added', request: message.request, replaced: message.replaces, ...this.#sampler.addRule(message.text, message.replaces),
				});
				this.#answer(null);
				break;
			}

			case 'remove-rule': {
				this.#sampler.removeRule(message.name);
				this.#answer(null);
				break;
			}

			case 'acknowledge': {
				this.#sampler.acknowledge(message.identity);
				this.#answer(null);
				break;
			}

			case 'reset-totals': {
				this.#sampler.resetTotals();
				this.#answer(null);
				break;
			}

			case 'stop': {
				this.#isStopped = true;
				this.#sampler.endCommands();
				this.#wake();
				break;
			}
		}
	}

	/** Reports what was found wrong with the recording on the way. */
	#reportTravel(): void {
		const problem = this.#sampler.takeTravelProblem();
		if (problem !== null) {
			this.#send({type: 'travelled', request: null, problem});
		}
	}

	/** Samples until stopped. Ticks keep to a grid, so that a slow one does not shift those that follow. */
	async run(): Promise<void> {
		let dueAt = performance.now();
		while (!this.#isStopped) {
			const startedAt = performance.now();
			const interval = this.#intervalMilliseconds;
			await runInTurns(this.#sampler.sample());
			this.#answer(null);
			// Charts read the recording, too.
			this.#reportTravel();
			dueAt = Math.max(dueAt + interval, startedAt);
			if (this.#sampler.isSearchingOwners) {
				await nextTurn();
				await runInTurns(this.#sampler.searchOwners());
				this.#answer(null);
			}

			dueAt = await this.#waitUntil(dueAt, startedAt, interval);
		}

		clearTimeout(this.#probeTimer);
		clearTimeout(this.#continuation);
		this.#sampler.close();
	}

	/** Waits; a change of the interval since the tick began moves the end of the wait. Returns when the tick was due. */
	async #waitUntil(dueAt: number, startedAt: number, interval: number): Promise<number> {
		while (!this.#isStopped && performance.now() < dueAt) {
			if (interval !== this.#intervalMilliseconds) {
				return this.#waitUntil(startedAt + this.#intervalMilliseconds, startedAt, this.#intervalMilliseconds);
			}

			await this.#sleep(dueAt - performance.now());
		}

		return dueAt;
	}

	/** Ends early when woken. */
	async #sleep(milliseconds: number): Promise<void> {
		await new Promise<void>(resolve => {
			const timer = setTimeout(resolve, milliseconds);
			this.#wake = () => {
				clearTimeout(timer);
				resolve();
			};
		});
	}

	/** Probes have outcomes between samples, too: where those are far apart, the Probes view does not wait for the next. */
	#showProbesSoon(): void {
		const isWaiting = this.#probeTimer !== undefined || this.#intervalMilliseconds <= probeRefreshMilliseconds;
		if (isWaiting || this.#isStopped || this.#query?.view !== 'probes' || this.#query.paused) {
			return;
		}

		this.#probeTimer = setTimeout(() => {
			this.#probeTimer = undefined;
			this.#answer(null);
		}, Math.max(0, this.#sentAt + probeRefreshMilliseconds - performance.now()));
	}

	#continueSoon(): void {
		if (this.#sampler.isAnswerComplete || this.#continuation !== undefined || this.#isStopped) {
			return;
		}

		this.#continuation = setTimeout(() => {
			this.#continuation = undefined;
			this.#answer(null);
		}, continuationMilliseconds);
	}

	/** One view message at most is under way: a slow terminal drops frames, never samples or keys. */
	#answer(move: Move | null): void {
		if (this.#query === undefined) {
			return;
		}

		if (move === null && this.#isOutstanding) {
			this.#isDue = true;
			return;
		}

		// A move is made at once, so that none is lost; its picture may have to wait.
		const message = this.#sampler.answer(this.#query, move);
		this.#continueSoon();
		if (message === undefined) {
			return;
		}

		if (this.#isOutstanding) {
			this.#isDue = true;
			return;
		}

		this.#isOutstanding = true;
		this.#isDue = false;
		this.#sentAt = performance.now();
		this.#send(message);
	}
}
