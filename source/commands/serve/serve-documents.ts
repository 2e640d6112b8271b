/** A document that somebody is being given; every reader shares its bytes. */
export type Lease = Disposable & {readonly bytes: Uint8Array};

type Edition = {
	/** Of the sample. */
	readonly number: number;
	readonly bytes: Promise<Uint8Array>;
	readers: number;
};

/** Slow readers may hold on to so many editions; until one of them is done, all others get the newest of these. */
const mostEditions = 3;

/** A document about the newest sample, made when it is first asked for, and once however many ask. */
export class SharedDocument {
	readonly #make: () => Promise<Uint8Array>;
	/** The newest last. */
	#editions: readonly Edition[] = [];

	constructor(make: () => Promise<Uint8Array>) {
		this.#make = make;
	}

	/**
	The document about the sample of this number, or the newest that memory has room for.
	@throws What making it throws; the next who asks has it made again.
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
		if (newest !== undefined && (newest.number === number || held.length >= mostEditions)) {
			return newest;
		}

		const edition = {number, bytes: this.#make(), readers: 0};
		this.#editions = [...held, edition];
		return edition;
	}

	/** The newest stays for who asks next. */
	#forget(): void {
		const newest = this.#editions.at(-1);
		this.#editions = this.#editions.filter(edition => edition.readers > 0 || edition === newest);
	}
}
