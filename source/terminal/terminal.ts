import process from 'node:process';
import type {ReadStream, WriteStream} from 'node:tty';
import {toAsciiCells} from '../text/ascii-only.ts';
import {backgroundQuestion} from './background.ts';
import {FrameStream} from './frame-stream.ts';
import {EarlyInput, type TerminalInput} from './early-input.ts';
import type {InputEvent} from './input-decoder.ts';
import {InputReader} from './input-reader.ts';
import {abortSequence, enterSequence, leaveSequence} from './modes.ts';
import {mouseOn} from './mouse.ts';
import {clipboardSequence} from './osc52.ts';
import {ScreenWriter} from './screen-writer.ts';
import {openNonblocking, TtyOutput} from './tty-output.ts';

/** The terminal while portop has it: alternate screen, raw mode, no cursor. */
export type Terminal = {
	/** The stream that Ink writes to: every write is a whole frame (render with `debug: true`). */
	readonly stdout: NodeJS.WriteStream;
	readonly columns: number;
	readonly rows: number;
	/** The frame that was written last. */
	readonly frame: string;
	/** Bytes that the kernel has taken so far. */
	readonly bytesWritten: number;
	/** Passes on what the user does and what the terminal says, what came before first. There is one listener. */
	listen(listener: (input: TerminalInput) => void): void;
	/** Calls back once, when the frame written last or a later one has arrived at the terminal. */
	whenPainted(callback: () => void): void;
	/** Draws everything again. */
	redraw(): void;
	/** Gives the terminal back, stops the whole job as Ctrl-Z does, and takes the terminal again when it is continued. */
	suspend(): Promise<void>;
	/**
	Puts a text on the user's clipboard.
	@returns false if it is too long.
	*/
	copy(text: string): boolean;
	bell(): void;
	/**
	Gives the terminal back: within 500 ms, also when it has stopped reading, and the time of the answers that are still due, at most half as
	long again as the slowest so far took, and 2 s. Idempotent.
	@param most Milliseconds for all of it, where a signal demands a quick end.
	*/
	close(most?: number): Promise<void>;
	/** Gives the terminal back at once, as well as that can be done. Happens by itself when the process exits. */
	closeNow(): void;
};

export type TerminalOptions = {
	readonly stdin?: ReadStream;
	readonly stdout?: WriteStream & {readonly fd: number};
	/** Only ASCII is written; what is not, by what looks like it. */
	readonly isAscii?: boolean;
	/** The mouse is reported; text is then selected with Shift. */
	readonly hasMouse?: boolean;
	/** The terminal is asked for its background once; the answer is an input. */
	readonly asksBackground?: boolean;
	/** The terminal is gone (its window was closed, the connection lost). */
	readonly onClosed?: () => void;
};

/** Those whose terminfo has no hpa. */
const terminalsWithoutCha = /^vt[1-4]\d\d(?:-|$)/;
const closeMilliseconds = 500;
// Where there is no shell with job control, nothing stops and nothing continues.
const stopMilliseconds = 200;

/**
Takes the terminal.
@throws The error of open(2) if the terminal cannot be opened for writing. That stdin and stdout are terminals is for
the caller to check.
*/
export function openTerminal(options: TerminalOptions = {}): Terminal {
	return new OpenTerminal(options);
}

class OpenTerminal implements Terminal {
	readonly stdout: NodeJS.WriteStream;
	readonly #source: ReadStream;
	readonly #screen: WriteStream;
	readonly #frames: FrameStream;
	readonly #input = new EarlyInput();
	readonly #reader = new InputReader(events => {
		this.#takeInput(events);
	});

	readonly #modes: string;
	readonly #output: TtyOutput;
	readonly #writer: ScreenWriter;
	readonly #onClosed: (() => void) | undefined;
	#state: 'open' | 'suspended' | 'closing' | 'closed' = 'open';
	#closing: Promise<void> | undefined;
	#question: string;
	#frame = '';
	#whenDrained: (() => void) | undefined;

	constructor({stdin = process.stdin, stdout = process.stdout, isAscii = false, hasMouse = false, asksBackground = false, onClosed}: TerminalOptions) {
		this.#source = stdin;
		this.#screen = stdout;
		this.#onClosed = onClosed;
		this.#modes = enterSequence + (hasMouse ? mouseOn : '');
		this.#question = asksBackground ? backgroundQuestion : '';
		const size = windowSize(stdout);
		this.#output = new TtyOutput(openNonblocking(stdout.fd), {
			onDrained: () => {
				this.#whenDrained?.();
				this.#writer.continue();
			},
			onGone: this.#onGone,
		});
		this.#writer = new ScreenWriter(this.#output, {...size, isWithoutCha: terminalsWithoutCha.test(process.env['TERM'] ?? '')}, () => performance.now());
		this.#frames = new FrameStream(size, frame => {
			this.#frame = frame;
			this.#writer.show(isAscii ? toAsciiCells(frame) : frame);
		});
		// Ink's types ask for a whole tty stream; it uses what this one has (ink/build/ink.js).
		this.stdout = this.#frames as unknown as NodeJS.WriteStream;

		stdin.on('data', this.#reader.read);
		stdin.on('end', this.#onGone);
		stdin.on('close', this.#onGone);
		stdin.on('error', this.#onGone);
		stdout.on('resize', this.#onResize);
		process.on('SIGTSTP', this.#onStop);
		process.on('SIGCONT', this.#onContinue);
		process.on('exit', this.#onExit);
		this.#take();
	}

	get columns(): number {
		return this.#frames.columns;
	}

	get rows(): number {
		return this.#frames.rows;
	}

	get frame(): string {
		return this.#frame;
	}

	get bytesWritten(): number {
		return this.#output.bytesWritten;
	}

	listen(listener: (input: TerminalInput) => void): void {
		this.#input.listen(listener);
	}

	whenPainted(callback: () => void): void {
		this.#writer.whenPainted(callback);
	}

	redraw(): void {
		this.#writer.redraw();
	}

	copy(text: string): boolean {
		const sequence = clipboardSequence(text, process.env);
		if (sequence === null) {
			return false;
		}

		this.#writer.sendAside(sequence);
		return true;
	}

	bell(): void {
		this.#writer.sendAside('\u{7}');
	}

	async suspend(): Promise<void> {
		if (this.#state !== 'open') {
			return;
		}

		this.#state = 'suspended';
		await this.#giveBack();
		// Without a listener SIGTSTP does what it does by default, and nothing where no shell could continue the job.
		process.off('SIGTSTP', this.#onStop);
		await new Promise<void>(resolve => {
			const timer = setTimeout(resolve, stopMilliseconds);
			process.once('SIGCONT', () => {
				clearTimeout(timer);
				resolve();
			});
			process.kill(0, 'SIGTSTP');
		});
		if (!this.#isSuspended()) {
			return;
		}

		process.on('SIGTSTP', this.#onStop);
		this.#state = 'open';
		this.#take();
	}

	async close(most?: number): Promise<void> {
		this.#closing ??= this.#close(most);
		await this.#closing;
	}

	closeNow(): void {
		if (this.#state === 'closed') {
			return;
		}

		if (this.#state !== 'suspended') {
			this.#writeLeave();
		}

		this.#setRawMode(false);
		this.#end();
	}

	async #close(most?: number): Promise<void> {
		if (this.#state === 'open') {
			this.#state = 'closing';
			await this.#giveBack(most);
		}

		this.#end();
	}

	/** Raw mode first: from the background it stops the process, before anything is written over the shell. */
	#take(): void {
		this.#setRawMode(true);
		// The question before the status request: once that is answered, no other answer is due.
		this.#writer.start(this.#modes + this.#question);
		this.#question = '';
		// In the background there was no SIGWINCH; Node.js reads the size again when it believes that there was.
		process.emit('SIGWINCH', 'SIGWINCH');
	}

	async #giveBack(most = Infinity): Promise<void> {
		const deadline = performance.now() + most;
		this.#writeLeave();
		if (!this.#output.isIdle) {
			await new Promise<void>(resolve => {
				const timer = setTimeout(resolve, closeMilliseconds);
				this.#whenDrained = () => {
					clearTimeout(timer);
					resolve();
				};
			});
		}

		// An answer that came later would be typed into the shell.
		await this.#writer.answers(deadline - performance.now());
		this.#setRawMode(false);
	}

	#writeLeave(): void {
		this.#writer.pause();
		this.#output.write((this.#output.discard() ? abortSequence : '') + leaveSequence);
	}

	#end(): void {
		this.#state = 'closed';
		this.#writer.pause();
		this.#output.close();
		this.#reader.close();
		process.off('SIGTSTP', this.#onStop);
		process.off('SIGCONT', this.#onContinue);
		process.off('exit', this.#onExit);
		this.#screen.off('resize', this.#onResize);
		this.#source.off('data', this.#reader.read);
		this.#source.off('end', this.#onGone);
		this.#source.off('close', this.#onGone);
		// `error` keeps its listener: a terminal that dies later must not end the process with an exception.
		this.#source.pause();
		this.#source.unref();
	}

	#setRawMode(isRaw: boolean): void {
		if (!this.#source.destroyed) {
			this.#source.setRawMode(isRaw);
		}
	}

	/** In a method, since the state changes during an await, which TypeScript does not see. */
	#isSuspended(): boolean {
		return this.#state === 'suspended';
	}

	/** Passes on what was typed and said; while the terminal is being given back it is dropped. */
	#takeInput(events: readonly InputEvent[]): void {
		for (const event of events) {
			if (event.type === 'ready') {
				this.#writer.answered();
			} else if (this.#state === 'open') {
				if (event.type !== 'background') {
					this.#writer.keyPressed();
				}

				this.#input.push(event);
			}
		}
	}

	readonly #onResize = (): void => {
		const {columns, rows} = windowSize(this.#screen);
		if (!(this.#state === 'open' && (columns !== this.columns || rows !== this.rows))) {
			return;
		}

		this.#writer.resize(columns, rows);
		this.#frames.setSize(columns, rows);
	};

	/** SIGTSTP from outside: `kill -TSTP`. */
	readonly #onStop = (): void => {
		void this.suspend();
	};

	/** Continued after a SIGSTOP from outside: a shell may have changed the terminal meanwhile. */
	readonly #onContinue = (): void => {
		if (this.#state !== 'open') {
			return;
		}

		// Off and on again: Node.js leaves the terminal alone when it believes it to be in that mode.
		this.#setRawMode(false);
		this.#take();
		this.#onResize();
	};

	readonly #onGone = (): void => {
		if (this.#state === 'closed') {
			return;
		}

		this.#end();
		this.#onClosed?.();
	};

	readonly #onExit = (): void => {
		this.closeNow();
	};
}

/** Without a size (a serial console) that of a VT100. */
function windowSize(stream: WriteStream): {readonly columns: number; readonly rows: number} {
	const [columns, rows] = stream.destroyed ? [0, 0] : stream.getWindowSize();
	return {columns: columns === 0 ? 80 : columns, rows: rows === 0 ? 24 : rows};
}
