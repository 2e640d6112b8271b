import {closeSync, openSync} from 'node:fs';
import {CLONE_NEWNET, loadLibc} from '../../source/linux/calls/libc.ts';

/** Moves this thread into a network namespace, until disposed: sockets belong to the one in which they are made. */
export function enterNamespace({name}: {readonly name: string}): Disposable {
	const libc = loadLibc();
	const home = openSync('/proc/thread-self/ns/net', 'r');
	const there = openSync(`/run/netns/${name}`, 'r');
	libc.setns(there, CLONE_NEWNET);
	closeSync(there);
	return {
		[Symbol.dispose]() {
			libc.setns(home, CLONE_NEWNET);
			closeSync(home);
		},
	};
}
