import {Buffer} from 'node:buffer';
import fs from 'node:fs';
import koffi from 'koffi';

/** Which of the line discipline's services are on: all three in a shell's cooked mode, none in raw mode. */
export type TermiosState = {
	readonly canonical: boolean;
	readonly echo: boolean;
	readonly signals: boolean;
};

/** The master side of a pseudo-terminal. Nothing here blocks. */
export type PseudoTerminal = {
	/** Path of the slave side, e.g. `/dev/pts/3`. */
	readonly path: string;
	/** @returns how many bytes were read; 0 if there are none now; null when nobody holds the slave side any more. */
	read(into: Uint8Array): number | null;
	/** @returns how many bytes the terminal took. */
	write(bytes: Uint8Array): number;
	setSize(columns: number, rows: number): void;
	termios(): TermiosState;
	close(): void;
};

// asm-generic/ioctls.h; bits/termios-c_lflag.h
const TIOCSWINSZ = 0x54_14;
const ISIG = 1;
const ICANON = 2;
const ECHO = 8;

const libc = koffi.load(null);
const posixOpenpt = libc.func('int posix_openpt(int)');
const grantpt = libc.func('int grantpt(int)');
const unlockpt = libc.func('int unlockpt(int)');
const ptsname = libc.func('int ptsname_r(int, _Out_ uint8_t *, size_t)');
const ioctl = libc.func('int ioctl(int, unsigned long, void *)');
const tcgetattr = libc.func('int tcgetattr(int, _Out_ uint8_t *)');
const fcntl = libc.func('int fcntl(int, int, int)');
const F_SETFD = 2;
const FD_CLOEXEC = 1;

/**
Opens a new pseudo-terminal, pty(7).
@throws Error when the kernel refuses.
*/
export function openPseudoTerminal(columns: number, rows: number): PseudoTerminal {
	const {O_RDWR, O_NOCTTY, O_NONBLOCK} = fs.constants;
	const main = check('posix_openpt', posixOpenpt(O_RDWR | O_NOCTTY | O_NONBLOCK));
	check('fcntl', fcntl(main, F_SETFD, FD_CLOEXEC));
	check('grantpt', grantpt(main));
	check('unlockpt', unlockpt(main));
	const name = Buffer.alloc(64);
	check('ptsname_r', ptsname(main, name, name.length));
	const setSize: PseudoTerminal['setSize'] = (width, height) => {
		const size = Buffer.alloc(8);
		size.writeUInt16LE(height, 0);
		size.writeUInt16LE(width, 2);
		check('ioctl TIOCSWINSZ', ioctl(main, TIOCSWINSZ, size));
	};

	setSize(columns, rows);
	let isOpen = true;
	return {
		path: name.toString('latin1', 0, name.indexOf(0)),
		read: into => nonblocking(() => fs.readSync(main, into)),
		write: bytes => nonblocking(() => fs.writeSync(main, bytes)) ?? 0,
		setSize,
		termios() {
			// struct termios starts with c_iflag, c_oflag, c_cflag, c_lflag, 32 bits each.
			const attributes = Buffer.alloc(128);
			check('tcgetattr', tcgetattr(main, attributes));
			const local = attributes.readUInt32LE(12);
			return {canonical: (local & ICANON) !== 0, echo: (local & ECHO) !== 0, signals: (local & ISIG) !== 0};
		},
		close() {
			if (!isOpen) {
				return;
			}

			isOpen = false;
			fs.closeSync(main);
		},
	};
}

/** What koffi calls has no types: every function used here returns an int, negative for a failure. */
function check(call: string, result: unknown): number {
	if (typeof result !== 'number' || result < 0) {
		throw new Error(`${call} failed with errno ${koffi.errno()}`);
	}

	return result;
}

/** EAGAIN is "nothing now", EIO on a master is "the slave side is closed". */
function nonblocking(call: () => number): number | null {
	try {
		return call();
	} catch (error) {
		if (error instanceof Error && 'code' in error) {
			if (error.code === 'EAGAIN') {
				return 0;
			}

			if (error.code === 'EIO') {
				return null;
			}
		}

		throw error;
	}
}
