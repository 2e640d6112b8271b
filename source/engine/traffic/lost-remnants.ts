import type {NetworkCounters} from '../../collectors/network-counters.ts';

/**
The kernel's counters of connections that this end closed first, and that leave no TIME-WAIT: there are too many (tcp_time_wait() of
net/ipv4/tcp_minisocks.c), TCP has too little memory, or the program wants none (TCP_LINGER2 below 0).
*/
const lossCounters = ['TcpExtTCPTimeWaitOverflow', 'TcpExtTCPAbortOnMemory', 'TcpExtTCPAbortOnLinger'] as const;

/** Notices that connections may end without the TIME-WAIT that would say which end closed first. */
export class LostRemnants {
	/** As of the last call; undefined before the first. */
	#lost: number | null | undefined;

	/** Takes the counters of a new sample in. Returns whether remnants may have been lost since the call before: also where the counters are not known. */
	update(counters: NetworkCounters): boolean {
		const values = lossCounters.map(name => counters.get(name));
		const lost = values.includes(undefined) ? null : values.reduce<number>((sum, value) => sum + value!, 0);
		const before = this.#lost;
		this.#lost = lost;
		return lost === null || before === null || (before !== undefined && lost !== before);
	}
}
