import {constants} from 'node:os';
import {SystemError} from '../../../source/linux/calls/libc.ts';
import type {NetlinkTransport} from '../../../source/linux/netlink/transport.ts';
import {viewOf} from '../../../scripts/fixtures/datagrams.ts';

/** What the kernel sends when it is asked: datagrams, or an error of recv(). */
export type Reply = Uint8Array | SystemError;

/** Writes the sequence number into every message, as long as the lengths make sense. */
export function withSequence(datagram: Uint8Array, sequence: number): Uint8Array {
	const bytes = Uint8Array.from(datagram);
	const view = viewOf(bytes);
	for (let offset = 0; offset + 16 <= bytes.length;) {
		view.setUint32(offset + 8, sequence, true);
		const length = view.getUint32(offset, true);
		offset += length < 16 || length > bytes.length ? bytes.length : (length + 3) & ~3;
	}

	return bytes;
}

/**
A transport that answers each request with the next of these replies, under the request's sequence number.
When there is no more it says EAGAIN, as a socket with a receive timeout does.
*/
export class FakeKernel implements NetlinkTransport {
	readonly requests: Uint8Array[] = [];
	readonly queue: Reply[] = [];
	isClosed = false;
	readonly #replies: Array<readonly Reply[]>;

	constructor(...replies: ReadonlyArray<readonly Reply[]>) {
		this.#replies = [...replies];
	}

	send(bytes: Uint8Array): void {
		const sequence = viewOf(bytes).getUint32(8, true);
		this.requests.push(bytes);
		for (const reply of this.#replies.shift() ?? []) {
			this.queue.push(reply instanceof SystemError ? reply : withSequence(reply, sequence));
		}
	}

	receive(into: Uint8Array): number {
		const reply = this.queue.shift() ?? new SystemError('recv', constants.errno.EAGAIN);
		if (reply instanceof SystemError) {
			throw reply;
		}

		into.set(reply.subarray(0, into.length));
		return Math.min(reply.length, into.length);
	}

	close(): void {
		this.isClosed = true;
	}
}
