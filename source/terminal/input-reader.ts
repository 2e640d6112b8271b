import type {Buffer} from 'node:buffer';
import {InputDecoder, type InputEvent} from './input-decoder.ts';

/** Reads what a terminal sends, and ends a sequence that stays incomplete, such as a lone Escape, when its time is over. */
export class InputReader {
	readonly #decoder = new InputDecoder();
	readonly #onEvents: (events: readonly InputEvent[]) => void;
	#timer: NodeJS.Timeout | undefined;

	constructor(onEvents: (events: readonly InputEvent[]) => void) {
		this.#onEvents = onEvents;
	}

	readonly read = (chunk: Buffer): void => {
		this.#onEvents(this.#decoder.push(chunk));
		clearTimeout(this.#timer);
		const hold = this.#decoder.holdMilliseconds;
		if (hold !== null) {
			this.#timer = setTimeout(() => {
				this.#onEvents(this.#decoder.flush());
			}, hold);
		}
	};

	/** Drops what is incomplete. */
	close(): void {
		clearTimeout(this.#timer);
	}
}
