import type {Protocol, SocketState} from './socket.ts';

/** The number of sockets in one state, by protocol. */
export type StateCount = {
	readonly state: SocketState;
	/** null where Linux cannot show the state at all (IDLE; TCP's states for UDP), and where the protocol's sockets could not be read. */
	readonly counts: Readonly<Record<Protocol, number | null>>;
	/** Since the previous sample; null until there are two. */
	readonly changes: Readonly<Record<Protocol, number | null>>;
	/** null where a protocol that has the state could not be read. */
	readonly total: number | null;
	readonly totalChange: number | null;
};
