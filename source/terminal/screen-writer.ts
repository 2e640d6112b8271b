import {Buffer} from 'node:buffer';
import {Pacing} from './pacing.ts';
import {Painter} from './painter.ts';

/** Device Status Report: the terminal answers `CSI 0 n` when it has read so far. */
export const statusRequest = '\u{1B}[5n';

/** The destination of the bytes. `onDrained` of a TtyOutput must call `continue`. */
export type Output = {
	readonly isIdle: boolean;
	write(text: string): void;
};

type Waiting = {
	readonly callback: () => void;
	/** The number of bytes that must have arrived; null until the screen has been sent whole. */
	mark: number | null;
};

// Besides frames: a bell, a clipboard. More than this at once is not wanted.
const maxAsideLength = 65_536;

/**
Shows frames on a terminal. It keeps only the latest one; what is sent is the difference to what was really sent
before, at the pace at which the terminal reads (Pacing). It never blocks and its memory does not grow.
*/
export class ScreenWriter {
	readonly #output: Output;
	readonly #painter: Painter;
	readonly #pacing = new Pacing();
	readonly #now: () => number;
	#aside = '';
	#isPaused = true;
	#scheduled: NodeJS.Immediate | undefined;
	#timer: NodeJS.Timeout | undefined;
	#waiting: Waiting[] = [];
	readonly #whenAnswered: Array<() => void> = [];

	/**
	Sends nothing before `start`.
	@param now Milliseconds of a monotonic clock.
	*/
	constructor(output: Output, size: {readonly columns: number; readonly rows: number; readonly isWithoutCha?: boolean}, now: () => number) {
		this.#output = output;
		this.#painter = new Painter(size.columns, size.rows, size.isWithoutCha);
		this.#now = now;
	}

	/** Sets the frame to show. Frames that come before it could be sent are never sent. */
	show(frame: string): void {
		this.#painter.setFrame(frame);
		this.#schedule();
	}

	/** Sends a sequence that draws nothing (a bell, a clipboard) before the next update. */
	sendAside(sequence: string): void {
		if (!(this.#aside.length + sequence.length <= maxAsideLength)) {
			return;
		}

		this.#aside += sequence;
		this.#schedule();
	}

	/** Calls back once, when the frame of this moment or a later one has arrived at the terminal. */
	whenPainted(callback: () => void): void {
		this.#waiting.push({callback, mark: null});
		this.#schedule();
	}

	resize(columns: number, rows: number): void {
		this.#painter.resize(columns, rows);
		this.#pacing.keyPressed(this.#now());
		this.#schedule();
	}

	/** Draws everything again: something else may have written to the terminal. */
	redraw(): void {
		this.#painter.forget();
		this.#pacing.keyPressed(this.#now());
		this.#schedule();
	}

	keyPressed(): void {
		this.#pacing.keyPressed(this.#now());
	}

	/** The terminal has answered a status request. */
	answered(): void {
		this.#pacing.answered(this.#now());
		if (this.#pacing.owesRequest && !this.#isPaused) {
			this.#send('');
		}

		if (!this.#pacing.awaitsAnswer) {
			for (const resolve of this.#whenAnswered.splice(0)) {
				resolve();
			}
		}

		this.continue();
	}

	/**
	Begins, or goes on after `pause`, and draws everything again.
	@param prefix The sequence that prepares the terminal. It goes out at once, with a status request: how long the answer to such
	a short message takes is the yardstick for all others.
	*/
	start(prefix: string): void {
		this.#isPaused = false;
		this.#pacing.forgetRequests();
		this.#send(prefix);
		this.redraw();
	}

	/** Sends nothing more until `start`. What the output has not written yet is the caller's to discard. */
	pause(): void {
		this.#isPaused = true;
		clearImmediate(this.#scheduled);
		this.#scheduled = undefined;
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#aside = '';
	}

	/** Resolves when no answer is due any more, when it is no use to wait longer for one, or after so many milliseconds. */
	async answers(most: number): Promise<void> {
		const patience = Math.min(most, this.#pacing.patience(this.#now()));
		// Never a negative time: Node.js would warn of it on stderr, which is this very terminal, and blocks when it has stopped reading.
		if (patience <= 0) {
			return;
		}

		await new Promise<void>(resolve => {
			const timer = setTimeout(resolve, patience);
			this.#whenAnswered.push(() => {
				clearTimeout(timer);
				resolve();
			});
		});
	}

	/** Whether an answer may still come; until then `CSI 0 n` in the input is not a key. */
	get awaitsAnswer(): boolean {
		return this.#pacing.awaitsAnswer;
	}

	/** Sends what can be sent now. */
	continue(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (this.#isPaused) {
			return;
		}

		let isWhole = false;
		while (!isWhole && this.#output.isIdle) {
			const allowance = this.#pacing.allowance(this.#now());
			if (allowance === 0) {
				break;
			}

			const update = this.#aside + this.#painter.nextUpdate(allowance);
			this.#aside = '';
			isWhole = update === '';
			if (!isWhole) {
				this.#send(update);
			}
		}

		this.#settle(isWhole);
		// Something waits for the line or for an answer: look again when the time alone may have changed that.
		if (this.#output.isIdle && (!isWhole || this.#waiting.length > 0)) {
			this.#timer = setTimeout(() => {
				this.continue();
			}, this.#pacing.wait(this.#now()));
		}
	}

	#send(update: string): void {
		const bytes = this.#pacing.asks ? update + statusRequest : update;
		this.#pacing.wrote(Buffer.byteLength(bytes), this.#now());
		this.#output.write(bytes);
	}

	#settle(isWhole: boolean): void {
		const painted: Waiting[] = [];
		for (const entry of this.#waiting) {
			entry.mark ??= isWhole ? this.#pacing.sent : null;
			if (this.#output.isIdle && entry.mark !== null && entry.mark <= this.#pacing.acknowledged) {
				painted.push(entry);
			}
		}

		this.#waiting = this.#waiting.filter(entry => !painted.includes(entry));
		for (const {callback} of painted) {
			callback();
		}
	}

	/** After the events of this turn, so that several commits and keys of one turn make one update. */
	#schedule(): void {
		if (!this.#isPaused) {
			this.#scheduled ??= setImmediate(() => {
				this.#scheduled = undefined;
				this.continue();
			});
		}
	}
}
