import type {SocketState} from '../../model/socket.ts';
import type {StyleName} from './theme.ts';

type StateWords = {
	/** The abbreviation in the header and the Ports table: `est 12 tw 3`. */
	readonly short: string;
	readonly style: StyleName | null;
	/** Plain words, for the help and the detail. */
	readonly meaning: string;
	/** Whether Linux can show it, and for which protocols. */
	readonly availability: string;
};

const tcpOnly = 'TCP only.';

/** The meaning of each state. Half-closed and half-open states that pile up deserve attention. */
export const stateWords: Readonly<Record<SocketState, StateWords>> = {
	LISTEN: {
		short: 'listen', style: 'accent', availability: tcpOnly,
		meaning: 'A server waits for connections on this port.',
	},
	ESTABLISHED: {
		short: 'est', style: 'good', availability: 'TCP, and UDP sockets that were given a peer with connect().',
		meaning: 'Open: both sides may send.',
	},
	SYN_SENT: {
		short: 'syn-sent', style: 'warning', availability: tcpOnly,
		meaning: 'This host asked for a connection and has no answer yet. Many: the peer is down or a firewall drops.',
	},
	SYN_RECEIVED: {
		short: 'syn-recv', style: 'warning', availability: 'TCP only. Without a process: it belongs to the listener on its port.',
		meaning: 'A peer asked, this host answered, the handshake is not complete (half-open). Many: slow peers or a SYN flood.',
	},
	FIN_WAIT_1: {
		short: 'fin1', style: 'muted', availability: tcpOnly,
		meaning: 'This side closed and waits for the peer to acknowledge that.',
	},
	FIN_WAIT_2: {
		short: 'fin2', style: 'muted', availability: tcpOnly,
		meaning: 'This side closed, the peer acknowledged but has not closed its own side yet.',
	},
	CLOSE_WAIT: {
		short: 'close-wait', style: 'warning', availability: tcpOnly,
		meaning: 'The peer closed; the local program has not. Many, for long: the program forgets to close its sockets.',
	},
	CLOSING: {
		short: 'closing', style: 'muted', availability: tcpOnly,
		meaning: 'Both sides closed at the same moment; the last acknowledgement is under way.',
	},
	LAST_ACK: {
		short: 'last-ack', style: 'muted', availability: tcpOnly,
		meaning: 'The peer closed, then this side; waits for the last acknowledgement.',
	},
	TIME_WAIT: {
		short: 'tw', style: 'muted', availability: 'TCP only. Without a process: the kernel keeps it for 60 s.',
		meaning: 'Closed; kept for a minute so that late packets cannot reach a new connection. Harmless in itself.',
	},
	CLOSED: {
		short: 'unconn', style: null, availability: 'On Linux an unconnected UDP socket (ss: UNCONN); a closed TCP socket is not listed.',
		meaning: 'Not connected to a peer.',
	},
	IDLE: {
		short: 'idle', style: null, availability: 'Never shown by Linux: a state of Solaris, listed because checks name it.',
		meaning: 'Bound to no port.',
	},
};
