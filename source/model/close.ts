import type {Connection} from './socket.ts';

/** The effects that closing a connection from outside can have, which its state decides: tcp_abort() and udp_abort() of the kernel. Measured on Linux 6.18. */
export type CloseEffect =
	/** The peer is sent a reset; the program here gets ECONNABORTED, after what it has not read yet. */
	| 'reset'
	/** It was still connecting: the program here gets ECONNABORTED, and nothing is sent. */
	| 'aborted'
	/** Half-open: the kernel forgets it, and nothing is sent. A SYN that is repeated begins another. */
	| 'dropped'
	/** Both ends have sent a FIN, or the program here has closed it already: the kernel forgets it, and nothing is sent. */
	| 'forgotten'
	/** UDP: the socket stays, without a peer. Its program gets ECONNABORTED once, and nothing is sent. */
	| 'disconnected';

/** The facts that a user must see before a connection is closed. */
export type CloseProposal = {
	readonly connection: Connection;
	readonly effect: CloseEffect;
	/** It is a subflow of an MPTCP connection, whose program hears nothing of it. */
	readonly isMptcp: boolean;
	/** An SSH server holds it, and which connection carries the user's own session is not known. */
	readonly mayCarrySession: boolean;
};
