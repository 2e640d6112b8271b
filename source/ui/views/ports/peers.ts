import type {PortPeer} from '../../../model/port.ts';
import {socketStates} from '../../../model/socket.ts';
import {formatAge, formatRtt} from '../../../text/format-duration.ts';
import {formatCompact, formatCount} from '../../../text/format-number.ts';
import type {Piece} from '../../text/pieces.ts';
import {stateWords} from '../../text/states.ts';
import {fit, textWidth} from '../../text/text-width.ts';

const addressWidth = 24;

/** A column of figures of peers. */
type PeerColumn = {
	readonly heading: string;
	readonly width: number;
	/** Only in wide panels. */
	readonly isOptional?: true;
	readonly text: (peer: PortPeer) => string;
	readonly isWarning?: (peer: PortPeer) => boolean;
};

const peerColumns: readonly PeerColumn[] = [
	{heading: 'CONNS', width: 6, text: ({connections}) => formatCount(connections)},
	{heading: 'IN b/s', width: 7, text: ({receiveBitsPerSecond}) => formatCompact(receiveBitsPerSecond)},
	{heading: 'OUT b/s', width: 7, text: ({sendBitsPerSecond}) => formatCompact(sendBitsPerSecond)},
	{heading: 'RTT', width: 6, text: ({rttMicroseconds}) => formatRtt(rttMicroseconds)},
	{
		heading: 'RETR/s', width: 6, isOptional: true, text: ({retransmissionsPerSecond}) => formatCompact(retransmissionsPerSecond),
		isWarning: ({retransmissionsPerSecond}) => (retransmissionsPerSecond ?? 0) > 0,
	},
	{
		heading: 'OLDEST', width: 6, isOptional: true, text: ({oldestSeconds, oldestIsMinimum}) => formatAge(oldestSeconds, oldestIsMinimum),
	},
];
const wideEnough = 96;

function peerColumnsFor(width: number): readonly PeerColumn[] {
	return width >= wideEnough ? peerColumns : peerColumns.filter(({isOptional}) => isOptional !== true);
}

/** Returns the headings of the columns of peers. */
export function peerHeadings(width: number): string {
	const headings = peerColumnsFor(width).map(column => column.heading.padStart(column.width));
	return `${fit('PEER', addressWidth)} ${headings.join(' ')}  STATES`;
}

/** Returns a peer with its figures, in one line. */
export function peerPieces(peer: PortPeer, width: number): readonly Piece[] {
	const pieces: readonly Piece[] = [
		{text: fit(peer.address, addressWidth), style: 'accent'},
		...peerColumnsFor(width).map((column): Piece => ({
			text: ` ${column.text(peer).padStart(column.width)}`, ...column.isWarning?.(peer) === true && {style: 'warning'},
		})),
		{text: '  '},
		...socketStates.flatMap((state): Piece[] => {
			const count = peer.states[state] ?? 0;
			const {short, style} = stateWords[state];
			return count === 0 ? [] : [{text: `${formatCount(count)} ${short} `, ...style !== null && {style}}];
		}),
	];
	if (peer.waiting === 0) {
		return pieces;
	}

	const room = width - pieces.reduce((sum, {text}) => sum + textWidth(text), 0);
	const words = ' in the accept queue: not accepted yet';
	const count = formatCount(peer.waiting);
	return [...pieces, {text: count + (textWidth(count + words) <= room ? words : ' in queue'), style: 'warning'}];
}
