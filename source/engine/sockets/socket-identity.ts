import type {SocketTable} from '../../collectors/socket-table.ts';

/** The cookies of a table's sockets, in two words. */
export type CookieColumns = {
	readonly cookieLow: ArrayLike<number>;
	readonly cookieHigh: ArrayLike<number>;
};

/** Returns a socket's cookie as a number, which names it for its whole life. The kernel counts them up from 1: exact below 2^53. */
export function cookieOf({cookieLow, cookieHigh}: CookieColumns, row: number): number {
	return (cookieHigh[row]! * 0x1_00_00_00_00) + cookieLow[row]!;
}

/** Names a socket for its whole life: its cookie in hexadecimal, high word first. */
export function socketIdentity(table: SocketTable, row: number): string {
	return `${table.columns.cookieHigh[row]!.toString(16)}:${table.columns.cookieLow[row]!.toString(16)}`;
}

/** Returns the words of an identity made by `socketIdentity`; undefined if it is none. */
export function parseSocketIdentity(identity: string): {readonly low: number; readonly high: number} | undefined {
	const match = /^([\da-f]{1,8}):([\da-f]{1,8})$/.exec(identity);
	return match === null ? undefined : {high: Number.parseInt(match[1]!, 16), low: Number.parseInt(match[2]!, 16)};
}
