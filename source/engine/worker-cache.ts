import {flushCompileCache} from 'node:module';
import process from 'node:process';

/** Node.js takes compiled code from the folder that it names: node(1). */
export const compileCacheVariable = 'NODE_COMPILE_CACHE';

/** Milliseconds until what this thread compiled is kept: it has samples to take first, and nothing waits for its end. */
const flushMilliseconds = 3000;

/** Keeps what this thread compiled for the next start, and the variable that says where from the programs that it starts. */
export function keepCompiledCode(): void {
	if (process.env[compileCacheVariable] === undefined) {
		return;
	}

	// eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- an empty one would name a folder
	delete process.env[compileCacheVariable];
	setTimeout(flushCompileCache, flushMilliseconds).unref();
}
