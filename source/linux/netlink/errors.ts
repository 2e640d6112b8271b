import {errnoMessage, errnoName} from '../errno.ts';

/** The kernel answered with an error. */
export class NetlinkError extends Error {
	override readonly name = 'NetlinkError';
	/** E.g. `EPERM`. */
	readonly code: string;
	/** Positive, errno(3). */
	readonly errno: number;

	constructor(errno: number) {
		super(`netlink: ${errnoMessage(errno)}`);
		this.errno = errno;
		this.code = errnoName(errno);
	}
}

/** Bytes that are no netlink message: cut, overlapping, or of the wrong length. */
export class MalformedMessageError extends Error {
	override readonly name = 'MalformedMessageError';

	constructor(problem: string) {
		super(`malformed netlink message: ${problem}`);
	}
}
