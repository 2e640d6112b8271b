import {Writable} from 'node:stream';
import {openNonblocking, TtyOutput} from './tty-output.ts';

/** A standard stream of Node.js. */
type StandardStream = Writable & {readonly fd: number; readonly isTTY?: boolean};

/**
Returns a stream to the same terminal that never blocks. Node.js writes to a terminal with blocking calls, in which no signal is heard: a
program whose terminal has stopped reading (Ctrl-S, a suspended ssh) could not be ended. Pipes and files are returned as they are.
*/
export function patient(stream: StandardStream): Writable {
	if (stream.isTTY !== true) {
		return stream;
	}

	try {
		return streamTo(openNonblocking(stream.fd));
	} catch {
		return stream;
	}
}

function streamTo(descriptor: number): Writable {
	let isDone: ((error?: Error) => void) | undefined;
	const settle = (error?: Error) => {
		const callback = isDone;
		isDone = undefined;
		callback?.(error);
	};

	const output = new TtyOutput(descriptor, {
		onDrained: settle,
		onGone() {
			settle(Object.assign(new Error('the terminal is gone'), {code: 'EPIPE'}));
		},
	});
	return new Writable({
		decodeStrings: false,
		write(chunk: unknown, _encoding, callback) {
			isDone = callback;
			output.write(String(chunk));
			if (output.isIdle) {
				settle();
			}
		},
	});
}
