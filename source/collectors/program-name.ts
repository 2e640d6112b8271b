import {Buffer} from 'node:buffer';
import path from 'node:path';

/** The facts from which the name of a process follows. */
export type NamedProcess = {
	/** The kernel's name of its first thread, at most 15 bytes: the program's, until the program sets another one. */
	readonly comm: string;
	/** The path of its program; null where it may not be read. */
	readonly executable: string | null;
	/** Its arguments; none where they are not known. */
	readonly words: readonly string[];
	readonly threads: number;
};

/** linux/sched.h, TASK_COMM_LEN: 16, with the NUL. */
const maxCommBytes = 15;
/** A script is among the first arguments of its interpreter. */
const maxWords = 8;
/** Stands for bytes that are no character. */
const halfCharacter = '\u{FFFD}';

/**
Returns the name of the program that a process runs, as htop finds it: the kernel's name where that is the program's, whole where
the kernel cut it, or one that the program chose for itself. The main thread of a program with several has often another one: `MainThread`
of each Node.js program. Then it is the name of the executable file.
*/
export function programName({comm, executable, words, threads}: NamedProcess): string {
	const names = [...executable === null ? [] : [path.basename(executable)], ...words.slice(0, maxWords).map((word, index) => nameOf(word, index))];
	if (comm === '' || names.includes(comm)) {
		return comm;
	}

	// Cut by bytes: the last character may be half of one.
	const start = comm.endsWith(halfCharacter) ? comm.slice(0, -1) : comm;
	const whole = Buffer.byteLength(comm) >= maxCommBytes ? names.find(name => name.startsWith(start)) : undefined;
	if (whole !== undefined) {
		return whole;
	}

	// A title of its own that both show: `gunicorn: worker`.
	if (words[0]?.startsWith(start) === true) {
		return start.split(':', 1)[0]!;
	}

	return executable !== null && threads > 1 ? path.basename(executable) : comm;
}

/** A program that shows what it is busy with begins with its name: `nginx: master process /usr/sbin/nginx`. A login shell's is `-bash`. */
function nameOf(word: string, index: number): string {
	return path.basename(index === 0 ? word.replace(/^-/v, '').split(/[ :]/v, 1)[0]! : word);
}
