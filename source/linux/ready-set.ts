import process from 'node:process';

/** linux/eventpoll.h packs `struct epoll_event` on x86-64 only; on 32-bit x86 its 64-bit field is not aligned either. */
const isPacked = process.arch === 'x64' || process.arch === 'ia32';
const eventBytes = isPacked ? 12 : 16;
const dataOffset = isPacked ? 4 : 8;

/** A number of `struct epoll_event` with a descriptor each, in memory that is used again and again. */
export class ReadySet {
	/** The memory that the system calls fill. */
	readonly bytes: Uint8Array;
	/** The number of events that fit. */
	readonly capacity: number;
	readonly #view: DataView;

	constructor(capacity = 256) {
		this.capacity = capacity;
		this.bytes = new Uint8Array(new ArrayBuffer(capacity * eventBytes));
		this.#view = new DataView(this.bytes.buffer);
	}

	set(index: number, fd: number, events: number): void {
		this.#view.setUint32(index * eventBytes, events, true);
		this.#view.setInt32((index * eventBytes) + dataOffset, fd, true);
	}

	/** Returns the descriptor that is ready. */
	fd(index: number): number {
		return this.#view.getInt32((index * eventBytes) + dataOffset, true);
	}

	/** Returns the events of a ready descriptor: EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP. */
	events(index: number): number {
		return this.#view.getUint32(index * eventBytes, true);
	}
}
