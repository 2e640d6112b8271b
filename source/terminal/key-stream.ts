import {Buffer} from 'node:buffer';
import {Readable} from 'node:stream';
import {PasteMarks} from './paste-marks.ts';

// More than a person types before it is read.
const maxInputLength = 65_536;
const ctrlC = '\u{3}';

/**
The stream that Ink reads keys from as from a terminal, without the terminal's own answers. Raw mode and the process's life
are the terminal's business (openTerminal), so Ink's requests about them are ignored: raw mode must hold from the
first status request to the last answer, longer than any component is mounted.
*/
export class KeyStream extends Readable {
	readonly #pasteMarks = new PasteMarks();

	get isTTY(): true {
		return true;
	}

	get isRaw(): true {
		return true;
	}

	setRawMode(_isRaw: boolean): this {
		return this;
	}

	ref(): this {
		return this;
	}

	unref(): this {
		return this;
	}

	/** Passes typed bytes on. Where they come faster than they are read, all but Ctrl-C is dropped. */
	type(input: Buffer): void {
		// Latin-1 keeps every byte, also one that is part of a character.
		const text = this.#pasteMarks.remove(input.toString('latin1'));
		const taken = this.readableLength < maxInputLength ? text : (text.includes(ctrlC) ? ctrlC : '');
		if (taken !== '') {
			this.push(Buffer.from(taken, 'latin1'));
		}
	}

	override _read(): void {
		// `type` pushes.
	}
}
