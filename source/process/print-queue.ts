import type {Writable} from 'node:stream';
import {writeAll} from './write.ts';

/** The state of a stream: `closed` when its reader has gone, which is not an error. */
export type StreamState = 'open' | 'closed' | Error;

/** Writes texts in order to a stream, for callers that cannot wait. A broken stream stays broken: the rest is dropped. */
export class PrintQueue {
	readonly #stream: Writable;
	readonly #onBroken: () => void;
	#state: Promise<StreamState> = Promise.resolve('open');

	/**
	Prints nothing yet.
	@param onBroken Called when there is no use in printing more.
	*/
	constructor(stream: Writable, onBroken: () => void = () => undefined) {
		this.#stream = stream;
		this.#onBroken = onBroken;
	}

	print(text: string): void {
		if (text !== '') {
			this.#state = this.#write(this.#state, text);
		}
	}

	/** Waits until everything is written, or cannot be. */
	async drained(): Promise<StreamState> {
		return this.#state;
	}

	async #write(before: Promise<StreamState>, text: string): Promise<StreamState> {
		const state = await before;
		if (state !== 'open') {
			return state;
		}

		try {
			if (await writeAll(this.#stream, [text]) === 'written') {
				return 'open';
			}

			this.#onBroken();
			return 'closed';
		} catch (error) {
			this.#onBroken();
			return error instanceof Error ? error : new Error(String(error));
		}
	}
}
