import {unknown} from '../../text/format-number.ts';

/** The mark for missing owners and its meaning, by status. */
export const ownerMarks = {
	none: {mark: unknown, meaning: 'no process (TIME-WAIT, SYN-RECV or kernel)'},
	pending: {mark: '…', meaning: 'not looked up yet'},
	denied: {mark: '?', meaning: 'hidden: the line of tabs says what is missing to see it'},
} as const;
