/** The accept queue of a listening socket. Unknown is null. */
export type AcceptQueue = {
	readonly length: number | null;
	readonly limit: number | null;
};

/**
Returns the fullest of the accept queues of sockets that share a port (SO_REUSEPORT): the kernel chooses a socket for each
connection, and drops it where that one is full, whatever room the others have.
*/
export function fullestQueue(queues: readonly AcceptQueue[]): AcceptQueue {
	let fullest = queues[0] ?? {length: null, limit: null};
	for (const queue of queues) {
		if (isFuller(queue, fullest)) {
			fullest = queue;
		}
	}

	return fullest;
}

function isFuller(one: AcceptQueue, other: AcceptQueue): boolean {
	const difference = usedPart(one) - usedPart(other);
	return difference > 0 || (difference === 0 && (one.length ?? 0) > (other.length ?? 0));
}

/** A queue of limit 0 still holds one connection: sk_acceptq_is_full() of include/net/sock.h. */
function usedPart({length, limit}: AcceptQueue): number {
	return length === null || limit === null ? 0 : length / Math.max(1, limit);
}
