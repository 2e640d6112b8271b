import {promisify} from 'node:util';
import {constants, zstdCompress, zstdDecompressSync} from 'node:zlib';
import {ByteReader} from './byte-reader.ts';
import {ByteWriter} from './byte-writer.ts';

const compress = promisify(zstdCompress);
const options = {params: {[constants.ZSTD_c_compressionLevel]: 1}};

/** The bytes of some samples in a row, which are compressed once no more come. */
export class Frames {
	#frames: Array<Uint8Array<ArrayBuffer>> = [];
	#count = 0;
	#packed: Uint8Array<ArrayBuffer> | undefined;
	#bytes = 0;

	/** Bytes that they take now. */
	get bytes(): number {
		return this.#bytes;
	}

	add(frame: Uint8Array<ArrayBuffer>): void {
		this.#frames.push(frame);
		this.#count++;
		this.#bytes += frame.length;
	}

	/** Compresses them, outside of this thread; no more may be added. */
	async pack(): Promise<void> {
		if (this.#count === 0 || this.#packed !== undefined) {
			return;
		}

		const packed = await compress(this.#count === 1 ? this.#frames[0]! : this.#joined(), options);
		// A copy: what comes out may be the beginning of a larger buffer.
		this.#packed = Uint8Array.from(packed);
		this.#frames = [];
		this.#bytes = this.#packed.length;
	}

	read(): readonly Uint8Array[] {
		if (this.#packed === undefined) {
			return this.#frames;
		}

		const bytes = zstdDecompressSync(this.#packed);
		const reader = new ByteReader(bytes);
		return this.#count === 1 ? [bytes] : Array.from({length: this.#count}, () => reader.bytes(reader.length()));
	}

	/** Each with its length before it. */
	#joined(): Uint8Array {
		const writer = new ByteWriter(this.#bytes + (8 * this.#count));
		for (const frame of this.#frames) {
			writer.count(frame.length);
			writer.bytes(frame);
		}

		return writer.take();
	}
}
