import {Worker} from 'node:worker_threads';
import type {FromRecorder, RecorderOptions, ToRecorder} from './messages.ts';
import {RecordingError} from './open-recording.ts';
import type {RecordedSample} from './recorded-sample.ts';

/** Another recorder writes to the file. */
export class RecordingTakenError extends RecordingError {
	override name = 'RecordingTakenError';
}

/** Samples that wait for a disk that hangs, or is full; and the connections in all of them. More are left out, the oldest first. */
const maxWaiting = 120;
const maxWaitingConnections = 50_000;

/** Whole samples that wait take so many bytes at most: the oldest are left out, but not what else there is of them. */
const maxWaitingBytes = 32 * 1024 * 1024;

/** A disk that has not answered for so long is said to hang. */
const hangMilliseconds = 5000;

/** The recorder's bundle, next to the program in dist/. */
const bundledRecorder = new URL('recorder.js', import.meta.url);

/** The memory limits of the thread, in MiB. */
const resourceLimits = {maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 128};

export type RecorderListener = {
	/** Something keeps samples out of the file, in words; null: they are written again. Called for each change. */
	readonly onProblem: (problem: string | null) => void;
	/** Nothing will be written any more. */
	readonly onFailure: (reason: string) => void;
};

/** Hands samples to the thread that writes them, which never delays the caller. */
export class RecorderClient {
	readonly #worker: Worker;
	readonly #listener: RecorderListener;
	readonly #opened = Promise.withResolvers<void>();
	readonly #closed = Promise.withResolvers<string | null>();
	readonly #now: () => number;
	#waiting: RecordedSample[] = [];
	#lost = 0;
	/** The samples that the thread is writing now, since when in monotonic milliseconds; undefined while it is idle. */
	#written: {readonly samples: readonly RecordedSample[]; readonly lost: number; readonly since: number} | undefined;
	#problem: string | null = null;
	#isClosing = false;
	#hasEnded = false;

	/** Starts the thread. `url` is its program: the bundle, or recording/worker.ts in tests. */
	constructor(options: RecorderOptions, listener: RecorderListener, url: URL = bundledRecorder, now: () => number = () => performance.now()) {
		this.#listener = listener;
		this.#now = now;
		this.#worker = new Worker(url, {workerData: options, resourceLimits});
		let reason: string | undefined;
		this.#worker.on('message', (message: FromRecorder) => {
			this.#receive(message);
		});
		this.#worker.on('error', error => {
			reason = error instanceof Error ? error.message : String(error);
		});
		this.#worker.on('exit', exitCode => {
			this.#end(reason ?? `its thread ended with code ${exitCode}`);
		});
		// A failure before anything waits for it is reported by what waits.
		this.#opened.promise.catch(() => undefined);
	}

	/** The samples that wait to be written. */
	get waiting(): number {
		return this.#waiting.length;
	}

	/** The samples that were left out and are not counted in the file yet. */
	get lost(): number {
		return this.#lost;
	}

	/**
	Resolves when the recording is open.
	@throws {RecordingError} It cannot be used; {RecordingTakenError}: another recorder has it.
	*/
	async opened(): Promise<void> {
		await this.#opened.promise;
	}

	/** Has a sample written. */
	add(sample: RecordedSample): void {
		if (this.#hasEnded) {
			return;
		}

		this.#waiting.push(sample);
		this.#leaveOut();
		if (this.#written === undefined) {
			this.#send();
		} else if (this.#now() - this.#written.since > hangMilliseconds) {
			this.#report('the disk does not answer: what is sampled waits, and is left out when there is too much of it');
		}
	}

	/** Writes what waits, and ends. Resolves when all is in the file, with the problem there was, if any. */
	async close(): Promise<string | null> {
		this.#isClosing = true;
		if (this.#written === undefined && !this.#hasEnded) {
			this.#send();
		}

		return this.#closed.promise;
	}

	/** Leaves the thread behind: it may hang, and does not keep the process. */
	abandon(): void {
		this.#worker.unref();
	}

	#receive(message: FromRecorder): void {
		switch (message.type) {
			case 'opened': {
				this.#opened.resolve();
				break;
			}

			case 'refused': {
				this.#opened.reject(message.isTaken ? new RecordingTakenError(message.message) : new RecordingError(message.message));
				break;
			}

			case 'written': {
				this.#written = undefined;
				this.#report(null);
				this.#send();
				break;
			}

			case 'failed': {
				this.#retry();
				this.#report(message.message);
				if (message.isFinal) {
					this.#end(message.message);
				} else if (this.#isClosing) {
					this.#post({type: 'close'});
				}

				break;
			}

			case 'closed': {
				this.#hasEnded = true;
				this.#closed.resolve(message.problem);
				break;
			}
		}
	}

	/** Hands over what waits, or the end. */
	#send(): void {
		if (this.#waiting.length > 0) {
			this.#written = {samples: this.#waiting, lost: this.#lost, since: this.#now()};
			this.#waiting = [];
			this.#lost = 0;
			this.#post({type: 'write', samples: this.#written.samples, lost: this.#written.lost});
		} else if (this.#isClosing) {
			this.#post({type: 'close'});
		}
	}

	/** Samples that could not be written wait for the next sample. */
	#retry(): void {
		if (this.#written === undefined) {
			return;
		}

		this.#waiting = [...this.#written.samples, ...this.#waiting];
		this.#lost += this.#written.lost;
		this.#written = undefined;
		this.#leaveOut();
	}

	#leaveOut(): void {
		let connections = this.#waiting.reduce((sum, sample) => sum + sample.connections.length, 0);
		while (this.#waiting.length > maxWaiting || (connections > maxWaitingConnections && this.#waiting.length > 1)) {
			connections -= this.#waiting.shift()!.connections.length;
			this.#lost++;
		}

		this.#leaveOutWhole();
	}

	#leaveOutWhole(): void {
		let bytes = this.#waiting.reduce((sum, sample) => sum + wholeBytes(sample), 0);
		for (const [index, sample] of this.#waiting.entries()) {
			if (bytes <= maxWaitingBytes) {
				return;
			}

			if (sample.whole !== null) {
				bytes -= wholeBytes(sample);
				this.#waiting[index] = {...sample, whole: null, leftOut: {...sample.leftOut, 'whole samples': 1}};
			}
		}
	}

	#report(problem: string | null): void {
		if (problem === this.#problem) {
			return;
		}

		this.#problem = problem;
		this.#listener.onProblem(problem);
	}

	/** The thread is at its end, or of no use any more. */
	#end(reason: string): void {
		if (this.#hasEnded) {
			return;
		}

		this.#hasEnded = true;
		this.#opened.reject(new RecordingError(reason));
		this.#closed.resolve(reason);
		this.#listener.onFailure(reason);
	}

	#post(message: ToRecorder): void {
		this.#worker.postMessage(message);
	}
}

function wholeBytes({whole}: RecordedSample): number {
	return whole === null ? 0 : whole.rows.length + (whole.sockets?.length ?? 0);
}
