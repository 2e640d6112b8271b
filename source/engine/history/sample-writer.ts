import {groupings} from '../../model/group.ts';
import type {HolderMap} from '../../collectors/owner-lookup.ts';
import type {ProcessInfo} from '../../model/process.ts';
import type {OutgoingEntry} from '../views/outgoing-rows.ts';
import type {PortEntry} from '../views/port-rows.ts';
import type {TakenSample} from '../views/sample.ts';
import type {SteadyFacts} from '../views/steady-values.ts';
import {ByteWriter} from './byte-writer.ts';
import {DeltaWriter} from './delta-writer.ts';
import {groupNumbers, RecordedValuesMaker, type RecordedValues} from './recorded-values.ts';
import {TableWriter} from './table-delta.ts';

/** The version of the bytes, and of the shape of what is in them: to be raised with every change of either, as recordings keep them. */
export const codecVersion = 1;

/** Numbers of holders between two yields. */
const stride = 8192;

/** The process that held a connection that closed, by the connection's cookie. */
export type ClosedOwner = readonly [cookie: number, process: ProcessInfo];

/** A sample as bytes: its sockets, and everything else. null: its sockets are left out. */
export type WrittenSample = {
	readonly table: Uint8Array<ArrayBuffer> | null;
	readonly rows: Uint8Array<ArrayBuffer>;
};

/** Facts about a sample that it does not say itself. */
export type SampleContext = {
	/** The sockets whose holders have changed since the sample before; null where that is not known. */
	readonly changedOwners: ReadonlySet<number> | null;
	/** The order in which its rows were shown. */
	readonly steady: SteadyFacts;
};

/** The sample before, from which the next one is written as a difference. */
type Before = {
	readonly sample: TakenSample;
	readonly values: RecordedValues;
	readonly processes: readonly ProcessInfo[];
	readonly closedOwners: readonly ClosedOwner[];
};

/**
Writes whole samples, each as the difference from the one before: everything that queries are answered from. The sample before must not have been
changed since. The log is not written: its events stay what they are.
*/
export class SampleWriter {
	readonly #rowBytes = new ByteWriter();
	readonly #tables = new TableWriter();
	readonly #values = new RecordedValuesMaker();
	#rows = new DeltaWriter(this.#rowBytes);
	#before: Before | undefined;

	/** The next sample is written whole. */
	begin(): void {
		this.#rows = new DeltaWriter(this.#rowBytes);
		this.#before = undefined;
	}

	/**
	Writes a sample, piece by piece.
	@param parts Whether its sockets are written too (of a sample that is written as a difference those before must have been), and the rows of its groups, which are made from them.
	*/
	* write(sample: TakenSample, {changedOwners, steady}: SampleContext, {hasTable, hasGroupRows}: {readonly hasTable: boolean; readonly hasGroupRows: boolean}): Generator<void, WrittenSample> {
		const before = this.#before;
		const {ports, outgoing, rowContext, groups: {groupings: groupsOf}} = sample;
		const values = yield * this.#values.make(sample, steady, hasGroupRows);
		const processes = rowContext.processes.all();
		const closedOwners = [...rowContext.closedOwners ?? []];
		const rows = this.#rows;
		rows.write(values, before?.values);
		yield;
		rows.writeRows<PortEntry>(ports, before?.sample.ports ?? [], ({port}) => port.identity);
		rows.writeRows<OutgoingEntry>(outgoing, before?.sample.outgoing ?? [], ({peer}) => peer.identity);
		rows.writeRows<ProcessInfo>(processes, before?.processes ?? [], ({pid}) => pid);
		rows.writeRows<ClosedOwner>(closedOwners, before?.closedOwners ?? [], ([cookie]) => cookie);
		yield;
		for (const grouping of groupings) {
			for (const name of groupNumbers) {
				rows.writeNumbers(groupsOf[grouping][name] ?? [], before?.sample.groups.groupings[grouping][name] ?? []);
			}
		}

		yield;
		yield * this.#writeHolders(sample, before === undefined ? null : changedOwners);
		yield;
		const table = hasTable ? yield * this.#writeTable(sample, before?.sample) : null;
		this.#before = {
			sample, values, processes, closedOwners,
		};
		return {rows: this.#rowBytes.take(), table};
	}

	/** Writes the sockets with their holders: all, or those whose holders have changed. */
	* #writeHolders({rowContext: {owners}}: TakenSample, changed: ReadonlySet<number> | null): Generator<void> {
		const writer = this.#rowBytes;
		const {holders} = owners.facts;
		writer.byte(changed === null ? 1 : 0);
		if (changed === null) {
			yield * this.#writeAllHolders(holders);
			return;
		}

		writer.count(changed.size);
		for (const inode of changed) {
			const held = holders.get(inode);
			writer.count(inode);
			// No holder is known, or so many are: none of a socket that the kernel keeps for itself.
			writer.count(held === undefined ? 0 : 1 + (typeof held === 'number' ? 1 : held.length));
			for (const holder of typeof held === 'number' ? [held] : held ?? []) {
				writer.count(holder);
			}
		}
	}

	/** Writes the sockets with one holder as pairs of numbers, as they are, then the others. */
	* #writeAllHolders(holders: Readonly<HolderMap>): Generator<void> {
		const writer = this.#rowBytes;
		const pairs = new Float64Array(2 * holders.size);
		const others: Array<readonly [number, readonly number[]]> = [];
		let length = 0;
		for (const [inode, held] of holders) {
			if (length % stride === 0) {
				yield;
			}

			if (typeof held === 'number') {
				pairs[length++] = inode;
				pairs[length++] = held;
			} else {
				others.push([inode, held]);
			}
		}

		writer.count(length);
		writer.bytes(new Uint8Array(pairs.buffer, pairs.byteOffset, 8 * length));
		writer.count(others.length);
		for (const [inode, held] of others) {
			writer.count(inode);
			writer.count(held.length);
			for (const holder of held) {
				writer.count(holder);
			}
		}
	}

	* #writeTable({table, sampledAt}: TakenSample, before: TakenSample | undefined): Generator<void, Uint8Array<ArrayBuffer>> {
		const now = {table, sampledAt};
		return before === undefined ? yield * this.#tables.writeWhole(now) : this.#tables.writeChanges(now, before);
	}
}
