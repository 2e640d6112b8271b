import type {Buffer} from 'node:buffer';
import {Readable} from 'node:stream';

// More than a person types before it is read.
const maxInputLength = 65_536;

/**
The stream that Ink reads keys from as from a terminal, without the terminal's own answers. Raw mode and the process's life
are the terminal's business (openTerminal), so Ink's requests about them are ignored: raw mode must hold from the
first status request to the last answer, longer than any component is mounted.
*/
export class KeyStream extends Readable {
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

	type(input: Buffer): void {
		if (input.length > 0 && this.readableLength < maxInputLength) {
			this.push(input);
		}
	}

	override _read(): void {
		// `type` pushes.
	}
}
