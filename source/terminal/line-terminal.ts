import process from 'node:process';
import type {ReadStream, WriteStream} from 'node:tty';
import {toAsciiCells} from '../text/ascii-only.ts';
import {EarlyInput, type TerminalInput} from './early-input.ts';
import type {InputEvent} from './input-decoder.ts';
import {InputReader} from './input-reader.ts';
import {openNonblocking, TtyOutput} from './tty-output.ts';

export type LineTerminalOptions = {
	readonly stdin?: ReadStream;
	readonly stdout?: WriteStream & {readonly fd: number};
	readonly isAscii?: boolean;
	readonly onClosed: () => void;
};

/** Lines that wait for a terminal that has stopped reading; older ones are dropped. */
const maxWaiting = 200;
const closeMilliseconds = 300;
const continueMilliseconds = 200;

/**
A terminal that prints lines, as a teletype does, and gives each key at once. No escape sequence is ever written, so that a screen
reader reads what is printed, and nothing else.
*/
export class LineTerminal {
	readonly #source: ReadStream;
	readonly #output: TtyOutput;
	readonly #input = new EarlyInput();
	readonly #reader = new InputReader(events => {
		this.#take(events);
	});

	readonly #isAscii: boolean;
	readonly #onClosed: () => void;
	#waiting: string[] = [];
	#isOpen = true;
	#whenDrained: (() => void) | undefined;

	constructor({stdin = process.stdin, stdout = process.stdout, isAscii = false, onClosed}: LineTerminalOptions) {
		this.#source = stdin;
		this.#isAscii = isAscii;
		this.#onClosed = onClosed;
		this.#output = new TtyOutput(openNonblocking(stdout.fd), {onDrained: this.#flush, onGone: this.#onGone});
		stdin.setRawMode(true);
		stdin.on('data', this.#reader.read);
		stdin.on('end', this.#onGone);
		stdin.on('error', this.#onGone);
		process.on('exit', this.#end);
		process.on('SIGCONT', this.#onContinue);
	}

	listen(listener: (input: TerminalInput) => void): void {
		this.#input.listen(listener);
	}

	/** Prints a text as it is; a line ends with `\n`. */
	write(text: string): void {
		if (text === '' || !this.#isOpen) {
			return;
		}

		this.#waiting = [...this.#waiting, text].slice(-maxWaiting);
		this.#flush();
	}

	bell(): void {
		this.write('\u{7}');
	}

	/** Gives the terminal to the shell until the job is continued. */
	suspend(): void {
		this.#source.setRawMode(false);
		process.kill(0, 'SIGTSTP');
		// Where no shell could continue the job nothing stops; where one does, it continues behind the signal.
		setTimeout(this.#onContinue, continueMilliseconds);
	}

	/** Prints what still waits, within 300 ms, and gives the terminal back. */
	async close(): Promise<void> {
		if (this.#isOpen && !this.#output.isIdle) {
			await new Promise<void>(resolve => {
				const timer = setTimeout(resolve, closeMilliseconds);
				this.#whenDrained = () => {
					clearTimeout(timer);
					resolve();
				};
			});
		}

		this.#end();
	}

	readonly #flush = (): void => {
		while (this.#output.isIdle && this.#waiting.length > 0) {
			const text = this.#waiting.splice(0).join('');
			this.#output.write(this.#isAscii ? toAsciiCells(text) : text);
		}

		if (this.#output.isIdle) {
			this.#whenDrained?.();
		}
	};

	#take(events: readonly InputEvent[]): void {
		for (const event of events) {
			if (event.type === 'keys') {
				this.#input.push(event);
			}
		}
	}

	/** A shell may have changed the terminal meanwhile: off and on again, since Node.js leaves alone what it believes to be set. */
	readonly #onContinue = (): void => {
		if (!this.#isOpen) {
			return;
		}

		this.#source.setRawMode(false);
		this.#source.setRawMode(true);
	};

	readonly #onGone = (): void => {
		if (!this.#isOpen) {
			return;
		}

		this.#end();
		this.#onClosed();
	};

	readonly #end = (): void => {
		if (!this.#isOpen) {
			return;
		}

		this.#isOpen = false;
		process.off('exit', this.#end);
		process.off('SIGCONT', this.#onContinue);
		this.#reader.close();
		if (!this.#source.destroyed) {
			this.#source.setRawMode(false);
		}

		this.#output.close();
		this.#source.off('data', this.#reader.read);
		this.#source.pause();
		this.#source.unref();
	};
}
