import type {BpfCalls} from '../calls/bpf-calls.ts';
import {SystemError} from '../system-error.ts';
import type {Libc} from '../calls/libc.ts';

// enum bpf_cmd, enum bpf_map_type and flags of linux/bpf.h.
const BPF_MAP_CREATE = 0;
const BPF_MAP_UPDATE_ELEM = 2;
const BPF_MAP_DELETE_ELEM = 3;
const BPF_MAP_LOOKUP_BATCH = 24;
const BPF_MAP_LOOKUP_AND_DELETE_BATCH = 25;
const BPF_MAP_TYPE_HASH = 1;
const BPF_MAP_TYPE_LRU_HASH = 9;

/** Up to and with `map_name`. */
const mapBytes = 44;
const nameOffset = 28;
const maxNameBytes = 15;
/** The bytes of `union bpf_attr` that BPF_MAP_*_ELEM and BPF_MAP_*_BATCH read; a deletion sets only those before the value, because the rest has to be 0. */
const elementBytes = 32;
const elementKeyBytes = 16;
const batchBytes = 56;
const wordBytes = 4;

export type MapOptions = {
	/** `table` refuses what does not fit (E2BIG); `recent` then forgets what was not used for longest. */
	readonly kind: 'table' | 'recent';
	/** The name that bpftool shows: at most 15 letters and underscores. */
	readonly name: string;
	readonly keyWords: number;
	readonly valueWords: number;
	readonly entries: number;
};

/** Memory outside of V8's moving heap. */
function words(count: number): Uint32Array<ArrayBuffer> {
	return new Uint32Array(new ArrayBuffer(count * wordBytes));
}

function bytesOf(memory: Uint32Array<ArrayBuffer>): Uint8Array {
	return new Uint8Array(memory.buffer, memory.byteOffset, memory.byteLength);
}

/**
A hash table in the kernel that programs share with us. Keys and values are 32-bit words in our byte order; what the program
counts are two words each, the lower first.
*/
export class BpfMap {
	readonly fd: number;
	readonly #libc: BpfCalls & Pick<Libc, 'close'>;
	readonly #options: MapOptions;
	readonly #key: Uint32Array<ArrayBuffer>;
	readonly #value: Uint32Array<ArrayBuffer>;
	readonly #element = new Uint8Array(new ArrayBuffer(elementBytes));
	readonly #batch = new Uint8Array(new ArrayBuffer(batchBytes));
	readonly #batchEnd = words(2);
	#keys = words(0);
	#values = words(0);

	/**
	Makes the map; it lives as long as we or a program have it.
	@throws SystemError, EPERM where that may not be done.
	*/
	constructor(libc: BpfCalls & Pick<Libc, 'close'>, options: MapOptions) {
		this.#libc = libc;
		this.#options = options;
		this.#key = words(options.keyWords);
		this.#value = words(options.valueWords);
		const attributes = new Uint8Array(new ArrayBuffer(mapBytes));
		const view = new DataView(attributes.buffer);
		view.setUint32(0, options.kind === 'table' ? BPF_MAP_TYPE_HASH : BPF_MAP_TYPE_LRU_HASH, true);
		view.setUint32(4, options.keyWords * wordBytes, true);
		view.setUint32(8, options.valueWords * wordBytes, true);
		view.setUint32(12, options.entries, true);
		attributes.set(new TextEncoder().encode(options.name).subarray(0, maxNameBytes), nameOffset);
		this.fd = libc.bpf(BPF_MAP_CREATE, attributes);
		const element = new DataView(this.#element.buffer);
		element.setUint32(0, this.fd, true);
		element.setBigUint64(8, libc.addressOf(bytesOf(this.#key)), true);
		element.setBigUint64(16, libc.addressOf(bytesOf(this.#value)), true);
	}

	/** The keys of the entries that were read last, one behind the other: good until the next reading. */
	get keys(): Uint32Array {
		return this.#keys;
	}

	/** Their values. */
	get values(): Uint32Array {
		return this.#values;
	}

	/**
	Sets the value of a key.
	@throws SystemError, E2BIG when a `table` is full.
	*/
	set(key: readonly number[], value: readonly number[]): void {
		this.#key.set(key);
		this.#value.set(value);
		this.#libc.bpf(BPF_MAP_UPDATE_ELEM, this.#element);
	}

	/**
	Removes a key.
	@throws SystemError, ENOENT when it is not there.
	*/
	delete(key: readonly number[]): void {
		this.#key.set(key);
		this.#libc.bpf(BPF_MAP_DELETE_ELEM, this.#element.subarray(0, elementKeyBytes));
	}

	/**
	Reads all entries into `keys` and `values`, with one system call (Linux 5.6).
	@returns How many there are.
	@throws SystemError
	*/
	read(): number {
		return this.#readBatch(BPF_MAP_LOOKUP_BATCH);
	}

	/** Reads all entries and removes them; what is counted meanwhile is in one of two readings. */
	take(): number {
		return this.#readBatch(BPF_MAP_LOOKUP_AND_DELETE_BATCH);
	}

	close(): void {
		this.#libc.close(this.fd);
	}

	/** There is room for all that the map can hold: the kernel then comes to its end in one call, and says so with ENOENT. */
	#readBatch(command: number): number {
		const {keyWords, valueWords, entries} = this.#options;
		const view = new DataView(this.#batch.buffer);
		if (this.#values.length === 0) {
			this.#keys = words(entries * keyWords);
			this.#values = words(entries * valueWords);
			view.setBigUint64(8, this.#libc.addressOf(bytesOf(this.#batchEnd)), true);
			view.setBigUint64(16, this.#libc.addressOf(bytesOf(this.#keys)), true);
			view.setBigUint64(24, this.#libc.addressOf(bytesOf(this.#values)), true);
			view.setUint32(36, this.fd, true);
		}

		view.setUint32(32, entries, true);
		try {
			this.#libc.bpf(command, this.#batch);
		} catch (error) {
			if (!(error instanceof SystemError && error.code === 'ENOENT')) {
				throw error;
			}
		}

		return view.getUint32(32, true);
	}
}
