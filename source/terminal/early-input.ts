import type {InputEvent} from './input-decoder.ts';

/** The input that a listener gets. */
export type TerminalInput = Exclude<InputEvent, {readonly type: 'ready'}>;

/** More than anyone types before the interface is there. */
const maxEvents = 1000;

/** Keeps input until there is a listener: what is typed while the interface is being loaded counts. Of too much only Ctrl-C is kept. */
export class EarlyInput {
	#early: TerminalInput[] = [];
	#listener: ((input: TerminalInput) => void) | null = null;

	listen(listener: (input: TerminalInput) => void): void {
		this.#listener = listener;
		for (const input of this.#early.splice(0)) {
			listener(input);
		}
	}

	push(input: TerminalInput): void {
		if (this.#listener !== null) {
			this.#listener(input);
		} else if (this.#early.length < maxEvents) {
			this.#early.push(input);
		} else if (input.type === 'keys' && input.keys.includes('ctrl-c')) {
			this.#early[this.#early.length - 1] = {type: 'keys', keys: ['ctrl-c']};
		}
	}
}
