import {unknown, type SocketTable} from '../../collectors/socket-table.ts';
import {isTimeWaitRemnant} from './remnant.ts';
import type {CookieIndex} from './row-index.ts';

/** The cookies of a table's sockets, in two words. */
export type CookieColumns = {
	readonly cookieLow: ArrayLike<number>;
	readonly cookieHigh: ArrayLike<number>;
};

/** Returns a socket's cookie as a number, which names it for its whole life. The kernel counts them up from 1: exact below 2^53. */
export function cookieOf({cookieLow, cookieHigh}: CookieColumns, row: number): number {
	return (cookieHigh[row]! * 0x1_00_00_00_00) + cookieLow[row]!;
}

/**
Added to the high word of the cookie of a connection that closed: what the kernel keeps of it may have its cookie. Cookies stay exact as numbers,
as they are counted up from 1.
*/
const closedMark = 0x10_00_00;

/** Returns the high word under which the table has the cookie of a connection that closed. */
export function markClosed(cookieHigh: number): number {
	return cookieHigh | closedMark;
}

/**
Names a socket for its whole life, and a connection also after that: its cookie in hexadecimal, high word first. What is left of a connection in
TIME-WAIT is named apart from it.
*/
export function socketIdentity(table: SocketTable, row: number): string {
	const {cookieHigh, cookieLow, closing} = table.columns;
	const high = cookieHigh[row]! & ~closedMark;
	const isApart = closing[row] === 0 && isTimeWaitRemnant(table, row);
	return `${(isApart ? markClosed(high) : high).toString(16)}:${cookieLow[row]!.toString(16)}`;
}

/** Returns the row of an identity made by `socketIdentity`, there or gone; -1 if there is none. */
export function findSocket(table: SocketTable, index: Pick<CookieIndex, 'find'>, identity: string): number {
	const cookie = parseSocketIdentity(identity);
	if (cookie === undefined) {
		return unknown;
	}

	const {low, high} = cookie;
	const row = index.find(low, high & ~closedMark);
	const isRemnant = row !== unknown && isTimeWaitRemnant(table, row);
	if (high !== (high & ~closedMark)) {
		return isRemnant ? row : unknown;
	}

	return row === unknown || isRemnant ? index.find(low, markClosed(high)) : row;
}

function parseSocketIdentity(identity: string): {readonly low: number; readonly high: number} | undefined {
	const match = /^([\da-f]{1,8}):([\da-f]{1,8})$/.exec(identity);
	return match === null ? undefined : {high: Number.parseInt(match[1]!, 16), low: Number.parseInt(match[2]!, 16)};
}

/** Returns the cookie, as `cookieOf` does, that the connection with this identity has once it has closed; undefined if it is no identity. */
export function closedCookieOf(identity: string): number | undefined {
	const words = parseSocketIdentity(identity);
	return words === undefined ? undefined : cookieOf({cookieLow: [words.low], cookieHigh: [markClosed(words.high)]}, 0);
}
