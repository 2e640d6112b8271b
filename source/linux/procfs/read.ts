import {readFileSync} from 'node:fs';

/** A file of the kernel's, or one that should look like it, is not in its format. */
export class MalformedFileError extends Error {
	override readonly name = 'MalformedFileError';

	/** Quotes what could not be understood, shortened. */
	constructor(file: string, content: string) {
		super(`${file} is not in the kernel's format: ${JSON.stringify(content.slice(0, 80))}`);
	}
}

/** Returns whether the error says that a file or its process is gone: ENOENT, or ESRCH for a process that ended meanwhile. */
export function isGone(error: unknown): boolean {
	const code = errorCode(error);
	return code === 'ENOENT' || code === 'ESRCH';
}

/**
Returns whether the error says that we may not look, EACCES, or EPERM for another's process under hidepid or ptrace rules; or cannot for
now, as there are no more descriptors or memory.
*/
export function isDenied(error: unknown): boolean {
	return refusals.has(errorCode(error));
}

const refusals: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EMFILE', 'ENFILE', 'ENOMEM']);

function errorCode(error: unknown): unknown {
	return error instanceof Error && 'code' in error ? error.code : undefined;
}

/**
Returns a file of /proc/PID.
@returns undefined when the process is gone, or hidden from us.
@throws The error of any other failure.
*/
export function readPidFile(procPath: string, pid: number, name: string): string | undefined {
	try {
		return readFileSync(`${procPath}/${pid}/${name}`, 'utf8');
	} catch (error) {
		if (isGone(error) || isDenied(error)) {
			return undefined;
		}

		throw error;
	}
}
