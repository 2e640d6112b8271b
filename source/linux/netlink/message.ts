import {constants} from 'node:os';
import {MAX_ERRNO} from '../errno.ts';
import {MalformedMessageError, NetlinkError} from './errors.ts';

export {MalformedMessageError, NetlinkError} from './errors.ts';

// linux/netlink.h
export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;
export const NLMSG_OVERRUN = 4;
export const NLM_F_REQUEST = 0x01;
export const NLM_F_ACK = 0x04;
export const NLM_F_DUMP_INTR = 0x10;
export const NLM_F_DUMP = 0x3_00;
export const NLMSG_HDRLEN = 16;

/** Netlink is in the host's byte order, and every architecture for which koffi has a binary is little-endian. */
export const isLittleEndian = true;

/** NLMSG_ALIGN, linux/netlink.h: messages and attributes start at multiples of 4. */
export function align(length: number): number {
	return (length + 3) & ~3;
}

/** Returns one message: `struct nlmsghdr` of linux/netlink.h, then the payload. The port id is 0, for the kernel fills it in. */
export function encodeMessage(header: {readonly type: number; readonly flags: number; readonly sequence: number}, payload: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(NLMSG_HDRLEN + align(payload.length));
	const view = new DataView(bytes.buffer);
	view.setUint32(0, NLMSG_HDRLEN + payload.length, isLittleEndian);
	view.setUint16(4, header.type, isLittleEndian);
	view.setUint16(6, header.flags, isLittleEndian);
	view.setUint32(8, header.sequence, isLittleEndian);
	bytes.set(payload, NLMSG_HDRLEN);
	return bytes;
}

/**
Walks over the messages of a datagram without allocating: one cursor serves all datagrams.
`next()` moves to a message; then the fields are those of its header, and its payload is [start, end).
*/
export class MessageCursor {
	#offset = 0;
	#length = 0;
	readonly view: DataView;
	type = 0;
	flags = 0;
	sequence = 0;
	start = 0;
	end = 0;

	/** Takes the buffer into which every datagram is received. */
	constructor(view: DataView) {
		this.view = view;
	}

	/** Starts over, before the first message of a datagram of this many bytes. */
	reset(length: number): void {
		this.#offset = 0;
		this.#length = Math.min(length, this.view.byteLength);
	}

	/**
	Moves to the next message.
	@returns false after the last one.
	@throws MalformedMessageError when a message is longer than what is left of the datagram, or shorter than its header.
	*/
	next(): boolean {
		const offset = this.#offset;
		const left = this.#length - offset;
		if (left <= 0) {
			return false;
		}

		if (left < NLMSG_HDRLEN) {
			throw new MalformedMessageError(`${left} bytes are left, a header has ${NLMSG_HDRLEN}`);
		}

		const length = this.view.getUint32(offset, isLittleEndian);
		if (length < NLMSG_HDRLEN || length > left) {
			throw new MalformedMessageError(`a length of ${length} with ${left} bytes left`);
		}

		this.type = this.view.getUint16(offset + 4, isLittleEndian);
		this.flags = this.view.getUint16(offset + 6, isLittleEndian);
		this.sequence = this.view.getUint32(offset + 8, isLittleEndian);
		this.start = offset + NLMSG_HDRLEN;
		this.end = offset + length;
		// The last message's padding may be missing; then the offset passes the end, which ends the walk as well.
		this.#offset = offset + align(length);
		return true;
	}

	/**
	Throws if the current message, one of NLMSG_ERROR, NLMSG_DONE or NLMSG_OVERRUN, reports a failure.
	An error of 0 is an acknowledgement. A dump that fails midway says so in its NLMSG_DONE.
	@throws NetlinkError, or MalformedMessageError if it is none of the kernel's error numbers.
	*/
	throwIfFailed(): void {
		if (this.type === NLMSG_OVERRUN) {
			throw new NetlinkError(constants.errno.ENOBUFS);
		}

		if (this.end - this.start < 4) {
			if (this.type === NLMSG_DONE) {
				return;
			}

			throw new MalformedMessageError('an error without its number');
		}

		const error = this.view.getInt32(this.start, isLittleEndian);
		if (error > 0 || error < -MAX_ERRNO) {
			throw new MalformedMessageError(`${error} is no error number`);
		}

		if (error !== 0) {
			throw new NetlinkError(-error);
		}
	}
}
