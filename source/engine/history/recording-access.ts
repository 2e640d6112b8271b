import {existsSync} from 'node:fs';
import {open} from 'node:fs/promises';
import {RecordingError} from '../../recording/open-recording.ts';
import {quote} from '../../text/quote.ts';
import {RecordedHistory} from './recorded-history.ts';

/** Opens the recording of this machine when it is first needed. What is wrong with it is said; a file that is not there is none. */
export class RecordingAccess {
	readonly #file: string | null;
	readonly #host: string;
	#opened: RecordedHistory | undefined;
	#problem: string | null = null;

	/** `file`: null where there is none. `host`: the name of this machine. */
	constructor(file: string | null, host: string) {
		this.#file = file;
		this.#host = host;
	}

	/** The recording, if it has been opened. */
	get opened(): RecordedHistory | undefined {
		return this.#opened;
	}

	/**
	Resolves with whether the file can be read, when its disk answers: what reads it unasked must not wait for one that does not. It may still be damaged,
	or of another machine.
	*/
	async canBeRead(): Promise<boolean> {
		if (this.#file === null) {
			return false;
		}

		try {
			await using file = await open(this.#file, 'r');
			const {bytesRead} = await file.read({length: 1});
			return bytesRead > 0;
		} catch {
			// There is none, or none for this user: it is reported when a key leads into it.
			return false;
		}
	}

	/** Returns what was wrong when it was last opened or read, once; null: nothing. */
	takeProblem(): string | null {
		const problem = this.#problem;
		this.#problem = null;
		return problem;
	}

	/** Uses the recording; undefined where it cannot be. */
	use<Result>(act: (recording: RecordedHistory) => Result): Result | undefined {
		if (this.#file === null) {
			return undefined;
		}

		try {
			this.#opened ??= this.#open(this.#file);
			return this.#opened === undefined ? undefined : act(this.#opened);
		} catch (error) {
			if (!(error instanceof RecordingError)) {
				throw error;
			}

			this.#problem = error.message;
			return undefined;
		}
	}

	close(): void {
		this.#opened?.close();
		this.#opened = undefined;
	}

	#open(file: string): RecordedHistory | undefined {
		if (!existsSync(file)) {
			return undefined;
		}

		const recording = new RecordedHistory(file);
		const {host} = recording.samples;
		if (host === this.#host) {
			return recording;
		}

		recording.close();
		throw new RecordingError(`${file} is of the machine ${quote(host)}: portop replay shows it`);
	}
}
