import {once} from 'node:events';

/**
Waits for work, but no longer than this. Late work goes on, and its result is dropped. What has arrived by then counts, also where this
thread was too busy to read it.
@param createError Makes the error that is thrown when it is late.
@throws What the work throws.
*/
export async function withTimeout<Value>(work: Promise<Value>, milliseconds: number, createError: () => Error): Promise<Value> {
	const {promise: late, reject} = Promise.withResolvers<never>();
	const timer = setTimeout(() => {
		// Timers come before what can be read, immediates after it.
		setImmediate(() => {
			reject(createError());
		});
	}, milliseconds);
	try {
		return await Promise.race([work, late]);
	} finally {
		clearTimeout(timer);
	}
}

/** Waits for work until a signal is aborted: then the work goes on, and its result is dropped. */
export async function unlessAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
	if (!signal.aborted) {
		await Promise.race([work, once(signal, 'abort')]);
	}
}
