import type {Libc} from '../calls/libc.ts';
import {
	decodeInetDiagMessage,
	encodeInetDiagRequest,
	SOCK_DIAG_BY_FAMILY,
	type InetDiagRecord,
	type InetDiagRequest,
} from './inet-diag.ts';
import {
	MalformedMessageError,
	MessageCursor,
	NLM_F_DUMP_INTR,
	NLMSG_DONE,
	NLMSG_ERROR,
	NLMSG_OVERRUN,
} from './message.ts';
import {openForRequests, type NetlinkTransport} from './transport.ts';

/** linux/netlink.h */
export const NETLINK_SOCK_DIAG = 4;

/** The kernel answers a dump during the request: a reply that has not come after this long was lost. */
const receiveTimeoutMilliseconds = 1000;

/** The kernel never fills more than 32 KiB at once: what fills all of this may have been cut. */
const bufferBytes = 64 * 1024;

/** A dump of a million sockets has some 16,000 datagrams. */
const maxDatagramsToDrain = 100_000;

/**
Opens a socket for sock_diag(7) in the network namespace of the calling thread. Needs no privilege.
@throws SystemError, e.g. EPROTONOSUPPORT where the kernel has no sock_diag.
*/
export function openSockDiag(libc: Libc): NetlinkTransport {
	return openForRequests(libc, NETLINK_SOCK_DIAG, receiveTimeoutMilliseconds);
}

// One buffer for all dumps: a datagram is dealt with before the generator yields, so that dumps may even interleave.
const buffer = new Uint8Array(bufferBytes);
const messages = new MessageCursor(new DataView(buffer.buffer));
let lastSequence = 0;

function receiveDatagram(transport: NetlinkTransport): void {
	const length = transport.receive(buffer);
	if (length <= 0 || length >= bufferBytes) {
		throw new MalformedMessageError(`a datagram of ${length} bytes`);
	}

	messages.reset(length);
}

/** The progress of a dump. */
type Progress = {
	readonly sequence: number;
	isInterrupted: boolean;
	isDone: boolean;
};

/**
Dumps the sockets of a family and protocol. Fills `record` and calls `onSocket` for each; the record is valid only
during that call. Yields after each datagram of up to 32 KiB, so that the caller can do other things in between.
However it ends, the transport can be used for the next dump; but one dump at a time.
@returns Whether the socket table changed under the dump (NLM_F_DUMP_INTR): then some may be missing or be there twice.
@throws NetlinkError when the kernel refuses or lost messages, MalformedMessageError, SystemError.
*/
export function * dumpSockets(
	transport: NetlinkTransport,
	request: InetDiagRequest,
	record: InetDiagRecord,
	onSocket: () => void,
): Generator<void, {interrupted: boolean}> {
	lastSequence = (lastSequence + 1) >>> 0;
	const progress: Progress = {sequence: lastSequence, isInterrupted: false, isDone: false};
	transport.send(encodeInetDiagRequest(request, progress.sequence));
	try {
		while (!progress.isDone) {
			receiveDatagram(transport);
			while (messages.next()) {
				// Others are left over from a dump that was given up.
				if (messages.sequence === progress.sequence) {
					takeMessage(progress, record, onSocket);
				}
			}

			yield;
		}

		return {interrupted: progress.isInterrupted};
	} finally {
		if (!progress.isDone) {
			drain(transport, progress.sequence);
		}
	}
}

function takeMessage(progress: Progress, record: InetDiagRecord, onSocket: () => void): void {
	progress.isInterrupted ||= (messages.flags & NLM_F_DUMP_INTR) !== 0;
	if (messages.type === SOCK_DIAG_BY_FAMILY) {
		decodeInetDiagMessage(messages.view, messages.start, messages.end, record);
		onSocket();
	} else if (isEndOfDump(messages.type)) {
		progress.isDone = true;
		messages.throwIfFailed();
	} else if (messages.type === NLMSG_OVERRUN) {
		messages.throwIfFailed();
	}
}

function isEndOfDump(type: number): boolean {
	return type === NLMSG_DONE || type === NLMSG_ERROR;
}

/** Reads what is left of a dump that is given up: the kernel refuses another with EBUSY until it has sent all of this one. */
function drain(transport: NetlinkTransport, sequence: number): void {
	for (let datagrams = 0; datagrams < maxDatagramsToDrain; datagrams++) {
		try {
			receiveDatagram(transport);
			if (hasEnd(sequence)) {
				return;
			}
		} catch (error) {
			// A malformed message is skipped; after a failed receive nothing more will come.
			if (!(error instanceof MalformedMessageError)) {
				return;
			}
		}
	}
}

function hasEnd(sequence: number): boolean {
	while (messages.next()) {
		if (messages.sequence === sequence && isEndOfDump(messages.type)) {
			return true;
		}
	}

	return false;
}
