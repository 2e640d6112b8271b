import {flushCompileCache} from 'node:module';
import process from 'node:process';
import {loadLibc} from '../linux/calls/libc.ts';

/**
Makes process.exit() wait for no thread. By default it joins the threads of Node.js, and some never come to an end: one of V8's
that wants memory waits until the main thread collects garbage (https://github.com/nodejs/node/issues/54918: on a busy machine
one of some hundred runs hangs), and one in getaddrinfo(3) for a name server that is silent. Call it last: other listeners of
the exit, such as the one that gives the terminal back, run before it. All output must be written by then.
*/
export function exitWithoutJoining(): void {
	process.once('exit', exitCode => {
		flushCompileCache();
		try {
			loadLibc().exitAtOnce(exitCode);
		} catch {
			// Without the library Node.js ends the process, as well as it can.
		}
	});
}
