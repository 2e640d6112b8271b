import {unknown} from '../../text/format-number.ts';

/** Why there are no owners to name, by status: the mark and what it means. */
export const ownerMarks = {
	none: {mark: unknown, meaning: 'no process (TIME-WAIT, SYN-RECV or kernel)'},
	pending: {mark: '…', meaning: 'not looked up yet'},
	denied: {mark: '?', meaning: 'run as root to see owners'},
} as const;
