import {errnoMessage, errnoName} from './errno.ts';

/** A system call failed. */
export class SystemError extends Error {
	override readonly name = 'SystemError';
	/** E.g. `EPERM`. */
	readonly code: string;
	/** Positive, errno(3). */
	readonly errno: number;
	readonly syscall: string;

	constructor(syscall: string, errno: number) {
		super(`${syscall}: ${errnoMessage(errno)}`);
		this.syscall = syscall;
		this.errno = errno;
		this.code = errnoName(errno);
	}
}
