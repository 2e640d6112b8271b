import {Writable} from 'node:stream';

/** The stream that Ink writes to as to a terminal: `isTTY`, a size, `resize` events, and each frame as one write. */
export class FrameStream extends Writable {
	columns: number;
	rows: number;
	readonly #onFrame: (frame: string) => void;

	constructor(size: {readonly columns: number; readonly rows: number}, onFrame: (frame: string) => void) {
		super({decodeStrings: false});
		this.columns = size.columns;
		this.rows = size.rows;
		this.#onFrame = onFrame;
	}

	get isTTY(): true {
		return true;
	}

	setSize(columns: number, rows: number): void {
		this.columns = columns;
		this.rows = rows;
		this.emit('resize');
	}

	override _write(chunk: unknown, _encoding: string, callback: (error?: Error) => void): void {
		const text = String(chunk);
		// Ink also writes the empty string, to hear when it is through, and modes by themselves (cursor, paste): the
		// terminal's modes are ours alone.
		if (text !== '' && !text.startsWith('\u{1B}[?')) {
			this.#onFrame(text);
		}

		callback();
	}
}
