import {Buffer} from 'node:buffer';
import fs from 'node:fs';

// A terminal that reads again after a pause is noticed within this time.
const minRetryMilliseconds = 5;
const maxRetryMilliseconds = 50;

export type TtyOutputEvents = {
	/** Everything was taken, after something had to wait. */
	readonly onDrained: () => void;
	/** The terminal is gone (EIO); nothing can be written any more. */
	readonly onGone: () => void;
};

/**
Opens the terminal behind a descriptor once more, without blocking. A file description of our own: O_NONBLOCK on the
inherited one would change it for the shell and for every program that shares it.
@param descriptor Of a terminal, e.g. 1.
@throws The error of open(2) when neither the descriptor nor /dev/tty can be opened.
*/
export function openNonblocking(descriptor: number): number {
	const flags = fs.constants.O_WRONLY | fs.constants.O_NONBLOCK | fs.constants.O_NOCTTY;
	try {
		return fs.openSync(`/proc/self/fd/${descriptor}`, flags);
	} catch {
		// After su(1) the terminal's file may belong to another user; the controlling terminal may always be opened.
		return fs.openSync('/dev/tty', flags);
	}
}

/** Writes to a terminal without ever blocking: what the kernel does not take now waits and is tried again. */
export class TtyOutput {
	#descriptor: number | null;
	#waiting = Buffer.alloc(0);
	#retry: NodeJS.Timeout | undefined;
	#retryMilliseconds = minRetryMilliseconds;
	#bytesWritten = 0;
	readonly #events: TtyOutputEvents;

	/**
	Takes over a descriptor: `close` closes it.
	@param descriptor Opened with O_NONBLOCK.
	*/
	constructor(descriptor: number, events: TtyOutputEvents) {
		this.#descriptor = descriptor;
		this.#events = events;
	}

	/** The kernel has taken everything. */
	get isIdle(): boolean {
		return this.#waiting.length === 0;
	}

	/** The number of bytes that the kernel has accepted so far. */
	get bytesWritten(): number {
		return this.#bytesWritten;
	}

	write(text: string): void {
		const bytes = Buffer.from(text);
		this.#waiting = this.isIdle ? bytes : Buffer.concat([this.#waiting, bytes]);
		this.#flush();
	}

	/**
	Gives up what waits.
	@returns whether there was anything: then the terminal may be within a sequence.
	*/
	discard(): boolean {
		const hadWaiting = !this.isIdle;
		this.#waiting = Buffer.alloc(0);
		clearTimeout(this.#retry);
		this.#retry = undefined;
		return hadWaiting;
	}

	close(): void {
		this.discard();
		if (this.#descriptor === null) {
			return;
		}

		fs.closeSync(this.#descriptor);
		this.#descriptor = null;
	}

	#flush(): void {
		const hadToWait = this.#retry !== undefined;
		clearTimeout(this.#retry);
		this.#retry = undefined;
		while (!this.isIdle && this.#descriptor !== null) {
			let written: number;
			try {
				// Not asynchronous: with O_NONBLOCK it returns at once, and a worker thread would only delay it.
				written = fs.writeSync(this.#descriptor, this.#waiting);
			} catch (error) {
				this.#failed(error);
				return;
			}

			this.#bytesWritten += written;
			this.#waiting = this.#waiting.subarray(written);
			this.#retryMilliseconds = minRetryMilliseconds;
		}

		if (hadToWait && this.isIdle) {
			this.#events.onDrained();
		}
	}

	#failed(error: unknown): void {
		if (error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EINTR')) {
			this.#retry = setTimeout(() => {
				this.#flush();
			}, this.#retryMilliseconds);
			this.#retryMilliseconds = Math.min(this.#retryMilliseconds * 2, maxRetryMilliseconds);
			return;
		}

		this.close();
		this.#events.onGone();
	}
}
