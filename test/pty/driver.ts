import {Buffer} from 'node:buffer';
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import process from 'node:process';
import {setTimeout as delay} from 'node:timers/promises';
import {createEmulator, type Emulator} from './emulator.ts';
import {openPseudoTerminal, type TermiosState} from './pseudo-terminal.ts';

export type PtyOptions = {
	/** Program and arguments. It becomes the session leader; for job control run it from an interactive shell. */
	readonly command: readonly string[];
	readonly columns?: number;
	readonly rows?: number;
	/** Set over this process's environment; undefined takes a variable away. TERM is xterm-256color unless set. */
	readonly env?: Readonly<Record<string, string | undefined>>;
	readonly cwd?: string;
	/** Whether the terminal answers `CSI 5 n`, as real ones do. */
	readonly answerStatusReports?: boolean;
	/** How late the answers come, as on a slow line: milliseconds, 0 unless told otherwise. */
	readonly answerDelay?: number;
};

export type Exit = {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
};

export type Condition = string | RegExp | ((screen: readonly string[]) => boolean);

export type PtySession = AsyncDisposable & {
	readonly pid: number;
	/** The slave side, e.g. `/dev/pts/3`. */
	readonly path: string;
	/** Cells, modes and size of the emulated screen. */
	readonly emulator: Emulator;
	/** Resolves when the program has ended; it is never rejected. */
	readonly exit: Promise<Exit>;
	/** How many bytes were read from the program so far. */
	readonly bytes: number;
	/** How many answers of the terminal are still under way. */
	readonly answersDue: number;
	/** All that was read so far, as it came. */
	output(): Buffer;
	/** The visible lines, without the blanks at their ends. */
	screen(): string[];
	/**
	Waits until the screen contains the text, matches the expression (lines joined by \n) or satisfies the predicate.
	@param options.timeout Milliseconds, 5,000 unless told otherwise.
	@returns the screen.
	@throws Error with the screen in its message when time is up or the program has ended and the screen will not change.
	*/
	waitFor(condition: Condition, options?: {readonly timeout?: number}): Promise<string[]>;
	/** Types text: `j`, `\r` for Enter, `\u{1B}` for Esc, `\u{3}` for Ctrl-C. */
	press(keys: string): void;
	resize(columns: number, rows: number): void;
	/** Sends a signal to the program itself. */
	signal(name: NodeJS.Signals): void;
	stopReading(): void;
	/** Stops reading and waits until not one byte more fits into the terminal; what is still room is filled with blanks. */
	fill(): Promise<void>;
	/** Reads and shows only so many bytes per second, as a slow link does. */
	readSlowly(bytesPerSecond: number): void;
	readFreely(): void;
	/** Is the terminal cooked, or raw? */
	termios(): TermiosState;
	/** Closes the terminal, as a lost SSH connection does: the program gets SIGHUP and EIO. */
	hangUp(): void;
};

// The terminal is looked at this often: a read that blocked would hold one of Node's few worker threads.
const pollMilliseconds = 1;
// A terminal that has taken nothing for so long is full.
const quietMilliseconds = 50;

/**
Starts a program in a pseudo-terminal of its own with a terminal emulator behind it. Ends the program and closes
everything when it is disposed of: `await using session = await startInPty({command: ['portop']})`.
*/
export async function startInPty(options: PtyOptions): Promise<PtySession> {
	const {command, columns = 80, rows = 24, answerStatusReports = true, answerDelay = 0} = options;
	const terminal = openPseudoTerminal(columns, rows);
	let isOpen = true;
	let answersDue = 0;
	const type = (text: string) => {
		if (isOpen) {
			terminal.write(Buffer.from(text));
		}
	};

	const watchers = new Set<() => void>();
	const notify = () => {
		for (const watcher of watchers) {
			watcher();
		}
	};

	const emulator = createEmulator({
		columns,
		rows,
		onAnswer(answer) {
			if (answerStatusReports && answerDelay === 0) {
				type(answer);
			} else if (answerStatusReports) {
				answersDue++;
				setTimeout(() => {
					answersDue--;
					type(answer);
					notify();
				}, answerDelay);
			}
		},
	});

	const secondary = fs.openSync(terminal.path, fs.constants.O_RDWR | fs.constants.O_NOCTTY);
	// setsid(1) starts a session, makes its standard input the controlling terminal and becomes the program.
	const child = spawn('setsid', ['--ctty', ...command], {
		stdio: [secondary, secondary, secondary],
		cwd: options.cwd,
		env: {...process.env, TERM: 'xterm-256color', ...options.env},
	});
	const exit = new Promise<Exit>(resolve => {
		child.once('exit', (code, signal) => {
			resolve({code, signal});
		});
		child.once('error', () => {
			resolve({code: 127, signal: null});
		});
	});
	fs.closeSync(secondary);

	let bytes = 0;
	const chunks: Buffer[] = [];
	/** null: as fast as the program writes. */
	let bytesPerSecond: number | null = null;
	let credit = 0;
	let creditedAt = performance.now();
	let ended: Exit | null = null;
	void exit.then(how => {
		ended = how;
		notify();
	});

	const buffer = Buffer.alloc(16_384);
	const allowance = () => {
		if (bytesPerSecond === null) {
			return buffer.length;
		}

		const now = performance.now();
		// At most a tenth of a second is saved up: a slow link cannot catch up later.
		credit = Math.min(credit + (bytesPerSecond * (now - creditedAt) / 1000), bytesPerSecond / 10);
		creditedAt = now;
		return Math.min(Math.floor(credit), buffer.length);
	};

	/**
	Reads what there is and may be read now.
	@returns false when there will never be more.
	*/
	const drain = (): boolean => {
		// At most so much at a time, so that a program that writes without end leaves time for the rest.
		for (let round = 0; round < 16; round++) {
			const allowed = allowance();
			if (allowed === 0) {
				return true;
			}

			const count = terminal.read(buffer.subarray(0, allowed));
			if (count === null) {
				// Nobody holds the slave side now; setsid or a shell may yet open it again.
				return ended === null;
			}

			if (count === 0) {
				return true;
			}

			credit -= count;
			bytes += count;
			const chunk = Buffer.from(buffer.subarray(0, count));
			chunks.push(chunk);
			void emulator.write(chunk).then(notify);
		}

		return true;
	};

	let timer: NodeJS.Timeout | undefined;
	let isFinished = false;
	const finish = async () => {
		await emulator.write('');
		isFinished = true;
		notify();
	};

	const poll = () => {
		if (isOpen && drain()) {
			timer = setTimeout(poll, pollMilliseconds);
		} else if (isOpen) {
			void finish();
		}
	};

	poll();

	const stopReading = () => {
		bytesPerSecond = 0;
		credit = 0;
	};

	const close = () => {
		isOpen = false;
		clearTimeout(timer);
		terminal.close();
		notify();
	};

	return {
		pid: child.pid ?? -1,
		path: terminal.path,
		emulator,
		exit,
		get bytes() {
			return bytes;
		},
		get answersDue() {
			return answersDue;
		},
		output: () => Buffer.concat(chunks),
		screen: () => emulator.screen(),
		async waitFor(condition, {timeout = 5000} = {}) {
			return new Promise((resolve, reject) => {
				const settle = (error?: Error) => {
					clearTimeout(deadline);
					watchers.delete(check);
					if (error === undefined) {
						resolve(emulator.screen());
					} else {
						reject(error);
					}
				};

				const fail = (reason: string) => {
					const frame = emulator.screen().filter(line => line !== '').map(line => `  | ${line}`).join('\n');
					settle(new Error(`waited for ${describe(condition)}: ${reason}\n${frame}`));
				};

				const check = () => {
					// A frame that is still being drawn is on no user's screen.
					if (!emulator.isSynchronizing && holds(condition, emulator.screen())) {
						settle();
					} else if (!isOpen || isFinished) {
						fail(`it will not come any more, the program ended (${JSON.stringify(ended)})`);
					}
				};

				const deadline = setTimeout(() => {
					fail(`not within ${timeout} ms`);
				}, timeout);
				watchers.add(check);
				check();
			});
		},
		press: type,
		resize(width, height) {
			emulator.resize(width, height);
			terminal.setSize(width, height);
		},
		signal(name) {
			child.kill(name);
		},
		stopReading,
		async fill() {
			stopReading();
			await fillTerminal(terminal.path);
		},
		readSlowly(rate) {
			bytesPerSecond = rate;
			credit = 0;
			creditedAt = performance.now();
		},
		readFreely() {
			bytesPerSecond = null;
		},
		termios: () => terminal.termios(),
		hangUp: close,
		async [Symbol.asyncDispose]() {
			if (ended === null) {
				// A stopped program does not die of SIGHUP; the session leader's death hangs up on the rest.
				child.kill('SIGKILL');
				await exit;
			}

			close();
			emulator.dispose();
		},
	};
}

/**
Fills a terminal nobody reads from. A refusal alone does not say that it is full: the kernel moves the bytes on to the
line discipline in the background, and another one's write shuts this one out.
*/
async function fillTerminal(path: string): Promise<void> {
	const descriptor = fs.openSync(path, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK | fs.constants.O_NOCTTY);
	const blanks = Buffer.alloc(1000, ' ');
	let takenAt = performance.now();
	try {
		while (performance.now() - takenAt < quietMilliseconds) {
			try {
				fs.writeSync(descriptor, blanks);
				takenAt = performance.now();
			} catch (error) {
				if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) {
					throw error;
				}

				await delay(pollMilliseconds);
			}
		}
	} finally {
		fs.closeSync(descriptor);
	}
}

function holds(condition: Condition, screen: readonly string[]): boolean {
	if (typeof condition === 'function') {
		return condition(screen);
	}

	const text = screen.join('\n');
	return typeof condition === 'string' ? text.includes(condition) : condition.test(text);
}

function describe(condition: Condition): string {
	return typeof condition === 'string' ? JSON.stringify(condition) : String(condition);
}
