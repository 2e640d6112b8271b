import {MalformedMessageError} from './errors.ts';
import {align, isLittleEndian} from './message.ts';

const headerBytes = 4;

/** NLA_TYPE_MASK, linux/netlink.h: the two bits above are flags. */
const typeMask = 0x3F_FF;

/**
Walks over the attributes of a message (`struct nlattr` of linux/netlink.h) without allocating: one cursor serves all.
`next()` moves to an attribute; then its value is [start, start + length).
*/
export class AttributeCursor {
	#view: DataView = new DataView(new ArrayBuffer(0));
	#offset = 0;
	#end = 0;
	type = 0;
	start = 0;
	length = 0;

	#expect(isRight: boolean, shape: string): void {
		if (!isRight) {
			throw new MalformedMessageError(`attribute ${this.type} of ${this.length} bytes should be ${shape}`);
		}
	}

	/** Starts over, before the first attribute in [offset, end) of a message. */
	reset(view: DataView, offset: number, end: number): void {
		this.#view = view;
		this.#offset = offset;
		this.#end = Math.min(end, view.byteLength);
	}

	/**
	Moves to the next attribute.
	@returns false after the last one.
	@throws MalformedMessageError when an attribute is longer than what is left of the message, or shorter than its header.
	*/
	next(): boolean {
		const offset = this.#offset;
		const left = this.#end - offset;
		if (left <= 0) {
			return false;
		}

		if (left < headerBytes) {
			throw new MalformedMessageError(`${left} bytes are left, an attribute's header has ${headerBytes}`);
		}

		const length = this.#view.getUint16(offset, isLittleEndian);
		if (length < headerBytes || length > left) {
			throw new MalformedMessageError(`an attribute of ${length} bytes with ${left} bytes left`);
		}

		this.type = this.#view.getUint16(offset + 2, isLittleEndian) & typeMask;
		this.start = offset + headerBytes;
		this.length = length - headerBytes;
		this.#offset = offset + align(length);
		return true;
	}

	/**
	Returns the value, which must be one byte.
	@throws MalformedMessageError
	*/
	uint8(): number {
		this.#expect(this.length === 1, 'one byte');
		return this.#view.getUint8(this.start);
	}

	/**
	Returns an element of the value, which must be an array of 32-bit words.
	@returns undefined beyond its end: such arrays grow with the kernel.
	@throws MalformedMessageError
	*/
	uint32At(index: number): number | undefined {
		this.#expect(this.length % 4 === 0, 'whole 32-bit words');
		const offset = index * 4;
		return offset < this.length ? this.#view.getUint32(this.start + offset, isLittleEndian) : undefined;
	}
}
