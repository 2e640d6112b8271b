import type {SocketOwners} from '../../model/socket.ts';
import type {Cell} from '../tables/column.ts';
import {unknown} from '../../text/format-number.ts';

/** Why there are no owners to name, by status: the mark and what it means. */
export const ownerMarks = {
	none: {mark: unknown, meaning: 'no process holds the socket (TIME-WAIT, SYN-RECV, or the kernel itself)'},
	pending: {mark: '…', meaning: 'not looked up yet; a following sample will'},
	denied: {mark: '?', meaning: 'other users\' processes: needs root'},
} as const;

/** `nginx(1234)`, `nginx(1234) +3` where other processes share the socket, or the mark that says why not. */
export function ownersCell({status, holders}: SocketOwners): Cell {
	const [first] = holders;
	if (first === undefined) {
		return {text: status === 'known' ? unknown : ownerMarks[status].mark, style: 'muted'};
	}

	const others = new Set(holders.map(holder => holder.pid)).size - 1;
	return {text: `${first.name}(${first.pid})${others > 0 ? ` +${others}` : ''}`};
}
