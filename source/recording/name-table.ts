import type {DatabaseSync, StatementSync} from 'node:sqlite';

type Value = string | number | null;

/** `seen_ms` is at most so old while a name is in use. */
const refreshMilliseconds = 600_000;

/** More names are not remembered, but looked up in the table. */
const maxRemembered = 20_000;

/** A table of texts that repeat, each once with a number. */
export class NameTable {
	readonly #find: StatementSync;
	readonly #insert: StatementSync;
	readonly #see: StatementSync;
	readonly #remove: StatementSync;
	readonly #remembered = new Map<string, {readonly id: number; readonly seenMilliseconds: number}>();

	/** `columns` are those that name a row, together. */
	constructor(database: DatabaseSync, table: string, columns: readonly string[]) {
		this.#find = database.prepare(`SELECT id FROM ${table} WHERE ${columns.map(column => `${column} IS ?`).join(' AND ')}`);
		this.#insert = database.prepare(`INSERT INTO ${table} (${columns.join(', ')}, seen_ms) VALUES (${columns.map(() => '?').join(', ')}, ?)`);
		this.#see = database.prepare(`UPDATE ${table} SET seen_ms = max(seen_ms, ?) WHERE id = ?`);
		this.#remove = database.prepare(`DELETE FROM ${table} WHERE seen_ms < ?`);
	}

	/** Returns the number of a name, in milliseconds since 1970 used `now`. */
	id(values: readonly Value[], now: number): number {
		const key = values.join('\0');
		const remembered = this.#remembered.get(key);
		if (remembered !== undefined && Math.abs(now - remembered.seenMilliseconds) < refreshMilliseconds) {
			return remembered.id;
		}

		if (this.#remembered.size >= maxRemembered) {
			this.#remembered.clear();
		}

		const id = this.#look(values, now);
		this.#remembered.set(key, {id, seenMilliseconds: now});
		return id;
	}

	/** Removes the names that were used last before a moment, in milliseconds since 1970. */
	removeUnused(before: number): void {
		this.#remove.run(before);
		for (const [key, {seenMilliseconds}] of this.#remembered) {
			if (seenMilliseconds < before) {
				this.#remembered.delete(key);
			}
		}
	}

	/** Forgets what was remembered, as a transaction that had written some of it failed. */
	forget(): void {
		this.#remembered.clear();
	}

	#look(values: readonly Value[], now: number): number {
		const found = this.#find.get(...values) as {readonly id: number} | undefined;
		if (found === undefined) {
			return Number(this.#insert.run(...values, now).lastInsertRowid);
		}

		this.#see.run(now, found.id);
		return found.id;
	}
}

/** The tables of names of a recording. */
export class NameTables {
	readonly names: NameTable;
	readonly owners: NameTable;
	readonly ports: NameTable;
	readonly groups: NameTable;
	readonly probes: NameTable;

	constructor(database: DatabaseSync) {
		this.names = new NameTable(database, 'names', ['name']);
		this.owners = new NameTable(database, 'owners', ['process', 'user', 'unit', 'container']);
		this.ports = new NameTable(database, 'port_names', ['port', 'protocol', 'address']);
		this.groups = new NameTable(database, 'group_names', ['grouping', 'name', 'kind']);
		this.probes = new NameTable(database, 'probe_names', ['target', 'method', 'port']);
	}

	removeUnused(before: number): void {
		for (const table of this.#all) {
			table.removeUnused(before);
		}
	}

	forget(): void {
		for (const table of this.#all) {
			table.forget();
		}
	}

	get #all(): readonly NameTable[] {
		return [this.names, this.owners, this.ports, this.groups, this.probes];
	}
}
