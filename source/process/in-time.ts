import {once} from 'node:events';

/**
Waits for work, but no longer than this. What is late goes on, and nobody hears of it.
@param whyNot Makes what is thrown when it is late.
@throws What the work throws.
*/
export async function inTime<Value>(work: Promise<Value>, milliseconds: number, whyNot: () => Error): Promise<Value> {
	const {promise: late, reject} = Promise.withResolvers<never>();
	const timer = setTimeout(() => {
		reject(whyNot());
	}, milliseconds);
	try {
		return await Promise.race([work, late]);
	} finally {
		clearTimeout(timer);
	}
}

/** Waits for work until a signal is aborted: then it goes on, and nobody hears of it. */
export async function unlessAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
	if (!signal.aborted) {
		await Promise.race([work, once(signal, 'abort')]);
	}
}
