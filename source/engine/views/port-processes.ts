import type {ProcessInfo} from '../../model/process.ts';
import {ownersOf} from './port-rows.ts';
import type {Sample} from './sample.ts';

/** The processes that listen on these ports, by identity, or hold their connections, each once; null where not all may be known. */
export function portProcesses({openPorts: {slots}, ports, table, rowContext}: Sample, identities: ReadonlySet<string>): readonly ProcessInfo[] | null {
	const pids = new Set<number>();
	for (const [index, slot] of slots.entries()) {
		if (!identities.has(ports[index]!.port.identity)) {
			continue;
		}

		const owners = ownersOf(slot.listeners.map(row => table.columns.inode[row]!), rowContext);
		// Somebody must hold a port that is open: who does is not to be seen.
		if (owners.holders.length === 0) {
			return null;
		}

		for (const pid of [...owners.holders.map(holder => holder.pid), ...slot.holders]) {
			pids.add(pid);
		}
	}

	return [...pids].flatMap(pid => rowContext.processes.lastKnown(pid) ?? []);
}
