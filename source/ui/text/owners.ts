import type {WaitedQueue} from '../../model/socket.ts';
import {unknown} from '../../text/format-number.ts';

/** The mark for missing owners and its meaning, by status. */
export const ownerMarks = {
	none: {mark: unknown, meaning: 'no process (TIME-WAIT, SYN-RECV or kernel)'},
	pending: {mark: '…', meaning: 'not looked up yet'},
	denied: {mark: '?', meaning: 'hidden: the line of tabs says what is missing to see it'},
} as const;

/** `waiting in slowd's accept queue` */
export function waitingText({program}: WaitedQueue): string {
	return program === null ? 'waiting in the accept queue' : `waiting in ${program}'s accept queue`;
}

/** `(queue of slowd)`: in place of the process that has the connection. */
export function shortWaitingText({program}: WaitedQueue): string {
	return program === null ? '(accept queue)' : `(queue of ${program})`;
}
