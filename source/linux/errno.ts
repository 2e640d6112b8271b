import {constants} from 'node:os';
import {getSystemErrorMessage, getSystemErrorName} from 'node:util';

/** The largest error number that a system call or a netlink message carries: MAX_ERRNO, include/linux/err.h. */
export const MAX_ERRNO = 4095;

/** Returns the name of a positive error number, e.g. `EPERM` for 1: errno(3); `E4000` for one without a name. */
export function errnoName(errno: number): string {
	const isNamed = Object.values<number>(constants.errno).includes(errno);
	return isNamed ? getSystemErrorName(-errno) : `E${errno}`;
}

/** Returns what went wrong, for a person: `operation not permitted (EPERM)`. */
export function errnoMessage(errno: number): string {
	return `${getSystemErrorMessage(-errno) ?? 'unknown error'} (${errnoName(errno)})`;
}
