import {SocketTable, unknown, type SocketEnds} from '../../collectors/socket-table.ts';
import type {Account} from './account.ts';
import {addLocalEnd, type ListenerEnd} from './listener-end.ts';
import {PortSlots} from './port-slots.ts';

/** A listener that is gone, and its account. */
export type PastPort = {
	readonly end: ListenerEnd;
	readonly account: Account;
};

/** Finds the accounts of listeners that are gone: a connection that one of them accepted stays on its account. */
export class PastPorts {
	readonly #table = new SocketTable(64);
	#slots: PortSlots | undefined;
	#ports: readonly PastPort[] = [];
	/** By slot. */
	#accounts: readonly Account[] = [];

	/** Makes these the listeners that are gone. */
	replace(ports: readonly PastPort[]): void {
		if (ports.length === this.#ports.length && ports.every((port, index) => port === this.#ports[index])) {
			return;
		}

		this.#ports = ports;
		this.#table.clear();
		this.#slots = ports.length === 0 ? undefined : new PortSlots(this.#table, String);
		const accounts: Account[] = [];
		for (const {end, account} of ports) {
			const row = addLocalEnd(this.#table, end);
			this.#slots?.add(row);
			// Of two with the same end the first: the interface of the other was called differently.
			accounts[this.#table.columns.portSlot[row]!] ??= account;
		}

		this.#accounts = accounts;
	}

	/** Returns the account of the listener that would have accepted a connection with these ends; undefined if none. */
	accountOf(ends: SocketEnds, row: number): Account | undefined {
		const slot = this.#slots?.find(ends, row) ?? unknown;
		return slot === unknown ? undefined : this.#accounts[slot];
	}
}
