import {readLong, writeLong} from '../long.ts';
import {MSG_CTRUNC, MSG_TRUNC} from '../socket-constants.ts';
import {parseSocketAddress, type SocketAddress} from './address.ts';
import {parseControl, type Control, type ExtendedError} from './control-message.ts';

/** `struct sockaddr_in6`, up to the alignment of what follows. */
const nameBytes = 32;
const controlBytes = 512;

/**
The memory of a recvmsg(2): `struct msghdr` with a name, one `struct iovec`, control data and data, in one piece so that it
lives as long as it is used. `libc.createMessageBuffer` makes one. What it shows is of the last message received into it.
*/
export class MessageBuffer {
	readonly #bytes: Uint8Array;
	readonly #view: DataView;
	readonly #longBytes: number;
	readonly #nameOffset: number;
	readonly #controlOffset: number;
	readonly #dataOffset: number;
	#dataLength = 0;
	#nameLength = 0;
	#controlLength = 0;
	#flags = 0;
	/** Decoded on first use; null until then. */
	#control: Control | null = null;

	/**
	Lays the memory out.
	@param addressOf - Where a buffer lies in memory.
	@param longBytes - sizeof(long), which is that of a pointer.
	*/
	constructor(addressOf: (buffer: Uint8Array) => bigint, longBytes: number, dataBytes = 2048) {
		// msghdr has seven fields of a long each, iovec two; the shorter ones of msghdr are padded to it, and read as zero beyond.
		const iovecOffset = 8 * longBytes;
		this.#longBytes = longBytes;
		this.#nameOffset = iovecOffset + (2 * longBytes);
		this.#controlOffset = this.#nameOffset + nameBytes;
		this.#dataOffset = this.#controlOffset + controlBytes;
		this.#bytes = new Uint8Array(new ArrayBuffer(this.#dataOffset + dataBytes));
		this.#view = new DataView(this.#bytes.buffer);
		const base = addressOf(this.#bytes);
		const pointer = (offset: number) => base + BigInt(offset);
		this.#writeField(0, pointer(this.#nameOffset));
		this.#writeField(2, pointer(iovecOffset));
		this.#writeField(3, 1n);
		this.#writeField(4, pointer(this.#controlOffset));
		writeLong(this.#view, iovecOffset, pointer(this.#dataOffset), longBytes);
		writeLong(this.#view, iovecOffset + longBytes, BigInt(dataBytes), longBytes);
	}

	/** The bytes of the message: a view of the memory, good until the next one is received. */
	get data(): Uint8Array {
		return this.#bytes.subarray(this.#dataOffset, this.#dataOffset + this.#dataLength);
	}

	/** Whether its data or its control data were longer than the memory. */
	get isTruncated(): boolean {
		return (this.#flags & (MSG_TRUNC | MSG_CTRUNC)) !== 0;
	}

	/** The sender's address; in a message of the error queue, the address that *our* packet went to. null when the kernel does not give it. */
	get sender(): SocketAddress | null {
		return parseSocketAddress(this.#bytes.subarray(this.#nameOffset, this.#nameOffset + this.#nameLength));
	}

	/** The time at which the kernel received it, on the clock of `libc.realtimeMicroseconds`. null without SO_TIMESTAMPNS. */
	get timestampMicroseconds(): number | null {
		return this.#readControl().timestampMicroseconds;
	}

	/** The error in a message of the error queue; the data are then those of the packet that caused it. */
	get extendedError(): ExtendedError | null {
		return this.#readControl().extendedError;
	}

	/** Writes the buffers' sizes into the `struct msghdr` again and returns it, for `receiveMessage`. */
	prepare(): Uint8Array {
		this.#view.setUint32(this.#longBytes, nameBytes, true);
		this.#view.setUint32(5 * this.#longBytes, controlBytes, true);
		return this.#bytes;
	}

	/** Takes over what the kernel wrote, with this many bytes of data, for `receiveMessage`. */
	fill(dataLength: number): void {
		this.#dataLength = dataLength;
		this.#nameLength = Math.min(this.#view.getUint32(this.#longBytes, true), nameBytes);
		this.#controlLength = Math.min(readLong(this.#view, 5 * this.#longBytes, this.#longBytes), controlBytes);
		this.#flags = this.#view.getUint32(6 * this.#longBytes, true);
		this.#control = null;
	}

	#readControl(): Control {
		this.#control ??= parseControl(this.#bytes.subarray(this.#controlOffset, this.#controlOffset + this.#controlLength), this.#longBytes);
		return this.#control;
	}

	#writeField(index: number, value: bigint): void {
		writeLong(this.#view, index * this.#longBytes, value, this.#longBytes);
	}
}
