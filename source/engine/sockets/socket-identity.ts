import type {SocketTable} from '../../collectors/socket-table.ts';

/** Names a socket for its whole life: its cookie in hexadecimal, high word first. */
export function socketIdentity(table: SocketTable, row: number): string {
	return `${table.columns.cookieHigh[row]!.toString(16)}:${table.columns.cookieLow[row]!.toString(16)}`;
}

/** Returns the words of an identity made by `socketIdentity`; undefined if it is none. */
export function parseSocketIdentity(identity: string): {readonly low: number; readonly high: number} | undefined {
	const match = /^([\da-f]{1,8}):([\da-f]{1,8})$/.exec(identity);
	return match === null ? undefined : {high: Number.parseInt(match[1]!, 16), low: Number.parseInt(match[2]!, 16)};
}
