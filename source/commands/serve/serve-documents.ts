/** A document that is being sent; all readers share its bytes. */
export type Lease = Disposable & {readonly bytes: Uint8Array};

type Edition = {
	/** The number of the sample. */
	readonly number: number;
	readonly bytes: Promise<Uint8Array>;
	readers: number;
};

/** Slow readers may keep so many editions in memory; until one of them is done, all others get the newest of these. */
const maxEditions = 3;

/** A document about the newest sample, made once, when it is first asked for. */
export class SharedDocument {
	readonly #make: () => Promise<Uint8Array>;
	/** The newest last. */
	#editions: readonly Edition[] = [];

	constructor(make: () => Promise<Uint8Array>) {
		this.#make = make;
	}

	/**
	Returns the document about the sample of this number, or the newest that memory has room for.
	@throws The error of making it; the next call makes it again.
	*/
	async lease(number: number): Promise<Lease> {
		const edition = this.#edition(number);
		edition.readers++;
		const release = () => {
			edition.readers--;
			this.#forget();
		};

		try {
			return {bytes: await edition.bytes, [Symbol.dispose]: release};
		} catch (error) {
			this.#editions = this.#editions.filter(other => other !== edition);
			throw error;
		}
	}

	#edition(number: number): Edition {
		const newest = this.#editions.at(-1);
		const held = this.#editions.filter(({readers}) => readers > 0);
		if (newest !== undefined && (newest.number === number || held.length >= maxEditions)) {
			return newest;
		}

		const edition = {number, bytes: this.#make(), readers: 0};
		this.#editions = [...held, edition];
		return edition;
	}

	/** Drops editions without readers, except the newest. */
	#forget(): void {
		const newest = this.#editions.at(-1);
		this.#editions = this.#editions.filter(edition => edition.readers > 0 || edition === newest);
	}
}
