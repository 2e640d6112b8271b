import type {ProcessInfo} from '../../model/process.ts';

/** The first process of a machine, or of a pid namespace. */
const init = 1;

type SharingProcess = Pick<ProcessInfo, 'pid' | 'parentPid' | 'unit'>;

/**
Returns those of the processes that share a socket which only keep it for another one: a service manager that made the socket, and started
the service when the first connection came (systemd.socket(5)). It is an ancestor of a process in another unit. A server and
its workers are of one unit, and so is what a service has leaked descriptors to.
*/
export function keepersOf(sharing: readonly SharingProcess[]): ReadonlySet<number> {
	// Mostly all are of one unit, however many: then each pair need not be looked at.
	if (new Set(sharing.map(({unit}) => unit)).size < 2) {
		return new Set();
	}

	const parents = new Map(sharing.map(({pid, parentPid}) => [pid, parentPid]));
	return new Set(sharing
		.filter(({pid, unit}) => sharing.some(other => other.unit !== null && other.unit !== unit && other.pid !== pid && descends(other.pid, pid, parents)))
		.map(({pid}) => pid));
}

/** Orders the processes that share a socket: those that serve, then those that keep it; of each the lowest pid first. */
export function byService<Process extends SharingProcess>(sharing: readonly Process[]): readonly Process[] {
	return sharing.toSorted(compareService(keepersOf(sharing)));
}

/** Returns the comparator for that order. */
export function compareService(keepers: ReadonlySet<number>): (a: {readonly pid: number}, b: {readonly pid: number}) => number {
	return (a, b) => {
		const order = Number(keepers.has(a.pid)) - Number(keepers.has(b.pid));
		return order === 0 ? a.pid - b.pid : order;
	};
}

function descends(pid: number, ancestor: number, parents: ReadonlyMap<number, number>): boolean {
	if (ancestor === init) {
		return true;
	}

	const passed = new Set<number>();
	for (let next = parents.get(pid); next !== undefined && !passed.has(next); next = parents.get(next)) {
		if (next === ancestor) {
			return true;
		}

		passed.add(next);
	}

	return false;
}
