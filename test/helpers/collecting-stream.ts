import {Writable} from 'node:stream';

/** A stream that keeps what it is given, and fails where a test wants it to. */
export class CollectingStream extends Writable {
	readonly #failure: (writes: number) => Error | undefined;
	text = '';
	writes = 0;

	constructor(failure: (writes: number) => Error | undefined = () => undefined) {
		super({decodeStrings: false});
		this.#failure = failure;
	}

	override _write(chunk: string, _encoding: string, callback: (error?: Error) => void): void {
		this.writes++;
		const error = this.#failure(this.writes);
		if (error === undefined) {
			this.text += chunk;
		}

		setImmediate(callback, error);
	}
}

/** An error as the system's calls give it. */
export function systemError(code: string): Error {
	return Object.assign(new Error(`write ${code}`), {code});
}
