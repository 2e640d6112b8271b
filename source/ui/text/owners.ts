import {unknown} from '../../text/format-number.ts';

/** Why there are no owners to name, by status: the mark and what it means. */
export const ownerMarks = {
	none: {mark: unknown, meaning: 'no process holds the socket (TIME-WAIT, SYN-RECV, or the kernel itself)'},
	pending: {mark: '…', meaning: 'not looked up yet; a following sample will'},
	denied: {mark: '?', meaning: 'other users\' processes: needs root'},
} as const;
