import process from 'node:process';

/** Milliseconds after which the threads that begin with the program have started, and their heaps are still small. */
const startMilliseconds = 500;

/**
Makes V8 keep the heaps of all threads small, soon. Not from the start by the command line, as bin/portop does with other flags: V8 takes compiled
code only where these flags are as they were when it was compiled, and would reject what Node.js has of its own modules. That takes 25 ms
of each thread that starts.
*/
export function keepHeapsSmallSoon(): void {
	setTimeout(() => {
		// An import would load it before the first frame.
		const {setFlagsFromString} = process.getBuiltinModule('node:v8');
		// A heap grows by a third, where it would by up to four times.
		setFlagsFromString('--optimize-for-size');
		// One optimizing compiler is enough.
		setFlagsFromString('--no-maglev');
	}, startMilliseconds).unref();
}
