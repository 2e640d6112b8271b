import {SystemError} from '../system-error.ts';
import type {CFunctions} from './c-functions.ts';

/** Gives back what a call returned, or throws SystemError when that is -1. */
export type Check = (syscall: string, returned: number) => number;

export function checkWith(c: CFunctions): Check {
	return (syscall, returned) => {
		if (returned === -1) {
			throw new SystemError(syscall, c.errno());
		}

		return returned;
	};
}
