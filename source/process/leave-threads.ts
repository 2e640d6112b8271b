import {flushCompileCache} from 'node:module';
import process from 'node:process';
import {loadLibc} from '../linux/calls/libc.ts';

/**
Makes process.exit() wait for nobody. Left to itself it joins the threads of Node.js, and some never come to an end: one of V8's
that wants memory waits until the main thread collects garbage (https://github.com/nodejs/node/issues/54918: on a busy machine
one of some hundred runs hangs), and one in getaddrinfo(3) for a name server that is silent. To be called last: others that
listen to the exit, such as who gives the terminal back, have their turn before. What is to be written has been by then.
*/
export function leaveThreadsBehind(): void {
	process.once('exit', exitCode => {
		flushCompileCache();
		try {
			loadLibc().exitAtOnce(exitCode);
		} catch {
			// Without the library Node.js ends it, as well as it can.
		}
	});
}
