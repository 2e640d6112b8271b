import type {SourceStatus} from '../model/snapshot.ts';
import {sanitize} from '../text/sanitize.ts';

/** A source of samples. It is opened once (`registry.ts`); a failure is data, and the rest goes on. */
export type Source = {
	/** Its status; null before it was first read. */
	readonly status: SourceStatus | null;
	/** Reads it for a new sample, if it needs nothing else for that. Never throws. */
	readonly read?: () => void;
	readonly close?: () => void;
};

/** A value that was read, and the status of reading it. */
export type Reading<Value> = {
	readonly value: Value;
	readonly status: SourceStatus;
};

/** Files of /proc that are read once for each sample. */
export class PolledSource<Value> implements Source {
	readonly #read: () => Reading<Value>;
	#last: Reading<Value> | undefined;

	/** Reads nothing yet. `read` never throws. */
	constructor(read: () => Reading<Value>) {
		this.#read = read;
	}

	get status(): SourceStatus | null {
		return this.#last?.status ?? null;
	}

	/** The value that was read last; null before that. */
	get value(): Value | null {
		return this.#last?.value ?? null;
	}

	read(): void {
		this.#last = this.#read();
	}
}

/** Reads from /proc; where that throws the value is null, and the status says why. */
export function attempt<Value>(name: string, read: () => Value): Reading<Value | null> {
	try {
		return {
			value: read(),
			status: {
				name, method: 'proc', state: 'ok', problem: null,
			},
		};
	} catch (error) {
		return {
			value: null,
			status: {
				name, method: 'proc', state: 'failed', problem: sanitize((error as Error).message),
			},
		};
	}
}
