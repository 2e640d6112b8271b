import type {Writable} from 'node:stream';
import {loadLibc} from '../linux/calls/libc.ts';

/** Milliseconds between two looks. */
const lookInterval = 250;

/**
Aborts its signal soon after the reader of a stream has gone (`portop list --watch | head -1`): a write would show it too, but the
next one may be an hour away. Never aborts where that cannot be seen: for a file, or without the library for system calls.
*/
export function watchReader(stream: Writable): Disposable & {readonly signal: AbortSignal} {
	const gone = new AbortController();
	const timer = setInterval(() => {
		if (!hasLostReader(stream)) {
			return;
		}

		gone.abort();
		clearInterval(timer);
	}, lookInterval);
	timer.unref();
	return {
		signal: gone.signal,
		[Symbol.dispose]() {
			clearInterval(timer);
		},
	};
}

function hasLostReader(stream: Writable): boolean {
	if (!('fd' in stream && typeof stream.fd === 'number')) {
		return false;
	}

	try {
		return loadLibc().hasLostReader(stream.fd);
	} catch {
		return false;
	}
}
