/** The type of array of each column. */
type ColumnTypes = Readonly<Record<string, new (length: number) => NumericArray>>;
type NumericArray = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float64Array;
type ColumnsOf<Types extends ColumnTypes> = {-readonly [Name in keyof Types]: InstanceType<Types[Name]>};

/** Above this many rows memory is given back when much more is held than was used. */
const smallCapacity = 4096;

/** Rows as one typed array per field: a hundred thousand of them are some arrays, not a hundred thousand objects. */
export class ColumnTable<Types extends ColumnTypes> {
	columns: ColumnsOf<Types>;
	count = 0;
	readonly #types: Types;
	readonly #least: number;
	#capacity: number;

	constructor(types: Types, capacity: number) {
		this.#types = types;
		this.#least = capacity;
		this.#capacity = capacity;
		this.columns = this.#allocate(capacity);
	}

	/** Forgets every row. Gives memory back when much more is held than was used. */
	clear(): void {
		if (this.#capacity > smallCapacity && this.count < this.#capacity / 8) {
			this.#capacity = Math.max(this.#least, this.count * 2);
			this.columns = this.#allocate(this.#capacity);
		}

		this.count = 0;
	}

	/** Adds a row, which still has the old values of the columns, and returns its index. */
	add(): number {
		this.#makeRoom(1);
		return this.count++;
	}

	/** Adds so many rows in which every value is 0, or −1 where it can be. */
	addBlank(count: number): void {
		this.#makeRoom(count);
		for (const column of Object.values<NumericArray>(this.columns)) {
			const isUnsigned = column instanceof Uint8Array || column instanceof Uint16Array || column instanceof Uint32Array;
			column.fill(isUnsigned ? 0 : -1, this.count, this.count + count);
		}

		this.count += count;
	}

	/** Copies rows of another such table to the end of this one, column by column. */
	addCopies(from: ColumnTable<Types>, rows: readonly number[]): void {
		this.#makeRoom(rows.length);
		for (const name of Object.keys(this.#types)) {
			copyValues(from.columns[name]!, rows, this.columns[name]!, this.count);
		}

		this.count += rows.length;
	}

	/** Copies a row of another such table to the end of this one and returns its index. */
	addCopy(from: ColumnTable<Types>, row: number): number {
		const added = this.add();
		for (const name of Object.keys(this.#types)) {
			this.columns[name]![added] = from.columns[name]![row]!;
		}

		return added;
	}

	#makeRoom(count: number): void {
		if (this.count + count <= this.#capacity) {
			return;
		}

		while (this.count + count > this.#capacity) {
			this.#capacity *= 2;
		}

		const larger = this.#allocate(this.#capacity);
		for (const [name, column] of Object.entries<NumericArray>(larger)) {
			column.set(this.columns[name]!);
		}

		this.columns = larger;
	}

	#allocate(capacity: number): ColumnsOf<Types> {
		const columns = Object.entries(this.#types).map(([name, Column]) => [name, new Column(capacity)] as const);
		// Object.fromEntries() forgets which name has which type.
		return Object.fromEntries(columns) as ColumnsOf<Types>;
	}
}

function copyValues(from: NumericArray, rows: readonly number[], to: NumericArray, first: number): void {
	for (let index = 0; index < rows.length; index++) {
		to[first + index] = from[rows[index]!]!;
	}
}
