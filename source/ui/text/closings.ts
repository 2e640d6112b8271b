import type {Closing} from '../../model/socket.ts';
import {unknown} from '../../text/format-number.ts';

/** The words for each way in which a connection closed: for a table, at most ten characters, and for a detail. */
export const closingWords: Readonly<Record<Closing, {readonly short: string; readonly meaning: string}>> = {
	peer: {short: 'peer ended', meaning: 'closed by the peer, which was the first to send a FIN'},
	us: {short: 'we ended', meaning: 'closed by us: this end was the first to send a FIN'},
	reset: {short: 'reset', meaning: 'reset: cut off by either end'},
	timeout: {short: 'timed out', meaning: 'timed out: the peer did not answer any more'},
	failed: {short: 'failed', meaning: 'failed: it was refused, or never answered'},
	unknown: {short: `closed ${unknown}`, meaning: `${unknown} how is not known`},
};
