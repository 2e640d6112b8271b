import {
	opendirSync,
	readFileSync,
	readlinkSync,
	type Dir,
} from 'node:fs';
import {runToEnd} from '../run-to-end.ts';
import {isDenied, isGone} from './read.ts';

/** A process, or one of its threads: the folder in /proc that has its `fd`. */
export type DescriptorTable = number | `${number}/task/${number}`;

/**
Returns the open descriptors of a process or thread: the names in /proc/PID/fd (proc_pid_fd(5)).
@returns 'denied' where it belongs to another user; undefined when the process is gone.
*/
export function listDescriptors(procPath: string, table: DescriptorTable): readonly number[] | 'denied' | undefined {
	return runToEnd(listDescriptorsInPieces(procPath, table));
}

/** Entries that the kernel is asked for at a time: it takes some 4 ms per thousand. */
const pieceLength = 256;

/** Returns the same, with a yield between pieces: a process may have 100,000 descriptors, and listing them takes long. */
export function * listDescriptorsInPieces(procPath: string, table: DescriptorTable): Generator<void, readonly number[] | 'denied' | undefined> {
	let directory: Dir | undefined;
	try {
		directory = opendirSync(`${procPath}/${table}/fd`, {bufferSize: pieceLength});
		const descriptors: number[] = [];
		for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
			if (/^\d+$/.test(entry.name)) {
				descriptors.push(Number(entry.name));
			}

			if (descriptors.length % pieceLength === 0) {
				yield;
			}
		}

		return descriptors;
	} catch (error) {
		if (isGone(error)) {
			return undefined;
		}

		if (isDenied(error)) {
			return 'denied';
		}

		throw error;
	} finally {
		directory?.closeSync();
	}
}

/**
Parses what a link of /proc/PID/fd points to.
@returns The inode of `socket:[123]`; 0 for anything else.
*/
export function parseSocketLink(target: string): number {
	return target.startsWith('socket:[') && target.endsWith(']') && /^\d+$/.test(target.slice(8, -1))
		? Number(target.slice(8, -1))
		: 0;
}

/**
Returns the inode of the socket behind a descriptor.
@returns 0 if it is no socket, -1 if it is gone; 'ring' of an io_uring, which may hold sockets that have no descriptor; 'denied' if it may
not be read, as where a process may be listed but not traced.
*/
export function readSocketInode(procPath: string, table: DescriptorTable, fd: number): number | 'denied' | 'ring' {
	try {
		const target = readlinkSync(`${procPath}/${table}/fd/${fd}`);
		return target === 'anon_inode:[io_uring]' ? 'ring' : parseSocketLink(target);
	} catch (error) {
		if (isGone(error)) {
			return -1;
		}

		if (isDenied(error)) {
			return 'denied';
		}

		throw error;
	}
}

/**
Parses the files that are registered with an io_uring (io_uring_register(2)), as io_uring/fdinfo.c prints them: `    3: socket:[123]`.
@returns Slot → inode, of the sockets, each once; undefined where the ring was too busy to say.
*/
export function parseRegisteredSockets(text: string): ReadonlyMap<number, number> | undefined {
	const count = /^UserFiles:\t(?<count>\d+)$/m.exec(text)?.groups?.['count'];
	const slots = text.matchAll(/^ *(?<slot>\d+): (?<target>\S+)$/gm).toArray();
	if (count === undefined || (count !== '0' && slots.length === 0)) {
		return undefined;
	}

	const slotOf = new Map(slots.map(({groups}) => [parseSocketLink(groups!['target']!), Number(groups!['slot'])] as const));
	return new Map(slotOf.entries().filter(([inode]) => inode !== 0).map(([inode, slot]) => [slot, inode] as const));
}

/** Returns the sockets that are registered with the io_uring behind a descriptor; undefined where that cannot be read. */
export function readRegisteredSockets(procPath: string, table: DescriptorTable, fd: number): ReadonlyMap<number, number> | undefined {
	try {
		return parseRegisteredSockets(readFileSync(`${procPath}/${table}/fdinfo/${fd}`, 'latin1'));
	} catch (error) {
		if (isGone(error) || isDenied(error)) {
			return undefined;
		}

		throw error;
	}
}
