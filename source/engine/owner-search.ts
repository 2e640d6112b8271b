import type {Processes} from '../collectors/processes.ts';
import type {OpenSources} from '../collectors/registry.ts';
import type {SocketOwnersIndex} from '../collectors/socket-owners.ts';
import type {SocketTable} from '../collectors/socket-table.ts';
import type {PortSlot} from './traffic/port-slots.ts';
import {portOwnerPids} from './views/port-rows.ts';

/** Time limits per sample: to search the owners of new sockets, and to check those that are known. */
const searchMilliseconds = 30;
const refreshMilliseconds = 8;

/** Between samples, while there are sockets whose owners are not found yet. */
const backgroundSearchMilliseconds = 200;

/** To wait for the names of new processes: of a list of everything, and of a sample of many. */
const completeNamesMilliseconds = 2000;
const namesMilliseconds = 100;

/** Searches the owners of a sample's sockets, and reads the processes that own its ports. */
export class OwnerSearch {
	readonly #sources: Pick<OpenSources, 'processes' | 'kernelSockets'>;
	readonly #processes: Processes;
	/** Every socket's owners are wanted, without a time limit: for a list of everything. */
	readonly #isComplete: boolean;

	constructor(sources: Pick<OpenSources, 'processes' | 'kernelSockets'>, processes: Processes, isComplete: boolean) {
		this.#sources = sources;
		this.#processes = processes;
		this.#isComplete = isComplete;
	}

	/** Searches as long as a sample may take. */
	search(table: SocketTable, slots: readonly PortSlot[]): Generator<void | Promise<void>> {
		return this.#search(table, slots, this.#isComplete ? Infinity : searchMilliseconds);
	}

	/** Goes on between samples, while there are sockets whose owners are not found yet. */
	searchOn(table: SocketTable, slots: readonly PortSlot[]): Generator<void | Promise<void>> {
		return this.#search(table, slots, backgroundSearchMilliseconds);
	}

	/** Reads the processes that own ports, or for a list of everything all owners, and waits for their names a moment. */
	* readProcesses(table: SocketTable, slots: readonly PortSlot[]): Generator<void | Promise<void>> {
		const {owners} = this.#sources.processes;
		this.#processes.refresh([...portOwnerPids(table, slots, owners)]);
		yield;
		if (this.#isComplete) {
			this.#processes.readAll(owners.allPids());
		}

		if (this.#processes.isReading) {
			yield this.#processes.settled(this.#isComplete ? completeNamesMilliseconds : namesMilliseconds);
		}
	}

	* #search(table: SocketTable, slots: readonly PortSlot[], budgetMilliseconds: number): Generator<void | Promise<void>> {
		const {processes, kernelSockets} = this.#sources;
		processes.refreshProcesses();
		yield;
		yield * processes.update(likelyOwners(table, slots, processes), budgetMilliseconds, refreshMilliseconds);
		yield * kernelSockets.find(table, processes);
		this.#processes.forget(processes.takeEnded());
	}
}

/** Returns the owners of listeners with new connections, which most likely own those too. */
function likelyOwners({columns, liveCount}: SocketTable, slots: readonly PortSlot[], {owners, isSearching}: SocketOwnersIndex): ReadonlySet<number> {
	const likely = new Set<number>();
	if (!isSearching) {
		return likely;
	}

	const busy = new Set<PortSlot>();
	for (let row = 0; row < liveCount; row++) {
		const slot = slots[columns.portSlot[row]!];
		if (slot !== undefined && owners.isSought(columns.inode[row]!)) {
			busy.add(slot);
		}
	}

	for (const listener of [...busy].flatMap(slot => slot.listeners)) {
		for (const pid of owners.pids(columns.inode[listener]!)) {
			likely.add(pid);
		}
	}

	return likely;
}
