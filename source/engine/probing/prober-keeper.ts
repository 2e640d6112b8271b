import type {ProbeEvent} from '../../model/probe.ts';
import {startProber, type ProberClient} from '../../probes/prober/prober-client.ts';

/** A prober that died is started again after so long, in milliseconds, and after twice as long as before if it dies soon again. */
export const minRestart = 1000;
export const maxRestart = 60_000;

export type KeeperListener = {
	readonly onEvents: (events: readonly ProbeEvent[]) => void;
	/** It died, and knows no targets any more. */
	readonly onDeath: () => void;
	/** Another one is there, and knows none yet. */
	readonly onRestart: () => void;
};

/** Keeps a prober's thread: one that dies is started again, however often, and later and later where that does not help. */
export class ProberKeeper {
	readonly #start: typeof startProber;
	readonly #listener: KeeperListener;
	readonly #now: () => number;
	#prober: ProberClient | undefined;
	#failure: string | undefined;
	#restart: NodeJS.Timeout | undefined;
	/** The delay before the last start, in milliseconds; and the time of that start, by the monotonic clock. */
	#delay = 0;
	#startedAt = 0;
	#isClosed = false;

	/** Starts none yet. `now` gives monotonic milliseconds. */
	constructor(listener: KeeperListener, start: typeof startProber = startProber, now: () => number = () => performance.now()) {
		this.#listener = listener;
		this.#start = start;
		this.#now = now;
	}

	/** The most recent prober, running or not; undefined before the first. */
	get prober(): ProberClient | undefined {
		return this.#prober;
	}

	/** The reason why nothing is probed: a prober died, and the next one has reported nothing yet. Else undefined. */
	get failure(): string | undefined {
		return this.#failure;
	}

	/** The one that can be given targets. */
	get living(): ProberClient | undefined {
		return this.#restart === undefined ? this.#prober : undefined;
	}

	/** Takes a prober that was started elsewhere. */
	attach(prober: ProberClient): void {
		this.#prober = prober;
	}

	/** Starts one, where there was none before. */
	start(): void {
		if (this.#prober === undefined && this.#restart === undefined) {
			this.#begin();
		}
	}

	close(): void {
		this.#isClosed = true;
		clearTimeout(this.#restart);
		this.#prober?.close();
		this.#prober = undefined;
	}

	#begin(): void {
		this.#startedAt = this.#now();
		try {
			this.#prober = this.#start({
				onEvents: events => {
					this.#failure = undefined;
					this.#listener.onEvents(events);
				},
				onFailure: reason => {
					this.#failed(reason);
				},
			});
		} catch (error) {
			// No thread can be had (EAGAIN).
			this.#failed((error as Error).message);
		}
	}

	#failed(reason: string): void {
		if (this.#isClosed) {
			return;
		}

		const hasRun = this.#now() - this.#startedAt;
		this.#delay = hasRun < maxRestart ? Math.min(Math.max(minRestart, 2 * this.#delay), maxRestart) : minRestart;
		this.#failure = reason;
		this.#restart = setTimeout(() => {
			this.#restart = undefined;
			this.#begin();
			this.#listener.onRestart();
		}, this.#delay).unref();
		this.#listener.onDeath();
	}
}
