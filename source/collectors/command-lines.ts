import {setTimeout as wait} from 'node:timers/promises';

type Request = {
	readonly pid: number;
	/** Receives the arguments; null where they are not to be had. */
	readonly onRead: (words: readonly string[] | null) => void;
};

/**
Threads of libuv's pool, which has four, that may read at once. One that waits for a process which does not answer is lost until that
does: the others are for names and files.
*/
const maxReadings = 2;

/** A reading takes some 40 µs. One that takes this long is late: nothing waits for it any more. */
const lateMilliseconds = 100;

/** While readings may become late, this often it is looked whether they did. */
const lookMilliseconds = 25;

/** Reads command lines, and never waits for a process that does not answer (`readPidCmdline`). What comes late is reported late. */
export class CommandLines {
	readonly #read: (pid: number) => Promise<readonly string[] | undefined>;
	readonly #now: () => number;
	/** Those that wait: first the ones that are likely to be answered. */
	readonly #likely: Request[] = [];
	readonly #unlikely: Request[] = [];
	/** The readings under way, each with its start. */
	readonly #readings = new Set<{readonly startedAt: number}>();
	#onEnd: () => void = () => undefined;

	constructor(now: () => number, read: (pid: number) => Promise<readonly string[] | undefined>) {
		this.#now = now;
		this.#read = read;
	}

	/** Whether answers are to be expected soon. */
	get isReading(): boolean {
		return this.#readings.size > this.lateCount;
	}

	/** The number of processes that do not answer; others may wait behind them. */
	get lateCount(): number {
		const now = this.#now();
		return this.#readings.values().reduce((count, {startedAt}) => now - startedAt >= lateMilliseconds ? count + 1 : count, 0);
	}

	/** Reads a command line. Where every thread waits for others already it is unknown at once. */
	request({isLikely, ...request}: Request & {readonly isLikely: boolean}): void {
		if (this.lateCount >= maxReadings) {
			request.onRead(null);
			return;
		}

		(isLikely ? this.#likely : this.#unlikely).push(request);
		this.#startNext();
	}

	/** Waits for the answers, but not for late ones, and no longer than this. */
	async settled(milliseconds: number): Promise<void> {
		const deadline = this.#now() + milliseconds;
		while (this.isReading && this.#now() < deadline) {
			const {promise, resolve} = Promise.withResolvers<void>();
			this.#onEnd = resolve;
			const look = new AbortController();
			await Promise.race([promise, wait(lookMilliseconds, undefined, {signal: look.signal}).catch(() => undefined)]);
			look.abort();
		}
	}

	#startNext(): void {
		while (this.#readings.size < maxReadings) {
			const next = this.#likely.shift() ?? this.#unlikely.shift();
			if (next === undefined) {
				return;
			}

			void this.#answer(next);
		}
	}

	async #answer({pid, onRead}: Request): Promise<void> {
		const reading = {startedAt: this.#now()};
		this.#readings.add(reading);
		const words = await this.#readOrNull(pid);
		this.#readings.delete(reading);
		onRead(words);
		this.#startNext();
		if (!this.isReading) {
			this.#onEnd();
		}
	}

	async #readOrNull(pid: number): Promise<readonly string[] | null> {
		try {
			return await this.#read(pid) ?? null;
		} catch {
			// A name is a comfort: without its arguments a process has the kernel's.
			return null;
		}
	}
}
